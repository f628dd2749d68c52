/** Splits long work into time slices, so that all such work together blocks the event loop for one slice at a time. */
import type { Milliseconds } from '../base/units.ts';

/** Time that all sliced work together may take per turn of the event loop. */
const slice: Milliseconds = 10;

/** When this turn's slice began; undefined if none has. */
let began: number | undefined;
const waiting: (() => void)[] = [];

/**
 * Call between small pieces of long work. Returns undefined while this turn has time left, else a promise for the next slice.
 * Waiting callers resume one per turn, in order.
 */
export function pause(): Promise<void> | undefined {
  if (began === undefined) {
    begin();
    return undefined;
  }
  if (performance.now() - began < slice) return undefined;
  return new Promise((resume) => {
    waiting.push(resume);
  });
}

function begin(): void {
  began = performance.now();
  setImmediate(() => {
    began = undefined;
    const resume = waiting.shift();
    if (!resume) return;
    begin();
    resume();
  });
}
