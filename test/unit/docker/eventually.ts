/** Waits for what must become so. Only what never becomes so waits it out, however slow the computer. */
import { expect } from 'vitest';

export function eventually<T>(value: () => T): ReturnType<typeof expect.poll<T>> {
  return expect.poll(value, { timeout: 15_000, interval: 20 });
}
