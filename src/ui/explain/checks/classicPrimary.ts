/** Texts of the check classicPrimary. */
import type { Texts } from './words.ts';

export const classicPrimary: Texts<'classicPrimary'> = ({ kind }, t) => {
  switch (kind) {
    case 'noPrimary':
      return {
        short: t('no primary manager'),
        what: t('No manager is primary: they cannot agree in the store.'),
        why: t('Every manager that answers is a replica and lists no nodes.'),
        remedy: t(
          'Check that the managers reach the key-value store and that it has a leader, then restart the containers swarm-agent-master.',
        ),
      };
    case 'noManager':
      return {
        short: t('no manager'),
        what: t('The swarm has nodes, but no machine that manages them.'),
        why: t('It is half made, or half taken down.'),
        remedy: t('Bring the cluster up again to make its manager, or bring it down.'),
      };
  }
};
