/** Texts of the check uniqueNodeIds. */
import { named } from '../../../base/text.ts';
import type { Texts } from './words.ts';

export const uniqueNodeIds: Texts<'uniqueNodeIds'> = ({ subject: { machine }, others, node }, t) => ({
  short: t('same node as {0}', named(others, t)),
  what: t('{0} claim the same node {1}.', named([...others, machine], t), node),
  why: t('A disk that was copied keeps the node’s identity and keys, so that the managers know only one of them.'),
  remedy: t(
    'On {0}, stop Docker, delete /var/lib/docker/swarm and start Docker again, then bring the cluster up: that lets it join as a node of its own. Do not let it leave before, as that would take the other one out.',
    machine,
  ),
});
