// The service of up, down and back over a world in memory: plans from a fresh look, one run at a time, and runs that were cut off.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sleep } from '../../../src/base/async.ts';
import { silentLog } from '../../../src/base/log.ts';
import { err, ok } from '../../../src/base/result.ts';
import { english } from '../../../src/base/text.ts';
import type { Doors, MachineCommand } from '../../../src/docker/doors.ts';
import type { Outcome } from '../../../src/model/failure.ts';
import type { Plan, StepEvent } from '../../../src/model/plan.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import { createClusterService } from '../../../src/service/clusterService.ts';
import type { ClusterService, ClusterStore, Run } from '../../../src/service/services.ts';
import { creation, machine as created, plan } from '../cluster/steps.ts';
import { FakeWorld } from '../fakeWorld.ts';
import { machine, noon } from '../samples.ts';
import { configOn } from './configOn.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cluster-service-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

interface Setting {
  readonly service: ClusterService;
  readonly fake: FakeWorld;
  /** How often the picture was asked for. */
  readonly looks: () => number;
  /** What the picture was told of clusters that are being made. */
  readonly told: readonly (readonly [cluster: string, isBeingMade: boolean])[];
}

/** A service of its own, as each window has one, on the folder that all share. */
function setting(
  tool?: (args: readonly string[], signal: AbortSignal | undefined) => Promise<Outcome<void>>,
  seen: () => Promise<unknown> = () => Promise.resolve(),
  over?: AbortSignal,
): Setting {
  const fake = new FakeWorld();
  const told: (readonly [string, boolean])[] = [];
  let looks = 0;
  const picture = (): Snapshot => ({
    at: noon,
    storePath: '/store',
    storeFailure: undefined,
    hasAuthority: true,
    machines: [],
    clusters: [],
  });
  const clusters: ClusterStore = {
    snapshot: picture(),
    onDidChange: () => ({ dispose: () => undefined }),
    ready: () => Promise.resolve(),
    refresh: async () => {
      looks += 1;
      await seen();
      return picture();
    },
    setAttention: () => undefined,
    setMaking: () => undefined,
    setBeingMade: (cluster, isBeingMade) => void told.push([cluster, isBeingMade]),
    setUnfinished: () => undefined,
    dispose: () => undefined,
  };
  const doors: Doors = {
    store: fake.store,
    engines: fake.engines,
    keyValueStores: fake.keyValueStores,
    hosts: fake.hosts,
    tool: {
      run: async <T>(command: MachineCommand<T>, { signal }: { readonly signal?: AbortSignal | undefined } = {}) => {
        fake.ran.push(command.args);
        const outcome = await (tool?.(command.args, signal) ?? Promise.resolve(ok(undefined)));
        if (!outcome.ok) return outcome;
        if (command.args[0] === 'create') fake.add(machine(command.args.at(-1)!, { address: '10.0.0.1' }));
        return command.parse(command.args[0] === 'version' ? 'docker-machine version 0.16.2, build bd45ab13\n' : '');
      },
    },
    dispose: () => undefined,
  };
  const service = createClusterService({
    config: () => configOn(folder),
    doors,
    clusters,
    log: silentLog,
    t: english,
    ...(over && { over }),
  });
  return { service, fake, looks: () => looks, told };
}

const planOf = (...names: readonly string[]): Plan => plan(...names.map((name) => creation(created(name, 'generic'))));

const quiet = { signal: new AbortController().signal, onEvent: (): void => undefined };

function value<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.error));
  return outcome.value;
}

describe('a run', () => {
  test('tells its steps, looks again after them, and gives what came of it', async () => {
    const { service, looks } = setting();
    const events: StepEvent[] = [];
    const run = value(await service.run(planOf('a', 'b'), { ...quiet, onEvent: (event) => void events.push(event) }));
    expect(run.summary).toMatchObject({ done: ['create a', 'create b'], failed: [], isCancelled: false });
    expect(events.map(({ kind }) => kind).sort()).toEqual(['began', 'began', 'done', 'done']);
    expect(looks()).toBe(3);
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
    });
  });
});

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

