/** The swarm's managers list a machine as a ready node, and reach it if it is a manager. */
import { now } from '../model/seen.ts';
import type { NodeState } from '../model/swarmMode.ts';
import { findSwarmNode, isUnreachableManager } from '../model/swarmNode.ts';
import { defineCheck } from './check.ts';
import { aboutMachine, type Found, type OfMachine } from './finding.ts';
import { powerOn, shellOn } from './hostRemedies.ts';
import { bringClusterUp, onMachine } from './remedy.ts';
import { isToJoin, swarmMembership } from './swarmMembership.ts';
import { uniqueNodeIds } from './uniqueNodeIds.ts';

export const swarmNode = defineCheck({
  id: 'swarmNode',
  scope: 'machine',
  appliesTo: ['swarm-mode'],
  needs: ['cluster', 'managersView'],
  // If an engine is not a member, its state in the managers' list follows from that.
  follows: [swarmMembership, uniqueNodeIds],
  evaluate: ({ seen, cluster, managersView }): readonly Found<Removed | NotReady | Unreachable>[] => {
    const { nodes, manager, claims, at } = managersView;
    const view = now(seen.engine);
    if (isToJoin(cluster, view)) return [];
    const node = findSwarmNode(nodes, seen, claims);
    const common = { subject: aboutMachine(seen.name), measured: { source: manager, at }, manager };
    if (!node)
      return view
        ? [{ ...common, kind: 'nodeRemoved', severity: 'error', remedies: [...shellOn(seen), bringClusterUp] }]
        : [];
    const { state, message } = node;
    const info = onMachine('showDockerInfo', seen.name);
    // A node that is unknown to a new leader recovers by itself, and one with a dead engine recovers with the engine.
    const isWaiting = node.state === 'unknown' || !view;
    const remedies = isWaiting ? [info] : [...shellOn(seen), ...powerOn(seen), info];
    if (state !== 'ready') {
      // A new leader lists every node as unknown until its first heartbeat, which takes seconds.
      const severity = state === 'unknown' ? 'warning' : 'error';
      return [{ ...common, kind: 'nodeNotReady', severity, state, message, answers: view !== undefined, remedies }];
    }
    return view && isUnreachableManager(node)
      ? [{ ...common, kind: 'managerUnreachable', severity: 'warning', remedies }]
      : [];
  },
});

/** Its engine claims a node that the managers do not list. */
interface Removed {
  readonly kind: 'nodeRemoved';
  readonly subject: OfMachine;
  readonly manager: string;
}

interface NotReady {
  readonly kind: 'nodeNotReady';
  readonly subject: OfMachine;
  readonly manager: string;
  readonly state: Exclude<NodeState, 'ready'>;
  readonly message: string;
  /** Whether its engine answers. */
  readonly answers: boolean;
}

/** A manager whose node is ready, but which the other managers cannot reach. */
interface Unreachable {
  readonly kind: 'managerUnreachable';
  readonly subject: OfMachine;
  readonly manager: string;
}
