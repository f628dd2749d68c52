/** Texts of the check quorum. */
import { explainFailure } from '../explainFailure.ts';
import type { Texts } from './words.ts';

export const quorum: Texts<'quorum'> = (finding, t) => {
  switch (finding.kind) {
    case 'quorumLost':
      return {
        short: t('no quorum: {0} of {1} managers', finding.reachable, finding.of),
        what: t('The swarm has no quorum: {0} of its {1} managers answer.', finding.reachable, finding.of),
        why: t(
          'More than half of the managers must be there. Containers go on running and overlay networks keep working, but nothing can be changed and nothing that fails is replaced.',
        ),
        remedy: t(
          'Start the managers that are missing. If they are lost for good, run docker swarm init --force-new-cluster on one that is left, which then leads alone, and bring the cluster up again.',
        ),
      };
    case 'noLeader':
      return {
        short: t('no leader'),
        what: t('The swarm has no leader, though {0} of its {1} managers answer.', finding.reachable, finding.of),
        why: t(
          'When a leader is lost the others need up to half a minute to elect another one. What runs goes on meanwhile.',
        ),
        remedy: t('Wait a little. If it stays so, check that the managers reach each other on port 2377.'),
      };
    case 'swarmUntold': {
      const { short, what, remedy, actions } = explainFailure(finding.cause, t);
      return {
        short: t('no manager tells: {0}', short),
        what: t('No manager of the swarm tells of it: {0}', what),
        why: finding.isNeverTold
          ? t('Nothing is known of its services and nodes yet. What runs keeps running.')
          : t('What is shown of services and nodes is what was last told. What runs goes on.'),
        remedy,
        behind: actions,
      };
    }
  }
};
