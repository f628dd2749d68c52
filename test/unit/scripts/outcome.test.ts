// What the last lines of a run say, and when it is good.
import { expect, test } from 'vitest';
import { added, closingLines, failure, isGood, judged, nothing, skip } from '../../../scripts/tests/outcome.ts';

const passed = { ...nothing, passed: 3 };

test('all is counted, and the last line has one form', () => {
  const sum = [passed, failure('why'), skip('all of ui: no browser')].reduce(added, nothing);
  expect(closingLines(sum)).toEqual(['3 passed, 1 failed, 1 skipped']);
  expect(sum.notes).toEqual(['why', 'skipped: all of ui: no browser']);
});

test.each([
  ['passed', passed, true],
  ['failed', added(passed, failure('why')), false],
  ['nothing ran', skip('all of it'), false],
])('%s', (_, outcome, good) => {
  expect(isGood(outcome)).toBe(good);
});

test('that no test ran is said', () => {
  expect(closingLines(skip('all of it'))).toEqual([
    'no test ran: that is a failure too',
    '0 passed, 0 failed, 1 skipped',
  ]);
});

test.each([
  ['a.test.ts', '1 flaky (passed at the second try): a.test.ts', 0],
  ['a.test.ts b.test.ts', '2 flaky (passed at the second try): a.test.ts, b.test.ts', 0],
  ['a.test.ts b.test.ts c.test.ts', '3 flaky (passed at the second try): a.test.ts, b.test.ts, c.test.ts', 1],
])('flaky files are named, and too many are a failure: %s', (files, line, failed) => {
  const outcome = judged({ ...passed, flaky: files.split(' ') });
  expect(closingLines(outcome)).toEqual([line, `3 passed, ${failed} failed, 0 skipped`]);
});
