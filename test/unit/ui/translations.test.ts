// Texts can be translated only when they stand in the source as they are: literal, and with a place for each value. And every
// translation says all of them, and nothing else.
import { describe, expect, test } from 'vitest';
import { bundleFile, compareBundles, readBundle, sourceBundle, texts, translations } from '../../../scripts/texts.ts';

const all = texts();
const source = sourceBundle();
const placesOf = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{\d+\}/g)].map(([place]) => place))].sort();

test('every text is a literal', () => {
  expect(all.length).toBeGreaterThan(200);
  expect(all.filter(({ text }) => text === undefined).map(({ where }) => where)).toEqual([]);
});

test('every value has its place, and every place its value', () => {
  const wrong = all.filter(({ text, values }) => {
    const places = placesOf(text ?? '');
    return places.length !== values || places.some((place) => Number(place.slice(1, -1)) >= values);
  });
  expect(wrong).toEqual([]);
});

test('the bundle holds the texts of the source (npm run l10n)', () => {
  expect(readBundle(bundleFile)).toEqual(source);
});

test('there is Simplified Chinese', () => {
  expect([...translations().keys()]).toContain('zh-cn');
});

describe('zh-cn says', () => {
  const chinese = translations().get('zh-cn') ?? {};
  const saying = (word: string): string[] => Object.keys(chinese).filter((text) => chinese[text]?.includes(word));

  test('by one word one thing: who is demoted is not ailing', () => {
    expect(saying('降级').filter((text) => !/demot|worker/i.test(text))).toEqual([]);
    expect(chinese['degraded']).toBe('异常');
  });

  test('to the filter what the rows say', () => {
    const hint = Object.keys(chinese).find((text) => text.startsWith('Words from a name'))!;
    expect(hint).toContain('“unhealthy”');
    expect(chinese[hint]).toContain(`“${chinese['unhealthy: {0}']!.replace('：{0}', '')}”`);
  });

  test('one sentence behind the other without a space', () => {
    expect(Object.values(chinese).filter((text) => /[。？！，：；] |\{\d\} 请/.test(text))).toEqual([]);
  });
});

describe.each([...translations()])('%s', (_language, translation) => {
  test('has each text of the source, and no other', () => {
    expect(compareBundles(source, translation)).toEqual({ missing: [], unused: [] });
  });

  test('has a place for every value, and no other', () => {
    const wrong = Object.entries(translation).filter(
      ([text, translated]) => translated.trim() === '' || placesOf(text).join() !== placesOf(translated).join(),
    );
    expect(wrong).toEqual([]);
  });

  test('keeps what is not to be translated: settings, commands, keys and flags', () => {
    const names = (text: string): string[] =>
      [...text.matchAll(/dockerOverlay\.[\w.]*\w|\$\{secret:\w+\}|--[a-z][a-z-]+|https?:\/\/[\w./-]*\w/g)]
        .map(([name]) => name)
        .sort();
    const wrong = Object.entries(translation).filter(
      ([text, translated]) => names(text).join() !== names(translated).join(),
    );
    expect(wrong).toEqual([]);
  });
});
