/** Matches the nodes of a swarm to machines. Pure. */
import { derived } from '../base/derived.ts';
import { hostOf } from './address.ts';
import { clusterLabel } from './cluster.ts';
import { lastOf } from './seen.ts';
import { machineOf, type SeenMachine } from './snapshot.ts';
import type { NodeClaims, SwarmNode } from './swarmMode.ts';

/** Properties that identify a machine among nodes. */
export interface NodeIdentity {
  /** Name in the machine store, which is also the hostname that docker-machine set. */
  readonly name: string;
  readonly address: string | undefined;
  /** From the engine's last answer; empty if it is in no swarm. */
  readonly nodeId: string | undefined;
  /** Its engine has never answered. */
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
 * Finds a machine's node: by its engine's node ID, else by its address; by name only while neither is known. A host that joined again
 * leaves a stale entry that stays `down`: of several, the one that is not down wins. With `claims`, a machine that has never answered also
 * matches the only node of its name, unless an engine claims that node: managers know hosts by private addresses, while records have public
 * ones.
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

/** Nodes that match none of these machines. `claims` are those of all machines. */
export function strangersAmong(
  nodes: readonly SwarmNode[],
  machines: readonly SeenMachine[],
  claims: NodeClaims = claimsOf(machines),
): readonly SwarmNode[] {
  const known = new Set(machines.map((seen) => findSwarmNode(nodes, seen, claims)?.id));
  // A node that several engines claim belongs to their machines wherever it is listed.
  return nodes.filter(({ id }) => !known.has(id) && !claims.shared.has(id));
}

/**
 * Whether a node is the stale entry of a host that joined again under another ID: it is down, and one other node at its address has its
 * hostname or is claimed by a machine's engine. A hostname alone proves nothing, because hosts created from one template share it; within
 * one cluster file it is unique.
 */
export function isStaleTwin(
  node: SwarmNode,
  nodes: readonly SwarmNode[],
  machines: readonly SeenMachine[] = [],
): boolean {
  if (node.state !== 'down') return false;
  const hosts = hostsOf(node);
  const others = new Set(hosts.flatMap((host) => indexed(nodes).byHost.get(host) ?? []));
  // Several running nodes at one address share a router.
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

/** Another running node has its hostname, and both were created for the same cluster. */
function isMadeAgain({ id, hostname, engineLabels }: SwarmNode, nodes: readonly SwarmNode[]): boolean {
  const cluster = engineLabels[clusterLabel];
  const living = (indexed(nodes).byName.get(hostname) ?? []).filter((each) => each.id !== id && each.state !== 'down');
  return Boolean(cluster) && living.length === 1 && living[0]?.engineLabels[clusterLabel] === cluster;
}

/** The other managers do not reach it as a manager, although its heartbeats arrive. */
export const isUnreachableManager = ({ state, manager }: SwarmNode): boolean =>
  state === 'ready' && manager?.reachability === 'unreachable';

/** Addresses that an engine listens on, or that a manager reports for itself, but that identify no host. */
const unspecific = new Set(['', '0.0.0.0', '127.0.0.1', '::', '::1']);

/** Possible addresses of a node: the one that managers report, and the source of its heartbeats. */
export function hostsOf({ address, manager }: SwarmNode): readonly string[] {
  return [manager ? hostOf(manager.address) : '', address].filter((host) => !unspecific.has(host));
}

/** Whether the node's manager address or its heartbeats are at this address. */
export function isAt(node: SwarmNode, address: string): boolean {
  return hostsOf(node).includes(address);
}

function living(nodes: readonly SwarmNode[]): SwarmNode | undefined {
  return nodes.find(({ state }) => state !== 'down') ?? nodes[0];
}
