// One piece of work that is wanted again and again.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Rerun } from '../../../src/base/rerun.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** Work that takes `time` and counts its runs. */
function counted(time: number): { rerun: Rerun; runs: number[]; atOnce: number; errors: unknown[] } {
  const self = { runs: [] as number[], atOnce: 0, errors: [] as unknown[], rerun: undefined as unknown as Rerun };
  let now = 0;
  self.rerun = new Rerun(
    async () => {
      self.runs.push(Date.now());
      now += 1;
      self.atOnce = Math.max(self.atOnce, now);
      await new Promise((resolve) => setTimeout(resolve, time));
      now -= 1;
    },
    (error) => self.errors.push(error),
  );
  return self;
}

describe('now', () => {
  test('runs at once, and once more for a call that came during the run', async () => {
    const self = counted(50);
    const first = self.rerun.now();
    expect(self.runs).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(10);
    let isOver = false;
    void self.rerun.now().then(() => (isOver = true));
    const third = self.rerun.now();
    await vi.advanceTimersByTimeAsync(40);
    await first;
    expect(isOver).toBe(false);
    await vi.advanceTimersByTimeAsync(50);
    await third;
    expect(isOver).toBe(true);
    expect(self.runs).toHaveLength(2);
    expect(self.atOnce).toBe(1);
  });

  test('does so every time', async () => {
    const self = counted(50);
    for (let round = 1; round <= 3; round += 1) {
      void self.rerun.now();
      await vi.advanceTimersByTimeAsync(10);
      void self.rerun.now();
      await vi.advanceTimersByTimeAsync(200);
      expect(self.runs).toHaveLength(2 * round);
    }
  });

  test('shares a run that waits for somebody silent', async () => {
    const self = counted(5000);
    void self.rerun.now();
    await vi.advanceTimersByTimeAsync(1000);
    const second = self.rerun.now();
    await vi.advanceTimersByTimeAsync(4000);
    await second;
    expect(self.runs).toHaveLength(1);
  });
});

describe('since', () => {
  test('is content with a run that began since then, over or not', async () => {
    const self = counted(50);
    const began = Date.now();
    void self.rerun.now();
    const shared = self.rerun.since(began);
    await vi.advanceTimersByTimeAsync(50);
    await shared;
    await self.rerun.since(began);
    expect(self.runs).toHaveLength(1);
    void self.rerun.since(Date.now() + 1);
    expect(self.runs).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(50);
  });
});

describe('soon', () => {
  test('joins what comes together', async () => {
    const self = counted(10);
    for (let call = 0; call < 5; call += 1) {
      self.rerun.soon();
      await vi.advanceTimersByTimeAsync(15);
    }
    await vi.advanceTimersByTimeAsync(200);
    expect(self.runs).toHaveLength(1);
  });

  test('runs after a slow run, which may not know of it', async () => {
    const self = counted(5000);
    void self.rerun.now();
    await vi.advanceTimersByTimeAsync(1000);
    self.rerun.soon();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(self.runs).toHaveLength(2);
  });

  test('is fulfilled by a run that begins meanwhile', async () => {
    const self = counted(10);
    self.rerun.soon();
    await vi.advanceTimersByTimeAsync(50);
    void self.rerun.now();
    await vi.advanceTimersByTimeAsync(500);
    expect(self.runs).toHaveLength(1);
  });
});

test('what the work throws is told, and the next run is a run again', async () => {
  const errors: unknown[] = [];
  let runs = 0;
  const rerun = new Rerun(
    () => {
      runs += 1;
      return Promise.reject(new Error('bug'));
    },
    (error) => errors.push(error),
  );
  await rerun.now();
  await rerun.now();
  expect(runs).toBe(2);
  expect(errors).toHaveLength(2);
});

test('after the end nothing runs, and the run under way is told', async () => {
  let heard: AbortSignal | undefined;
  const rerun = new Rerun(
    async (signal) => {
      heard = signal;
      await new Promise((resolve) => setTimeout(resolve, 100));
    },
    () => undefined,
  );
  void rerun.now();
  rerun.soon();
  void rerun.now();
  rerun.dispose();
  expect(heard?.aborted).toBe(true);
  const late = rerun.now();
  await vi.advanceTimersByTimeAsync(1000);
  await late;
  expect(vi.getTimerCount()).toBe(0);
  expect(rerun.isOver).toBe(true);
});
