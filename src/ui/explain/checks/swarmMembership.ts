/** Texts of the check swarmMembership. */
import type { Texts } from './words.ts';

export const swarmMembership: Texts<'swarmMembership'> = (finding, t) => {
  const { machine } = finding.subject;
  switch (finding.kind) {
    case 'notInSwarm':
      return {
        short: t('not in the swarm'),
        what: t('Machine {0} was made for this cluster, but is in no swarm.', machine),
        why: t('It has not joined, or has left.'),
        remedy: t('Bring its cluster up again: that lets it join.'),
      };
    case 'swarmPending':
      return {
        short: t('has not met a manager'),
        what: t('The engine of {0} is in the swarm, but has not met a manager since it began.', machine),
        why: finding.said,
        remedy: t(
          'After a start that takes some seconds. If it stays so, check that a manager works and that its port 2377 can be reached from there.',
        ),
      };
    case 'swarmFails':
      return {
        short: t('swarm error'),
        what: t('The engine of {0} cannot take part in its swarm.', machine),
        why: finding.said,
        remedy: t(
          'Mend what the engine says and restart it, or let it leave (docker swarm leave) and bring its cluster up again.',
        ),
      };
    case 'swarmLocked':
      return {
        short: t('swarm locked'),
        what: t('The manager {0} is locked since its engine was restarted.', machine),
        why: t('The swarm was made with autolock: a manager opens its state only with the key.'),
        remedy: t('Run docker swarm unlock there, with the key that was shown when the swarm was made.'),
      };
  }
};
