/** Texts for the quorum check. */
import { explainFailure } from '../explainFailure.ts';
import type { Texts } from './words.ts';

export const quorum: Texts<'quorum'> = (finding, t) => {
  switch (finding.kind) {
    case 'quorumLost':
      return {
        short: t('no quorum: {0} of {1} managers', finding.reachable, finding.of),
        what: t('The swarm has no quorum: only {0} of its {1} managers can be reached.', finding.reachable, finding.of),
        why: t(
          'More than half of the managers must be available. Containers and overlay networks keep working, but nothing can be changed and failed tasks are not replaced.',
        ),
        remedy: t(
          'Start the missing managers. If they are lost for good, run docker swarm init --force-new-cluster on a remaining one, which then leads alone, and bring the cluster up again.',
        ),
      };
    case 'noLeader':
      return {
        short: t('no leader'),
        what: t('The swarm has no leader, though {0} of its {1} managers answer.', finding.reachable, finding.of),
        why: t(
          'After a leader is lost, the others take up to 30 seconds to elect another one. Running containers are not affected.',
        ),
        remedy: t('Wait a moment. If this persists, check that the managers reach each other on port 2377.'),
      };
    case 'swarmUntold': {
      const { short, what, remedy, actions } = explainFailure(finding.cause, t);
      return {
        short: t('no manager answers: {0}', short),
        what: t('No manager of the swarm reports it: {0}', what),
        why: finding.isNeverTold
          ? t('Its services and nodes are not known yet. Running containers are not affected.')
          : t('Services and nodes are shown as last reported. Running containers are not affected.'),
        remedy,
        behind: actions,
      };
    }
  }
};
