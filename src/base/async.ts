/** Waiting, giving up, and not doing too much at once. */
import type { Milliseconds } from './units.ts';

/** Longer ones are over at once in Node: its timers count in 31 bits (24 days). */
const longestTimer: Milliseconds = 2 ** 31 - 1;

/** A time as a timer takes it; what is no number is no time. */
function timerTime(time: Milliseconds): Milliseconds {
  return Number.isNaN(time) ? 0 : Math.min(longestTimer, Math.max(0, time));
}

/** Resolves after `time`, or at once when `signal` aborts (it does not reject: the caller asks the signal). */
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
 * A signal that aborts after `time` or with one of `parents`, and knows which it was. Call `clear` when the work is done. What has come
 * in by then is still heard: where this process itself was too busy to listen, nobody else was late.
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
    // Two more turns: what the first one reads may need the second to be understood.
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
 * Runs at most `most` tasks at once; the rest wait in the order they came. A task that takes longer than `patience` gives its place
 * to the next one and goes on beside it, so that the silent do not keep the others waiting.
 */
export function limit(most: number, patience?: Milliseconds): <T>(task: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  // The place is handed on rather than freed, so that nobody who comes in between can take it.
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
 * Joins calls that come close together into one run of `work`: it starts `quiet` after the first call, and a call made while
 * it runs brings one more run afterwards.
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
      // What the run before threw is for its own callers.
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
