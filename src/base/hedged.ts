/** Several who can give the same answer, when some of them may be silent. */
import { sleep } from './async.ts';
import type { Milliseconds } from './units.ts';

/**
 * Lets them try one after the other until an answer is good: the next begins as soon as one has ended badly, or `hedge` after the
 * last has begun, beside it. Those that are still at it when a good answer is there are ended by their signal. Gives the answers
 * that came, in the order of those who gave them; after an abort those that had come by then.
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
    // Whoever waits hears of it; that several may have thrown is nobody's business.
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
