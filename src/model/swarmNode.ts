/** Which node of a swarm is which machine. Pure. */
import { derived } from '../base/derived.ts';
import { hostOf } from './address.ts';
import { lastOf } from './seen.ts';
import { machineOf, type SeenMachine } from './snapshot.ts';
import type { SwarmNode } from './swarmMode.ts';

/** What a machine can be known by among nodes. */
export interface NodeIdentity {
  /** In the machine store: the hostname that docker-machine gave the host. */
  readonly name: string;
  readonly address: string | undefined;
  /** As its engine last said; empty where that is in no swarm. */
  readonly nodeId: string | undefined;
}

/**
 * The node that a machine is: by what its engine says, else by its address; by its name only while neither is known. A host that
 * joined anew has left its former entry behind, which stays `down`: of several the living one is taken.
 */
export function findNodeOf(
  nodes: readonly SwarmNode[],
  { name, address, nodeId }: NodeIdentity,
): SwarmNode | undefined {
  const { byId, byHost, byName } = indexed(nodes);
  const own = nodeId ? byId.get(nodeId) : undefined;
  if (own) return own;
  if (address !== undefined) return living(byHost.get(address) ?? []);
  return nodeId ? undefined : living(byName.get(name) ?? []);
}

const indexed = derived((nodes: readonly SwarmNode[]) => ({
  byId: new Map(nodes.map((node) => [node.id, node])),
  byHost: grouped(nodes.flatMap((node) => [...new Set(hostsOf(node))].map((host) => [host, node]))),
  byName: grouped(nodes.map((node) => [node.hostname, node])),
}));

function grouped(pairs: readonly (readonly [string, SwarmNode])[]): ReadonlyMap<string, readonly SwarmNode[]> {
  const groups = Map.groupBy(pairs, ([key]) => key);
  return new Map([...groups].map(([key, group]) => [key, group.map(([, node]) => node)]));
}

export function findSwarmNode(nodes: readonly SwarmNode[], seen: SeenMachine): SwarmNode | undefined {
  return findNodeOf(nodes, {
    name: seen.name,
    address: machineOf(seen)?.address,
    nodeId: lastOf(seen.engine)?.value.engine.swarm.nodeId,
  });
}

/** Nodes that are none of these machines. */
export function strangersAmong(nodes: readonly SwarmNode[], machines: readonly SeenMachine[]): readonly SwarmNode[] {
  const known = new Set(machines.map((seen) => findSwarmNode(nodes, seen)?.id));
  return nodes.filter(({ id }) => !known.has(id));
}

/** The entry that a host left behind when it joined anew: nobody comes back to it. */
export function isStaleTwin(node: SwarmNode, nodes: readonly SwarmNode[]): boolean {
  return (
    node.state === 'down' &&
    (indexed(nodes).byName.get(node.hostname) ?? []).some(({ id, state }) => id !== node.id && state !== 'down')
  );
}

/** The others do not reach it as a manager, though its heartbeats come. */
export const isUnreachableManager = ({ state, manager }: SwarmNode): boolean =>
  state === 'ready' && manager?.reachability === 'unreachable';

/** What an engine listens on, or a manager tells of itself, is no address of a host. */
const unspecific = new Set(['', '0.0.0.0', '127.0.0.1', '::', '::1']);

/** Where a node may be found: its managers' word, and where its heartbeats come from. */
export function hostsOf({ address, manager }: SwarmNode): readonly string[] {
  return [manager ? hostOf(manager.address) : '', address].filter((host) => !unspecific.has(host));
}

/** Whether a node's heartbeats, or its words as a manager, come from there. */
export function isAt(node: SwarmNode, address: string): boolean {
  return hostsOf(node).includes(address);
}

function living(nodes: readonly SwarmNode[]): SwarmNode | undefined {
  return nodes.find(({ state }) => state !== 'down') ?? nodes[0];
}
