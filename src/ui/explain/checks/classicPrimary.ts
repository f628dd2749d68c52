/** Texts for the classicPrimary check. */
import type { Texts } from './words.ts';

export const classicPrimary: Texts<'classicPrimary'> = ({ kind }, t) => {
  switch (kind) {
    case 'noPrimary':
      return {
        short: t('no primary manager'),
        what: t('No manager is primary: the managers cannot elect one through the store.'),
        why: t('Every manager that answers is a replica and lists no nodes.'),
        remedy: t(
          'Check that the managers reach the key-value store and that it has a leader, then restart the swarm-agent-master containers.',
        ),
      };
    case 'noManager':
      return {
        short: t('no manager'),
        what: t('The swarm has nodes, but no machine that manages them.'),
        why: t('It is only partly created or partly removed.'),
        remedy: t('Bring the cluster up again to create its manager, or bring it down.'),
      };
  }
};
