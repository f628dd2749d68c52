// Clauses of menus over the words of rows: what each form of a match says, and which rows it takes.
import { describe, expect, test } from 'vitest';
import { contextValue, matching, rowContext, type RowMatch } from '../../../../src/ui/tree/rowContext.ts';

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
});
