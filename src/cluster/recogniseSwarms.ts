/** Which machines are in one swarm, by what their engines say and, of those that are silent, by what managers say. Pure. */
import { hostOf } from '../model/address.ts';
import type { Engine } from '../model/engine.ts';
import type { Machine } from '../model/machine.ts';
import type { SwarmView } from '../model/swarmMode.ts';
import { findNodeOf, hostsOf, nodeClaims } from '../model/swarmNode.ts';

/** A machine as far as it is known. */
export interface KnownMachine {
  readonly name: string;
  readonly machine: Machine;
  /** What its engine said last; undefined: it never has. */
  readonly engine: Engine | undefined;
  /** Its engine does not answer now: what it said may be old. */
  readonly isSilent: boolean;
  /** The cluster that it was made for. */
  readonly label: string | undefined;
}

export interface FoundSwarm<M> {
  readonly key: string;
  readonly members: readonly M[];
  readonly isManager: (machine: M) => boolean;
}

/** The swarms by key. `views` is what managers told of them last, under the same keys. */
export function findSwarms<M extends KnownMachine>(
  machines: readonly M[],
  views: ReadonlyMap<string, SwarmView>,
): readonly FoundSwarm<M>[] {
  const told = rekeyed(machines, views);
  const { ofNode, ofManager } = learn(machines, told);
  const claims = nodeClaims(machines.map(({ name, engine }) => [name, engine?.swarm.nodeId]));
  const found = new Map<string, M[]>();
  // Those who say something first: where managers are, of whom nothing else is known, workers say.
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

  /** Managers say the swarm's id while they have a quorum; the others are known by their node's id, or by where their managers are. */
  function bySaying({ engine, machine, label }: M): string | undefined {
    const swarm = engine?.swarm;
    if (!swarm) return undefined;
    if (swarm.clusterId) return keyOf(swarm.clusterId);
    const hosts = swarm.managers.map(hostOf).sort();
    // One that is locked does not say where managers are: it is one.
    const places = hosts.length > 0 ? hosts : [swarm.nodeAddress, machine.address ?? ''].filter(Boolean);
    const known = ofNode.get(swarm.nodeId) ?? places.map((host) => ofManager.get(host)).find(Boolean);
    if (known !== undefined || places.length === 0) return known;
    // That it is on its way into a swarm that nobody here knows tells less than what it was made for.
    if (swarm.state !== 'active' && label !== undefined) return undefined;
    const key = keyOf(places.join(','));
    for (const host of places) ofManager.set(host, key);
    return key;
  }

  /** A silent machine is where managers list it; but an entry that is down may be left over from before it went. */
  function byListing({ name, machine, engine, isSilent }: M): string | undefined {
    if (!isSilent) return undefined;
    const identity = { name, address: machine.address, nodeId: undefined, isUnheard: !engine };
    const listed = [...told].flatMap(([key, { nodes }]) => {
      const node = findNodeOf(nodes, identity, engine ? undefined : claims);
      const isHere = node !== undefined && hostsOf(node).includes(machine.address ?? '');
      return node ? [{ key, isDown: node.state === 'down', isHere }] : [];
    });
    const living = listed.find(({ isDown }) => !isDown);
    // Two swarms with a node of that name: nothing tells which one it is.
    const isByName = !listed.some(({ isHere }) => isHere) && machine.address !== undefined;
    if (isByName && listed.length > 1) return undefined;
    if (living || engine) return living?.key;
    return listed[0]?.key ?? ofManager.get(machine.address ?? '');
  }
}

function isInSwarm({ engine }: KnownMachine): boolean {
  return engine !== undefined && engine.swarm.state !== 'inactive';
}

/** What managers told of a swarm before any of them said its id is of the one whose id a node of it says now. */
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

/** Keys of swarms by the ids of their nodes, and by the hosts of their managers. */
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

/** By its engine's word, else by the managers' about it, else by what its engine said last and where managers are said to be. */
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
