/** Timers, deadlines and concurrency limits. */
import type { Milliseconds } from './units.ts';

/** Node fires longer timers immediately: it stores delays in 31 bits (24 days). */
const longestTimer: Milliseconds = 2 ** 31 - 1;

/** Clamps a delay to what a timer accepts; NaN becomes 0. */
function timerTime(time: Milliseconds): Milliseconds {
  return Number.isNaN(time) ? 0 : Math.min(longestTimer, Math.max(0, time));
}

/** Resolves after `time`, or immediately when `signal` aborts. It never rejects: callers check the signal. */
export function sleep(time: Milliseconds, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) {
      resolve();
      return;
    }
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, timerTime(time));
    signal?.addEventListener('abort', end, { once: true });
  });
}

/** Why a Deadline aborted its signal. */
export type Ending = 'timedOut' | 'cancelled';

/**
 * A signal that aborts after `time` or with one of `parents`, and records which. Call `clear` when the work is done. Data that has arrived
 * by the timeout is still processed, because a busy process must not blame its peer.
 */
export interface Deadline {
  readonly signal: AbortSignal;
  readonly ending: () => Ending | undefined;
  readonly clear: () => void;
}

export function deadline(time: Milliseconds, ...parents: readonly (AbortSignal | undefined)[]): Deadline {
  const controller = new AbortController();
  let ending: Ending | undefined;
  const end = (why: Ending) => (): void => {
    ending ??= why;
    controller.abort();
    clear();
  };
  const cancelled = end('cancelled');
  const timedOut = end('timedOut');
  let timer = setTimeout(() => {
    // Wait two more turns: data read in the first may need the second to be parsed.
    timer = setTimeout(() => {
      timer = setTimeout(timedOut, 0);
    }, 0);
  }, timerTime(time));
  const clear = (): void => {
    clearTimeout(timer);
    for (const parent of parents) parent?.removeEventListener('abort', cancelled);
  };
  if (parents.some((parent) => parent?.aborted)) cancelled();
  else for (const parent of parents) parent?.addEventListener('abort', cancelled, { once: true });
  return { signal: controller.signal, ending: () => ending, clear };
}

/**
 * Runs at most `most` tasks at once; the rest wait in FIFO order. A task that takes longer than `patience` gives up its slot but keeps
 * running, so silent peers do not block the others.
 */
export function limit(most: number, patience?: Milliseconds): <T>(task: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  // Pass the slot on rather than free it, so that a new task cannot take it first.
  const leave = (): void => {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  };
  return async (task) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    let isInside = true;
    const leaveOnce = (): void => {
      if (isInside) leave();
      isInside = false;
    };
    const timer = patience === undefined ? undefined : setTimeout(leaveOnce, timerTime(patience));
    try {
      return await task();
    } finally {
      clearTimeout(timer);
      leaveOnce();
    }
  };
}

/**
 * Joins calls that arrive close together into one run of `work`, which starts `quiet` after the first call. A call during a run schedules
 * one more run.
 */
export function coalesce(
  quiet: Milliseconds,
  work: () => Promise<void>,
): { readonly call: () => Promise<void>; readonly dispose: () => void } {
  let pending: Promise<void> | undefined;
  let running: Promise<void> = Promise.resolve();
  const stop = new AbortController();
  const call = (): Promise<void> => {
    pending ??= sleep(quiet, stop.signal)
      // Callers of the previous run handle its errors.
      .then(() => running.catch(() => undefined))
      .then(() => {
        pending = undefined;
        if (stop.signal.aborted) return undefined;
        running = work();
        return running;
      });
    return pending;
  };
  return {
    call,
    dispose: () => {
      stop.abort();
    },
  };
}
