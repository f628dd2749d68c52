/** Texts for the uniqueNodeIds check. */
import { named } from '../../../base/text.ts';
import type { Texts } from './words.ts';

export const uniqueNodeIds: Texts<'uniqueNodeIds'> = ({ subject: { machine }, others, node }, t) => ({
  short: t('same node as {0}', named(others, t)),
  what: t('{0} claim the same node {1}.', named([...others, machine], t), node),
  why: t('A copied disk keeps the node’s identity and keys, so the managers see only one of the nodes.'),
  remedy: t(
    'On {0}, stop Docker, delete /var/lib/docker/swarm and start Docker again, then bring the cluster up so that it joins as a separate node. Do not run docker swarm leave first: that would remove the other node.',
    machine,
  ),
});
