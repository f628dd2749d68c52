/** Long work in slices, so that one slice at a time keeps the event loop busy, whoever else has work of that kind. */
import type { Milliseconds } from '../base/units.ts';

/** How long all sliced work together may keep one turn of the event loop. */
const slice: Milliseconds = 10;

/** When the slices of this turn began; undefined: none has. */
let began: number | undefined;
const waiting: (() => void)[] = [];

/**
 * To be called between small pieces of long work: undefined while this turn has time left, else a promise for the next slice. Those
 * that wait continue one per turn, in their order.
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
