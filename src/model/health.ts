/** How well machines and clusters are, and why: pure functions of the picture. */
import type { Milliseconds } from '../base/units.ts';
import type { ClassicNode } from './classicSwarm.ts';
import { speaker, type Cluster, type Member } from './cluster.ts';
import type { Address, Failure } from './failure.ts';
import type { Machine } from './machine.ts';
import { findMachine, lastOf, machineOf, now, type SeenMachine, type Snapshot } from './snapshot.ts';

/** `unknown`: nobody has answered yet. */
export type Level = 'healthy' | 'degraded' | 'down' | 'unknown';

/** One thing that is wrong, with what proves it. `ui/explain` gives it words and a remedy. */
export type Trouble =
  | { readonly kind: 'recordUnusable'; readonly machine: string; readonly failure: Failure }
  /** A record whose create never ended: no address, or no certificates beside it. */
  | { readonly kind: 'incomplete'; readonly machine: string }
  | { readonly kind: 'machineStopped'; readonly machine: string }
  | {
      readonly kind: 'engineDown';
      readonly machine: string;
      readonly failure: Failure;
      readonly since: Date | undefined;
    }
  | {
      readonly kind: 'managerSays';
      readonly machine: string;
      readonly manager: string;
      readonly status: string;
      readonly error: string | undefined;
    }
  | { readonly kind: 'notListed'; readonly machine: string; readonly manager: string }
  | {
      readonly kind: 'managerDown';
      readonly machine: string;
      readonly failure: Failure;
      readonly since: Date | undefined;
    }
  | {
      readonly kind: 'storeDown';
      readonly url: string;
      readonly machine: string | undefined;
      readonly failure: Failure;
    }
  | { readonly kind: 'notRegistered'; readonly machine: string; readonly url: string }
  | { readonly kind: 'storeUnreachableFrom'; readonly machine: string; readonly url: string; readonly failure: Failure }
  | { readonly kind: 'sameHostname'; readonly hostname: string; readonly machines: readonly string[] }
  | { readonly kind: 'sameEngineId'; readonly id: string; readonly machines: readonly string[] }
  | { readonly kind: 'clockSkew'; readonly machine: string; readonly skew: Milliseconds }
  /** An engine whose overlay containers stand in "created" and whose store is ZooKeeper: libnetwork crashed on the join (moby/libnetwork#2006). */
  | { readonly kind: 'zookeeperCrash'; readonly machine: string; readonly containers: readonly string[] }
  /** While the store is away engines leave overlay networks out of their lists. */
  | { readonly kind: 'networksMayHide'; readonly url: string };

export interface MachineHealth {
  readonly level: Level;
  readonly troubles: readonly Trouble[];
}

export interface ClusterHealth {
  readonly level: Level;
  /** Managers and nodes that are healthy, of all that there are; the store's machine is not counted. */
  readonly healthy: number;
  readonly of: number;
  readonly troubles: readonly Trouble[];
}

/** Above this two clocks disagree enough to make TLS and a classic manager's heartbeats fail. */
const worstSkew: Milliseconds = 60_000;

/** Health of one machine, with its cluster's word where it stands in one. */
export function machineHealth(seen: SeenMachine, cluster: Cluster | undefined): MachineHealth {
  const troubles = machineTroubles(seen, cluster);
  if (troubles.length > 0) return { level: troubles.some(isGrave) ? 'down' : 'degraded', troubles };
  return { level: seen.engine.state === 'seen' ? 'healthy' : 'unknown', troubles };
}

/** Health of a cluster and everything that is wrong in it, the gravest first. */
export function clusterHealth(cluster: Cluster, snapshot: Snapshot): ClusterHealth {
  const own = cluster.members.flatMap((member) => {
    const seen = findMachine(snapshot, member.machine);
    return seen ? [{ member, health: machineHealth(seen, cluster) }] : [];
  });
  const workers = own.filter(({ member }) => member.role !== 'keyValueStore');
  const healthy = workers.filter(({ health }) => health.level === 'healthy').length;
  const troubles = [...clusterTroubles(cluster, snapshot), ...own.flatMap(({ health }) => health.troubles)];
  return {
    level: level(),
    healthy,
    of: workers.length,
    troubles: withoutRepeats(troubles).sort((a, b) => Number(isGrave(b)) - Number(isGrave(a))),
  };

  function level(): Level {
    if (troubles.length > 0) {
      const headless = cluster.managers.length > 0 && cluster.managers.every(({ info }) => info.state === 'failed');
      return headless || (workers.length > 0 && workers.every(({ health }) => health.level === 'down'))
        ? 'down'
        : 'degraded';
    }
    return workers.length > 0 && healthy === workers.length ? 'healthy' : 'unknown';
  }
}

function machineTroubles(seen: SeenMachine, cluster: Cluster | undefined): Trouble[] {
  const machine = machineOf(seen);
  if (!machine)
    return 'failure' in seen.record
      ? [{ kind: 'recordUnusable', machine: seen.name, failure: seen.record.failure }]
      : [];
  const troubles: Trouble[] = [];
  const member = cluster?.members.find((each) => each.machine === seen.name);
  if (seen.engine.state === 'failed') troubles.push(engineTrouble(seen, machine, seen.engine.failure));
  const view = now(seen.engine);
  if (view && Math.abs(view.engine.clockSkew) > worstSkew)
    troubles.push({ kind: 'clockSkew', machine: seen.name, skew: view.engine.clockSkew });
  if (cluster && member) {
    if (member.role === 'keyValueStore') troubles.push(...storeTroubles(cluster));
    else troubles.push(...membershipTroubles(seen, machine, member, cluster));
  }
  return troubles;
}

