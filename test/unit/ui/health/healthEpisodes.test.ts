// A person is told when a cluster that was well stops being so: once, not of what is over in a moment, never in a loop.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Level } from '../../../../src/model/cluster.ts';
import { HealthEpisodes, patience, recovery } from '../../../../src/ui/health/healthEpisodes.ts';

/** Plays levels at their times, each second; gives the seconds at which a person is told. */
function told(levels: readonly (readonly [second: number, level: Level])[], until: number, silence?: number): number[] {
  const episodes = new HealthEpisodes();
  const at = new Map(levels);
  const seconds: number[] = [];
  for (let second = 0; second <= until; second += 1) {
    const level = at.get(second);
    if (level) episodes.see('demo', level, second * 1000);
    if (second === silence) episodes.silence('demo');
    if (episodes.due(second * 1000).length > 0) seconds.push(second);
  }
  return seconds;
}

const wait = patience / 1000;

describe('is told', () => {
  test('when a healthy cluster stays ill, once', () => {
    expect(
      told(
        [
          [0, 'healthy'],
          [10, 'degraded'],
          [20, 'down'],
          [40, 'degraded'],
        ],
        300,
      ),
    ).toEqual([10 + wait]);
  });

  test('again after it has been well for long', () => {
    const levels: [number, Level][] = [
      [0, 'healthy'],
      [10, 'down'],
      [30, 'healthy'],
      [30 + recovery / 1000, 'down'],
    ];
    expect(told(levels, 300)).toEqual([10 + wait, 90 + wait]);
  });

  test('though nobody looked in between: unknown is neither well nor ill', () => {
    expect(
      told(
        [
          [0, 'healthy'],
          [5, 'unknown'],
          [10, 'degraded'],
          [12, 'unknown'],
        ],
        60,
      ),
    ).toEqual([10 + wait]);
  });

  test('soon after it was met, where nobody had answered at first', () => {
    expect(
      told(
        [
          [0, 'unknown'],
          [1, 'healthy'],
          [20, 'down'],
        ],
        100,
      ),
    ).toEqual([20 + wait]);
  });
});

describe('is not told', () => {
  test('of a cluster that was ill when it was met, until it has been well', () => {
    expect(told([[0, 'down']], 100)).toEqual([]);
    expect(
      told(
        [
          [0, 'unknown'],
          [1, 'degraded'],
        ],
        100,
      ),
    ).toEqual([]);
    expect(
      told(
        [
          [0, 'down'],
          [10, 'healthy'],
          [100, 'down'],
        ],
        200,
      ),
    ).toEqual([100 + wait]);
  });

  test('of what is over in a moment', () => {
    expect(
      told(
        [
          [0, 'healthy'],
          [10, 'down'],
          [12, 'healthy'],
          [20, 'down'],
          [23, 'healthy'],
        ],
        100,
      ),
    ).toEqual([]);
  });

  test('of our own doing, but of what comes after it has been well again', () => {
    const levels: [number, Level][] = [
      [0, 'healthy'],
      [10, 'down'],
      [30, 'healthy'],
      [100, 'down'],
    ];
    expect(told(levels, 200, 11)).toEqual([100 + wait]);
  });

  test('of a cluster that is not there any more', () => {
    const episodes = new HealthEpisodes();
    episodes.see('demo', 'healthy', 0);
    episodes.see('demo', 'down', 1000);
    episodes.keep(['other']);
    expect(episodes.due(100_000)).toEqual([]);
    expect(episodes.next()).toBeUndefined();
  });
});

test('whatever a cluster does, nobody is told twice within the time that it must have been well', () => {
  const change = fc.tuple(fc.nat(400), fc.constantFrom<Level>('healthy', 'degraded', 'down', 'unknown'));
  fc.assert(
    fc.property(fc.array(change, { maxLength: 120 }), (changes) => {
      const seconds = told(changes, 500);
      for (const [index, second] of seconds.entries())
        if (index > 0) expect(second - seconds[index - 1]!).toBeGreaterThanOrEqual(recovery / 1000);
    }),
  );
});

test('clusters do not mix, and the next moment to look is the earliest', () => {
  const episodes = new HealthEpisodes();
  for (const name of ['a', 'b']) episodes.see(name, 'healthy', 0);
  expect(episodes.see('b', 'down', 2000)).toBe(true);
  expect(episodes.see('a', 'down', 1000)).toBe(true);
  expect(episodes.see('a', 'degraded', 3000)).toBe(false);
  expect(episodes.next()).toBe(1000 + patience);
  expect(episodes.due(1000 + patience)).toEqual(['a']);
  expect(episodes.next()).toBe(2000 + patience);
});
