/** How the nodes that a swarm's managers list and the machines of the store stand to each other. Pure. */
import { derived } from '../base/derived.ts';
import type { Cluster } from './cluster.ts';
import { lastOf } from './seen.ts';
import { findMachine, type SeenMachine, type Snapshot } from './snapshot.ts';
import type { SwarmNode, SwarmView } from './swarmMode.ts';
import { claimsOf, findSwarmNode, hostsOf, isStaleTwin, strangersAmong } from './swarmNode.ts';

/** What is known of the swarm is an older answer: no manager tells now. */
export const isOutdated = ({ swarm }: Cluster): boolean => swarm?.view.state === 'failed';

/** The newest that managers told of the swarm. Who led and who was reached then says nothing of now. */
export const lastView = derived((cluster: Cluster): SwarmView | undefined => {
  const view = cluster.swarm && lastOf(cluster.swarm.view)?.value;
  if (!view || !isOutdated(cluster)) return view;
  const nodes = view.nodes.map((node): SwarmNode => {
    const { manager } = node;
    return manager ? { ...node, manager: { ...manager, isLeader: false, reachability: 'unknown' } } : node;
  });
  return { ...view, nodes };
});

/** The node that a member of the cluster is; undefined while nobody has told of it. */
export function nodeOf(cluster: Cluster | undefined, seen: SeenMachine): SwarmNode | undefined {
  const view = cluster && lastView(cluster);
  return view && findSwarmNode(view.nodes, seen, cluster.swarm?.claims);
}

/** A node that is no member of the cluster. */
export interface Stranger {
  readonly node: SwarmNode;
  readonly handle: string;
  /** The machine of the store that it is, which nothing but the manager's word puts into this swarm. */
  readonly machine: string | undefined;
  /** Another node has its name: the entry of a host that has joined anew since. */
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

/** Where it can be reached; a manager that is asked may not know how others see it. */
export function addressOf(node: SwarmNode): string {
  const [manager, heartbeats] = hostsOf(node);
  return heartbeats ?? manager ?? node.address;
}

/** What Docker takes for a node: its name, or its ID while another has that name. */
export function nodeHandle(node: SwarmNode, nodes: readonly SwarmNode[]): string {
  return nodes.filter(({ hostname }) => hostname === node.hostname).length > 1 ? node.id : node.hostname;
}
