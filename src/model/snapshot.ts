/** One immutable picture of everything: what the store remembers, what engines, managers and key-value stores said, and what did not answer. */
import { derived } from '../base/derived.ts';
import type { Milliseconds } from '../base/units.ts';
import type { Seen } from './seen.ts';
import type { Cluster, Member } from './cluster.ts';
import type { Container, Engine } from './engine.ts';
import type { CreateStage, Failure, Path } from './failure.ts';
import { canReachHost, type Machine, type MachineIdentity } from './machine.ts';

/** A machine of the store and what is behind it. */
export interface SeenMachine {
  readonly name: string;
  readonly directory: Path;
  /** Undefined: not known. */
  readonly identity?: MachineIdentity | undefined;
  /** The store's record, or why there is none. */
  readonly record: { readonly machine: Machine } | { readonly failure: Failure };
  readonly engine: Seen<EngineView>;
  /** What the driver said when it was asked, which is only after the engine fell silent. */
  readonly power: 'running' | 'stopped' | 'unknown';
  /** The flag that its engine died of, as its host's journal says: engines from 23.0 do not know `--cluster-store`. */
  readonly refusedFlag: string | undefined;
  /** What its engine said when it refused something for want of room, until its host is found to have some. */
  readonly fullDisk: string | undefined;
  /**
   * Its engine began to answer a short while ago (`settlingTime`), so that managers and key-value stores may not list it yet: a
   * manager on etcd 3.3 lists its nodes only after a minute.
   */
  readonly isSettling: boolean;
  /** It is a manager of a swarm whose engine ceased to answer a short while ago (`noticeTime`): the others may not have noticed yet. */
  readonly hasJustFailed: boolean;
  /** Its last create, by our own journal, did not end well, and it has not been whole since. */
  readonly isUnfinished: boolean;
  /** A run of this window is creating it. */
  readonly making: Making | undefined;
}

/** How far the create of a machine is. */
export interface Making {
  readonly since: Date;
  /** Undefined: docker-machine has not said. */
  readonly stage: CreateStage | undefined;
}

/** How long an engine that has begun to answer may be missing from its manager's and its store's lists. */
export const settlingTime: Milliseconds = 90_000;

/** Within so long managers of a swarm notice that another one is gone; their word of it before that is an old one. */
export const noticeTime: Milliseconds = 15_000;

/** What one engine said in one round of questions. */
export interface EngineView {
  readonly engine: Engine;
  readonly containers: readonly Container[];
}

export interface Snapshot {
  readonly at: Date;
  readonly storePath: Path;
  /** The same without symbolic links; undefined: not known yet. */
  readonly realStorePath?: Path | undefined;
  /** Why the store as a whole could not be read; `storeMissing` is the usual state of a computer without machines. */
  readonly storeFailure: Failure | undefined;
  /** Why docker-machine cannot be run, as far as its file tells. */
  readonly toolFailure?: Failure | undefined;
  /** When the store was lost that the rest was read from: all of it is from before. Undefined: it was not. */
  readonly lostAt: Date | undefined;
  /** Whether the store has a certificate authority yet: the first create makes it, alone. */
  readonly hasAuthority: boolean;
  /** By name. */
  readonly machines: readonly SeenMachine[];
  /** By name; a machine stands in at most one. */
  readonly clusters: readonly Cluster[];
}

export function machineOf(seen: SeenMachine): Machine | undefined {
  return 'machine' in seen.record ? seen.record.machine : undefined;
}

export function findMachine(snapshot: Snapshot, name: string): SeenMachine | undefined {
  return machinesByName(snapshot).get(name);
}

const machinesByName = derived(
  (snapshot: Snapshot): ReadonlyMap<string, SeenMachine> => new Map(snapshot.machines.map((each) => [each.name, each])),
);

export function findCluster(snapshot: Snapshot, name: string): Cluster | undefined {
  return snapshot.clusters.find((each) => each.name === name);
}

export function clusterOf(snapshot: Snapshot, machine: string): Cluster | undefined {
  return clustersByMachine(snapshot).get(machine);
}

const clustersByMachine = derived(
  (snapshot: Snapshot): ReadonlyMap<string, Cluster> =>
    new Map(snapshot.clusters.flatMap((cluster) => cluster.members.map(({ machine }) => [machine, cluster]))),
);

/** Why its machine store cannot be read. That there is none yet is the usual state of a computer without machines. */
export function storeFailureOf({ storeFailure }: Snapshot): Failure | undefined {
  return storeFailure?.kind === 'storeMissing' ? undefined : storeFailure;
}

/** Why docker-machine cannot be run, where machines need it. A store that was lost leaves nothing to run it for. */
export function toolFailureOf({ toolFailure, machines, lostAt }: Snapshot): Failure | undefined {
  if (lostAt) return undefined;
  return machines.some((seen) => canReachHost(machineOf(seen)?.driver ?? '')) ? toolFailure : undefined;
}

export interface SeenMember {
  readonly member: Member;
  readonly seen: SeenMachine;
}

/** A cluster's members that are in the snapshot, in the cluster's order. */
export function seenMembers(cluster: Cluster, snapshot: Snapshot): readonly SeenMember[] {
  return cluster.members.flatMap((member) => {
    const seen = findMachine(snapshot, member.machine);
    return seen ? [{ member, seen }] : [];
  });
}