function engineTrouble(seen: SeenMachine, machine: Machine, failure: Failure): Trouble {
  if (seen.power === 'stopped') return { kind: 'machineStopped', machine: seen.name };
  if (
    failure.kind === 'addressUnknown' ||
    (failure.kind === 'certificateMissing' && failure.path.startsWith(machine.directory))
  ) {
    return { kind: 'incomplete', machine: seen.name };
  }
  return {
    kind: 'engineDown',
    machine: seen.name,
    failure,
    since: seen.engine.state === 'failed' ? seen.engine.last?.at : undefined,
  };
}

function storeTroubles(cluster: Cluster): Trouble[] {
  const { store } = cluster;
  return store?.state.state === 'failed'
    ? [{ kind: 'storeDown', url: store.url, machine: store.machine, failure: store.state.failure }]
    : [];
}

function membershipTroubles(seen: SeenMachine, machine: Machine, member: Member, cluster: Cluster): Trouble[] {
  const troubles: Trouble[] = [];
  const manager = cluster.managers.find((each) => each.machine === seen.name);
  if (member.role === 'manager' && manager?.info.state === 'failed' && seen.engine.state !== 'failed') {
    troubles.push({
      kind: 'managerDown',
      machine: seen.name,
      failure: manager.info.failure,
      since: manager.info.last?.at,
    });
  }
  const speaks = speaker(cluster);
  const info = speaks && now(speaks.info);
  // A manager in a swarm need not be a node of it; a machine made with --swarm runs the agent, so it is.
  if (speaks && info && cluster.orchestration === 'classic') {
    const node = findNode(info.nodes, seen, machine);
    if (!node) troubles.push({ kind: 'notListed', machine: seen.name, manager: speaks.machine });
    else if (node.status !== 'Healthy')
      troubles.push({
        kind: 'managerSays',
        machine: seen.name,
        manager: speaks.machine,
        status: node.status,
        error: node.error,
      });
  }
  const store = cluster.store;
  const state = store && now(store.state);
  const reach = store?.reach.get(seen.name);
  if (store && reach && !reach.reached)
    troubles.push({ kind: 'storeUnreachableFrom', machine: seen.name, url: store.url, failure: reach.failure });
  else if (store && state && now(seen.engine) && !isRegistered(machine, state.engines))
    troubles.push({ kind: 'notRegistered', machine: seen.name, url: store.url });
  const stuck = store?.parsed?.type === 'zookeeper' ? stuckOnOverlay(seen, cluster) : [];
  if (stuck.length > 0) troubles.push({ kind: 'zookeeperCrash', machine: seen.name, containers: stuck });
  return troubles;
}

function clusterTroubles(cluster: Cluster, snapshot: Snapshot): Trouble[] {
  const views = cluster.members.flatMap(({ machine }) => {
    const seen = findMachine(snapshot, machine);
    const view = seen && lastOf(seen.engine)?.value;
    return view ? [{ machine, engine: view.engine }] : [];
  });
  const troubles: Trouble[] = storeTroubles(cluster);
  if (troubles.length > 0 && cluster.store) troubles.push({ kind: 'networksMayHide', url: cluster.store.url });
  for (const [hostname, machines] of shared(views.map(({ machine, engine }) => [engine.hostname, machine] as const))) {
    troubles.push({ kind: 'sameHostname', hostname, machines });
  }
  for (const [id, machines] of shared(views.map(({ machine, engine }) => [engine.id, machine] as const))) {
    troubles.push({ kind: 'sameEngineId', id, machines });
  }
  return troubles;
}

/** The manager's node for a machine: by its engine's address, else by hostname. */
export function findNode(nodes: readonly ClassicNode[], seen: SeenMachine, machine: Machine): ClassicNode | undefined {
  const address = machine.address && `${machine.address}:${String(machine.enginePort)}`;
  return (
    nodes.find((node) => node.address === address) ??
    nodes.find((node) => node.name === (lastOf(seen.engine)?.value.engine.hostname ?? seen.name))
  );
}

/** Whether a host's engine is among those that the store lists (`host:port`). */
export function isRegistered(machine: Machine, engines: readonly Address[]): boolean {
  return (
    machine.address !== undefined && engines.some((each) => each.slice(0, each.lastIndexOf(':')) === machine.address)
  );
}

function stuckOnOverlay(seen: SeenMachine, cluster: Cluster): string[] {
  const overlays = new Set(lastOf(cluster.networks)?.value.flatMap(({ id, name }) => [id, name]));
  return (now(seen.engine)?.containers ?? [])
    .filter(
      ({ state, networks }) =>
        state === 'created' &&
        Object.entries(networks).some(([name, { networkId }]) => overlays.has(name) || overlays.has(networkId)),
    )
    .map(({ name }) => name);
}

/** Keys that more than one thing has. */
export function shared<K, V>(pairs: readonly (readonly [K, V])[]): ReadonlyMap<K, readonly V[]> {
  const groups = new Map<K, V[]>();
  for (const [key, value] of pairs) groups.set(key, [...(groups.get(key) ?? []), value]);
  return new Map([...groups].filter(([, values]) => values.length > 1));
}

function isGrave(trouble: Trouble): boolean {
  switch (trouble.kind) {
    case 'recordUnusable':
    case 'incomplete':
    case 'machineStopped':
    case 'engineDown':
    case 'managerDown':
    case 'managerSays':
    case 'notListed':
    case 'storeDown':
    case 'storeUnreachableFrom':
    case 'sameEngineId':
      return true;
    case 'notRegistered':
    case 'sameHostname':
    case 'clockSkew':
    case 'zookeeperCrash':
    case 'networksMayHide':
      return false;
  }
}

function withoutRepeats(troubles: readonly Trouble[]): Trouble[] {
  const seen = new Set<string>();
  return troubles.filter((trouble) => {
    const key = JSON.stringify(trouble);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
