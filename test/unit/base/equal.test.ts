// Whether two plain values say the same.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { equal } from '../../../src/base/equal.ts';

test.each([
  [1, 1, true],
  [Number.NaN, Number.NaN, true],
  [1, '1', false],
  [null, undefined, false],
  [null, {}, false],
  [[1, 2], [1, 2], true],
  [[1, 2], [2, 1], false],
  [[1], [1, undefined], false],
  [[], {}, false],
  [{}, [], false],
  [{ a: 1, b: { c: [2] } }, { b: { c: [2] }, a: 1 }, true],
  [{ a: 1 }, { a: 1, b: 2 }, false],
  [{ a: undefined }, { b: undefined }, false],
  [new Date(1), new Date(1), true],
  [new Date(1), new Date(2), false],
  [new Date(1), {}, false],
  [{}, new Date(1), false],
  [new Map([['a', { b: 1 }]]), new Map([['a', { b: 1 }]]), true],
  [new Map([['a', 1]]), new Map([['b', 1]]), false],
  [new Map([['a', undefined]]), new Map([['b', undefined]]), false],
  [new Map(), {}, false],
  [{}, new Map(), false],
])('%j and %j: %s', (a, b, expected) => {
  expect(equal(a, b)).toBe(expected);
});

test('a copy says the same, and what differs in JSON does not', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
      expect(equal(a, structuredClone(a))).toBe(true);
      expect(equal(a, b)).toBe(equal(b, a));
      if (equal(a, b)) expect(sorted(a)).toBe(sorted(b));
    }),
  );
});

/** JSON with the keys in order, and one zero. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}
