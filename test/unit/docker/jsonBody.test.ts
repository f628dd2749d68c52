/** A body of JSON that comes in pieces: what comes out is what JSON.parse makes of the whole, and nothing beyond a bound. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bounds, jsonBody } from '../../../src/docker/jsonBody.ts';

const refuse = (excess: string, most: number): Error => new Error(`more than ${String(most)} ${excess}`);

function readIn(text: string, sizes: readonly number[]): unknown {
  const body = jsonBody(refuse);
  const bytes = Buffer.from(text);
  let at = 0;
  for (let index = 0; at < bytes.length; index += 1) {
    const size = sizes[index % sizes.length] ?? 1;
    if (!body.take(bytes.subarray(at, at + size))) break;
    at += size;
  }
  return body.end();
}

function parsed(text: string): { readonly json: unknown } | undefined {
  try {
    return { json: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });
const blank = fc.constantFrom('', ' ', '\n', '\t \r\n');

test('any document, in any pieces, is what JSON.parse makes of it', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 4 }), blank, blank, sizes, (json, before, behind, cut) => {
      expect(readIn(before + json + behind, cut)).toEqual(JSON.parse(json));
    }),
  );
});

test('any row of tokens is read as JSON exactly where it is JSON', () => {
  const token = fc.constantFrom(
    '[',
    ']',
    '{',
    '}',
    ',',
    ':',
    '"',
    '"a"',
    '1',
    '\\',
    ' ',
    'null',
    '"\\""',
    'é',
    '[]',
    '{}',
  );
  fc.assert(
    fc.property(fc.array(token, { maxLength: 12 }), sizes, (tokens, cut) => {
      const text = tokens.join('');
      const whole = parsed(text);
      const read = readIn(text, cut);
      if (whole) expect(read).toEqual(whole.json);
      else if (text.trimStart().startsWith('[')) expect(typeof read).toBe('string');
      else expect(read).toBe(text);
    }),
    { numRuns: 5000 },
  );
});

test.each([
  ['entries', `[${'1,'.repeat(bounds.listEntries)}1]`],
  ['values', `{"a":[${'[],'.repeat(bounds.documentValues / 5)}[]]}`],
  ['values', `[[${'[],'.repeat(bounds.documentValues / 5)}[]]]`],
  ['bytes', `"${'a'.repeat(bounds.documentBytes)}"`],
  ['bytes', `["${'a'.repeat(bounds.documentBytes)}"]`],
  ['bytes', `[${' '.repeat(bounds.documentBytes + 1)}]`],
])('beyond a bound of %s nothing is read', (excess, text) => {
  expect(() => readIn(text, [65_536])).toThrow(excess);
});

test('what is within the bounds is read', () => {
  const list = Array.from({ length: bounds.listEntries }, (_, index) => ({ id: index }));
  expect(readIn(JSON.stringify(list), [65_536])).toEqual(list);
});
