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
  readonly names: readonly string[] | undefined;
  readonly deep: { readonly size: number; readonly inner: { readonly text: string } };
}

/** Without taking anything for granted. */
function textOf(input: Buffer): unknown {
  const deep = part(part(body(input))['deep']);
  return part(deep['inner'])['text'];
}

const sizeOf = (input: Buffer): unknown => part(part(body(input))['deep'])['size'];

const part = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

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
    const size = sizeOf(input);
    hold(typeof size !== 'number' || size >= 0, () => `size ${String(size)}`);
  }),
  planted_('hang', (input) => {
    const read = body(input) as Partial<Body> | null | undefined;
    for (let at = read?.deep?.size; at === 0;) at = Math.min(at, 0);
  }),
  // The square of its input's length.
  planted_('slope', (input) => {
    const text = textOf(input);
    if (typeof text !== 'string') return 0;
    let sum = 0;
    const length = Math.min(text.length, 300_000);
    for (let a = 0; a < length; a += 1) for (let b = 0; b < length; b += 64) sum += text.charCodeAt(a) ^ b;
    return sum;
  }),
  planted_('leak', (input) => {
    kept.push(`${input.toString()}${'x'.repeat(100_000)}${kept.length}`.slice(1).split('').reverse().join(''));
  }),
  planted_('heap', (input) => {
    const size = sizeOf(input);
    if (typeof size === 'number' && size < 0)
      for (const all: unknown[][] = []; ;) all.push(new Array(1_000_000).fill(all));
  }),
];
