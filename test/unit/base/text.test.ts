// Words for people, and how often a sign stands in a row.
import { expect, test } from 'vitest';
import { longestRun } from '../../../src/base/text.ts';

test.each([
  ['', 0],
  ['no sign', 0],
  ['`a``b`', 2],
  ['```', 3],
])('%j has %d in a row', (text, longest) => {
  expect(longestRun(text, '`')).toBe(longest);
});

test('also where there are more of them than a call takes arguments', () => {
  expect(longestRun('`` '.repeat(400_000), '`')).toBe(2);
});
