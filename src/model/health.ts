/** How well machines and clusters are, and why: pure functions of the picture. */
import { derived } from '../base/derived.ts';
import { hostOf } from './address.ts';
import { isWellNode, type ClassicNode, type ManagerInfo } from './classicSwarm.ts';
import { classicIdentity, matchNodes } from './classicNodes.ts';
import {
  isToCome,
  memberOf,
  speaker,
  type Cluster,
  type ClusterKeyValueStore,
  type ClusterManager,
  type Member,
} from './cluster.ts';
import { worstSkew } from './engine.ts';
import type { Address, Failure, Path } from './failure.ts';
import type { Machine } from './machine.ts';
import type { OverlayNetwork } from './network.ts';
import { isUnheard, lastOf, now } from './seen.ts';
import { findMachine, machineOf, type SeenMachine, type Snapshot } from './snapshot.ts';
import { findStoreContainer } from './findStoreContainer.ts';
import { countedStrangers, isHalfMadeSwarm, isWellStranger, nodeTroubles, swarmTroubles } from './swarmHealth.ts';
import { storeProof, storeVerdict } from './storeVerdict.ts';
import { gravityOf, isOfOneCopy, isPassing, isRemark, type Gravity, type Trouble } from './trouble.ts';

export type { Trouble } from './trouble.ts';

/** `unknown`: nobody has answered yet, or what is not well yet is on its way. */
export type Level = 'healthy' | 'degraded' | 'down' | 'unknown';

export interface MachineHealth {
  readonly level: Level;
  readonly troubles: readonly Trouble[];
}

export interface ClusterHealth {
  readonly level: Level;
  /** Managers and nodes that are healthy, of all that there are, those of the swarm that are no machines of ours too; the store's machine is not counted. */
  readonly healthy: number;
  readonly of: number;
  readonly troubles: readonly Trouble[];
  /** There is nothing to count yet: its store's machine stands alone, or nobody has put its machines into a swarm. */
  readonly isHalfMade: boolean;
  /** Some of those who count have never answered: nothing is claimed of the whole yet. */
  readonly isChecking: boolean;
  /** A run of this window makes machines of it: what is still to come is counted by nobody. */
  readonly isBeingMade: boolean;
}

/** Health of one machine, with its cluster's word where it stands in one. */
export function machineHealth(seen: SeenMachine, cluster: Cluster | undefined): MachineHealth {
  const troubles = machineTroubles(seen, cluster);
  return { level: level(), troubles };

  function level(): Level {
    const weighing = troubles.filter((trouble) => !isOfOneCopy(trouble));
    const gravities = weighing.map(gravityOf);
    if (gravities.includes('grave')) return 'down';
    if (gravities.includes('slight')) return 'degraded';
    return weighing.every(isRemark) && seen.engine.state === 'seen' ? 'healthy' : 'unknown';
  }
}

/** Whether its create never ended well: a leftover, which is no host of anything. */
export const isIncomplete = (seen: SeenMachine): boolean =>
  machineTroubles(seen, undefined).some(({ kind }) => kind === 'incomplete');

/** That its host has moved from the address that its agent advertises; undefined: it has not. */
export const moveOf = (
  seen: SeenMachine,
  cluster: Cluster | undefined,
): Extract<Trouble, { kind: 'nodeMoved' }> | undefined =>
  machineHealth(seen, cluster).troubles.find((trouble) => trouble.kind === 'nodeMoved');

/** Health of a cluster and everything that is wrong in it, the gravest first. */
export function clusterHealth(cluster: Cluster, snapshot: Snapshot): ClusterHealth {
  // Tree, status bar, badge, notices and pages all ask it of the same picture.
  const known = healthIn(snapshot);
  const health = known.get(cluster) ?? judge(cluster, snapshot);
  known.set(cluster, health);
  return health;
}

