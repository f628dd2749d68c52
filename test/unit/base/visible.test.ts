// What cannot be seen in a text becomes a sign, and nothing else of it changes.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { visible, visibleLines } from '../../../src/base/visible.ts';

test.each([
  ['web\nNothing else is removed.', 'web␊Nothing else is removed.'],
  ['a\r\nb\tc', 'a␍␊b␉c'],
  ['\u001b[31mred\u0007\u0000', '␛[31mred␇␀'],
  ['\u007f\u0085\u009b', '␡<U+0085><U+009B>'],
  ['\u202egnp.exe\u202c', '<U+202E>gnp.exe<U+202C>'],
  ['\u2066\u2067\u2068\u2069\u061c\u200e\u200f', '<U+2066><U+2067><U+2068><U+2069><U+061C><U+200E><U+200F>'],
  ['a\u200bb\u2060c\ufeffd\u00ade', 'a<U+200B>b<U+2060>c<U+FEFF>d<U+00AD>e'],
  ['\u2028\u2029', '<U+2028><U+2029>'],
  ['\u{e0041}', '<U+E0041>'],
])('%j is shown as %s', (text, shown) => {
  expect(visible(text)).toBe(shown);
});

test.each(['swarm-node1', 'fe80::1', '节点 一', 'naïve – “quoted” … 🐳', 'a\u00a0b'])('%s stays as it is', (text) => {
  expect(visible(text)).toBe(text);
  expect(visibleLines(text)).toBe(text);
});

test('of several lines the line feeds and tabs stay', () => {
  expect(visibleLines('a\r\n\tb\u202e\rc\n')).toBe('a\n\tb<U+202E>␍c\n');
});

const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

test('no text keeps anything unseen, and what is made visible stays so', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(visible(text)).not.toMatch(unseen);
      expect(visible(visible(text))).toBe(visible(text));
      expect(visibleLines(text).replaceAll(/[\n\t]/g, '')).not.toMatch(unseen);
    }),
  );
});
