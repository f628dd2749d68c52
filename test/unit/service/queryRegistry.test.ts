// When queries are asked: at most once at a time each, on demand, at their intervals, and within slots.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { sleep } from '../../../src/base/async.ts';
import type { Invalidation, QueryKey } from '../../../src/service/invalidate.ts';
import type { Attention, Query, QueryRun } from '../../../src/service/query.ts';
import { createSlots, QueryRegistry } from '../../../src/service/queryRegistry.ts';

const key: QueryKey = 'engine a';
const taken = 50;

let attention: Attention;
let errors: unknown[];
let runner: QueryRegistry;
beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
  attention = 'visible';
  errors = [];
  runner = new QueryRegistry({
    slots: createSlots(),
    attention: () => attention,
    timeout: () => 5000,
    onError: (error) => errors.push(error),
  });
});
afterEach(() => {
  runner.dispose();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

const pass = (time: number): Promise<unknown> => vi.advanceTimersByTimeAsync(time);
const tell = (when: Invalidation['when'], query: QueryKey = key): void => {
  runner.invalidate({ query, when });
};

interface Counted {
  readonly runs: QueryRun[];
  /** How many ran at once, at most. */
  most: number;
}

/** Defines a query that takes its time, and counts its runs. */
function define(wanted: Partial<Query> = {}, counted: Counted = { runs: [], most: 0 }, owner = 'host a'): Counted {
  let running = 0;
  const query: Query = {
    key,
    ask: async (run) => {
      counted.runs.push(run);
      running += 1;
      counted.most = Math.max(counted.most, running);
      await sleep(taken, run.signal);
      running -= 1;
    },
    ...wanted,
  };
  runner.define(owner, [query]);
  return counted;
}

describe('a query', () => {
  test('is asked when it is defined, with its deadline, and never twice at once', async () => {
    const counted = define();
    tell('now');
    tell('now');
    await pass(1000);
    expect(counted).toMatchObject({ most: 1 });
    expect(counted.runs.map(({ deadline, scheduled }) => [deadline, scheduled])).toEqual([
      [5000, undefined],
      [5000, undefined],
    ]);
  });

  test('that is on demand is asked when something says so', async () => {
    const counted = define({ isOnDemand: true });
    await pass(1000);
    expect(counted.runs).toHaveLength(0);
    expect(runner.standing).toEqual([]);
    tell('now');
    await pass(1000);
    expect(counted.runs).toHaveLength(1);
  });

  test('hears what invalidates it, and is not asked for what only makes it doubtful', async () => {
    const heard: Invalidation[] = [];
    const counted = define({ invalidated: (invalidation) => heard.push(invalidation) });
    await pass(1000);
    runner.invalidate({ query: key, when: 'next', doubt: 'all' });
    runner.invalidate({ query: 'engine of-nobody', when: 'now' });
    await pass(1000);
    expect(heard).toEqual([{ query: key, when: 'next', doubt: 'all' }]);
    expect(counted.runs).toHaveLength(1);
  });

  test('is asked once for wishes of one moment', async () => {
    const counted = define();
    await pass(1000);
    for (let wish = 0; wish < 5; wish += 1) tell('soon');
    await pass(1000);
    expect(counted.runs).toHaveLength(2);
  });

  test('that fails by a mistake of ours is told, and asked again', async () => {
    const mistake = new Error('mistake');
    let count = 0;
    define({
      interval: () => 1000,
      ask: () => {
        count += 1;
        return Promise.reject(mistake);
      },
    });
    await pass(1500);
    expect(errors).toEqual([mistake, mistake]);
    expect(count).toBe(2);
  });

  test('ends with its owner: its run is aborted, and what it holds is let go', async () => {
    const dispose = vi.fn();
    const counted = define({ dispose, interval: () => 100 });
    runner.end('host a');
    tell('now');
    await pass(1000);
    expect(counted.runs.map(({ signal }) => signal.aborted)).toEqual([true]);
    expect(dispose).toHaveBeenCalledOnce();
    expect(runner.standing).toEqual([]);
  });
});

describe('an interval', () => {
  test('runs from the end of one run to the next, which knows it', async () => {
    const counted = define({ interval: () => 1000 });
    await pass(3 * (1000 + taken) + taken);
    tell('now');
    await pass(taken);
    expect(counted.runs.map(({ scheduled }) => scheduled)).toEqual([undefined, 1000, 1000, 1000, undefined]);
  });

  test('that is another while visible is taken up then: what is overdue is asked within a moment', async () => {
    attention = 'background';
    const counted = define({ interval: () => (attention === 'visible' ? 1000 : undefined) });
    await pass(60_000);
    expect(counted.runs).toHaveLength(1);
    attention = 'visible';
    runner.attend();
    await pass(200);
    expect(counted.runs).toHaveLength(2);
    attention = 'background';
    runner.attend();
    await pass(60_000);
    expect(counted.runs).toHaveLength(2);
  });
});

describe('what is asked once', () => {
  test('is asked again when it is renewed', async () => {
    const counted = define({ isOnDemand: true });
    tell('once');
    tell('once');
    await pass(1000);
    tell('once');
    await pass(1000);
    expect(counted.runs).toHaveLength(1);
    tell('renewed');
    expect(counted.runs).toHaveLength(1);
    tell('once');
    await pass(1000);
    expect(counted.runs).toHaveLength(2);
  });
});

describe('what is followed', () => {
  test('is asked again after each pause while that is wanted, and by one at a time', async () => {
    let isWanted = true;
    const counted = define({ isOnDemand: true, follow: { pauses: [1000, 5000], isWanted: () => isWanted } });
    tell('follow');
    tell('follow');
    await pass(500);
    expect(counted.runs).toHaveLength(1);
    await pass(10_000);
    expect(counted.runs).toHaveLength(3);
    tell('follow');
    await pass(500);
    isWanted = false;
    await pass(10_000);
    expect(counted.runs).toHaveLength(4);
  });
});

describe('slots', () => {
  test('bound the programs that run, over all hosts and of each', async () => {
    const counted: Counted = { runs: [], most: 0 };
    const one: Counted = { runs: [], most: 0 };
    const tool = { slot: 'tool', isOnDemand: true } as const;
    let running = 0;
    const ask = async (): Promise<void> => {
      running += 1;
      counted.most = Math.max(counted.most, running);
      await sleep(taken);
      running -= 1;
    };
    for (let host = 0; host < 10; host += 1) runner.define(`host h${host}`, [{ key: `power h${host}`, ask, ...tool }]);
    for (let host = 0; host < 10; host += 1) tell('now', `power h${host}`);
    await pass(1000);
    expect(counted.most).toBe(4);

    let own = 0;
    const askOne = async (): Promise<void> => {
      own += 1;
      one.most = Math.max(one.most, own);
      await sleep(taken);
      own -= 1;
    };
    const kinds = ['power', 'reach', 'freeDisk', 'refusedFlag'] as const;
    runner.define(
      'host a',
      kinds.map((kind): Query => ({ key: `${kind} a`, ask: askOne, ...tool })),
    );
    for (const kind of kinds) tell('now', `${kind} a`);
    await pass(1000);
    expect(one.most).toBe(2);
  });

  test('a program that runs is joined: another one would tell nothing new', async () => {
    const counted = define({ slot: 'tool', isOnDemand: true });
    tell('now');
    tell('now');
    await pass(1000);
    expect(counted.runs).toHaveLength(1);
  });
});

describe('a refresh', () => {
  test('asks on demand what it wants, and waits no longer than its patience', async () => {
    const unwanted = define({ key: 'reach a', isOnDemand: true }, undefined, 'host b');
    const counted = define({
      isOnDemand: true,
      atRefresh: () => true,
      patience: (waited) => Math.max(0, 300 - waited),
      ask: () => sleep(10_000),
    });
    let isOver = false;
    void runner.askOnDemand().then(() => (isOver = true));
    await pass(299);
    expect(isOver).toBe(false);
    await pass(2);
    expect(isOver).toBe(true);
    expect(unwanted.runs).toHaveLength(0);
    expect(counted.runs).toHaveLength(0);
    await pass(10_000);
  });

  test('waits no longer for a query that has ended', async () => {
    define({ isOnDemand: true, atRefresh: () => true, patience: () => 5000, ask: () => sleep(10_000) });
    let isOver = false;
    void runner.askOnDemand().then(() => (isOver = true));
    await pass(100);
    runner.end('host a');
    await pass(1);
    expect(isOver).toBe(true);
    await pass(10_000);
  });
});

describe('docker-machine', () => {
  test('that was run for a record that changed meanwhile is not run again beside it', async () => {
    const tool = { slot: 'tool', isOnDemand: true } as const;
    const counted = define({ ...tool, ask: () => sleep(1000) });
    let count = 0;
    const ask = async (): Promise<void> => {
      count += 1;
      await sleep(1000);
    };
    define({ ...tool, ask }, counted);
    tell('now');
    define({ ...tool, ask }, counted);
    tell('now');
    await pass(5000);
    expect(count).toBe(1);
    tell('now');
    await pass(5000);
    expect(count).toBe(2);
  });
});
