// A run that was cut off: it stays open in the journal, and the next window finds it.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { err } from '../../../src/base/result.ts';
import type { Run } from '../../../src/service/services.ts';
import { folder, planOf, quiet, setting, value } from './windowService.ts';

describe('a run that was cut off', () => {
  test('by the end of the services stays open in the journal, and begins nothing more', async () => {
    const window = new AbortController();
    const { service, fake } = setting(
      (_, signal) =>
        new Promise((end) => {
          signal?.addEventListener('abort', () => {
            end(err({ kind: 'cancelled', what: 'create' }));
          });
        }),
      undefined,
      window.signal,
    );
    const plan = planOf('a', 'b');
    const running = service.run({ ...plan, steps: [plan.steps[0]!, { ...plan.steps[1]!, after: [] }] }, quiet);
    await expect.poll(() => fake.ran.length).toBe(2);
    window.abort();
    await running;
    expect(fake.ran).toHaveLength(2);
    const [file] = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.jsonl'));
    expect(await readFile(join(folder, file!), 'utf8')).not.toContain('"kind":"end"');
  });

  /** As the journal looks after VS Code was closed on a run of a and b, of which a was done. */
  async function cutOff(): Promise<Run> {
    const { service } = setting();
    const run = value(await service.run(planOf('a', 'b'), quiet));
    const [store] = await readdir(join(folder, 'runs'));
    const file = join(folder, 'runs', store!, `${run.id}.jsonl`);
    const lines = (await readFile(file, 'utf8')).split('\n');
    const kept = lines.filter(
      (line) => !line.includes('"end"') && !(line.includes('"done"') && line.includes('create b')),
    );
    await writeFile(file, kept.join('\n').replace(/"started":"[^"]*"/, '"started":"earlier/1"'));
    return run;
  }

  test('is found by the next window, can be rolled back, and is told once', async () => {
    const run = await cutOff();
    const { service } = setting();
    const [found, ...more] = await service.unfinishedRuns();
    expect(more).toEqual([]);
    expect(found).toMatchObject({
      id: run.id,
      summary: {
        done: ['create a'],
        failed: [{ step: 'create b', failure: { kind: 'cancelled' } }],
        isCancelled: true,
      },
    });
    expect((await service.planRollback(found!)).ok).toBe(true);
    await service.settle(found!);
    expect(await service.unfinishedRuns()).toEqual([]);
  });
});
