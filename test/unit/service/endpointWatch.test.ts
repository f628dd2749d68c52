// One endpoint under watch: which silence counts.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Rerun } from '../../../src/base/rerun.ts';
import { err, ok } from '../../../src/base/result.ts';
import type { EngineDoor } from '../../../src/docker/doors.ts';
import type { Failure, Outcome } from '../../../src/model/failure.ts';
import { EndpointWatch, pingDeadline, pingPause } from '../../../src/service/endpointWatch.ts';

const silent: Failure = { kind: 'engineSilent', address: 'a:1', after: 3000, connected: true };

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, 'random').mockReturnValue(1);
});
afterEach(() => vi.useRealTimers());

/** A watch whose pings end as the test says. */
function watched(many = 1): {
  watch: EndpointWatch;
  silences: Failure[];
  answerPing: (outcome: Outcome<void>) => void;
} {
  const self = { silences: [] as Failure[], answerPing: (_outcome: Outcome<void>): void => undefined };
  const door = {
    address: 'a:1',
    ping: () =>
      new Promise<Outcome<void>>((resolve) => {
        self.answerPing = resolve;
      }),
    events: () => ({ dispose: () => undefined }),
  } as unknown as EngineDoor;
  const watch = new EndpointWatch({
    door,
    ask: new Rerun(
      () => Promise.resolve(),
      () => undefined,
    ),
    askEvery: () => Infinity,
    attention: () => 'visible',
    watched: () => many,
    timeout: () => 5000,
    gate: (task) => task(),
    state: () => 'seen',
    onAlive: () => undefined,
    onSilent: (failure) => self.silences.push(failure),
    onEvent: () => undefined,
    onGap: () => undefined,
  });
  return Object.assign(self, { watch });
}

test('a ping without an answer is a silence', async () => {
  const self = watched();
  await vi.advanceTimersByTimeAsync(pingPause);
  self.answerPing(err(silent));
  await vi.advanceTimersByTimeAsync(0);
  expect(self.silences).toEqual([silent]);
  self.watch.dispose();
});

test('a ping that was lost is none, when something else was answered after it had begun', async () => {
  const self = watched();
  await vi.advanceTimersByTimeAsync(pingPause + 1000);
  self.watch.answered(ok(undefined));
  self.answerPing(err(silent));
  await vi.advanceTimersByTimeAsync(0);
  expect(self.silences).toEqual([]);
  // The next one counts again.
  await vi.advanceTimersByTimeAsync(pingPause + 1000);
  self.answerPing(err(silent));
  await vi.advanceTimersByTimeAsync(0);
  expect(self.silences).toEqual([silent]);
  self.watch.dispose();
});

test('freezing right after a ping is noticed in less than five seconds', () => {
  expect(pingPause + pingDeadline(5000)).toBeLessThan(5000);
});

test('one of very many is pinged more seldom', async () => {
  const self = watched(1000);
  const ping = vi.spyOn(self, 'answerPing');
  await vi.advanceTimersByTimeAsync(9900);
  expect(self.answerPing).toBe(ping);
  await vi.advanceTimersByTimeAsync(200);
  expect(self.answerPing).not.toBe(ping);
  self.watch.dispose();
});

test('after the end a late answer tells nobody, and no ping follows', async () => {
  const self = watched();
  await vi.advanceTimersByTimeAsync(pingPause);
  self.watch.dispose();
  self.answerPing(err(silent));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(self.silences).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});
