/**
 * Tolerant schemas: external bodies differ by version, so a field that is missing or of another type becomes its empty value.
 * Required fields are declared by the schemas that use these.
 */
import * as v from 'valibot';
import { pause } from './slices.ts';
import { visible } from '../base/visible.ts';

/** Text for display: characters that are invisible or would move the text around them are replaced by visible symbols. */
export const word = v.pipe(v.string(), v.transform(visible));
export const text = v.fallback(word, '');
/** JSON can contain numbers that JavaScript cannot represent: `1e999` is parsed as Infinity. */
export const finite = v.pipe(v.number(), v.finite());
export const count = v.fallback(finite, 0);
export const flag = v.fallback(v.boolean(), false);

/** The strings of a list; null, which Go writes for an empty list, counts as one. */
export const texts = v.fallback(
  v.pipe(
    v.array(v.unknown()),
    v.transform((all) => all.filter((each) => typeof each === 'string').map(visible)),
  ),
  () => [],
);

/** The valid elements of a list; others are skipped. */
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

/** Entries parsed at once, each of which may have as many values as one document. */
const entriesAtOnce = 8;

/** Parses a possibly long list in slices, sorted by `order` if `read` sorts its parts; undefined if it is not a list. */
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

/** The valid values of an object, by key, in order. */
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

/** An optional object; if missing, all its fields are empty. */
export function part<T>(schema: v.GenericSchema<unknown, T>): v.GenericSchema<unknown, T> {
  return v.fallback(schema, () => v.parse(schema, {}));
}

/** Returns a JSON value as text; a string stays unchanged. */
export function written(value: unknown): string {
  if (typeof value === 'string') return value;
  try {
    const json: unknown = JSON.stringify(value);
    return typeof json === 'string' ? json : '';
  } catch {
    // JSON nested tens of thousands of levels deep can be parsed but not serialised.
    return '…';
  }
}

/** Converts `a=b` strings to a record; a string without `=` is a key with an empty value. */
export function pairs(all: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    all.map((each) => {
      const at = each.indexOf('=');
      return at < 0 ? [each, ''] : [each.slice(0, at), each.slice(at + 1)];
    }),
  );
}
