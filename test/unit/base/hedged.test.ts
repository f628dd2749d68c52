// Several who can give the same answer: the first good one wins, and the silent are not waited for one after the other.
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { hedged } from '../../../src/base/hedged.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const hedge = 300;
const { signal } = new AbortController();
const isGood = (answer: string): boolean => answer.startsWith('good');

interface Try {
  readonly after: number;
  readonly answer: string;
}

/** Those who try, with who began when and who was ended. */
function race(tries: readonly Try[], ending: AbortSignal = signal) {
  const start = Date.now();
  const began: number[] = [];
  const ended: string[] = [];
  const result = hedged(
    tries.map(({ after, answer }) => async (own) => {
      began.push(Date.now() - start);
      await new Promise<void>((resolve) => {
        const end = (): void => {
          clearTimeout(timer);
          ended.push(answer);
          resolve();
        };
        const timer = setTimeout(() => {
          own.removeEventListener('abort', end);
          resolve();
        }, after);
        own.addEventListener('abort', end);
      });
      return answer;
    }),
    isGood,
    { hedge, signal: ending },
  ).then((answers) => ({ answers, took: Date.now() - start }));
  return { result, began, ended };
}

async function over<T>(result: Promise<T>): Promise<T> {
  await vi.advanceTimersByTimeAsync(60_000);
  return result;
}

test('the first who answers well is the only one who is asked', async () => {
  const { result, began } = race([
    { after: 5, answer: 'good a' },
    { after: 5, answer: 'good b' },
  ]);
  expect(await over(result)).toEqual({ answers: ['good a'], took: 5 });
  expect(began).toEqual([0]);
});

test('one who answers badly makes the next begin at once', async () => {
  const { result, began } = race([
    { after: 5, answer: 'bad' },
    { after: 5, answer: 'good' },
  ]);
  expect(await over(result)).toEqual({ answers: ['bad', 'good'], took: 10 });
  expect(began).toEqual([0, 5]);
});

test('one who is silent costs the hedge, and is ended when another has answered', async () => {
  const { result, ended } = race([
    { after: 5000, answer: 'late' },
    { after: 5, answer: 'good' },
  ]);
  expect(await over(result)).toEqual({ answers: ['good'], took: hedge + 5 });
  expect(ended).toEqual(['late']);
});

test('one who is slow may still be the one', async () => {
  const { result } = race([
    { after: 400, answer: 'good a' },
    { after: 5000, answer: 'good b' },
  ]);
  expect(await over(result)).toEqual({ answers: ['good a'], took: 400 });
});

test('nobody answers well: all that was said, in the order of who said it', async () => {
  const { result } = race([
    { after: 1000, answer: 'bad a' },
    { after: 5, answer: 'bad b' },
    { after: 10, answer: 'bad c' },
  ]);
  expect(await over(result)).toEqual({ answers: ['bad a', 'bad b', 'bad c'], took: 1000 });
});

test('there is nobody', async () => {
  expect(await over(race([]).result)).toEqual({ answers: [], took: 0 });
});

test('an abort ends it at once, and nobody begins after it', async () => {
  const stop = new AbortController();
  const { result, began, ended } = race(
    [
      { after: 5000, answer: 'a' },
      { after: 5000, answer: 'b' },
    ],
    stop.signal,
  );
  await vi.advanceTimersByTimeAsync(100);
  stop.abort();
  expect(await result).toEqual({ answers: [], took: 100 });
  expect(began).toEqual([0]);
  expect(ended).toEqual(['a']);
});

test('what one throws reaches the caller', async () => {
  const result = hedged([() => Promise.reject(new Error('a bug'))], isGood, { hedge, signal });
  await expect(result).rejects.toThrow('a bug');
});

describe('whoever answers when', () => {
  test('it ends with the first good answer, at the latest when all are through, and leaves no timer', async () => {
    const tries = fc.array(
      fc.record({ after: fc.integer({ min: 1, max: 5000 }), answer: fc.constantFrom('good', 'bad') }),
      { maxLength: 7 },
    );
    await fc.assert(
      fc.asyncProperty(tries, async (some) => {
        const { result, began } = race(some);
        const { answers, took } = await over(result);
        expect(answers.filter(isGood).length).toBe(some.some(({ answer }) => answer === 'good') ? 1 : 0);
        const ends = began.map((at, index) => at + some[index]!.after);
        const goods = ends.filter((_, index) => some[index]!.answer === 'good');
        expect(took).toBe(goods.length > 0 ? Math.min(...goods) : Math.max(0, ...ends));
        // Nobody waits longer for its turn than one hedge after the one before.
        expect(began.every((at, index) => at <= hedge * index)).toBe(true);
        expect(vi.getTimerCount()).toBe(0);
      }),
    );
  });
});