/** That it is being made is all there is to say: of three that will be, one that is well is not all of them. What is wrong goes before. */
export const isUncounted = ({ isNew }: Cluster, { isBeingMade, level, healthy, of }: ClusterHealth): boolean =>
  isBeingMade && (of === 0 || (level === 'unknown' && (isNew || healthy === 0)));

const order: readonly Gravity[] = ['grave', 'slight', 'passing'];

const healthIn = derived((_: Snapshot) => new WeakMap<Cluster, ClusterHealth>());

function judge(cluster: Cluster, snapshot: Snapshot): ClusterHealth {
  const members = seenMembers(cluster, snapshot);
  const machines = members.map(({ seen }) => seen);
  const own = members.map(({ member, seen }) => ({ member, seen, health: machineHealth(seen, cluster) }));
  const workers = own.filter(({ member }) => member.role !== 'keyValueStore');
  const strangers = countedStrangers(cluster, machines);
  // Of them managers alone can tell.
  const wellStrangers = cluster.swarm?.view.state === 'seen' ? strangers.filter(isWellStranger).length : 0;
  const healthy = workers.filter(({ health }) => health.level === 'healthy').length + wellStrangers;
  const of = workers.length + strangers.length;
  const isHalfMade = !cluster.isBeingMade && (of === 0 || isHalfMadeSwarm(cluster, machines));
  const isChecking =
    !isHalfMade &&
    isUnheardOf(
      cluster,
      workers.map(({ seen }) => seen),
    );
  const shared = [
    ...clusterTroubles(cluster, members),
    ...sharedCertificateTroubles(cluster, snapshot),
    ...swarmTroubles(cluster, machines),
  ];
  const troubles = withoutRepeats([
    ...(isHalfMade ? ([{ kind: 'halfMade' }] as const) : []),
    ...shared,
    // That a machine is in no swarm is no news while there is none.
    ...own.flatMap(({ health }) => health.troubles.filter(({ kind }) => !(isHalfMade && kind === 'notInSwarm'))),
  ]).sort((a, b) => order.indexOf(gravityOf(a)) - order.indexOf(gravityOf(b)));
  return { level: level(), healthy, of, troubles, isHalfMade, isChecking, isBeingMade: cluster.isBeingMade };

  function level(): Level {
    const isWhole = of > 0 && healthy === of && !isChecking && !(cluster.isBeingMade && cluster.isNew);
    // It says nothing of now.
    if (snapshot.lostAt) return 'unknown';
    if (troubles.every(isPassing)) return troubles.every(isRemark) && isWhole ? 'healthy' : 'unknown';
    const isDead = workers.length > 0 && workers.every(({ health }) => health.level === 'down');
    return isHeadless(cluster, machines) || isDead ? 'down' : 'degraded';
  }
}

/** Whether an answer is awaited without which nodes cannot be counted: an engine's, or that of the manager who tells of all of them. */
function isUnheardOf({ isBeingMade, managers, swarm }: Cluster, workers: readonly SeenMachine[]): boolean {
  // A run asks its machines as it makes them.
  if (isBeingMade) return false;
  if (workers.some((seen) => machineOf(seen) !== undefined && isUnheard(seen.engine))) return true;
  const answers = new Set(workers.flatMap(({ name, engine }) => (engine.state === 'seen' ? [name] : [])));
  if (swarm) return answers.size > 0 && isUnheard(swarm.view);
  return managers.length > 0 && managers.every(({ machine, info }) => answers.has(machine) && isUnheard(info));
}

/** Nobody can change anything in it. That no manager is one of our machines does not say so. */
function isHeadless(cluster: Cluster, machines: readonly SeenMachine[]): boolean {
  const { managers, swarm } = cluster;
  if (swarm?.view.state === 'failed')
    return !isToCome(cluster, swarm.view) && !['notAManager', 'notInSwarm'].includes(swarm.view.failure.kind);
  const making = new Set(machines.flatMap(({ name, making }) => (making ? [name] : [])));
  const made = managers.filter(({ machine }) => !making.has(machine));
  return made.length > 0 && made.every(({ info }) => info.state === 'failed');
}

