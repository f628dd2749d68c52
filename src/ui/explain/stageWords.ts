/** Words for the stages of a create. */
import type { Translate } from '../../base/text.ts';
import type { CreateStage } from '../../model/failure.ts';

/** docker-machine's current stage, for "docker-machine failed while …" and for progress. */
export function stageWords(stage: CreateStage, t: Translate): string {
  switch (stage) {
    case 'certificateAuthority':
      return t('creating the certificate authority');
    case 'preCreate':
      return t('checking before creation');
    case 'creating':
      return t('creating the machine');
    case 'waitingForMachine':
      return t('waiting for the machine to run');
    case 'waitingForSsh':
      return t('waiting for SSH');
    case 'provisioning':
      return t('installing the engine');
    case 'certificates':
      return t('copying certificates');
    case 'engine':
      return t('starting the engine');
    case 'swarm':
      return t('joining the swarm');
    case 'checking':
      return t('checking the engine');
    case 'done':
      return t('finishing');
  }
}
