/** Builds the immutable snapshot from observations, and compares snapshots. Pure. */
import { equal } from '../base/equal.ts';
import { classicIdentity, matchNodes } from '../model/classicNodes.ts';
import type { Cluster, ClusterKeyValueStore, ClusterManager, ClusterSwarm } from '../model/cluster.ts';
import type { MachineEntry } from '../model/machine.ts';
import { lastOf, waiting, type Seen } from '../model/seen.ts';
import {
  machineOf,
  noticeTime,
  settlingTime,
  type EngineView,
  type SeenMachine,
  type Snapshot,
} from '../model/snapshot.ts';
import { nodeClaims, nodeIdOf } from '../model/swarmNode.ts';
import { nothingOfCluster, nothingOfHost, recordsOf, sameSeen, type Observations } from './observations.ts';
import { suspectedEndpoints } from './staleEndpoints.ts';
import { mergeOverlays, type OverlayWitness } from './overlays.ts';
import { recognise, storeName, type Group } from './recognise.ts';
import { wasWhole } from './standing.ts';
import type { StoreEvidence } from './storeUsers.ts';

/** The clusters formed by the machines with readable records. */
export function groupsOf(observations: Observations): readonly Group[] {
  const { hosts, clusters } = observations;
  const views = [...clusters].flatMap(([key, { swarm }]) => {
    const last = swarm && lastOf(swarm);
    return last ? [[key, last.value] as const] : [];
  });
  return recognise(
    recordsOf(observations),
    (machine) => {
      const engine = hosts.get(machine)?.engine;
      return engine && lastOf(engine)?.value.engine;
    },
    {
      isSilent: (machine) => hosts.get(machine)?.engine?.state !== 'seen',
      views: new Map(views),
      stores: storeEvidence(observations),
    },
  );
}

function storeEvidence({ hosts }: Observations): StoreEvidence {
  return {
    managerOf: (machine) => {
      const info = hosts.get(machine)?.manager;
      return info && lastOf(info)?.value;
    },
    networksOf: (machine) => {
      const overlays = hosts.get(machine)?.engineOverlays;
      return (overlays && lastOf(overlays)?.value.map(({ id }) => id)) ?? [];
    },
  };
}

/** The snapshot at `at`. `groups` come from the same observations. Includes all suspected stale endpoints. */
export function picture(observations: Observations, groups: readonly Group[], at: Date): Snapshot {
  const machines = observations.contents.entries
    .map((entry) => seenMachine(entry, observations, at))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const byName = new Map(machines.map((each) => [each.name, each]));
  return {
    at,
    storePath: observations.storePath,
    realStorePath: observations.contents.realPath,
    storeFailure: observations.contents.failure,
    lostAt: undefined,
    hasAuthority: observations.contents.hasAuthority,
    machines,
    clusters: groups.map((group) => cluster(group, observations, byName)),
  };
}

/** True if users would see the same: compares everything but the times of observation. */
export function samePicture(a: Snapshot, b: Snapshot): boolean {
  return (
    a.storePath === b.storePath &&
    a.realStorePath === b.realStorePath &&
    a.hasAuthority === b.hasAuthority &&
    equal(a.storeFailure, b.storeFailure) &&
    a.lostAt?.getTime() === b.lostAt?.getTime() &&
    a.machines.length === b.machines.length &&
    a.machines.every((machine, index) => sameMachine(machine, b.machines[index])) &&
    a.clusters.length === b.clusters.length &&
    a.clusters.every((each, index) => sameCluster(each, b.clusters[index]))
  );
}

/** When the first machine leaves `isSettling` or `hasJustFailed`; undefined if none is in them. */
export function settledNext(observations: Observations, at: Date): Date | undefined {
  const ends = [...observations.hosts.values()]
    .flatMap(({ answeringSince, engine }) => [
      ...(answeringSince ? [answeringSince.getTime() + settlingTime] : []),
      ...(engine && isManagerGone(engine) ? [engine.at.getTime() + noticeTime] : []),
    ])
    .filter((end) => end > at.getTime());
  return ends.length > 0 ? new Date(Math.min(...ends)) : undefined;
}

