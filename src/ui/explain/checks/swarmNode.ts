/** Texts of the check swarmNode. */
import { nodeStateWords } from '../../swarmWords.ts';
import type { Texts } from './words.ts';

export const swarmNode: Texts<'swarmNode'> = (finding, t) => {
  const { machine } = finding.subject;
  const { manager } = finding;
  switch (finding.kind) {
    case 'nodeRemoved':
      return {
        short: t('removed from the swarm'),
        what: t('The engine of {0} takes itself for a node, but the manager {1} has no such node.', machine, manager),
        why: t('It was removed while it was away or still at work.'),
        remedy: t('Let it leave there (docker swarm leave), then bring its cluster up again: that lets it join anew.'),
      };
    case 'managerUnreachable':
      return {
        short: t('unreachable for the other managers'),
        what: t('The managers do not reach manager {0}, though it is ready as a node (says {1}).', machine, manager),
        why: t('It does not count for the quorum meanwhile.'),
        remedy: t(
          'Check that its port 2377 can be reached from the other managers; a restart of its engine helps as a rule.',
        ),
      };
    case 'nodeNotReady': {
      const words = nodeStateWords(finding.state, t);
      const common = { short: t('{0} for the managers', words), why: finding.message };
      if (finding.state === 'unknown')
        return {
          ...common,
          what: t('The manager {0} has not heard of {1} yet.', manager, machine),
          remedy: t('Wait a little: after an election a new leader needs some seconds to hear of every node.'),
        };
      return finding.answers
        ? {
            ...common,
            what: t('Machine {0} is {1} for the manager {2}, though its engine answers.', machine, words, manager),
            remedy: t(
              'Check that it reaches the managers on port 2377; a restart of its engine lets it try anew. Its tasks have been started elsewhere.',
            ),
          }
        : {
            ...common,
            what: t('Machine {0} is {1} for the manager {2} too.', machine, words, manager),
            remedy: t(
              'Its tasks are started on other nodes where they fit, and it takes part again once its engine runs.',
            ),
          };
    }
  }
};
