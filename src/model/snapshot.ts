/** An immutable snapshot: the machine store's records, the answers of engines, managers and key-value stores, and their failures. */
import { derived } from '../base/derived.ts';
import type { Milliseconds } from '../base/units.ts';
import type { Seen } from './seen.ts';
import type { Cluster, Member } from './cluster.ts';
import type { Container, Engine } from './engine.ts';
import type { CreateStage, Failure } from './failure.ts';
import type { Path } from '../base/hostPath.ts';
import { canReachHost, type Machine, type MachineIdentity } from './machine.ts';

/** A machine of the store with its observed state. */
export interface SeenMachine {
  readonly name: string;
  readonly directory: Path;
  /** Undefined if unknown. */
  readonly identity?: MachineIdentity | undefined;
  /** The machine store's record, or why it cannot be read. */
  readonly record: { readonly machine: Machine } | { readonly failure: Failure };
  readonly engine: Seen<EngineView>;
  /** Reported by the driver, which is only asked after the engine has stopped answering. */
  readonly power: 'running' | 'stopped' | 'unknown';
  /** The flag on which its engine exited, from the host's journal: engines since 23.0 do not know `--cluster-store`. */
  readonly refusedFlag: string | undefined;
  /** The engine's message when its disk was full, until the host is found to have space again. */
  readonly fullDisk: string | undefined;
  /**
   * Its engine started answering recently (`settlingTime`), so managers and key-value stores may not list it yet: a manager on etcd 3.3
   * takes a minute to list its nodes.
   */
  readonly isSettling: boolean;
  /** It is a swarm manager whose engine stopped answering recently (`noticeTime`): the other managers may not have noticed yet. */
  readonly hasJustFailed: boolean;
  /** According to the journal its last create did not complete, and it has not been complete since. */
  readonly isUnfinished: boolean;
  /** A run of this window is creating it. */
  readonly making: Making | undefined;
}

/** Create progress of a machine. */
export interface Making {
  readonly since: Date;
  /** Undefined until docker-machine reports one. */
  readonly stage: CreateStage | undefined;
}

/** How long an engine that has started answering may be missing from its manager's and its store's lists. */
export const settlingTime: Milliseconds = 90_000;

/** Time in which swarm managers notice the loss of another manager; until then their report of it is outdated. */
export const noticeTime: Milliseconds = 15_000;

/** Answers of one engine in one poll. */
export interface EngineView {
  readonly engine: Engine;
  readonly containers: readonly Container[];
}

export interface Snapshot {
  readonly at: Date;
  readonly storePath: Path;
  /** `storePath` without symbolic links; undefined if not known yet. */
  readonly realStorePath?: Path | undefined;
  /** Why the whole store could not be read; `storeMissing` is normal on a computer without machines. */
  readonly storeFailure: Failure | undefined;
  /** Why docker-machine cannot be run, as far as its file shows. */
  readonly toolFailure?: Failure | undefined;
  /** When the machine store was lost, so that everything else is older. Undefined if it was not lost. */
  readonly lostAt: Date | undefined;
  /** Whether the store already has a certificate authority: the first create generates it and must run alone. */
  readonly hasAuthority: boolean;
  /** By name. */
  readonly machines: readonly SeenMachine[];
  /** By name; a machine belongs to at most one. */
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

/** Why the machine store cannot be read. A missing store is normal on a computer without machines. */
export function storeFailureOf({ storeFailure }: Snapshot): Failure | undefined {
  return storeFailure?.kind === 'storeMissing' ? undefined : storeFailure;
}

/** Why docker-machine cannot be run, if machines need it. After the store is lost there is nothing to run it for. */
export function toolFailureOf({ toolFailure, machines, lostAt }: Snapshot): Failure | undefined {
  if (lostAt) return undefined;
  return machines.some((seen) => canReachHost(machineOf(seen)?.driver ?? '')) ? toolFailure : undefined;
}

export interface SeenMember {
  readonly member: Member;
  readonly seen: SeenMachine;
}

/** The cluster's members that are in the snapshot, in the cluster's order. */
export function seenMembers(cluster: Cluster, snapshot: Snapshot): readonly SeenMember[] {
  return cluster.members.flatMap((member) => {
    const seen = findMachine(snapshot, member.machine);
    return seen ? [{ member, seen }] : [];
  });
}
