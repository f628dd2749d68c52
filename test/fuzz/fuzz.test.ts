// Twenty thousand changed inputs, the same ones each time; `.ci/run` reads more of them with `npm run fuzz -- 100000 1`. And the proof
// that each kind of fault is seen: readers in which one is planted.
import { beforeAll, describe, expect, test } from 'vitest';
import { runJobs, shares } from './fuzz.ts';
import { Supervisor, type Ran } from './supervisor.ts';

const seed = 1;
const jobs = shares(20_000).map((share) => ({ ...share, seed }));

describe(`whatever is read, seed ${seed}`, () => {
  const ran = new Map<string, Ran>();

  beforeAll(async () => {
    await runJobs(jobs, (each) => ran.set(each.target, each));
  });

  test.each(jobs)('$target: $cases inputs', ({ target, cases }) => {
    expect(ran.get(target)?.findings).toEqual([]);
    expect(ran.get(target)?.cases).toBe(cases);
  });

  test('are twenty thousand together', () => {
    expect(jobs.reduce((sum, { cases }) => sum + cases, 0)).toBeGreaterThanOrEqual(20_000);
  });
});

describe('a planted fault is seen', () => {
  const findings = async (fault: string, cases = 2000): Promise<readonly string[]> => {
    const supervisor = new Supervisor({
      ...(fault === 'hang' ? { hangs: 5000 } : {}),
      most: fault === 'invariant' ? 3 : 1,
    });
    try {
      return (await supervisor.run({ target: `planted-${fault}`, cases, seed })).findings;
    } finally {
      await supervisor.close();
    }
  };

  test.each([
    ['throw', /Cannot read properties of undefined/],
    ['rejection', /nobody waits/],
    ['invariant', /size -3/],
    ['hang', /hangs/],
    ['slope', /grows faster than its input|took \d+ ms/],
    ['leak', /keeps \d+ MiB/],
    ['heap', /memory/],
  ])('%s', async (fault, words) => {
    const found = await findings(fault, fault === 'leak' ? 1500 : 8000);
    expect(found.join('\n')).toMatch(words);
    // How to have it again.
    expect(found[0]).toMatch(/again: npm run fuzz -- \d+ 1 --target planted-\w+ --case \d+/);
  });

  test('with its smallest input', async () => {
    expect((await findings('invariant')).find((found) => found.includes('size -3'))).toContain(
      String.raw`smallest: "{\"deep\":{\"size\":-3}}"`,
    );
  });

  test('and where there is none, nothing', async () => {
    expect(await findings('none')).toEqual([]);
  });
});
