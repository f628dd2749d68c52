// Runs on a cluster, from any window: one at a time, what is told of them, and how they end.
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sleep } from '../../../src/base/async.ts';
import { err, ok } from '../../../src/base/result.ts';
import type { Outcome } from '../../../src/model/failure.ts';
import type { Plan } from '../../../src/model/plan.ts';
import type { StepEvent } from '../../../src/model/runEvents.ts';
import type { Run } from '../../../src/service/services.ts';
import { plan } from '../cluster/steps.ts';
import { folder, planOf, quiet, setting, value } from './windowService.ts';

describe('a run', () => {
  test('tells its steps, looks again after them, and gives what came of it', async () => {
    const { service, looks } = setting();
    const events: StepEvent[] = [];
    const run = value(await service.run(planOf('a', 'b'), { ...quiet, onEvent: (event) => void events.push(event) }));
    expect(run.summary).toMatchObject({ done: ['create a', 'create b'], failed: [], isCancelled: false });
    expect(events.map(({ kind }) => kind).sort()).toEqual([...['began', 'began', 'done', 'done', 'made', 'made']]);
    // Before it, after each step, and at its end.
    expect(looks()).toBe(4);
    const [file] = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.jsonl'));
    expect((await readFile(join(folder, file!), 'utf8')).trimEnd().split('\n').at(-1)).toContain('"kind":"end"');
    expect(await service.unfinishedRuns()).toEqual([]);
  });

  test('that makes machines says that its cluster is being made, until it has ended', async () => {
    const { service, told } = setting();
    const seenAt: number[] = [];
    const run = value(await service.run(planOf('a', 'b'), { ...quiet, onEvent: () => void seenAt.push(told.length) }));
    expect(told).toEqual([
      [run.plan.cluster, true],
      [run.plan.cluster, false],
    ]);
    expect(new Set(seenAt)).toEqual(new Set([1]));
    const other = setting();
    await other.service.run(plan(), quiet);
    expect(other.told).toEqual([]);
  });

  test('in which all fails still ends, and is told', async () => {
    const failure = { kind: 'toolMissing', path: 'docker-machine' } as const;
    const { service } = setting(async () => err(failure));
    const run = value(await service.run(planOf('a'), quiet));
    expect(run.summary.failed).toEqual([{ step: 'create a', failure }]);
  });

  test('keeps a second one on its cluster out, from any window, until it has ended', async () => {
    let go = (): void => undefined;
    const held = new Promise<void>((resolve) => (go = resolve));
    const first = setting(async () => (await held, ok(undefined)));
    const second = setting();
    const running = first.service.run(planOf('a'), quiet);
    await expect.poll(() => first.fake.ran.length).toBe(1);
    for (const { service } of [first, second])
      expect(await service.run({ ...planOf('b'), verb: 'down' }, quiet)).toMatchObject({
        ok: false,
        error: { kind: 'alreadyRunning', cluster: 'demo', verb: 'up', pid: process.pid },
      });
    // Another cluster is nobody's business.
    expect((await second.service.run({ ...planOf('c'), cluster: 'cloud' }, quiet)).ok).toBe(true);
    go();
    await running;
    expect((await second.service.run(planOf('b'), quiet)).ok).toBe(true);
    expect(second.fake.ran.map((args) => args.at(-1))).toEqual(['c', 'b']);
  });

  test('whose lock is gone begins nothing more, and says so', async () => {
    const first = setting(async (args) => {
      if (args[0] === 'create') await rm(join(folder, 'store'), { recursive: true });
      return ok(undefined);
    });
    const events: StepEvent[] = [];
    const { steps, ...rest } = planOf('a', 'b');
    const inOrder = steps.map((step, index) => ({ ...step, after: index === 0 ? [] : [steps[index - 1]!.id] }));
    const outcome = await first.service.run(
      { ...rest, steps: inOrder },
      { ...quiet, onEvent: (event) => void events.push(event) },
    );
    expect(outcome).toMatchObject({ ok: false, error: { kind: 'lockLost', cluster: 'demo', verb: 'up' } });
    expect(first.fake.ran.filter(([verb]) => verb === 'create').map((args) => args.at(-1))).toEqual(['a']);
  });

  test('creates VMs of VirtualBox one at a time with those of all windows, and says what it waits for', async () => {
    let creating = 0;
    let most = 0;
    const tool = async (): Promise<Outcome<void>> => {
      most = Math.max(most, (creating += 1));
      await sleep(50);
      creating -= 1;
      return ok(undefined);
    };
    const events: StepEvent[] = [];
    const up = (name: string): Promise<Outcome<Run>> => {
      const plan = planOf(name);
      const steps = plan.steps.map((step) =>
        step.action.kind === 'createMachine'
          ? { ...step, action: { ...step.action, machine: { ...step.action.machine, driver: 'virtualbox' } } }
          : step,
      );
      const onEvent = (event: StepEvent): void => void events.push(event);
      return setting(tool).service.run({ ...plan, cluster: name, steps }, { ...quiet, onEvent });
    };
    const runs = await Promise.all(['a', 'b'].map(up));
    expect(runs.map((run) => value(run).summary.done)).toEqual([['create a'], ['create b']]);
    expect(most).toBe(1);
    expect(events.filter(({ kind }) => kind === 'waiting')).toEqual([
      expect.toSatisfy(
        ({ step, behind }: StepEvent & { readonly behind: string }) =>
          (step === 'create a' && behind === 'b') || (step === 'create b' && behind === 'a'),
      ),
    ]);
  });

  test('that throws lets go of its cluster', async () => {
    const { service } = setting();
    const circle = planOf('a');
    const broken: Plan = { ...circle, steps: [{ ...circle.steps[0]!, after: ['create a'] }] };
    await expect(service.run(broken, quiet)).rejects.toThrow('circle');
    expect((await service.run(planOf('a'), quiet)).ok).toBe(true);
  });

  test('that is cancelled says what was begun', async () => {
    const { service } = setting(
      (_, signal) =>
        new Promise((end) => {
          if (signal?.aborted) end(err({ kind: 'cancelled', what: 'create' }));
          signal?.addEventListener('abort', () => {
            end(err({ kind: 'cancelled', what: 'create' }));
          });
        }),
    );
    const cancel = new AbortController();
    const plan = planOf('a', 'b');
    const chained: Plan = { ...plan, steps: [plan.steps[0]!, { ...plan.steps[1]!, after: ['create a'] }] };
    const running = service.run(chained, {
      signal: cancel.signal,
      onEvent: ({ kind }) => {
        if (kind === 'began') cancel.abort();
      },
    });
    expect(value(await running).summary).toEqual({
      verb: 'up',
      cluster: 'demo',
      done: [],
      failed: [{ step: 'create a', failure: { kind: 'cancelled', what: 'create' } }],
      skipped: [{ step: 'create b', because: 'create a' }],
      isCancelled: true,
      made: {},
      madeObjects: {},
    });
  });
});
