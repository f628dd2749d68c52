/** Texts for the machineCreation check. */
import { timeOfDay } from '../../../base/clock.ts';
import { stageWords } from '../stageWords.ts';
import type { Texts } from './words.ts';

export const machineCreation: Texts<'machineCreation'> = (finding, t) => {
  const { machine } = finding.subject;
  if (finding.kind === 'incomplete')
    return {
      short: t('incomplete'),
      what: t('Machine {0} is incomplete: its creation failed or was interrupted.', machine),
      why: t('Its record is written before the machine is created, so a failed creation leaves it behind.'),
      remedy: t('Bring the cluster up again to recreate it, or remove it.'),
    };
  const since = timeOfDay(finding.since);
  const doing = finding.stage && stageWords(finding.stage, t);
  return {
    short: doing ? t('creating: {0}', doing) : t('creating'),
    what: doing
      ? t('docker-machine has been creating {0} since {1}; it is now {2}.', machine, since, doing)
      : t('docker-machine has been creating {0} since {1}.', machine, since),
    why: '',
    remedy: t('Wait for it, or cancel the run in its progress notification.'),
  };
};
