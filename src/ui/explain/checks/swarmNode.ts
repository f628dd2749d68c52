/** Texts for the swarmNode check. */
import { nodeStateWords } from '../../swarmWords.ts';
import type { Texts } from './words.ts';

export const swarmNode: Texts<'swarmNode'> = (finding, t) => {
  const { machine } = finding.subject;
  const { manager } = finding;
  switch (finding.kind) {
    case 'nodeRemoved':
      return {
        short: t('removed from the swarm'),
        what: t('The engine of {0} considers itself a node, but the manager {1} does not list it.', machine, manager),
        why: t('It was removed while it was offline or still working.'),
        remedy: t('Run docker swarm leave there, then bring its cluster up again so that it rejoins.'),
      };
    case 'managerUnreachable':
      return {
        short: t('unreachable from the other managers'),
        what: t(
          'The managers cannot reach manager {0}, although it is ready as a node (reported by {1}).',
          machine,
          manager,
        ),
        why: t('Until then it does not count toward the quorum.'),
        remedy: t('Check that the other managers reach its port 2377. Restarting its engine usually helps.'),
      };
    case 'nodeNotReady': {
      const words = nodeStateWords(finding.state, t);
      const common = { short: t('reported {0} by managers', words), why: finding.message };
      if (finding.state === 'unknown')
        return {
          ...common,
          what: t('The manager {0} does not know {1} yet.', manager, machine),
          remedy: t('Wait a moment: after an election, a new leader needs a few seconds to hear from every node.'),
        };
      return finding.answers
        ? {
            ...common,
            what: t(
              'The manager {2} reports machine {0} as {1}, although its engine answers.',
              machine,
              words,
              manager,
            ),
            remedy: t(
              'Check that it reaches the managers on port 2377, and restart its engine to make it try again. Its tasks have been started elsewhere.',
            ),
          }
        : {
            ...common,
            what: t('The manager {2} also reports machine {0} as {1}.', machine, words, manager),
            remedy: t('Its tasks start on other nodes where they fit. It takes part again once its engine runs.'),
          };
    }
  }
};