function machineTroubles(seen: SeenMachine, cluster: Cluster | undefined): Trouble[] {
  if (seen.making) return [{ kind: 'beingMade', machine: seen.name, ...seen.making }];
  const machine = machineOf(seen);
  if (!machine)
    return 'failure' in seen.record
      ? [{ kind: 'recordUnusable', machine: seen.name, failure: seen.record.failure }]
      : [];
  // What else is wrong with it follows from that. A flag that its engine does not know is why, and comes again.
  if (seen.isUnfinished && seen.refusedFlag === undefined) return [{ kind: 'incomplete', machine: seen.name }];
  const troubles: Trouble[] = [];
  const member = cluster && memberOf(cluster, seen.name);
  if (seen.engine.state === 'failed') troubles.push(engineTrouble(seen, machine, seen.engine.failure));
  const view = now(seen.engine);
  if (view && Math.abs(view.engine.clockSkew) > worstSkew)
    troubles.push({ kind: 'clockSkew', machine: seen.name, skew: view.engine.clockSkew });
  if (view && seen.fullDisk !== undefined) troubles.push({ kind: 'diskFull', machine: seen.name, said: seen.fullDisk });
  if (cluster && member) {
    if (member.role === 'keyValueStore') troubles.push(...storeTroubles(cluster, seen));
    else if (cluster.orchestration === 'swarm-mode') troubles.push(...nodeTroubles(seen, cluster));
    else troubles.push(...membershipTroubles(seen, machine, member, cluster));
  }
  // Last, as all else weighs more.
  const { own, shared } = missingCopies(machine);
  if (own.length > 0 && !troubles.some(isOfCertificates))
    troubles.push({ kind: 'certificatesMissing', machine: seen.name, paths: own });
  // A cluster tells it once for all of its machines.
  if (shared.length > 0 && !cluster) troubles.push({ kind: 'sharedCertificatesMissing', paths: shared });
  return troubles;
}

/** The files that are missing in the machine's own copy of its certificates, and in the one that the whole store shares. */
function missingCopies({ directory, missingCertificates = [] }: Machine): Record<'own' | 'shared', readonly Path[]> {
  const isOwn = (path: Path): boolean => isBelow(directory, path);
  return {
    own: missingCertificates.filter(isOwn),
    shared: missingCertificates.filter((path) => !isOwn(path)),
  };
}

const isOfCertificates = (trouble: Trouble): boolean =>
  trouble.kind === 'incomplete' || (trouble.kind === 'engineDown' && trouble.failure.kind === 'certificateMissing');

function engineTrouble(seen: SeenMachine, machine: Machine, failure: Failure): Trouble {
  if (seen.power === 'stopped') return { kind: 'machineStopped', machine: seen.name };
  if (seen.refusedFlag !== undefined) return { kind: 'flagRefused', machine: seen.name, flag: seen.refusedFlag };
  if (looksIncomplete(seen, machine)) return { kind: 'incomplete', machine: seen.name };
  return {
    kind: 'engineDown',
    machine: seen.name,
    failure,
    since: seen.engine.state === 'failed' ? seen.engine.last?.at : undefined,
  };
}

/**
 * Whether there is no more than its record, without an address or certificates: a create that ends well gives it both. What was
 * provisioned, has answered or runs by its driver's word has lost them since, or its driver keeps the address to itself. The driver
 * `none` makes nothing that could be incomplete.
 */
export function looksIncomplete({ engine, power }: SeenMachine, machine: Machine): boolean {
  if (engine.state !== 'failed' || engine.last || power === 'running') return false;
  if (machine.isProvisioned || machine.driver === 'none') return false;
  const { failure } = engine;
  return (
    failure.kind === 'addressUnknown' ||
    (failure.kind === 'certificateMissing' && isBelow(machine.directory, failure.path))
  );
}

