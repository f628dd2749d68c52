// Words that user texts do not use: each has a plain one in the field's own language. package.nls.json, the texts of the source and the
// demo's own are held to it.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { bundleFile, readBundle } from '../../../scripts/texts.ts';
import { root } from '../../../scripts/runProgram.ts';

/** What to avoid, and what to write. */
const banned: readonly (readonly [RegExp, string])[] = [
  [/\banew\b/i, 'again; recreate'],
  [/\bmend(s|ed|ing)?\b/i, 'fix'],
  [/\b(nobody|somebody|whoever)\b|\ba person\b/i, 'a subject that acts: the manager, you'],
  [/\b(tells?|told) (of|by)\b/i, 'reports'],
  [/\bstands?\b/i, 'is; is listed; tolerates'],
  [/\bhalf[ -]made\b|\bwas never finished\b|\bleft-?overs?\b/i, 'incomplete'],
  [/\b(being|been) mad(e|ing)\b|\bmaking\b/i, 'creating'],
  [/\bby itself\b|\bby themselves\b/i, 'automatically; in the background'],
  [/\bgoes? (on|too|away)\b|\b(is|are) gone\b|\bgoes\b(?! to)/i, 'continues; is removed; is deleted'],
  [/\bcut off\b|\bbroken off\b/i, 'interrupted; connection lost'],
  [/\bswallows?\b/i, 'drops'],
  [/\bmistakes? of ours\b|\bour(s)?\b/i, 'internal error'],
  [/\bforetell|\bforesee/i, 'preview'],
  [/\bghosts?\b|\bformer li(fe|ves)\b|\btwins?\b/i, 'stale endpoint; stale entry'],
  [/\bstrangers?\b/i, 'external node'],
  [/(?<!there )\b(is|are) no (node|machine|address|manager|container)s?\b/i, 'is not a …'],
  [/\bas wanted\b|\bis well\b|\bare well\b/i, 'idempotent; is healthy'],
  [/\ba little\b|\bblanks?\b/i, 'a moment; spaces'],
];

const texts = new Map([
  ...Object.entries(JSON.parse(readFileSync(path.join(root, 'package.nls.json'), 'utf8')) as Record<string, string>),
  ...Object.entries(readBundle(bundleFile)),
  ...demoTexts().map((text) => [text, text] as const),
]);

test.each(banned)('no user text says %s', (word) => {
  const found = [...texts.values()].filter((text) => word.test(text));
  expect(found).toEqual([]);
});

test('user texts are read', () => {
  expect(texts.size).toBeGreaterThan(1000);
});

/** What the manifest of the demo's extension shows. */
function demoTexts(): readonly string[] {
  const manifest = readFileSync(path.join(root, 'scripts/demoExtension/package.json'), 'utf8');
  return [...manifest.matchAll(/"(?:title|description|displayName)": "([^"]*)"/g)].map(([, text = '']) => text);
}
