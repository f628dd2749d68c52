// A swarm's managers asked together: who wins, what it costs when some are silent, and what is said when nobody tells.
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { err, ok } from '../../../src/base/result.ts';
import { hedge, mostTelling, observeSwarm, type SwarmTold } from '../../../src/cluster/observeSwarm.ts';
import type { CallOptions, EngineDoor } from '../../../src/docker/doors.ts';
import type { Failure, Outcome } from '../../../src/model/failure.ts';
import type { SwarmView } from '../../../src/model/swarmMode.ts';
import { swarmView } from '../swarms.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const deadline = 5000;
const latency = 10;
const { signal } = new AbortController();
const failures = {
  swarmWithoutLeader: { kind: 'swarmWithoutLeader', address: 'a', said: 'no leader' },
  swarmLocked: { kind: 'swarmLocked', address: 'b' },
  engineRefused: { kind: 'engineRefused', address: 'c' },
  engineSilent: { kind: 'engineSilent', address: 'd', after: deadline, connected: true },
  notAManager: { kind: 'notAManager', address: 'e' },
  notInSwarm: { kind: 'notInSwarm', address: 'f' },
} satisfies Partial<Record<Failure['kind'], Failure>>;
type Says = 'well' | 'silent' | keyof typeof failures;

/** Asks managers of which each says this; with who was asked, and by when all of it was over. */
async function asked(...says: readonly Says[]): Promise<{ told: SwarmTold | undefined; who: string[]; took: number }> {
  const who: string[] = [];
  const start = Date.now();
  const managers = says.map((each, index) => ({
    machine: `m${String(index + 1)}`,
    door: door(each, () => who.push(`m${String(index + 1)}`)),
  }));
  const result = observeSwarm(managers, { signal, deadline }).then((told) => ({ told, who, took: Date.now() - start }));
  await vi.advanceTimersByTimeAsync(60_000);
  return result;
}

function door(says: Says, onAsked: () => void): EngineDoor {
  const view = async ({ signal: own, deadline: time = 0 }: CallOptions = {}): Promise<Outcome<SwarmView>> => {
    onAsked();
    if (says !== 'silent') {
      await new Promise((resolve) => setTimeout(resolve, latency));
      return says === 'well' ? ok(swarmView()) : err(failures[says]);
    }
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, time);
      own?.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve();
      });
    });
    return err(failures.engineSilent);
  };
  return { swarm: { view } } as unknown as EngineDoor;
}

test('the first who lives tells, and nobody else is asked', async () => {
  expect(await asked('well', 'well', 'well')).toEqual({
    told: { source: 'm1', view: ok(swarmView()) },
    who: ['m1'],
    took: latency,
  });
});

test('a frozen leader costs one hedge', async () => {
  expect(await asked('silent', 'well')).toMatchObject({ told: { source: 'm2' }, took: hedge + latency });
});

test('one that refuses costs nothing', async () => {
  expect(await asked('engineRefused', 'notAManager', 'well')).toMatchObject({
    told: { source: 'm3' },
    took: 3 * latency,
  });
});

test('however many are silent, the whole takes one deadline', async () => {
  const seven: Says[] = ['silent', 'silent', 'silent', 'silent', 'silent', 'silent', 'silent'];
  const { told, who, took } = await asked(...seven);
  expect(told).toEqual({ source: undefined, view: err(failures.engineSilent) });
  expect(who).toHaveLength(7);
  expect(took).toBe(deadline);
});

test('without a manager nothing is told', async () => {
  expect(await asked()).toEqual({ told: undefined, who: [], took: 0 });
});

test('an abort tells nothing', async () => {
  const stop = new AbortController();
  const told = observeSwarm([{ machine: 'm1', door: door('silent', () => undefined) }], {
    signal: stop.signal,
    deadline,
  });
  stop.abort();
  expect(await told).toBeUndefined();
});

describe('of who knows the rest already', () => {
  const known = swarmView();
  /** What m1 is asked whose nodes are these. */
  async function glanced(nodes: Outcome<SwarmView['nodes']>): Promise<{ told: SwarmTold | undefined; what: string[] }> {
    const what: string[] = [];
    const answer =
      <T>(question: string, outcome: Outcome<T>) =>
      (): Promise<Outcome<T>> => {
        what.push(question);
        return Promise.resolve(outcome);
      };
    const swarm = { nodes: answer('nodes', nodes), view: answer('view', ok(swarmView({ tasks: [] }))) };
    const managers = [{ machine: 'm1', door: { swarm } as unknown as EngineDoor }];
    return { told: await observeSwarm(managers, { signal, deadline, known }), what };
  }

  test('nodes that are as they were are enough', async () => {
    const { told, what } = await glanced(ok(swarmView().nodes));
    expect(told).toEqual({ source: 'm1', view: ok(known) });
    expect(what).toEqual(['nodes']);
  });

  test('nodes that are others have all of it read', async () => {
    const { told, what } = await glanced(ok(swarmView().nodes.slice(1)));
    expect(told?.view).toEqual(ok(swarmView({ tasks: [] })));
    expect(what).toEqual(['nodes', 'view']);
  });

  test('a failure is told as one', async () => {
    expect((await glanced(err(failures.swarmWithoutLeader))).told?.view).toEqual(err(failures.swarmWithoutLeader));
  });
});

describe('of several failures', () => {
  test.each<[Says, Says]>([
    ['swarmWithoutLeader', 'swarmLocked'],
    ['swarmLocked', 'engineRefused'],
    ['swarmLocked', 'silent'],
    ['engineRefused', 'notAManager'],
    ['notAManager', 'notInSwarm'],
  ])('%s tells more than %s, whoever says it', async (more, less) => {
    const kind = more === 'silent' ? 'engineSilent' : more;
    for (const both of [
      [more, less],
      [less, more],
    ] as const)
      expect((await asked(...both)).told).toMatchObject({ source: undefined, view: err({ kind }) });
  });
  test('that say as much the first is told', () => {
    const other: Failure = { ...failures.engineRefused, address: 'z' };
    expect(mostTelling([failures.engineSilent, failures.engineRefused, other])).toBe(failures.engineSilent);
    expect(mostTelling([])).toBeUndefined();
  });
});

test('whoever lives and dies: one who lives tells, soon enough; nobody is asked twice', async () => {
  const says = fc.array(fc.constantFrom<Says>('well', 'silent', 'engineRefused', 'swarmWithoutLeader'), {
    minLength: 1,
    maxLength: 7,
  });
  await fc.assert(
    fc.asyncProperty(says, async (some) => {
      const { told, who, took } = await asked(...some);
      const first = some.indexOf('well');
      expect(told?.source).toBe(first < 0 ? undefined : `m${String(first + 1)}`);
      expect(new Set(who).size).toBe(who.length);
      expect(took).toBeLessThanOrEqual(first < 0 ? deadline : first * hedge + some.length * latency);
      expect(vi.getTimerCount()).toBe(0);
    }),
  );
});