function isBelow(directory: Path, path: Path): boolean {
  return path.startsWith(directory) && /^[/\\]/.test(path.slice(directory.length));
}

/** `seen`: the store's machine, where it is one of ours. */
function storeTroubles(cluster: Cluster, seen: SeenMachine | undefined): Trouble[] {
  const { store } = cluster;
  if (store?.state.state !== 'failed') return [];
  const { url, machine, state } = store;
  switch (storeVerdict(cluster)) {
    case 'electing':
      return [{ kind: 'storeElecting', url, machine }];
    case 'notFromHere':
      return [{ kind: 'storeNotFromHere', url, failure: state.failure, proof: storeProof(cluster) }];
    case 'down':
      return [{ kind: 'storeDown', url, machine, failure: state.failure, ...storeContainerOf(store, seen) }];
    case 'works':
    case 'unknown':
      return [];
  }
}

/** Why it is down, as far as its container tells. */
function storeContainerOf(
  { parsed, machine }: ClusterKeyValueStore,
  seen: SeenMachine | undefined,
): Pick<Extract<Trouble, { kind: 'storeDown' }>, 'container'> {
  const view = seen && seen.name === machine ? now(seen.engine) : undefined;
  if (!view || !parsed) return {};
  const found = findStoreContainer(view.containers, parsed.type);
  if (!found) return { container: { state: 'gone' } };
  const isStopped = found.state === 'exited' || found.state === 'created';
  return isStopped ? { container: { state: 'stopped', name: found.name } } : {};
}

/** While it does not work, engines leave overlay networks out. That its leader is still to be found is over before anybody misses one. */
export function hidesNetworks(cluster: Pick<Cluster, 'store' | 'managers'>): boolean {
  return storeVerdict(cluster) === 'down';
}

function membershipTroubles(seen: SeenMachine, machine: Machine, member: Member, cluster: Cluster): Trouble[] {
  // What others say of a machine whose engine does not answer follows from that, and comes later: it tells nothing more.
  if (seen.engine.state === 'failed') return [];
  const troubles: Trouble[] = [];
  const manager = cluster.managers.find((each) => each.machine === seen.name);
  if (member.role === 'manager' && manager?.info.state === 'failed') {
    const { failure, last } = manager.info;
    troubles.push({ kind: 'managerDown', machine: seen.name, failure, since: last?.at });
  }
  const missing = [...managerTroubles(seen, machine, cluster), ...registrationTroubles(seen, machine, cluster)];
  if (seen.isSettling && missing.some(isMissing)) {
    troubles.push({ kind: 'joining', machine: seen.name }, ...missing.filter((trouble) => !isMissing(trouble)));
  } else troubles.push(...missing);
  const stuck = cluster.store?.parsed?.type === 'zookeeper' ? stuckOnOverlay(seen, cluster) : [];
  if (stuck.length > 0) troubles.push({ kind: 'zookeeperCrash', machine: seen.name, containers: stuck });
  return troubles;
}

const isMissing = ({ kind }: Trouble): boolean => kind === 'notListed' || kind === 'notRegistered';

/** The manager's word about a machine, if it speaks and the machine was made to be in the swarm. */
function managerTroubles(seen: SeenMachine, machine: Machine, cluster: Cluster): Trouble[] {
  const speaks = speaker(cluster);
  const info = speaks && now(speaks.info);
  if (!info || !machine.swarm) return [];
  const node = findNode(speaks, seen, machine);
  if (!node && (seen.engine.state === 'waiting' || lacksPrimary(cluster))) return [];
  const moved = movedFrom(seen, machine, node, speaks, info);
  if (moved) return [moved];
  if (!node) return [{ kind: 'notListed', machine: seen.name, manager: speaks.machine }];
  const { status, error } = node;
  return isWellNode(node) ? [] : [{ kind: 'managerSays', machine: seen.name, manager: speaks.machine, status, error }];
}

