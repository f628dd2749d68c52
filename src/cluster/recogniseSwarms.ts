/** Which machines are in one swarm, by their engines' reports and, for silent ones, by the managers' reports. Pure. */
import { hostOf } from '../model/address.ts';
import type { Engine } from '../model/engine.ts';
import type { Machine } from '../model/machine.ts';
import type { SwarmView } from '../model/swarmMode.ts';
import { findNodeOf, hostsOf, nodeClaims } from '../model/swarmNode.ts';

/** What is known about a machine. */
export interface KnownMachine {
  readonly name: string;
  readonly machine: Machine;
  /** The engine's last report; undefined if there is none. */
  readonly engine: Engine | undefined;
  /** Its engine does not answer now: the report may be old. */
  readonly isSilent: boolean;
  /** The cluster that it was created for. */
  readonly label: string | undefined;
}

export interface FoundSwarm<M> {
  readonly key: string;
  readonly members: readonly M[];
  readonly isManager: (machine: M) => boolean;
}

/** The swarms by key. `views` are the managers' last reports, under the same keys. */
export function findSwarms<M extends KnownMachine>(
  machines: readonly M[],
  views: ReadonlyMap<string, SwarmView>,
): readonly FoundSwarm<M>[] {
  const told = rekeyed(machines, views);
  const { ofNode, ofManager } = learn(machines, told);
  const claims = nodeClaims(machines.map(({ name, engine }) => [name, engine?.swarm.nodeId]));
  const found = new Map<string, M[]>();
  // Machines in a swarm first: workers report where their managers are, even if those are silent.
  for (const each of [...machines.filter(isInSwarm), ...machines.filter((other) => !isInSwarm(other))]) {
    const key = isInSwarm(each) ? bySaying(each) : byListing(each);
    if (key === undefined) continue;
    const members = found.get(key);
    if (members) members.push(each);
    else found.set(key, [each]);
  }
  return [...found].map(([key, members]) => ({
    key,
    members,
    isManager: (each) => isManager(each, told.get(key), ofManager.get(each.machine.address ?? '') === key),
  }));

  /** Managers report the swarm's ID while they have quorum; the others are found by node ID or by their managers' addresses. */
  function bySaying({ engine, machine, label }: M): string | undefined {
    const swarm = engine?.swarm;
    if (!swarm) return undefined;
    if (swarm.clusterId) return keyOf(swarm.clusterId);
    const hosts = swarm.managers.map(hostOf).sort();
    // A locked engine does not list managers, but is one itself.
    const places = hosts.length > 0 ? hosts : [swarm.nodeAddress, machine.address ?? ''].filter(Boolean);
    const known = ofNode.get(swarm.nodeId) ?? places.map((host) => ofManager.get(host)).find(Boolean);
    if (known !== undefined || places.length === 0) return known;
    // For an engine joining an unknown swarm the machine's label says more.
    if (swarm.state !== 'active' && label !== undefined) return undefined;
    const key = keyOf(places.join(','));
    for (const host of places) ofManager.set(host, key);
    return key;
  }

  /** Managers list silent machines; but an entry that is down may be stale. */
  function byListing({ name, machine, engine, isSilent }: M): string | undefined {
    if (!isSilent) return undefined;
    const identity = { name, address: machine.address, nodeId: undefined, isUnheard: !engine };
    const listed = [...told].flatMap(([key, { nodes }]) => {
      const node = findNodeOf(nodes, identity, engine ? undefined : claims);
      const isHere = node !== undefined && hostsOf(node).includes(machine.address ?? '');
      return node ? [{ key, isDown: node.state === 'down', isHere }] : [];
    });
    const living = listed.find(({ isDown }) => !isDown);
    // Two swarms have a node of that name: it is ambiguous.
    const isByName = !listed.some(({ isHere }) => isHere) && machine.address !== undefined;
    if (isByName && listed.length > 1) return undefined;
    if (living || engine) return living?.key;
    return listed[0]?.key ?? ofManager.get(machine.address ?? '');
  }
}

function isInSwarm({ engine }: KnownMachine): boolean {
  return engine !== undefined && engine.swarm.state !== 'inactive';
}

/** Assigns a view from before the swarm's ID was known to the ID that one of its nodes reports now. */
function rekeyed(
  machines: readonly KnownMachine[],
  views: ReadonlyMap<string, SwarmView>,
): ReadonlyMap<string, SwarmView> {
  const ids = new Map(machines.map(({ engine }) => [engine?.swarm.nodeId, engine?.swarm.clusterId]));
  return new Map(
    [...views].map(([key, view]) => {
      const id = view.nodes.map((node) => ids.get(node.id)).find(Boolean);
      return [id === undefined ? key : keyOf(id), view];
    }),
  );
}

/** Keys of swarms by node ID and by manager host. */
function learn(
  machines: readonly KnownMachine[],
  views: ReadonlyMap<string, SwarmView>,
): { readonly ofNode: ReadonlyMap<string, string>; readonly ofManager: Map<string, string> } {
  const ofNode = new Map<string, string>();
  const ofManager = new Map<string, string>();
  for (const { engine, machine } of machines) {
    if (!engine?.swarm.clusterId) continue;
    const { nodeAddress, managers, clusterId } = engine.swarm;
    for (const host of [nodeAddress, machine.address, ...managers.map(hostOf)])
      if (host) ofManager.set(host, keyOf(clusterId));
  }
  for (const [key, { nodes }] of views) {
    for (const node of nodes) {
      ofNode.set(node.id, key);
      if (!node.manager) continue;
      for (const host of hostsOf(node)) if (!ofManager.has(host)) ofManager.set(host, key);
    }
  }
  return { ofNode, ofManager };
}

/** By its engine's report, else the managers' reports, else the engine's last report and the known manager addresses. */
function isManager(
  { name, machine, engine, isSilent }: KnownMachine,
  view: SwarmView | undefined,
  isWhereAManagerIs: boolean,
): boolean {
  const swarm = engine?.swarm;
  const says = swarm?.state === 'active' ? swarm.isManager : undefined;
  if (says !== undefined && !isSilent) return says;
  const node = view && findNodeOf(view.nodes, { name, address: machine.address, nodeId: swarm?.nodeId });
  return node ? node.role === 'manager' : (says ?? isWhereAManagerIs);
}

const keyOf = (id: string): string => `swarm:${id}`;
