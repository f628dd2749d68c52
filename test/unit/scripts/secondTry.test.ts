// What is said at the end of `npm test` about files that failed once.
import { expect, test } from 'vitest';
import { secondTries } from '../../../scripts/secondTry.ts';

test.each([
  ['', undefined, false],
  ['a.test.ts', '1 passed only at the second try: a.test.ts', false],
  ['a.test.ts b.test.ts', '2 passed only at the second try: a.test.ts, b.test.ts', false],
  [
    'a.test.ts b.test.ts c.test.ts',
    '3 passed only at the second try: a.test.ts, b.test.ts, c.test.ts: more than 2 is a failure too',
    true,
  ],
])('%s', (files, line, areTooMany) => {
  expect(secondTries(files.split(' ').filter(Boolean))).toEqual({ line, areTooMany });
});
