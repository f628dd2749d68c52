/** Texts of the check machineCreation. */
import { timeOfDay } from '../../../base/clock.ts';
import { stageWords } from '../stageWords.ts';
import type { Texts } from './words.ts';

export const machineCreation: Texts<'machineCreation'> = (finding, t) => {
  const { machine } = finding.subject;
  if (finding.kind === 'incomplete')
    return {
      short: t('half made'),
      what: t('Machine {0} was never finished: its creation failed, or was cut off.', machine),
      why: t('Its record is written before the machine is created, so a failed creation leaves it behind.'),
      remedy: t('Bring its cluster up again to make it anew, or remove it.'),
    };
  const since = timeOfDay(finding.since);
  const doing = finding.stage && stageWords(finding.stage, t);
  return {
    short: doing ? t('being made: {0}', doing) : t('being made'),
    what: doing
      ? t('docker-machine has been making {0} since {1}; it is now {2}.', machine, since, doing)
      : t('docker-machine has been making {0} since {1}.', machine, since),
    why: '',
    remedy: t('Wait for it, or cancel its run in the message that shows the progress.'),
  };
};
