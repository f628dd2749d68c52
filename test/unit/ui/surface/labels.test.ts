// No text that was escaped is read by VS Code as anything but text, and it reads the same.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { visible, visibleLines } from '../../../../src/base/visible.ts';
import { asDetail, asLabel, asLog, withIcon } from '../../../../src/ui/surface/labels.ts';
import { asCode, asText, asUnbroken } from '../../../../src/ui/surface/markdown.ts';
import { madeOfLabel, madeOfMarkdown } from './reading.ts';

const joiners = /\u2060/g;

/** Pieces of what VS Code reads, in any order. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '[',
        ']',
        '(',
        ')',
        '$',
        '$(',
        '](',
        '!',
        '`',
        '\\',
        '<',
        '>',
        '&',
        '|',
        '\n',
        '\r\n',
        '\u001b',
        '\u202e',
      ),
      fc.constantFrom(
        '[x](command:evil)',
        '![p](https://x/y)',
        '$(flame~spin)',
        'file:///etc',
        'www.a.b',
        'a@b.c',
        '\u2060',
      ),
      fc.constantFrom(' "title"', " 'title'", 'command:', 'https://', 'HTTP://', 'text', ' '),
      fc.string({ maxLength: 3 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

test('the patterns find what VS Code reads', () => {
  expect(madeOfLabel('[x](command:evil) $(flame)\u0007')).toEqual(['link', 'icon', 'unseen']);
  expect(madeOfMarkdown('![p](https://x/y) <b> $(flame)')).toEqual(['link', 'address', 'html', 'icon']);
});

test('no label or message is a link or an icon, or keeps anything unseen', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      expect(madeOfLabel(asLabel(text))).toEqual([]);
      expect(madeOfLabel(asDetail(text), { mayHaveLines: true })).toEqual([]);
      expect(madeOfLabel(`${asLabel(text)}: ${asLabel(text)}`)).toEqual([]);
    }),
  );
});

test('it reads the same, and escaping twice is escaping once', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const bare = text.replaceAll(joiners, '');
      expect(asLabel(text).replaceAll(joiners, '')).toBe(visible(bare));
      expect(asDetail(text).replaceAll(joiners, '')).toBe(visibleLines(bare));
      expect(asLabel(asLabel(text))).toBe(asLabel(text));
    }),
  );
});

test.each(['[fe80::1]:2376', 'see [a] (b)', 'a $5 (five) bill', 'C:\\Users\\x', 'web: 3/3 · “ok”'])(
  '%s is shown as it is',
  (text) => {
    expect(asLabel(text)).toBe(text);
  },
);

test('an icon of ours is one, and that of another is not', () => {
  expect(withIcon('pass', 'demo $(flame) 3/3')).toBe('$(pass) demo $\u2060(flame) 3/3');
});

test('a log keeps its lines, and loses colours', () => {
  expect(asLog('\u001b[31mred\u001b[0m\tx\r\n\u0007')).toBe('red\tx\n␇');
});

test('no text in Markdown is more than text', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      expect(madeOfMarkdown(asText(text))).toEqual([]);
      expect(asText(text)).not.toContain('\n');
      expect(madeOfMarkdown(asUnbroken(text))).toEqual([]);
    }),
  );
});

test('code stays between its fences', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const code = asCode(text);
      const [fence = ''] = /^`+/.exec(code) ?? [];
      expect(code).not.toContain('\n');
      expect(code.endsWith(fence)).toBe(true);
      expect(
        code
          .slice(fence.length, -fence.length)
          .match(/`+/g)
          ?.every((run) => run.length < fence.length) ?? true,
      ).toBe(true);
    }),
  );
});
