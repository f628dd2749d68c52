/** Hedged requests to several sources of the same answer, some of which may be silent. */
import { sleep } from './async.ts';
import type { Milliseconds } from './units.ts';

/**
 * Starts the tries in order until an answer is good: the next one starts when one returns a bad answer, or `hedge` after the previous one
 * started. A good answer aborts the remaining tries. Returns the answers received, in the order of `tries`; after an abort, those received
 * so far.
 */
export async function hedged<T>(
  tries: readonly ((signal: AbortSignal) => Promise<T>)[],
  isGood: (answer: T) => boolean,
  { hedge, signal }: { readonly hedge: Milliseconds; readonly signal: AbortSignal },
): Promise<readonly T[]> {
  const done = new AbortController();
  const over = AbortSignal.any([signal, done.signal]);
  const answers = new Map<number, T>();
  const running = new Set<Promise<void>>();
  const start = (begin: (signal: AbortSignal) => Promise<T>, index: number): void => {
    const own: Promise<void> = begin(over).then((answer) => {
      running.delete(own);
      if (over.aborted) return;
      answers.set(index, answer);
      if (isGood(answer)) done.abort();
    });
    // The race below reports the first rejection; this avoids unhandled ones of the other tries.
    own.catch(() => undefined);
    running.add(own);
  };
  const whenOver = new Promise<void>((resolve) => {
    over.addEventListener('abort', () => {
      resolve();
    });
  });
  try {
    for (const [index, begin] of tries.entries()) {
      if (over.aborted) break;
      start(begin, index);
      const enough = new AbortController();
      await Promise.race([...running, sleep(hedge, AbortSignal.any([over, enough.signal]))]);
      enough.abort();
    }
    while (running.size > 0 && !over.aborted) await Promise.race([...running, whenOver]);
  } finally {
    done.abort();
  }
  return [...answers].sort(([a], [b]) => a - b).map(([, answer]) => answer);
}
