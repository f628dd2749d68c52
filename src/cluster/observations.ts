/** Everything observed so far, one record per host, cluster and key-value store, and how an answer changes it. Pure. */
import { equal } from '../base/equal.ts';
import { seconds, type Milliseconds } from '../base/units.ts';
import type { StoreContents } from '../docker/doors.ts';
import type { ManagerInfo } from '../model/classicSwarm.ts';
import type { Failure, Outcome } from '../model/failure.ts';
import type { Path } from '../base/hostPath.ts';
import type { StoreState } from '../model/keyValueStore.ts';
import type { Machine } from '../model/machine.ts';
import type { OverlayNetwork } from '../model/network.ts';
import { lastOf, type Seen } from '../model/seen.ts';
import type { EngineView, Making, SeenMachine } from '../model/snapshot.ts';
import type { SwarmView } from '../model/swarmMode.ts';
import type { Reach } from './observe.ts';

/** The source of snapshots. Records are immutable and keep their identity while their content is unchanged. */
export interface Observations {
  readonly storePath: Path;
  readonly contents: StoreContents;
  /** By machine. Missing: not asked yet. */
  readonly hosts: ReadonlyMap<string, HostObservations>;
  /** By the key of a group. Missing: not asked yet. */
  readonly clusters: ReadonlyMap<string, ClusterObservations>;
  /** Key-value stores by `storeName`: two clusters may share one. */
  readonly stores: ReadonlyMap<string, Seen<StoreState>>;
  readonly runs: RunObservations;
}

/** Answers about one host, one per query. Missing: not asked, or no longer valid. */
export interface HostObservations {
  readonly engine?: Seen<EngineView> | undefined;
  /** Since when its engine has answered without a break. */
  readonly answeringSince?: Date | undefined;
  /** The driver's report after the engine stopped answering. */
  readonly power?: SeenMachine['power'] | undefined;
  /** Why the driver could not report the address of a machine that it calls running. */
  readonly untoldAddress?: Failure | undefined;
  /** The flag that made its engine exit. */
  readonly refusedFlag?: string | undefined;
  /** The engine's error message when its disk was full. */
  readonly fullDisk?: string | undefined;
  /** What its classic swarm manager reports. */
  readonly manager?: Seen<ManagerInfo> | undefined;
  /** Overlay networks listed by its swarm manager and by its own engine. */
  readonly managerOverlays?: Seen<readonly OverlayNetwork[]> | undefined;
  readonly engineOverlays?: Seen<readonly OverlayNetwork[]> | undefined;
  /** Whether it reaches its cluster's key-value store. */
  readonly reach?: Reach | undefined;
}

/** The answers of a swarm's managers. */
export interface ClusterObservations {
  /** The machine whose manager answered last; undefined if none has. */
  readonly source?: string | undefined;
  readonly swarm?: Seen<SwarmView> | undefined;
  readonly overlays?: Seen<readonly OverlayNetwork[]> | undefined;
}

/** What this window's runs are creating, and what the journal says about earlier runs. */
export interface RunObservations {
  /** Machines whose last create failed. */
  readonly unfinished: ReadonlySet<string>;
  /** Create progress by machine, whether or not the machine store has it yet. */
  readonly making: ReadonlyMap<string, Making>;
  /** By cluster name, while a run creates machines of it: whether the run creates the whole cluster. */
  readonly beingMade: ReadonlyMap<string, { readonly isNew: boolean }>;
}

export const nothingOfHost: HostObservations = {};
export const nothingOfCluster: ClusterObservations = {};

/** Before the first query. */
export const nothingObserved = (storePath: Path): Observations => ({
  storePath,
  contents: { entries: [], failure: undefined, hasAuthority: false },
  hosts: new Map(),
  clusters: new Map(),
  stores: new Map(),
  runs: { unfinished: new Set(), making: new Map(), beingMade: new Map() },
});

/** The machines with readable records. */
export function recordsOf({ contents }: Pick<Observations, 'contents'>): readonly Machine[] {
  return contents.entries.flatMap((entry) => ('machine' in entry ? [entry.machine] : []));
}

/** The changes to a host's record after an answer from its engine. */
export function engineAnswered(
  { engine, answeringSince }: HostObservations,
  outcome: Outcome<EngineView>,
  at: Date,
): Partial<HostObservations> {
  const next = { engine: nextSeen(engine, outcome, at, sameView) };
  return outcome.ok
    ? { ...next, answeringSince: answeringSince ?? at, power: undefined, refusedFlag: undefined }
    : { ...next, answeringSince: undefined, reach: undefined };
}

/** True if two values of a record differ in more than their time. */
export function isNews(before: unknown, after: unknown): boolean {
  if (Object.is(before, after)) return false;
  return !isSeen(before) || !isSeen(after) || before.value !== after.value;
}

const isSeen = (value: unknown): value is Extract<Seen<unknown>, { state: 'seen' }> =>
  typeof value === 'object' && value !== null && 'state' in value && value.state === 'seen' && 'at' in value;

/**
 * The record after an answer. Value and failure keep their identity while unchanged, so that comparing by identity works; a failure keeps
 * its start time.
 */
export function nextSeen<T>(
  previous: Seen<T> | undefined,
  outcome: Outcome<T>,
  at: Date,
  same: (a: T, b: T) => boolean = equal,
): Seen<T> {
  if (outcome.ok) {
    const before = previous && lastOf(previous)?.value;
    return { state: 'seen', value: before !== undefined && same(before, outcome.value) ? before : outcome.value, at };
  }
  if (previous?.state === 'failed' && sameFailure(previous.failure, outcome.error)) return previous;
  return {
    state: 'failed',
    failure: outcome.error,
    at: previous?.state === 'failed' ? previous.at : at,
    last: previous && lastOf(previous),
  };
}

/** Timeouts are the same whatever their duration and connection state. */
export function sameFailure(a: Failure, b: Failure): boolean {
  if (a.kind === 'engineSilent' && b.kind === 'engineSilent') return a.address === b.address;
  if (a.kind === 'storeSilent' && b.kind === 'storeSilent') return a.url === b.url;
  return equal(a, b);
}

/** Smaller changes in clock skew are ignored. */
const skewStep: Milliseconds = seconds(5);

export function sameView(a: EngineView, b: EngineView): boolean {
  if (Math.abs(a.engine.clockSkew - b.engine.clockSkew) >= skewStep) return false;
  return equal(a.containers, b.containers) && equal({ ...a.engine, clockSkew: 0 }, { ...b.engine, clockSkew: 0 });
}

/** True if two answers have the same content, whatever their times. */
export function sameSeen<T>(a: Seen<T>, b: Seen<T>): boolean {
  if (a === b) return true;
  switch (a.state) {
    case 'seen':
      return b.state === 'seen' && equal(a.value, b.value);
    case 'failed':
      return b.state === 'failed' && equal(a.failure, b.failure) && equal(a.last?.value, b.last?.value);
    case 'waiting':
      return b.state === 'waiting' && equal(a.last?.value, b.last?.value);
  }
}
