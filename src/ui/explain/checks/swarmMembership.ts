/** Texts for the swarmMembership check. */
import type { Texts } from './words.ts';

export const swarmMembership: Texts<'swarmMembership'> = (finding, t) => {
  const { machine } = finding.subject;
  switch (finding.kind) {
    case 'notInSwarm':
      return {
        short: t('not in the swarm'),
        what: t('Machine {0} was created for this cluster, but is not in a swarm.', machine),
        why: t('It has not joined, or has left.'),
        remedy: t('Bring its cluster up again so that it joins.'),
      };
    case 'swarmPending':
      return {
        short: t('has not reached a manager'),
        what: t('The engine of {0} is in the swarm, but has not reached a manager since it started.', machine),
        why: finding.said,
        remedy: t(
          'This takes a few seconds after a restart. If it persists, check that a manager is running and that port 2377 is reachable from this host.',
        ),
      };
    case 'swarmFails':
      return {
        short: t('swarm error'),
        what: t('The engine of {0} cannot take part in its swarm.', machine),
        why: finding.said,
        remedy: t(
          'Fix what the engine reports and restart it, or leave the swarm (docker swarm leave) and bring its cluster up again.',
        ),
      };
    case 'swarmLocked':
      return {
        short: t('swarm locked'),
        what: t('The manager {0} has been locked since its engine restarted.', machine),
        why: t('The swarm was created with autolock: a manager needs the key to open its state.'),
        remedy: t('Run docker swarm unlock there, with the key that was shown when the swarm was created.'),
      };
  }
};
