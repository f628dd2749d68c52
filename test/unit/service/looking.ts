// A world in memory that is looked at, on a clock of the test's own; whoever looks must find no bug.
import { afterEach, beforeEach, expect, vi } from 'vitest';
import type { Log } from '../../../src/base/log.ts';
import { findMachine, type SeenMachine, type Snapshot } from '../../../src/model/snapshot.ts';
import { createClusterModel } from '../../../src/service/clusterModel.ts';
import type { ClusterStore } from '../../../src/service/services.ts';
import type { FakeWorld } from '../fakeWorld.ts';

export let world: FakeWorld;
export let clusters: ClusterStore;
export let pictures: Snapshot[];
const bugs: unknown[] = [];
const log: Log = {
  wantsDebug: false,
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: (_text, cause) => bugs.push(cause),
};

/** Looks at a world, and keeps every picture that it was told of. */
export function look(at: FakeWorld, probeTimeout = 5): void {
  world = at;
  clusters = createClusterModel({ doors: world, probeTimeout: () => probeTimeout, log });
  pictures = [];
  clusters.onDidChange((snapshot) => pictures.push(snapshot));
}

/** Looks at a world as a person does, until its first news are told. */
export async function watch(at: FakeWorld, probeTimeout?: number): Promise<void> {
  look(at, probeTimeout);
  clusters.setAttention('visible');
  await pass(1000);
  pictures.length = 0;
}

export const pass = (time: number): Promise<unknown> => vi.advanceTimersByTimeAsync(time);
export const seenMachine = (name: string): SeenMachine => findMachine(clusters.snapshot, name)!;

/** Milliseconds until something holds; -1 when it does not within `most`. */
export async function until(holds: () => boolean, most: number, step = 10): Promise<number> {
  for (let time = 0; time <= most; time += step) {
    if (holds()) return time;
    await pass(step);
  }
  return -1;
}

/** For the top of a file: each of its tests has a clock of its own, and looks no longer than it lasts. */
export function useOwnClock(): void {
  beforeEach(() => {
    vi.useFakeTimers();
    // The longest pauses that chance can give.
    vi.spyOn(Math, 'random').mockReturnValue(0.999);
    bugs.length = 0;
  });
  afterEach(() => {
    clusters.dispose();
    vi.useRealTimers();
    expect(bugs).toEqual([]);
  });
}
