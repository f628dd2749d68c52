/** Texts of the check engineAnswers. */
import { explainFailure } from '../explainFailure.ts';
import { whySince, type Texts } from './words.ts';

export const engineAnswers: Texts<'engineAnswers'> = (finding, t) => {
  const { machine } = finding.subject;
  switch (finding.kind) {
    case 'machineStopped':
      return {
        short: t('stopped'),
        what: t('Machine {0} is stopped.', machine),
        why: '',
        remedy: t('Start it, or bring its cluster up again: that starts it, too.'),
      };
    case 'flagRefused':
      return {
        short: t('engine does not know --{0}', finding.flag),
        what: t('The engine of {0} does not start: it does not know its flag --{1}.', machine, finding.flag),
        why: t('Engines from 23.0 on have no key-value store, and exit when they are given one.'),
        remedy: t(
          'Set engine.installUrl in the cluster file to an engine older than 23.0, or change it to orchestration: swarm-mode. Then remove the machine and bring the cluster up again.',
        ),
      };
    case 'engineDown': {
      const { actions, ...words } = explainFailure(finding.cause, t);
      return {
        ...words,
        what: t('Machine {0}: {1}', machine, words.what),
        why: whySince(words.why, finding.since, t),
        behind: actions,
      };
    }
  }
};
