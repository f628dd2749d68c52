/**
 * Schemas that take what is there: other people's bodies differ by version, so a field that is missing or of another type
 * becomes its empty value. What must be there to know the thing at all is asked for by the schema that uses these.
 */
import * as v from 'valibot';
import { pause } from './slices.ts';
import { visible } from '../base/visible.ts';

/** A text as it is shown: what could not be seen in it, or would move what stands around it, is a visible sign. */
export const word = v.pipe(v.string(), v.transform(visible));
export const text = v.fallback(word, '');
/** JSON can write a number that JavaScript cannot hold: `1e999` is read as infinite. */
export const finite = v.pipe(v.number(), v.finite());
export const count = v.fallback(finite, 0);
export const flag = v.fallback(v.boolean(), false);

/** The strings of a list; null, which Go writes for an empty list, is one. */
export const texts = v.fallback(
  v.pipe(
    v.array(v.unknown()),
    v.transform((all) => all.filter((each) => typeof each === 'string').map(visible)),
  ),
  () => [],
);

/** The readable elements of a list; the others are left out. */
export function listOf<T>(element: v.GenericSchema<unknown, T>): v.GenericSchema<unknown, T[]> {
  return v.fallback(
    v.pipe(
      v.array(v.unknown()),
      v.transform((all) =>
        all.flatMap((each) => {
          const read = v.safeParse(element, each);
          return read.success ? [read.output] : [];
        }),
      ),
    ),
    () => [],
  );
}

/** Entries that are read at once, of which each may have as many values as one document. */
const entriesAtOnce = 8;

/** Reads a list that may be long in slices, in `order` where `read` puts its parts into one; undefined for what is no list. */
export async function readInSlices<T>(
  body: unknown,
  read: (part: unknown) => readonly T[] | undefined,
  order?: (a: T, b: T) => number,
): Promise<readonly T[] | undefined> {
  if (!Array.isArray(body)) return undefined;
  const all: T[] = [];
  for (let at = 0; at < body.length; at += entriesAtOnce) {
    for (const each of read(body.slice(at, at + entriesAtOnce)) ?? []) all.push(each);
    const next = pause();
    if (next) await next;
  }
  return order ? all.sort(order) : all;
}

/** The readable values of an object, by key, in its order. */
export function mapOf<T>(value: v.GenericSchema<unknown, T>): v.GenericSchema<unknown, Map<string, T>> {
  return v.fallback(
    v.pipe(
      v.record(v.string(), v.unknown()),
      v.transform((all) => {
        const readable = new Map<string, T>();
        for (const [key, each] of Object.entries(all)) {
          const read = v.safeParse(value, each);
          if (read.success) readable.set(visible(key), read.output);
        }
        return readable;
      }),
    ),
    () => new Map<string, T>(),
  );
}

/** An object part that may be missing. */
export function part<T>(schema: v.GenericSchema<unknown, T>): v.GenericSchema<unknown, T> {
  return v.fallback(schema, () => v.parse(schema, {}));
}

/** A value of JSON as text; a text as it is. */
export function written(value: unknown): string {
  if (typeof value === 'string') return value;
  try {
    const json: unknown = JSON.stringify(value);
    return typeof json === 'string' ? json : '';
  } catch {
    // What nests tens of thousands of levels deep can be read and not written.
    return '…';
  }
}

/** `a=b` texts as a record; a text without `=` is a key with an empty value. */
export function pairs(all: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    all.map((each) => {
      const at = each.indexOf('=');
      return at < 0 ? [each, ''] : [each.slice(0, at), each.slice(at + 1)];
    }),
  );
}
