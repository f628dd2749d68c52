/** Words for failures of engines in swarm mode. */
import type { Translate } from '../../base/text.ts';
import type { SwarmFailure } from '../../model/engineFailure.ts';
import { refresh, type Explanation } from './explanation.ts';

export function explainSwarmFailure(failure: SwarmFailure, t: Translate): Explanation {
  switch (failure.kind) {
    case 'notAManager':
      return {
        short: t('not a manager'),
        what: t(
          'The engine at {0} is a worker of its swarm: only managers can show or change the swarm.',
          failure.address,
        ),
        why: '',
        remedy: t('Use one of its managers, or promote this node there.'),
        actions: [refresh(t)],
      };
    case 'notInSwarm':
      return {
        short: t('not in a swarm'),
        what: t('The engine at {0} is not in a swarm.', failure.address),
        why: '',
        remedy: t('Bring its cluster up again so that it joins.'),
        actions: [refresh(t)],
      };
    case 'alreadyInSwarm':
      return {
        short: t('already in a swarm'),
        what: t('The engine at {0} is already in a swarm.', failure.address),
        why: '',
        remedy: t('Leave that swarm first (docker swarm leave), if nothing needs it.'),
        actions: [refresh(t)],
      };
    case 'swarmWithoutLeader':
      return {
        short: t('no leader'),
        what: t('The swarm that {0} is a manager of has no leader.', failure.address),
        why: failure.said,
        remedy: t(
          'More than half of the managers must be available: start the missing ones. Running containers are not affected, but nothing can be changed.',
        ),
        actions: [refresh(t)],
      };
    case 'swarmLocked':
      return {
        short: t('swarm locked'),
        what: t('The manager at {0} has been locked since its engine restarted.', failure.address),
        why: '',
        remedy: t('Run docker swarm unlock there, with the key that was shown when the swarm was created.'),
        actions: [refresh(t)],
      };
  }
}
