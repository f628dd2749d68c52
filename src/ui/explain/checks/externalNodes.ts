/** Texts for the externalNodes check. */
import { nodeStateWords } from '../../swarmWords.ts';
import type { Texts } from './words.ts';

export const externalNodes: Texts<'externalNodes'> = (finding, t) => {
  const { cluster, hostname, node } = finding.subject;
  switch (finding.kind) {
    case 'staleNodeEntry':
      return {
        short: t('stale node {0}', hostname),
        what: t('{0} still lists a stale entry for {1}: {2}.', cluster, hostname, node),
        why: t('Another node is now at its address.'),
        remedy: t('Remove that node from the list.'),
      };
    case 'externalNodeNotReady': {
      const words = nodeStateWords(finding.state, t);
      return {
        short: t('{0} is {1}', hostname, words),
        what: t(
          'The managers report node {0} ({1}), which is not a machine of {2}, as {3}.',
          hostname,
          node,
          cluster,
          words,
        ),
        why: finding.message,
        remedy: t('Start its host again. If it is lost for good, remove the node from the list.'),
      };
    }
    case 'externalNodeUnreachable':
      return {
        short: t('{0} is unreachable from the other managers', hostname),
        what: t(
          'The managers cannot reach manager {0} ({1}), which is not a machine of this cluster, although it is ready as a node.',
          hostname,
          node,
        ),
        why: t('Until then it does not count toward the quorum.'),
        remedy: t('Check that the other managers reach its port 2377. Restarting its engine usually helps.'),
      };
  }
};
