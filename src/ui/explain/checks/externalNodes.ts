/** Texts of the check externalNodes. */
import { nodeStateWords } from '../../swarmWords.ts';
import type { Texts } from './words.ts';

export const externalNodes: Texts<'externalNodes'> = (finding, t) => {
  const { cluster, hostname, node } = finding.subject;
  switch (finding.kind) {
    case 'staleNodeEntry':
      return {
        short: t('left-over node {0}', hostname),
        what: t(
          'The list of nodes of {0} has an entry of {1} that nobody comes back to: {2}.',
          cluster,
          hostname,
          node,
        ),
        why: t('The host at its address is another node now.'),
        remedy: t('Remove that node from the list.'),
      };
    case 'externalNodeNotReady': {
      const words = nodeStateWords(finding.state, t);
      return {
        short: t('{0} is {1}', hostname, words),
        what: t('Node {0} ({1}), which is no machine of {2}, is {3} for the managers.', hostname, node, cluster, words),
        why: finding.message,
        remedy: t('Start its host again. If it is gone for good, remove the node from the list.'),
      };
    }
    case 'externalNodeUnreachable':
      return {
        short: t('{0} is unreachable for the other managers', hostname),
        what: t(
          'The managers do not reach manager {0} ({1}), which is no machine of this cluster, though it is ready as a node.',
          hostname,
          node,
        ),
        why: t('It does not count for the quorum meanwhile.'),
        remedy: t(
          'Check that its port 2377 can be reached from the other managers; a restart of its engine helps as a rule.',
        ),
      };
  }
};
