// Text without what a terminal acts on.
import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { withoutTerminalCodes } from '../../../src/docker/terminalCodes.ts';

test.each([
  ['\u001b[31mred\u001b[0m', 'red'],
  ['\u001b[1;38;5;200mbold\u001b[m', 'bold'],
  ['\u001b]0;a title\u0007text', 'text'],
  ['\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\', 'link'],
  ['\u001b[2K\u001b[1Gagain', 'again'],
  ['plain [0m ]0;', 'plain [0m ]0;'],
])('%j is %j', (text, left) => {
  expect(withoutTerminalCodes(text)).toBe(left);
  expect(stripVTControlCharacters(text)).toBe(left);
});

test('of whatever sequences, as Node strips them', () => {
  const part = fc.oneof(
    fc.constantFrom('\u001b[31m', '\u001b[0;1m', '\u001b[2J', '\u001b]0;title\u0007', '\u001b(B', '\u009b1m'),
    fc.string({ unit: fc.constantFrom(...'ab 1;m['.split('')), maxLength: 5 }),
  );
  fc.assert(
    fc.property(fc.array(part), (parts) => {
      expect(withoutTerminalCodes(parts.join(''))).toBe(stripVTControlCharacters(parts.join('')));
    }),
  );
});
