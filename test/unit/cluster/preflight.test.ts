// What is asked before planning: all at once, briefly, and only of what is still to be made.
import { describe, expect, test } from 'vitest';
import { err, ok } from '../../../src/base/result.ts';
import { planUp } from '../../../src/cluster/planUp.ts';
import { preflight, toolFailure, unfinishedCreates } from '../../../src/cluster/preflight.ts';
import type { CallOptions, Hosts, KeyValueStores, MachineTool } from '../../../src/docker/doors.ts';
import type { Failure } from '../../../src/model/failure.ts';
import { defaultImages } from '../../../src/model/images.ts';
import type { RunSummary } from '../../../src/model/runEvents.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import { newWorld } from './modelWorld.ts';
import { facts, specOf } from './planInputs.ts';
import { standing } from './planning.ts';

const spec = await specOf(`
name: demo
driver: { name: generic, options: { generic-ssh-key: /keys/id } }
keyValueStore: { machine: { name: kv, driver: { options: { generic-ip-address: 10.0.0.1 } } } }
managers: [{ name: m, driver: { options: { generic-ip-address: 10.0.0.2, generic-ssh-port: 2222 } } }]
nodes: [{ name: n, driver: { name: novel } }]
`);

/** Doors that write down what they are asked, and answer only when all have been asked. */
function doors(questions: number, failure?: Failure) {
  const asked: string[] = [];
  const options: (CallOptions | undefined)[] = [];
  let goOn: () => void = () => undefined;
  const all = new Promise<void>((resolve) => (goOn = resolve));
  const ask = async <T>(question: string, option: CallOptions | undefined, answer: T): Promise<T> => {
    asked.push(question);
    options.push(option);
    if (asked.length === questions) goOn();
    await all;
    return answer;
  };
  const tool = {
    run: (command: { args: readonly string[] }, option?: CallOptions) =>
      ask(
        command.args.join(' '),
        option,
        command.args.includes('novel')
          ? err({ kind: 'driverUnknown', driver: 'novel', said: 'no such driver' })
          : ok([
              { name: 'generic-ssh-key', takes: 'value', default: undefined, usage: '', variable: 'GENERIC_SSH_KEY' },
            ]),
      ),
    findsProgram: () => Promise.resolve(true),
  } as unknown as MachineTool;
  const hosts: Hosts = {
    probe: (host, port, option) => ask(`${host}:${String(port)}`, option, failure ? err(failure) : ok(undefined)),
    fileReadable: async (path) => {
      await ask(path, { deadline: 5000 }, undefined);
      return path !== '/keys/id';
    },
  };
  const keyValueStores = {
    ask: (url: { hosts: readonly { host: string }[] }, option?: CallOptions) =>
      ask(`store ${url.hosts.map(({ host }) => host).join()}`, option, err({ kind: 'storeRefused', url: 'x' })),
  } as unknown as KeyValueStores;
  return { asked, options, doors: { tool, hosts, keyValueStores } };
}

test('everything is asked at once and for five seconds at most', async () => {
  const noWay = { kind: 'engineUnreachable', address: '10.0.0.2:2222', said: 'no route to host' } as const;
  const { asked, options, doors: open } = doors(6, noWay);
  const found = await preflight(spec, newWorld().snapshot(), open, { images: defaultImages });
  expect(asked.sort()).toEqual([
    '/keys/id',
    '/keys/id',
    '10.0.0.1:22',
    '10.0.0.2:2222',
    'create -d generic --help',
    'create -d novel --help',
  ]);
  expect(options.every((option) => option?.deadline === 5000)).toBe(true);
  expect(found).toEqual({
    images: defaultImages,
    unknownDrivers: new Map([['novel', 'no such driver']]),
    isVBoxManageMissing: false,
    variables: new Map([['generic', new Map([['generic-ssh-key', 'GENERIC_SSH_KEY']])]]),
    unreachable: new Map([
      ['kv', { address: '10.0.0.1:22', cause: noWay }],
      ['m', { address: '10.0.0.2:2222', cause: noWay }],
    ]),
    missingKeys: new Map([
      ['kv', '/keys/id'],
      ['m', '/keys/id'],
    ]),
    store: undefined,
    unfinished: new Set(),
    introductions: new Map(),
  });
});

test('of what stands nothing is asked', async () => {
  const world = newWorld();
  const plan = planUp(spec, world.snapshot(), facts);
  if (plan.ok) world.run(plan.value);
  const { asked, doors: open } = doors(1);
  await preflight(spec, world.snapshot(), open, { images: defaultImages });
  expect(asked).toEqual([]);
});

