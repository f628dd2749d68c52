import { expect, test } from 'vitest';
import { dateAndTime, timeOfDay } from '../../../src/base/clock.ts';

test('a time reads alike in every language', () => {
  const at = new Date(2026, 0, 5, 16, 4, 9);
  expect(timeOfDay(at)).toBe('16:04:09');
  expect(dateAndTime(at)).toBe('2026-01-05 16:04:09');
});
