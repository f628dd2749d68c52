// What every value of the model is, whatever it was read from: plain data without holes.
import { hold } from './target.ts';

/** Numbers are finite, dates are dates, nothing is a function; `where` is a way to the part that is not so. */
export function wellFormed(value: unknown): void {
  const waiting: (readonly [where: string, value: unknown])[] = [['', value]];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [where, each] = next;
    hold(typeof each !== 'function' && typeof each !== 'symbol', () => `${where} is a ${typeof each}`);
    if (typeof each === 'number') hold(Number.isFinite(each), () => `${where} is ${each}`);
    if (typeof each === 'object') {
      if (each instanceof Date) hold(!Number.isNaN(each.getTime()), () => `${where} is no date`);
      else if (each instanceof Map) for (const [key, one] of each) waiting.push([`${where}.${String(key)}`, one]);
      else if (each instanceof Set) for (const one of each) waiting.push([`${where}.${String(one)}`, one]);
      else if (each !== null) {
        const prototype: unknown = Object.getPrototypeOf(each);
        hold(prototype === Object.prototype || prototype === Array.prototype, () => `${where} has another prototype`);
        for (const [key, one] of Object.entries(each)) waiting.push([`${where}.${key.slice(0, 40)}`, one]);
      }
    }
  }
}
