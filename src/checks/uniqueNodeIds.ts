/** Each swarm machine is a separate node: after a disk is copied, two hosts claim the same one. */
import { now } from '../model/seen.ts';
import { findSwarmNode, nodeIdOf } from '../model/swarmNode.ts';
import { defineCheck } from './check.ts';
import { aboutMachine, type Found, type OfMachine } from './finding.ts';
import { shellOn } from './hostRemedies.ts';
import { bringClusterUp } from './remedy.ts';
import { isToJoin, swarmMembership } from './swarmMembership.ts';

export const uniqueNodeIds = defineCheck({
  id: 'uniqueNodeIds',
  scope: 'machine',
  appliesTo: ['swarm-mode'],
  needs: ['cluster', 'managersView'],
  follows: [swarmMembership],
  evaluate: ({ seen, cluster, managersView }): readonly Found<SameNodeId>[] => {
    const { nodes, manager, claims, at } = managersView;
    const claimed = nodeIdOf(seen);
    const claimants = claimed ? claims?.shared.get(claimed) : undefined;
    // Of several claimants, the host at the node's address is the node.
    if (!claimed || !claimants || findSwarmNode(nodes, seen, claims)?.id === claimed) return [];
    if (isToJoin(cluster, now(seen.engine))) return [];
    return [
      {
        kind: 'sameNodeId',
        severity: 'error',
        subject: aboutMachine(seen.name),
        measured: { source: manager, at },
        others: claimants.filter((each) => each !== seen.name),
        node: claimed,
        remedies: [...shellOn(seen), bringClusterUp],
      },
    ];
  },
});

interface SameNodeId {
  readonly kind: 'sameNodeId';
  readonly subject: OfMachine;
  readonly others: readonly string[];
  readonly node: string;
}