test('for swarm mode hosts, drivers and keys are asked about as well, and no store', async () => {
  const swarm = await specOf(`
name: demo
orchestration: swarm-mode
driver: { name: generic, options: { generic-ssh-key: /keys/id } }
managers: [{ name: m, driver: { options: { generic-ip-address: 10.0.0.2 } } }]
nodes: []
`);
  const { asked, doors: open } = doors(3, {
    kind: 'engineUnreachable',
    address: '10.0.0.2:22',
    said: 'no route to host',
  });
  const found = await preflight(swarm, newWorld().snapshot(), open, { images: defaultImages });
  expect(asked.sort()).toEqual(['/keys/id', '10.0.0.2:22', 'create -d generic --help']);
  expect(planUp(swarm, newWorld().snapshot(), found)).toMatchObject({
    ok: false,
    error: {
      kind: 'several',
      failures: [
        { kind: 'hostUnreachable', machine: 'm' },
        { kind: 'keyMissing', machine: 'm' },
      ],
    },
  });
});

test('a store that exists already is asked', async () => {
  const external = await specOf('name: demo\nkeyValueStore: { url: "zk://10.0.0.5,10.0.0.6" }');
  const { doors: open } = doors(2);
  const { store } = await preflight(external, newWorld().snapshot(), open, { images: defaultImages });
  expect(store).toEqual(err({ kind: 'storeRefused', url: 'x' }));
});

const onVirtualBox = await specOf('name: demo');

describe('VBoxManage', () => {
  const finds = (found: boolean | undefined) => {
    const asked: string[] = [];
    const tool = {
      run: () => Promise.resolve(ok([])),
      findsProgram: (program: string) => {
        asked.push(program);
        return Promise.resolve(found);
      },
    } as unknown as MachineTool;
    return { asked, doors: { ...doors(0).doors, tool } };
  };
  const warnings = async (found: boolean | undefined, seen: Snapshot) => {
    const { doors: open } = finds(found);
    const made = planUp(onVirtualBox, seen, await preflight(onVirtualBox, seen, open, { images: defaultImages }));
    if (!made.ok) throw new Error(made.error.kind);
    return made.value.warnings.map(({ kind }) => kind);
  };
  const stopped = (): Snapshot => {
    const world = standing(onVirtualBox);
    world.hosts.get('swarm-node1')!.power = 'stopped';
    return world.snapshot();
  };

  test.each([
    ['is to create a machine', () => newWorld().snapshot()],
    ['is to start one', stopped],
  ])('is missed where the driver virtualbox %s', async (_, seen) => {
    expect(await warnings(false, seen())).toContain('vboxManageMissing');
    expect(await warnings(true, seen())).not.toContain('vboxManageMissing');
    expect(await warnings(undefined, seen())).not.toContain('vboxManageMissing');
  });

  test('is not looked for where the driver has nothing to do, or is another', async () => {
    const { asked, doors: open } = finds(false);
    await preflight(onVirtualBox, standing(onVirtualBox).snapshot(), open, { images: defaultImages });
    await preflight(spec, newWorld().snapshot(), { ...doors(4).doors, tool: open.tool }, { images: defaultImages });
    expect(asked).toEqual([]);
  });
});

test.each<readonly [Failure, boolean]>([
  [{ kind: 'toolMissing', path: 'docker-machine' }, false],
  [{ kind: 'toolFailed', argv: ['version'], exitCode: 3, said: 'no' }, true],
  [{ kind: 'toolSignalled', argv: ['version'], signal: 'SIGKILL', said: '' }, true],
  [{ kind: 'timedOut', what: 'docker-machine version', after: 5000 }, true],
])('a tool that does not tell its version: %j', async (failure, isWrapped) => {
  const asked: CallOptions[] = [];
  const tool = {
    run: (command: { args: readonly string[] }, options: CallOptions) => {
      if (command.args.join() === 'version') asked.push(options);
      return Promise.resolve(err(failure));
    },
  } as unknown as MachineTool;
  expect(await toolFailure(tool)).toEqual(isWrapped ? { kind: 'toolUnusable', cause: failure } : failure);
  expect(asked).toEqual([{ deadline: 5000 }]);
});

test('which creates did not end well, by the newest run that tried', () => {
  const plan = planUp(spec, newWorld().snapshot(), facts);
  if (!plan.ok) throw new Error('refused');
  const run = (
    done: readonly string[],
    failed: readonly string[],
  ): { plan: typeof plan.value; summary: RunSummary } => ({
    plan: plan.value,
    summary: {
      verb: 'up',
      cluster: 'demo',
      done,
      failed: failed.map((step) => ({ step, failure: { kind: 'cancelled', what: step } })),
      skipped: [],
      isCancelled: false,
    },
  });
  expect(unfinishedCreates([run(['create kv', 'create m'], ['create n'])])).toEqual(new Set(['n']));
  expect(unfinishedCreates([run(['create n'], ['create m']), run(['create kv'], ['create n'])])).toEqual(
    new Set(['m']),
  );
  expect(unfinishedCreates([run(['create kv'], []), run([], ['create kv', 'create n'])])).toEqual(new Set(['n']));
});