function seenMachine(entry: MachineEntry, observations: Observations, at: Date): SeenMachine {
  const { name, directory } = entry;
  const { unfinished, making } = observations.runs;
  const host = observations.hosts.get(name) ?? nothingOfHost;
  const { answeringSince: since, engine = waiting, power = 'unknown', refusedFlag, fullDisk } = host;
  return {
    name,
    directory,
    identity: entry.identity,
    record: 'machine' in entry ? { machine: entry.machine } : { failure: entry.failure },
    engine,
    power,
    refusedFlag,
    fullDisk,
    isUnfinished:
      'machine' in entry && engine.state !== 'waiting' && unfinished.has(name) && !wasWhole(entry.machine, engine),
    making: making.get(name),
    isSettling: since !== undefined && at.getTime() - since.getTime() < settlingTime,
    hasJustFailed: isManagerGone(engine) && at.getTime() - engine.at.getTime() < noticeTime,
  };
}

/** True if it was a swarm manager when it last answered and does not answer now. */
function isManagerGone(engine: Seen<EngineView>): engine is Extract<Seen<EngineView>, { state: 'failed' }> {
  return engine.state === 'failed' && engine.last?.value.engine.swarm.isManager === true;
}

function cluster(group: Group, observations: Observations, machines: ReadonlyMap<string, SeenMachine>): Cluster {
  const { name, orchestration, members } = group;
  const { beingMade, making } = observations.runs;
  const containers = members.flatMap(({ machine }) => {
    const engine = machines.get(machine)?.engine;
    return ((engine && lastOf(engine)?.value.containers) ?? []).map((container) => ({ machine, container }));
  });
  const store = keyValueStore(group, observations);
  const records = (store && lastOf(store.state)?.value.overlays) ?? new Map<string, never>();
  const said = witnesses(group, observations);
  const made = {
    name,
    orchestration,
    members,
    store,
    managers: managersOf(group, observations, machines),
    swarm: orchestration === 'swarm-mode' ? swarmOf(group, observations, machines) : undefined,
    networks: mergeOverlays(said, records, containers),
    isBeingMade: beingMade.has(name) || members.some(({ machine }) => making.has(machine)),
    isNew: beingMade.get(name)?.isNew ?? false,
  };
  const ofEngines = said.filter(({ machine }) => machine !== undefined || orchestration === 'swarm-mode');
  return {
    ...made,
    staleEndpoints: suspectedEndpoints(
      made,
      machines,
      ofEngines.map(({ overlays }) => overlays),
    ),
  };
}

function keyValueStore({ store, members }: Group, observations: Observations): ClusterKeyValueStore | undefined {
  const reach = members.flatMap(({ machine }) => {
    const found = observations.hosts.get(machine)?.reach;
    return found ? [[machine, found] as const] : [];
  });
  return (
    store && {
      ...store,
      state: observations.stores.get(storeName(store)) ?? waiting,
      reach: new Map(reach),
    }
  );
}

function managersOf(
  { orchestration, members }: Group,
  observations: Observations,
  machines: ReadonlyMap<string, SeenMachine>,
): readonly ClusterManager[] {
  if (orchestration !== 'classic') return [];
  const identities = members.flatMap(({ machine, role }) => {
    const seen = machines.get(machine);
    const record = seen && machineOf(seen);
    return record && role !== 'keyValueStore' ? [classicIdentity(record, lastOf(seen.engine)?.value.engine)] : [];
  });
  return members.flatMap(({ machine, role }): ClusterManager[] => {
    const seen = machines.get(machine);
    const record = seen && machineOf(seen);
    if (role !== 'manager' || !record?.swarm) return [];
    const address = `${record.address ?? machine}:${String(record.swarm.managerPort)}`;
    const info = observations.hosts.get(machine)?.manager ?? waiting;
    const nodes = lastOf(info)?.value.nodes;
    return [{ machine, address, info, ...(nodes && { nodes: matchNodes(nodes, identities) }) }];
  });
}

