// No regular expression of the product goes back and forth over what it reads: each is given the inputs that are made for it, up to
// 32 kB, and may take so much processor time. A new one is found by itself.
import { createContext, Script } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { attacksOn, patternsOf, type Attack, type Pattern } from './patterns.ts';

/** Growing, so that one that takes the square or the cube of its input is found while that still ends. */
const lengths = [24, 4000, 32_000];
/** Milliseconds of processor time for one text. One that is linear needs one or two. */
const longest = 100;

const { literals, made } = patternsOf();

const source = 'run = (regexp, text) => regexp.global ? text.replace(regexp, "") : regexp.exec(text);';
const context = createContext({});
new Script(source).runInContext(context);
const once = new Script('run(regexp, text)');

/** Milliseconds of processor time; Infinity where there is no end. */
function timeOf(regexp: RegExp, text: string): number {
  const before = process.threadCpuUsage();
  try {
    Object.assign(context, { regexp, text });
    once.runInContext(context, { timeout: 4000 });
  } catch {
    return Infinity;
  }
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}

/** The first attack that takes too long. */
function slowest({ source: own, flags }: Pattern, attacks: readonly Attack[]): string | undefined {
  const regexp = new RegExp(own, flags);
  for (const { before, pump, behind } of attacks) {
    for (const length of lengths) {
      const text = before + pump.repeat(Math.ceil(length / pump.length)) + behind;
      regexp.lastIndex = 0;
      // A second try: the first compiles, and may be interrupted by a collection of garbage.
      const took = timeOf(regexp, text) > longest ? timeOf(regexp, text) : 0;
      if (took > longest) return `${JSON.stringify({ before, pump, behind })} × ${length}: ${took.toFixed(0)} ms`;
    }
  }
  return undefined;
}

describe('a regular expression takes no longer than its text', { timeout: 60_000 }, () => {
  test('all are found', () => {
    expect(literals.length).toBeGreaterThan(150);
  });

  test.each(literals)('$place /$source/$flags', (pattern) => {
    expect(slowest(pattern, attacksOn(pattern.source))).toBeUndefined();
  });

  test('those that are made of a text are these', () => {
    expect(made).toEqual(['src/base/visible.ts', 'src/docker/machineRecord.ts', 'src/ui/report/hiddenNames.ts']);
  });
});

describe('one that goes back and forth is seen', { timeout: 60_000 }, () => {
  test.each([
    ['two endless parts that take the same', String.raw`^name:[ \t]*(['"]?)([^'"#\r\n]+?)\1[ \t]*(#.*)?$`],
    ['one in another', String.raw`^(a+)+$`],
    ['an end that is looked for from everywhere', String.raw`-+$`],
    ['a beginning that comes again and again', String.raw`<[^>]*>`],
  ])('%s', (_, own) => {
    expect(slowest({ place: '', source: own, flags: 'm' }, attacksOn(own))).toMatch(/ms$/);
  });
});
