// What is made of a value once.
import { expect, test, vi } from 'vitest';
import { derived } from '../../../src/base/derived.ts';

test('is made at the first question, once for each object, also when it is nothing', () => {
  const make = vi.fn((list: readonly number[]) => list.at(0));
  const first = derived(make);
  const [some, none, equal] = [[1], [], [1]];
  expect([first(some), first(some), first(none), first(none), first(equal)]).toEqual([1, 1, undefined, undefined, 1]);
  expect(make).toHaveBeenCalledTimes(3);
});
