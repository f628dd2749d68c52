// Clauses of menus over the words of rows: what each form of a match says, and which rows it takes.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { commandTable } from '../../../../src/ui/commands/commandTable.ts';
import {
  contextValue,
  isMatching,
  matching,
  rowContext,
  type RowContext,
  type RowMatch,
} from '../../../../src/ui/tree/rowContext.ts';

test.each<[RowMatch, readonly string[]]>([
  [{ kinds: ['machine'] }, ['viewItem =~ /^machine;/']],
  [{ kinds: ['cluster', 'machine'] }, ['viewItem =~ /^(cluster|machine);/']],
  [
    { kinds: ['container;running', 'container;paused', 'endpoint;located'] },
    ['viewItem =~ /^(container;(running|paused)|endpoint;located);/'],
  ],
  [
    { kinds: ['machine;stopped'], with: [['canPower']], without: ['broken'] },
    ['viewItem =~ /^machine;stopped;/', 'viewItem =~ /;canPower;/', '!(viewItem =~ /;broken;/)'],
  ],
  [{ with: [['swarmNode', 'stranger']] }, ['viewItem =~ /;(swarmNode|stranger);/']],
])('%j', (match, conditions) => {
  expect(matching(match)).toEqual(conditions);
});

describe('rows', () => {
  const isOffered = (match: RowMatch, context: string): boolean =>
    matching(match).every((condition) => {
      const [, not, pattern = ''] = /^(!\()?viewItem =~ \/(.*)\/\)?$/.exec(condition) ?? [];
      return new RegExp(pattern).test(context) === (not === undefined);
    });

  test('words that do not apply are left out', () => {
    expect(rowContext('service', 'replicated', false, undefined)).toEqual(['service', 'replicated']);
  });

  test('a word is matched whole, wherever it is', () => {
    const manager = contextValue(rowContext('machine', 'running', 'manager', 'swarmNode', 'active', 'leader'));
    expect(isOffered({ kinds: ['machine'], with: [['leader']] }, manager)).toBe(true);
    expect(isOffered({ kinds: ['machine;running'], with: [['manager;swarmNode']] }, manager)).toBe(true);
    expect(isOffered({ kinds: ['machine'], without: ['leader'] }, manager)).toBe(false);
    expect(isOffered({ with: [['node']] }, contextValue(['node', 'stranger']))).toBe(false);
    expect(isOffered({ kinds: ['service;replicated'] }, contextValue(rowContext('service', 'replicated-job')))).toBe(
      false,
    );
  });

  test('keys find the rows that menus find', () => {
    const matches = commandTable.flatMap(({ on, inlineOn }) => [on, inlineOn].filter((each) => each !== undefined));
    const words = [...new Set(matches.flatMap((match) => JSON.stringify(match).match(/\w[\w-]*/g) ?? []))];
    const word = fc.constantFrom(...words, 'unknown');
    let hits = 0;
    fc.assert(
      fc.property(fc.constantFrom(...matches), fc.array(word, { minLength: 1, maxLength: 5 }), (match, row) => {
        const isIt = isMatching(match, row as unknown as RowContext);
        hits += isIt ? 1 : 0;
        expect(isIt).toBe(isOffered(match, contextValue(row)));
      }),
      { numRuns: 5000 },
    );
    expect(hits).toBeGreaterThan(10);
  });
});
