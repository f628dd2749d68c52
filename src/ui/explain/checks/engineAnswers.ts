/** Texts for the engineAnswers check. */
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
        remedy: t('Start it, or bring its cluster up again, which starts it too.'),
      };
    case 'flagRefused':
      return {
        short: t('engine does not support --{0}', finding.flag),
        what: t('The engine of {0} does not start: it does not support the flag --{1}.', machine, finding.flag),
        why: t('Engines 23.0 and later do not support a key-value store, and exit when one is configured.'),
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