function swarmOf(
  { key, members }: Group,
  observations: Observations,
  machines: ReadonlyMap<string, SeenMachine>,
): ClusterSwarm {
  const memberships = members.flatMap(({ machine }) => {
    const engine = machines.get(machine)?.engine;
    return (engine && lastOf(engine)?.value.engine.swarm) ?? [];
  });
  const { source, swarm = waiting } = observations.clusters.get(key) ?? nothingOfCluster;
  return {
    source,
    view: swarm,
    claims: nodeClaims([...machines.values()].map((seen) => [seen.name, nodeIdOf(seen)])),
    id: memberships.find(({ clusterId }) => clusterId !== undefined)?.clusterId,
    managers: [...new Set(memberships.flatMap(({ managers }) => managers))].sort(),
  };
}

/** A manager that answers reports for all; without one, each engine for itself. */
function witnesses({ key, orchestration, members }: Group, observations: Observations): readonly OverlayWitness[] {
  if (orchestration === 'swarm-mode') {
    const told = observations.clusters.get(key)?.overlays;
    const partial = members.flatMap(({ machine }): OverlayWitness[] => {
      const overlays = observations.hosts.get(machine)?.engineOverlays;
      return overlays ? [{ machine, overlays, isPartial: true }] : [];
    });
    return told ? [{ machine: undefined, overlays: told }, ...partial] : partial;
  }
  const managers = members.flatMap(({ machine }): OverlayWitness[] => {
    const overlays = observations.hosts.get(machine)?.managerOverlays;
    return overlays ? [{ machine: undefined, overlays }] : [];
  });
  const speaks = managers.find(({ overlays }) => overlays.state === 'seen');
  const engines = members.flatMap(({ machine }): OverlayWitness[] => {
    const overlays = observations.hosts.get(machine)?.engineOverlays;
    return overlays ? [{ machine, overlays, isPartial: speaks !== undefined }] : [];
  });
  return [...(speaks ? [speaks] : managers), ...engines];
}

function sameMachine(a: SeenMachine, b: SeenMachine | undefined): boolean {
  return (
    a.name === b?.name &&
    a.power === b.power &&
    a.refusedFlag === b.refusedFlag &&
    a.fullDisk === b.fullDisk &&
    a.isSettling === b.isSettling &&
    a.hasJustFailed === b.hasJustFailed &&
    a.isUnfinished === b.isUnfinished &&
    equal(a.making, b.making) &&
    a.directory === b.directory &&
    equal(a.identity, b.identity) &&
    equal(a.record, b.record) &&
    sameSeen(a.engine, b.engine)
  );
}

function sameCluster(a: Cluster, b: Cluster | undefined): boolean {
  return (
    a.name === b?.name &&
    a.orchestration === b.orchestration &&
    a.isBeingMade === b.isBeingMade &&
    a.isNew === b.isNew &&
    equal(a.members, b.members) &&
    sameStore(a.store, b.store) &&
    a.managers.length === b.managers.length &&
    a.managers.every((manager, index) => {
      const other = b.managers[index];
      return (
        other?.machine === manager.machine && other.address === manager.address && sameSeen(manager.info, other.info)
      );
    }) &&
    sameSwarm(a.swarm, b.swarm) &&
    sameSeen(a.networks, b.networks) &&
    equal(a.staleEndpoints, b.staleEndpoints)
  );
}

function sameSwarm(a: ClusterSwarm | undefined, b: ClusterSwarm | undefined): boolean {
  if (!a || !b) return a === b;
  return a.id === b.id && a.source === b.source && equal(a.managers, b.managers) && sameSeen(a.view, b.view);
}

function sameStore(a: ClusterKeyValueStore | undefined, b: ClusterKeyValueStore | undefined): boolean {
  if (!a || !b) return a === b;
  return a.url === b.url && a.machine === b.machine && equal(a.reach, b.reach) && sameSeen(a.state, b.state);
}
