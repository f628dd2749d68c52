import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonObjects, longestObject, ObjectTooLong } from '../../../src/docker/jsonStream.ts';
import { record } from '../records.ts';

/** The text cut at the given places. */
function cut(text: string, places: readonly number[]): string[] {
  const ends = [...new Set(places.map((place) => place % (text.length + 1)))].sort((a, b) => a - b);
  return [...ends, text.length].map((end, index) => text.slice(ends[index - 1] ?? 0, end));
}

test("a classic manager's events, written one behind the other", () => {
  const events = jsonObjects()(record('api/mgr-events.json'));
  expect(events).toHaveLength((record('api/mgr-events.json').match(/"timeNano"/g) ?? []).length);
  expect(events[0]).toMatchObject({ Type: 'network', Action: 'create' });
});

test('any objects, cut anywhere, come out whole and in order', () => {
  const separator = fc.constantFrom('', '\n', '\r\n', ' ');
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.dictionary(fc.string(), fc.jsonValue()), separator)),
      fc.array(fc.nat()),
      (objects, places) => {
        const text = objects.map(([object, after]) => JSON.stringify(object) + after).join('');
        const take = jsonObjects();
        const taken = cut(text, places).flatMap((piece) => take(piece));
        expect(taken).toEqual(objects.map(([object]) => JSON.parse(JSON.stringify(object)) as unknown));
      },
    ),
  );
});

test.each(['<html>', 'HTTP/1.1 200', '[1]', '{"a":1} nonsense', '}'])('%s is no stream of objects', (text) => {
  expect(() => jsonObjects()(text)).toThrow(SyntaxError);
});

test('anything at all gives objects or a SyntaxError', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.string(), fc.constantFrom('{', '}', '"', '\\', '{"a":')), { maxLength: 30 }),
      (pieces) => {
        const take = jsonObjects();
        try {
          for (const piece of pieces) take(piece);
        } catch (error) {
          expect(error).toBeInstanceOf(SyntaxError);
        }
      },
    ),
  );
});

test('an object that never ends is not collected for ever', () => {
  const take = jsonObjects();
  const piece = `"${'x'.repeat(1_000_000)}",`;
  expect(() => {
    take('{"a":[');
    for (let i = 0; i < 10; i += 1) take(piece);
  }).toThrow(ObjectTooLong);
});

test('a long object is refused though it comes at once', () => {
  expect(() => jsonObjects()(`{"a":"${'x'.repeat(longestObject)}"}`)).toThrow(ObjectTooLong);
});