describe('planning', () => {
  test('looks first, and refuses what is not there', async () => {
    const { service, looks } = setting();
    expect(await service.planDown('nowhere')).toEqual(err({ kind: 'clusterUnknown', cluster: 'nowhere' }));
    expect(looks()).toBe(1);
  });

  test('ends with its signal', async () => {
    const { service } = setting();
    const { spec } = await service.readSpec('name: demo', '/x.yaml');
    expect(await service.planUp(spec!, { signal: AbortSignal.abort() })).toEqual(
      err({ kind: 'cancelled', what: 'demo' }),
    );
    expect(await service.planDown('demo', { signal: AbortSignal.abort() })).toEqual(
      err({ kind: 'cancelled', what: 'demo' }),
    );
  });

  test('reads paths of the home folder as a shell does', async () => {
    const { service } = setting();
    const { spec } = await service.readSpec(
      'name: demo\ndriver: { name: other, options: { other-ssh-key: ~/key } }',
      '/x.yaml',
    );
    const creates = value(await service.planUp(spec!)).steps.flatMap(({ action }) =>
      action.kind === 'createMachine' ? [action.machine.options['other-ssh-key']] : [],
    );
    expect(new Set(creates)).toEqual(new Set([join(homedir(), 'key')]));
  });

  test('says that there is no docker-machine instead of planning for it', async () => {
    const failure = { kind: 'toolMissing', path: 'docker-machine' } as const;
    const { service } = setting(async () => err(failure));
    const { spec } = await service.readSpec('name: demo', '/x.yaml');
    expect(await service.planUp(spec!)).toEqual(err(failure));
  });

  test('waits for no picture where there is no docker-machine, nor after a cancel', async () => {
    const never = (): Promise<never> => new Promise(() => undefined);
    const failure = { kind: 'toolMissing', path: 'docker-machine' } as const;
    expect(await setting(async () => err(failure), never).service.planDown('demo')).toEqual(err(failure));
    const { service } = setting(undefined, never);
    const cancel = new AbortController();
    const planned = service.planDown('demo', { signal: cancel.signal });
    setTimeout(() => cancel.abort(), 20);
    expect(await planned).toEqual(err({ kind: 'cancelled', what: 'demo' }));
  });

  test('is refused while a run is under way on the cluster', async () => {
    let go = (): void => undefined;
    const held = new Promise<void>((resolve) => (go = resolve));
    const first = setting(async (args) => (args[0] === 'create' && (await held), ok(undefined)));
    const running = first.service.run(planOf('a'), quiet);
    await expect.poll(() => first.fake.ran.length).toBe(1);
    const { service, looks } = setting();
    const { spec } = await service.readSpec('name: demo', '/x.yaml');
    for (const planned of [service.planUp(spec!), service.planDown('demo')])
      expect(await planned).toMatchObject({ ok: false, error: { kind: 'alreadyRunning', verb: 'up' } });
    expect(looks()).toBe(0);
    go();
    await running;
    expect(await service.planDown('demo')).toMatchObject({ error: { kind: 'clusterUnknown' } });
  });
});

describe('the unlock key of a swarm', () => {
  test('is asked of the manager when it is wanted, and written nowhere', async () => {
    const { service, fake } = setting();
    fake.add(machine('m1', { address: '10.0.0.1' }));
    const key = 'SWMKEY-1-secret';
    Object.assign(fake.engines, { engine: () => ({ swarm: { unlockKey: async () => ok(key) } }) });
    expect(await service.unlockKey('m1')).toEqual(ok(key));
    const files = await readdir(folder, { recursive: true, withFileTypes: true });
    for (const file of files.filter((each) => each.isFile()))
      expect(await readFile(join(file.parentPath, file.name), 'utf8')).not.toContain(key);
    expect(await service.unlockKey('m2')).toEqual(err({ kind: 'machineUnknown', machine: 'm2' }));
  });
});
