/** What has been found out so far, answer by answer; and how a new answer, good or bad, changes what is known. Pure. */
import { equal } from '../base/equal.ts';
import { seconds, type Milliseconds } from '../base/units.ts';
import type { StoreContents } from '../docker/doors.ts';
import type { ManagerInfo } from '../model/classicSwarm.ts';
import type { ClusterKeyValueStore } from '../model/cluster.ts';
import type { Failure, Outcome, Path } from '../model/failure.ts';
import type { StoreState } from '../model/keyValueStore.ts';
import type { OverlayNetwork } from '../model/network.ts';
import { lastOf, waiting, type Seen } from '../model/seen.ts';
import type { EngineView, Making, SeenMachine } from '../model/snapshot.ts';
import type { SwarmView } from '../model/swarmMode.ts';
import type { SwarmTold } from './observeSwarm.ts';

/** The parts of the picture, each from one question. What is missing has not been asked. */
export interface Findings {
  readonly storePath: Path;
  readonly contents: StoreContents;
  /** By machine. */
  readonly engines: ReadonlyMap<string, Seen<EngineView>>;
  /** By machine: since when its engine has answered without a break. */
  readonly answeringSince: ReadonlyMap<string, Date>;
  /** By machine, for those whose engine fell silent. */
  readonly powers: ReadonlyMap<string, SeenMachine['power']>;
  /** By machine: the flag that its engine died of. */
  readonly refusedFlags: ReadonlyMap<string, string>;
  /** By machine: how its engine refused for want of room. */
  readonly fullDisks: ReadonlyMap<string, string>;
  /** Machines whose last create, by our own journal, did not end well. */
  readonly unfinished: ReadonlySet<string>;
  /** By machine, whether the store has it already or not: how far its create is. */
  readonly making: ReadonlyMap<string, Making>;
  /** By the name of a cluster of which a run of this window makes machines, from its begin to its end: whether it makes all of it. */
  readonly beingMade: ReadonlyMap<string, { readonly isNew: boolean }>;
  /** By machine: what the classic swarm manager there says. */
  readonly managers: ReadonlyMap<string, Seen<ManagerInfo>>;
  /** By machine: its swarm manager's overlay networks, and its own engine's. */
  readonly managerOverlays: ReadonlyMap<string, Seen<readonly OverlayNetwork[]>>;
  readonly engineOverlays: ReadonlyMap<string, Seen<readonly OverlayNetwork[]>>;
  /** By the key of a group in swarm mode: what a manager of it told, of all and of its overlay networks. */
  readonly swarms: ReadonlyMap<string, SwarmFinding>;
  readonly swarmOverlays: ReadonlyMap<string, Seen<readonly OverlayNetwork[]>>;
  /** Key-value stores by `storeName`. */
  readonly stores: ReadonlyMap<string, Seen<StoreState>>;
  /** By machine: whether its host reaches the store of its cluster. */
  readonly reach: ClusterKeyValueStore['reach'];
}

export interface SwarmFinding {
  /** The machine whose manager told last; undefined: none has. */
  readonly source: string | undefined;
  readonly view: Seen<SwarmView>;
}

export const untoldSwarm: SwarmFinding = { source: undefined, view: waiting };

/** What is known of a swarm after its managers were asked. */
export function nextSwarm(previous: SwarmFinding = untoldSwarm, { source, view }: SwarmTold, at: Date): SwarmFinding {
  return { source: source ?? previous.source, view: nextSeen(previous.view, view, at) };
}

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
