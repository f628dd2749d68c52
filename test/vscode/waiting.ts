// Waiting for what a page comes to show, and reading it.
import type { Locator, Page } from 'playwright-core';

/** Repeats `probe` until it gives something truthy. @throws at the deadline, with the last answer */
export type Until = <T>(what: string, probe: () => Promise<T>, timeout?: number) => Promise<NonNullable<T>>;

/** `patience`: milliseconds, where a wait names none. */
export function untilOf(page: Page, patience: number): Until {
  return async <T>(what: string, probe: () => Promise<T>, timeout = patience): Promise<NonNullable<T>> => {
    let last: unknown;
    for (const deadline = Date.now() + timeout; ;) {
      try {
        const answer = await probe();
        if (answer !== undefined && answer !== null && (answer as unknown) !== false) return answer;
        last = answer;
      } catch (error) {
        last = error;
      }
      if (Date.now() > deadline) throw new Error(`${what}: not within ${timeout / 1000} s; last: ${String(last)}`);
      await page.waitForTimeout(100);
    }
  };
}

/** Texts as a person reads them. */
export const texts = async (locator: Locator): Promise<string[]> =>
  (await locator.allTextContents()).map((text) => text.replaceAll('\u00a0', ' ').trim());
