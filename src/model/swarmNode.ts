/** Which node of a swarm is which machine. Pure. */
import { derived } from '../base/derived.ts';
import { hostOf } from './address.ts';
import { clusterLabel } from './cluster.ts';
import { lastOf } from './seen.ts';
import { machineOf, type SeenMachine } from './snapshot.ts';
import type { NodeClaims, SwarmNode } from './swarmMode.ts';

/** What a machine can be known by among nodes. */
export interface NodeIdentity {
  /** In the machine store: the hostname that docker-machine gave the host. */
  readonly name: string;
  readonly address: string | undefined;
  /** As its engine last said; empty where that is in no swarm. */
  readonly nodeId: string | undefined;
  /** Its engine has never said anything. */
  readonly isUnheard?: boolean;
}

export function nodeClaims(claims: readonly (readonly [machine: string, nodeId: string | undefined])[]): NodeClaims {
  const claimants = Map.groupBy(
    claims.filter(([, id]) => id),
    ([, id]) => id ?? '',
  );
  const shared = [...claimants].filter(([, all]) => all.length > 1);
  return {
    taken: new Set(claimants.keys()),
    shared: new Map(shared.map(([id, all]) => [id, all.map(([machine]) => machine)])),
  };
}

export const claimsOf = derived((machines: readonly SeenMachine[]): NodeClaims =>
  nodeClaims(machines.map((seen) => [seen.name, nodeIdOf(seen)])),
);

export const nodeIdOf = ({ engine }: SeenMachine): string | undefined => lastOf(engine)?.value.engine.swarm.nodeId;

/**
 * The node that a machine is: by what its engine says, else by its address; by its name only while neither is known. A host that
 * joined anew has left its former entry behind, which stays `down`: of several the living one is taken. With `claims` a machine that
 * was never heard is also the one node of its name, where no engine says that it is that one: managers know hosts by private
 * addresses, where records have public ones.
 */
export function findNodeOf(
  nodes: readonly SwarmNode[],
  { name, address, nodeId, isUnheard = false }: NodeIdentity,
  claims?: NodeClaims,
): SwarmNode | undefined {
  const { byId, byHost, byName } = indexed(nodes);
  const own = nodeId ? byId.get(nodeId) : undefined;
  const isShared = own !== undefined && claims?.shared.has(own.id) === true && address !== undefined;
  if (own && (!isShared || isAt(own, address))) return own;
  const free = (some: readonly SwarmNode[] = []): readonly SwarmNode[] =>
    claims ? some.filter(({ id }) => !claims.taken.has(id)) : some;
  if (address !== undefined) {
    const there = living(isShared || isUnheard ? free(byHost.get(address)) : (byHost.get(address) ?? []));
    if (there || !claims || !isUnheard) return there;
    const [only, ...more] = byName.get(name) ?? [];
    return only && more.length === 0 && !claims.taken.has(only.id) ? only : undefined;
  }
  return nodeId ? undefined : living(free(byName.get(name)));
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

export function findSwarmNode(
  nodes: readonly SwarmNode[],
  seen: SeenMachine,
  claims?: NodeClaims,
): SwarmNode | undefined {
  const isUnheard = lastOf(seen.engine) === undefined;
  return findNodeOf(
    nodes,
    { name: seen.name, address: machineOf(seen)?.address, nodeId: nodeIdOf(seen), isUnheard },
    claims,
  );
}

/** Nodes that are none of these machines. `claims` are those of all machines. */
export function strangersAmong(
  nodes: readonly SwarmNode[],
  machines: readonly SeenMachine[],
  claims: NodeClaims = claimsOf(machines),
): readonly SwarmNode[] {
  const known = new Set(machines.map((seen) => findSwarmNode(nodes, seen, claims)?.id));
  // One that several engines say they are is theirs wherever it is listed.
  return nodes.filter(({ id }) => !known.has(id) && !claims.shared.has(id));
}

/**
 * The entry that a host left behind when it joined again under another ID: it is down, and at its address is one other node, of its
 * hostname or as a machine's engine says. A hostname alone says nothing: hosts made of one template share it, but the machines of one
 * cluster file do not.
 */
export function isStaleTwin(
  node: SwarmNode,
  nodes: readonly SwarmNode[],
  machines: readonly SeenMachine[] = [],
): boolean {
  if (node.state !== 'down') return false;
  const hosts = hostsOf(node);
  const others = new Set(hosts.flatMap((host) => indexed(nodes).byHost.get(host) ?? []));
  // Several that live at one address are behind one router.
  const [twin, ...more] = [...others].filter(({ id, state }) => id !== node.id && state !== 'down');
  if (twin && more.length === 0 && twin.hostname === node.hostname) return true;
  if (isMadeAgain(node, nodes)) return true;
  return machines.some((seen) => {
    const swarm = lastOf(seen.engine)?.value.engine.swarm;
    const isElsewhere = swarm && swarm.nodeId !== node.id && indexed(nodes).byId.get(swarm.nodeId)?.state === 'ready';
    return (
      isElsewhere === true && [machineOf(seen)?.address, swarm.nodeAddress].some((each) => each && hosts.includes(each))
    );
  });
}

/** Another node of its hostname lives, and both were made for the same cluster. */
function isMadeAgain({ id, hostname, engineLabels }: SwarmNode, nodes: readonly SwarmNode[]): boolean {
  const cluster = engineLabels[clusterLabel];
  const living = (indexed(nodes).byName.get(hostname) ?? []).filter((each) => each.id !== id && each.state !== 'down');
  return Boolean(cluster) && living.length === 1 && living[0]?.engineLabels[clusterLabel] === cluster;
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
