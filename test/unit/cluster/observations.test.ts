// How a new answer, good or bad, changes what is known.
import { describe, expect, test } from 'vitest';
import { err, ok } from '../../../src/base/result.ts';
import { nextSeen, sameFailure, sameSeen, sameView } from '../../../src/cluster/observations.ts';
import type { Failure } from '../../../src/model/failure.ts';
import { container, failed, noon, seen, view } from '../samples.ts';

const later = new Date(noon.getTime() + 60_000);
const silent = (after: number): Failure => ({ kind: 'engineSilent', address: 'a:1', after, connected: after > 3000 });
const refused: Failure = { kind: 'engineRefused', address: 'a:1' };

describe('a good answer', () => {
  test('is what is known', () => {
    expect(nextSeen(undefined, ok('a'), noon)).toEqual({ state: 'seen', value: 'a', at: noon });
  });
  test('that says the same keeps the very value, with the new time', () => {
    const before = seen({ a: [1] });
    const next = nextSeen(before, ok({ a: [1] }), later);
    expect(next).toEqual({ state: 'seen', value: { a: [1] }, at: later });
    expect(next.state === 'seen' && before.state === 'seen' && next.value === before.value).toBe(true);
  });
  test('after a failure ends it', () => {
    expect(nextSeen(failed(refused, 'a'), ok('b'), later)).toEqual({ state: 'seen', value: 'b', at: later });
  });
});

describe('a failure', () => {
  test('keeps the last good answer', () => {
    expect(nextSeen(seen('a'), err(refused), later)).toEqual({
      state: 'failed',
      failure: refused,
      at: later,
      last: { value: 'a', at: noon },
    });
    expect(nextSeen(undefined, err(refused), later)).toEqual({
      state: 'failed',
      failure: refused,
      at: later,
      last: undefined,
    });
  });
  test('that goes on is the very same, with the time it began', () => {
    const before = nextSeen(seen('a'), err(silent(3000)), noon);
    expect(nextSeen(before, err(silent(5000)), later)).toBe(before);
  });
  test('that becomes another one has another reason, yet the time it began', () => {
    const before = nextSeen(seen('a'), err(silent(3000)), noon);
    expect(nextSeen(before, err(refused), later)).toEqual({
      state: 'failed',
      failure: refused,
      at: noon,
      last: { value: 'a', at: noon },
    });
  });
});

test.each([
  [silent(3000), silent(5000), true],
  [silent(3000), { ...silent(3000), address: 'b:1' } as Failure, false],
  [silent(3000), refused, false],
  [{ kind: 'storeSilent', url: 'u', after: 1 }, { kind: 'storeSilent', url: 'u', after: 2 }, true],
  [{ kind: 'storeSilent', url: 'u', after: 1 }, { kind: 'storeSilent', url: 'v', after: 1 }, false],
  [refused, { ...refused }, true],
] satisfies [Failure, Failure, boolean][])('%j and %j are the same failure: %s', (a, b, expected) => {
  expect(sameFailure(a, b)).toBe(expected);
});

describe('two views of an engine', () => {
  test('are the same although the clock went a little', () => {
    expect(sameView(view('m', { clockSkew: 100 }), view('m', { clockSkew: 4000 }))).toBe(true);
    expect(sameView(view('m', { clockSkew: 100 }), view('m', { clockSkew: 70_000 }))).toBe(false);
  });
  test('differ in the engine or in a container', () => {
    expect(sameView(view('m'), view('m', { images: 2 }))).toBe(false);
    expect(sameView(view('m'), view('m', {}, [container('c')]))).toBe(false);
  });
});

test('the same is seen at another time; anything else is another picture', () => {
  expect(sameSeen(seen('a'), seen('a', later))).toBe(true);
  expect(sameSeen(seen('a'), seen('b'))).toBe(false);
  expect(sameSeen(failed(refused, 'a'), failed(refused, 'a', later))).toBe(true);
  expect(sameSeen(failed(refused, 'a'), failed(refused, 'b'))).toBe(false);
  expect(sameSeen(failed(refused, 'a'), failed(silent(1), 'a'))).toBe(false);
  expect(sameSeen(seen('a'), failed(refused, 'a'))).toBe(false);
  expect(sameSeen({ state: 'waiting', last: undefined }, { state: 'waiting', last: { value: 'a', at: noon } })).toBe(
    false,
  );
  expect(sameSeen({ state: 'waiting', last: undefined }, { state: 'waiting', last: undefined })).toBe(true);
});
