/** Words for what engines of swarm mode answer in place of what they were asked for. */
import type { Translate } from '../../base/text.ts';
import type { SwarmFailure } from '../../model/failure.ts';
import { refresh, type Explanation } from './explanation.ts';

export function explainSwarmFailure(failure: SwarmFailure, t: Translate): Explanation {
  switch (failure.kind) {
    case 'notAManager':
      return {
        short: t('not a manager'),
        what: t('The engine at {0} is a worker of its swarm: only managers tell of it or change it.', failure.address),
        why: '',
        remedy: t('Ask one of its managers, or promote it there.'),
        actions: [refresh(t)],
      };
    case 'notInSwarm':
      return {
        short: t('in no swarm'),
        what: t('The engine at {0} is in no swarm.', failure.address),
        why: '',
        remedy: t('Bring its cluster up again: that lets it join.'),
        actions: [refresh(t)],
      };
    case 'alreadyInSwarm':
      return {
        short: t('in a swarm already'),
        what: t('The engine at {0} is in a swarm already.', failure.address),
        why: '',
        remedy: t('Let it leave that swarm first (docker swarm leave), if nothing there needs it.'),
        actions: [refresh(t)],
      };
    case 'swarmWithoutLeader':
      return {
        short: t('no leader'),
        what: t('The swarm that {0} is a manager of has no leader.', failure.address),
        why: failure.said,
        remedy: t(
          'More than half of the managers must be there: start those that are missing. What runs goes on running meanwhile, but nothing can be changed.',
        ),
        actions: [refresh(t)],
      };
    case 'swarmLocked':
      return {
        short: t('swarm locked'),
        what: t('The manager at {0} is locked since its engine was restarted.', failure.address),
        why: '',
        remedy: t('Run docker swarm unlock there, with the key that was shown when the swarm was made.'),
        actions: [refresh(t)],
      };
  }
}
