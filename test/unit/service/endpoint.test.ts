// One endpoint under watch: which silence counts.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { err, ok } from '../../../src/base/result.ts';
import type { EngineDoor } from '../../../src/docker/doors.ts';
import type { Failure, Outcome } from '../../../src/model/failure.ts';
import { endpointQueries, pingDeadline, pingPause } from '../../../src/service/queries/endpoint.ts';
import { Observed } from '../../../src/service/observed.ts';
import type { QueryContext } from '../../../src/service/query.ts';
import { createSlots, QueryRegistry } from '../../../src/service/queryRegistry.ts';
import { view } from '../samples.ts';

const silent: Failure = { kind: 'engineSilent', address: 'a:1', after: 3000, connected: true };

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, 'random').mockReturnValue(1);
});
afterEach(() => vi.useRealTimers());

interface Watched {
  readonly registry: QueryRegistry;
  readonly silences: Failure[];
  answerPing: (outcome: Outcome<void>) => void;
}

/** An engine that answers its query at once, and pings as the test says. */
async function watched(many = 1): Promise<Watched> {
  const silences: Failure[] = [];
  const shared = { slots: createSlots(), attention: () => 'visible' as const, timeout: () => 5000 };
  const registry = new QueryRegistry({ ...shared, onError: (error) => expect.unreachable(String(error)) });
  const self: Watched = { registry, silences, answerPing: () => undefined };
  const door = {
    ping: () =>
      new Promise<Outcome<void>>((resolve) => {
        self.answerPing = resolve;
      }),
    events: () => ({ dispose: () => undefined }),
  } as unknown as EngineDoor;
  const nothing = (): void => undefined;
  const observed = new Observed('/store', { onAnswer: nothing, onNews: nothing, onConfirmed: nothing });
  const context = { ...shared, observed, hostCount: () => many, happened: nothing } as unknown as QueryContext;
  registry.define(
    'host a',
    endpointQueries(
      {
        endpoint: 'engine',
        host: 'a',
        door,
        call: () => Promise.resolve(ok(view('a'))),
        record: (outcome) => {
          if (outcome.ok) observed.answerEngine('a', outcome);
          else silences.push(outcome.error);
        },
        interval: () => undefined,
      },
      context,
    ),
  );
  await vi.advanceTimersByTimeAsync(0);
  return self;
}

test('a ping without an answer is a silence', async () => {
  const self = await watched();
  await vi.advanceTimersByTimeAsync(pingPause);
  self.answerPing(err(silent));
  await vi.advanceTimersByTimeAsync(0);
  expect(self.silences).toEqual([silent]);
  self.registry.dispose();
});

test('a ping that was lost is none, when something else was answered after it had begun', async () => {
  const self = await watched();
  await vi.advanceTimersByTimeAsync(pingPause + 1000);
  void self.registry.ask('engine a');
  await vi.advanceTimersByTimeAsync(0);
  self.answerPing(err(silent));
  await vi.advanceTimersByTimeAsync(0);
  expect(self.silences).toEqual([]);
  // The next one counts again.
  await vi.advanceTimersByTimeAsync(pingPause + 1000);
  self.answerPing(err(silent));
  await vi.advanceTimersByTimeAsync(0);
  expect(self.silences).toEqual([silent]);
  self.registry.dispose();
});

test('freezing right after a ping is noticed in less than five seconds', () => {
  expect(pingPause + pingDeadline(5000)).toBeLessThan(5000);
});

test('one of very many is pinged more seldom', async () => {
  const self = await watched(1000);
  const before = self.answerPing;
  await vi.advanceTimersByTimeAsync(9900);
  expect(self.answerPing).toBe(before);
  await vi.advanceTimersByTimeAsync(200);
  expect(self.answerPing).not.toBe(before);
  self.registry.dispose();
});

test('after the end a late answer tells nobody, and no ping follows', async () => {
  const self = await watched();
  await vi.advanceTimersByTimeAsync(pingPause);
  self.registry.dispose();
  self.answerPing(err(silent));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(self.silences).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});
