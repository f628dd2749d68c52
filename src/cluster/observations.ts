/** What has been observed so far, one record per host, cluster and key-value store; and how an answer, good or bad, changes it. Pure. */
import { equal } from '../base/equal.ts';
import { seconds, type Milliseconds } from '../base/units.ts';
import type { StoreContents } from '../docker/doors.ts';
import type { ManagerInfo } from '../model/classicSwarm.ts';
import type { Failure, Outcome, Path } from '../model/failure.ts';
import type { StoreState } from '../model/keyValueStore.ts';
import type { Machine } from '../model/machine.ts';
import type { OverlayNetwork } from '../model/network.ts';
import { lastOf, type Seen } from '../model/seen.ts';
import type { EngineView, Making, SeenMachine } from '../model/snapshot.ts';
import type { SwarmView } from '../model/swarmMode.ts';
import type { Reach } from './observe.ts';

/** All that the snapshot is made of. Records are never changed, only replaced, and stay the same objects while they say the same. */
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

/** The answers about one host, each from one query. What is missing has not been asked, or no longer counts. */
export interface HostObservations {
  readonly engine?: Seen<EngineView> | undefined;
  /** Since when its engine has answered without a break. */
  readonly answeringSince?: Date | undefined;
  /** What the driver said after the engine fell silent. */
  readonly power?: SeenMachine['power'] | undefined;
  /** Why the driver of a machine that it calls running could not tell the address. */
  readonly untoldAddress?: Failure | undefined;
  /** The flag that its engine died of. */
  readonly refusedFlag?: string | undefined;
  /** What its engine said when it refused something because its disk was full. */
  readonly fullDisk?: string | undefined;
  /** What the classic swarm manager there says. */
  readonly manager?: Seen<ManagerInfo> | undefined;
  /** The overlay networks that its swarm manager lists, and those that its own engine lists. */
  readonly managerOverlays?: Seen<readonly OverlayNetwork[]> | undefined;
  readonly engineOverlays?: Seen<readonly OverlayNetwork[]> | undefined;
  /** Whether it reaches the key-value store of its cluster. */
  readonly reach?: Reach | undefined;
}

/** The answers of a swarm's managers. */
export interface ClusterObservations {
  /** The machine whose manager told last; undefined: none has. */
  readonly source?: string | undefined;
  readonly swarm?: Seen<SwarmView> | undefined;
  readonly overlays?: Seen<readonly OverlayNetwork[]> | undefined;
}

/** What the runs of this window say of what they make, and the journal of those before. */
export interface RunObservations {
  /** Machines whose last create did not end well. */
  readonly unfinished: ReadonlySet<string>;
  /** By machine, whether the machine store has it already or not: how far its create is. */
  readonly making: ReadonlyMap<string, Making>;
  /** By the name of a cluster of which a run makes machines, from its begin to its end: whether it makes all of it. */
  readonly beingMade: ReadonlyMap<string, { readonly isNew: boolean }>;
}

export const nothingOfHost: HostObservations = {};
export const nothingOfCluster: ClusterObservations = {};

/** Before anything was asked. */
export const nothingObserved = (storePath: Path): Observations => ({
  storePath,
  contents: { entries: [], failure: undefined, hasAuthority: false },
  hosts: new Map(),
  clusters: new Map(),
  stores: new Map(),
  runs: { unfinished: new Set(), making: new Map(), beingMade: new Map() },
});

/** The machines whose records can be read. */
export function recordsOf({ contents }: Pick<Observations, 'contents'>): readonly Machine[] {
  return contents.entries.flatMap((entry) => ('machine' in entry ? [entry.machine] : []));
}

/** The changes of a host's record that follow from an answer of its engine. */
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

/** Whether two values of a record differ in more than when they were observed. */
export function isNews(before: unknown, after: unknown): boolean {
  if (Object.is(before, after)) return false;
  return !isSeen(before) || !isSeen(after) || before.value !== after.value;
}

const isSeen = (value: unknown): value is Extract<Seen<unknown>, { state: 'seen' }> =>
  typeof value === 'object' && value !== null && 'state' in value && value.state === 'seen' && 'at' in value;

/**
 * What is known after an answer. The value and the failure stay the same objects as long as they say the same, so that who
 * compares by identity sees no change; a failure keeps the time it began.
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

/** A silence is the same however long it was listened for, and whether its connection stood already. */
export function sameFailure(a: Failure, b: Failure): boolean {
  if (a.kind === 'engineSilent' && b.kind === 'engineSilent') return a.address === b.address;
  if (a.kind === 'storeSilent' && b.kind === 'storeSilent') return a.url === b.url;
  return equal(a, b);
}

/** Two clocks that differ by a little more or less than before are no news. */
const skewStep: Milliseconds = seconds(5);

export function sameView(a: EngineView, b: EngineView): boolean {
  if (Math.abs(a.engine.clockSkew - b.engine.clockSkew) >= skewStep) return false;
  return equal(a.containers, b.containers) && equal({ ...a.engine, clockSkew: 0 }, { ...b.engine, clockSkew: 0 });
}

/** Whether two answers say the same, whenever they were given. */
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
