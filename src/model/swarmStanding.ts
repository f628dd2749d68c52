/** Relates the nodes that a swarm's managers list to the machines of the store. Pure. */
import { derived } from '../base/derived.ts';
import type { Cluster } from './cluster.ts';
import { lastOf } from './seen.ts';
import { findMachine, type SeenMachine, type Snapshot } from './snapshot.ts';
import type { SwarmNode, SwarmView } from './swarmMode.ts';
import { claimsOf, findSwarmNode, hostsOf, isStaleTwin, strangersAmong } from './swarmNode.ts';

/** The known state of the swarm is an older answer: no manager describes it now. */
export const isOutdated = ({ swarm }: Cluster): boolean => swarm?.view.state === 'failed';

/** The latest state that managers reported. If it is outdated, its leader and reachability are reset. */
export const lastView = derived((cluster: Cluster): SwarmView | undefined => {
  const view = cluster.swarm && lastOf(cluster.swarm.view)?.value;
  if (!view || !isOutdated(cluster)) return view;
  const nodes = view.nodes.map((node): SwarmNode => {
    const { manager } = node;
    return manager ? { ...node, manager: { ...manager, isLeader: false, reachability: 'unknown' } } : node;
  });
  return { ...view, nodes };
});

/** The node of a cluster member; undefined while none is reported. */
export function nodeOf(cluster: Cluster | undefined, seen: SeenMachine): SwarmNode | undefined {
  const view = cluster && lastView(cluster);
  return view && findSwarmNode(view.nodes, seen, cluster.swarm?.claims);
}

/** An external node: it is not a member of the cluster. */
export interface Stranger {
  readonly node: SwarmNode;
  readonly handle: string;
  /** The matching machine of the store, which only the managers' list connects to this swarm. */
  readonly machine: string | undefined;
  /** It is the stale entry of a host that has joined again since. */
  readonly isLeftover: boolean;
}

export function strangers(cluster: Cluster, snapshot: Snapshot): readonly Stranger[] {
  const nodes = lastView(cluster)?.nodes ?? [];
  const members = cluster.members.flatMap(({ machine }) => findMachine(snapshot, machine) ?? []);
  const claims = cluster.swarm?.claims ?? claimsOf(snapshot.machines);
  const free = strangersAmong(nodes, members, claims);
  const own = new Set(members);
  const others = snapshot.machines.filter((seen) => !own.has(seen));
  return free.map((node) => ({
    node,
    handle: nodeHandle(node, nodes),
    machine: others.find((seen) => findSwarmNode(free, seen, claims)?.id === node.id)?.name,
    isLeftover: isStaleTwin(node, nodes, members),
  }));
}

/** The address to reach a node at. The answering manager may not know its own external address. */
export function addressOf(node: SwarmNode): string {
  const [manager, heartbeats] = hostsOf(node);
  return heartbeats ?? manager ?? node.address;
}

/** The name that Docker accepts for a node: its hostname, or its ID if another node has that hostname. */
export function nodeHandle(node: SwarmNode, nodes: readonly SwarmNode[]): string {
  return nodes.filter(({ hostname }) => hostname === node.hostname).length > 1 ? node.id : node.hostname;
}