/** A node that is not reached at an address that its host has no more: by its ID, else where one host and one unknown node are left over. */
function movedFrom(
  seen: SeenMachine,
  machine: Machine,
  node: ClassicNode | undefined,
  { machine: manager, nodes }: ClusterManager,
  info: ManagerInfo,
): Trouble | undefined {
  const { address, advertised } = classicIdentity(machine, now(seen.engine)?.engine);
  // Without it nothing tells an address that has changed from one that only other hosts know.
  const to = advertised;
  if (to === '' || !machine.swarm || !nodes || (node && isReached(node))) return undefined;
  const matched = new Set(nodes.values());
  const free = info.nodes.filter((each) => !matched.has(each));
  const left = free.length === 1 && free[0]?.id === '' ? free[0] : undefined;
  const isOnly = info.nodes.length - free.length === nodes.size && !node;
  const at = (node ?? (isOnly ? left : undefined))?.address;
  if (at === undefined || at === address || at === advertised) return undefined;
  return { kind: 'nodeMoved', machine: seen.name, manager, from: at, to };
}

/** A manager of 1.2.9 keeps calling a host Healthy for minutes that is out of reach, and only adds an error to it (seen). */
const isReached = (node: ClassicNode): boolean => isWellNode(node) && node.error === undefined;

/** Every manager that answers is a replica that lists nothing and knows of no primary. */
function lacksPrimary({ managers }: Cluster): boolean {
  const infos = managers.flatMap(({ info }) => now(info) ?? []);
  const hasNone = ({ role, nodes, otherFacts }: ManagerInfo): boolean =>
    role === 'replica' &&
    nodes.length === 0 &&
    otherFacts.every(([label, value]) => label !== 'Primary' || value === '');
  return infos.length > 0 && infos.every(hasNone);
}

/** Nothing can be said of hosts and their store while that answers nobody. */
function registrationTroubles(seen: SeenMachine, machine: Machine, cluster: Cluster): Trouble[] {
  const { store } = cluster;
  const view = now(seen.engine);
  if (!store || !view) return [];
  const state = now(store.state);
  if (state ? isRegistered(machine, state.engines, view.engine.clusterAdvertise) : !worksForOthers(cluster)) return [];
  const reach = store.reach.get(seen.name);
  if (reach && !reach.reached)
    return [{ kind: 'storeUnreachableFrom', machine: seen.name, url: store.url, failure: reach.failure }];
  return state ? [{ kind: 'notRegistered', machine: seen.name, url: store.url }] : [];
}

const worksForOthers = (cluster: Cluster): boolean => storeVerdict(cluster) === 'notFromHere';

function clusterTroubles(cluster: Cluster, members: readonly SeenMember[]): Trouble[] {
  const engines = members.flatMap(({ seen }) => {
    const view = lastOf(seen.engine)?.value;
    return view ? [{ machine: seen.name, engine: view.engine }] : [];
  });
  const storeMachine = members.find(({ seen }) => seen.name === cluster.store?.machine)?.seen;
  const troubles: Trouble[] = storeTroubles(cluster, storeMachine);
  if (cluster.store && hidesNetworks(cluster)) troubles.push({ kind: 'networksMayHide', url: cluster.store.url });
  const isLeaderless = cluster.orchestration === 'classic' && cluster.managers.length === 0;
  if (!cluster.isBeingMade && lacksPrimary(cluster)) troubles.push({ kind: 'noPrimary' });
  if (isLeaderless && !cluster.isBeingMade && cluster.members.some(({ role }) => role === 'node'))
    troubles.push({ kind: 'noManager' });
  for (const [hostname, machines] of shared(engines.map(({ machine, engine }) => [engine.hostname, machine]))) {
    troubles.push({ kind: 'sameHostname', hostname, machines });
  }
  for (const [id, machines] of shared(engines.map(({ machine, engine }) => [engine.id, machine]))) {
    troubles.push({ kind: 'sameEngineId', id, machines });
  }
  for (const ghosts of Map.groupBy(cluster.ghosts, ({ networkId }) => networkId).values()) {
    const [first] = ghosts;
    if (first)
      troubles.push({
        kind: 'ghostEndpoints',
        network: first.network,
        containers: ghosts.map(({ endpoint }) => endpoint.container),
      });
  }
  return troubles;
}

