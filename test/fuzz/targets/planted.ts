// Readers with faults in them: what shows that each kind of fault is seen.
import { madeJson } from '../samples.ts';
import { hold, type Target } from '../target.ts';
import { wellFormed } from '../wellFormed.ts';
import { body } from './engines.ts';

const sample = madeJson('a list of names', { names: ['one', 'two'], deep: { size: 3, inner: { text: 'x' } } });

const planted_ = (name: string, read: Target['read']): Target => ({
  name: `planted-${name}`,
  form: 'json',
  weight: 0,
  samples: [sample],
  read,
});

interface Body {
  readonly names: readonly string[];
  readonly deep: { readonly size: number; readonly inner: { readonly text: string } };
}

const kept: string[] = [];

export const planted: readonly Target[] = [
  planted_('none', (input) => {
    wellFormed(body(input) === undefined ? null : 1);
  }),
  // A part that is taken for granted.
  planted_('throw', (input) => (body(input) as Body | undefined)?.deep.inner.text.length),
  planted_('rejection', async (input) => {
    const read = body(input) as Body | undefined;
    if (read && !Array.isArray(read.names)) void Promise.reject(new Error('nobody waits'));
    await Promise.resolve();
  }),
  planted_('invariant', (input) => {
    const size = (body(input) as Partial<Body> | null | undefined)?.deep?.size;
    hold(typeof size !== 'number' || size >= 0, () => `size ${size ?? ''}`);
  }),
  planted_('hang', (input) => {
    const read = body(input) as Partial<Body> | null | undefined;
    for (let at = read?.deep?.size; at === 0;) at = Math.min(at, 0);
  }),
  // The square of its input's length.
  planted_('slope', (input) => {
    const text = (body(input) as Partial<Body> | null | undefined)?.deep?.inner?.text;
    if (typeof text !== 'string') return 0;
    let sum = 0;
    const length = Math.min(text.length, 100_000);
    for (let a = 0; a < length; a += 1) for (let b = 0; b < length; b += 8) sum += text.charCodeAt(a) ^ b;
    return sum;
  }),
  planted_('leak', (input) => {
    kept.push(`${input.toString()}${'x'.repeat(100_000)}${kept.length}`.slice(1).split('').reverse().join(''));
  }),
  planted_('heap', (input) => {
    const size = (body(input) as Partial<Body> | null | undefined)?.deep?.size;
    if (typeof size === 'number' && size < 0)
      for (const all: number[][] = []; ;) all.push(Array.from({ length: 100_000 }, (_, at) => at + size));
  }),
];
