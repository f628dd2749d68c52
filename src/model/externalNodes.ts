/** External nodes: swarm nodes that are not machines of the cluster. Pure. */
import type { Cluster } from './cluster.ts';
import { lastOf } from './seen.ts';
import type { SeenMachine } from './snapshot.ts';
import type { NodeClaims, SwarmNode } from './swarmMode.ts';
import { findSwarmNode, isStaleTwin, isUnreachableManager, strangersAmong } from './swarmNode.ts';

/**
 * Nodes that are none of these machines and are not just joining. A joining node has no hostname until its engine has described it, and no
 * address to match a machine by until that engine has answered again.
 */
export function externalNodesAmong(
  nodes: readonly SwarmNode[],
  machines: readonly SeenMachine[],
  claims: NodeClaims | undefined,
): readonly SwarmNode[] {
  const unplaced = new Set(machines.filter((seen) => !findSwarmNode(nodes, seen, claims)).map(({ name }) => name));
  return strangersAmong(nodes, machines, claims).filter(
    ({ hostname, state }) => hostname !== '' && (state === 'down' || !unplaced.has(hostname)),
  );
}

/** External nodes that count toward the cluster: all but stale entries of hosts that joined again. */
export function countedExternalNodes({ swarm }: Cluster, machines: readonly SeenMachine[]): readonly SwarmNode[] {
  const nodes = (swarm && lastOf(swarm.view)?.value.nodes) ?? [];
  return externalNodesAmong(nodes, machines, swarm?.claims).filter((node) => !isStaleTwin(node, nodes, machines));
}

/** Whether its managers report no fault. */
export const isWellExternalNode = (node: SwarmNode): boolean => node.state === 'ready' && !isUnreachableManager(node);