/** All clusters of a machine store share one copy: the first whose machines miss it tells so. */
function sharedCertificateTroubles(cluster: Cluster, snapshot: Snapshot): Trouble[] {
  const paths = sharedPathsMissing(cluster, snapshot);
  if (paths.length === 0) return [];
  const first = snapshot.clusters.find((each) => sharedPathsMissing(each, snapshot).length > 0) ?? cluster;
  return first.name === cluster.name ? [{ kind: 'sharedCertificatesMissing', paths }] : [];
}

function sharedPathsMissing(cluster: Cluster, snapshot: Snapshot): readonly Path[] {
  const machines = seenMembers(cluster, snapshot).flatMap(({ seen }) =>
    seen.making || seen.isUnfinished ? [] : (machineOf(seen) ?? []),
  );
  return [...new Set(machines.flatMap((machine) => missingCopies(machine).shared))];
}

interface SeenMember {
  readonly member: Member;
  readonly seen: SeenMachine;
}

/** A cluster's members that are in the picture, in the cluster's order. */
export function seenMembers(cluster: Cluster, snapshot: Snapshot): readonly SeenMember[] {
  return cluster.members.flatMap((member) => {
    const seen = findMachine(snapshot, member.machine);
    return seen ? [{ member, seen }] : [];
  });
}

/** The node that a machine is in what the manager answered last. */
export function findNode(
  { info, nodes }: Pick<ClusterManager, 'info' | 'nodes'>,
  seen: SeenMachine,
  machine: Machine,
): ClassicNode | undefined {
  if (nodes) return nodes.get(seen.name);
  const identity = classicIdentity(machine, lastOf(seen.engine)?.value.engine);
  return matchNodes(lastOf(info)?.value.nodes ?? [], [identity]).get(seen.name);
}

/**
 * Whether a host's engine is among those that the store lists (`host:port`): under the machine's address, or under the one that the
 * engine itself says it `advertised`, which is another where the driver's address is a public one or a name.
 */
export function isRegistered(machine: Machine, engines: readonly Address[], advertised = ''): boolean {
  const { whole, hosts } = registered(engines);
  return whole.has(advertised) || (machine.address !== undefined && hosts.has(machine.address.toLowerCase()));
}

const registered = derived((engines: readonly Address[]) => {
  const named = engines.filter((each) => hostOf(each) !== '');
  return { whole: new Set(named), hosts: new Set(named.map((each) => hostOf(each).toLowerCase())) };
});

function stuckOnOverlay(seen: SeenMachine, cluster: Cluster): string[] {
  const overlays = overlayKeys(lastOf(cluster.networks)?.value ?? []);
  return (now(seen.engine)?.containers ?? [])
    .filter(
      ({ state, networks }) =>
        state === 'created' &&
        Object.entries(networks).some(([name, { networkId }]) => overlays.has(name) || overlays.has(networkId)),
    )
    .map(({ name }) => name);
}

/** Containers name their networks by either. */
const overlayKeys = derived(
  (networks: readonly OverlayNetwork[]): ReadonlySet<string> => new Set(networks.flatMap(({ id, name }) => [id, name])),
);

/** Keys that more than one thing has. */
export function shared<K, V>(pairs: readonly (readonly [K, V])[]): ReadonlyMap<K, readonly V[]> {
  const groups = new Map<K, V[]>();
  for (const [key, value] of pairs) {
    const group = groups.get(key);
    if (group) group.push(value);
    else groups.set(key, [value]);
  }
  return new Map([...groups].filter(([, values]) => values.length > 1));
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
