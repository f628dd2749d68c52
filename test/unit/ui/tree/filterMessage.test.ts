// A tree that is filtered says so, and by what; one that is empty by itself leaves that to the welcome text.
import { expect, test } from 'vitest';
import { english } from '../../../../src/base/text.ts';
import { filterMessage } from '../../../../src/ui/tree/filterNodes.ts';

test.each([
  ['', 3, 3, ''],
  ['node', 3, 1, 'Filtered by “node”.'],
  ['nobody', 3, 0, 'Nothing matches “nobody”.'],
  ['nobody', 0, 0, ''],
])('by “%s”, %i rows, %i shown: %s', (text, all, shown, told) => {
  expect(filterMessage(text, { all, shown }, english)).toBe(told);
});
