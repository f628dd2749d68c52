// What was asked about is what is done: a machine that has been replaced under its name, another store, or a plan that other services
// made are left alone.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { err } from '../../../src/base/result.ts';
import { planUp } from '../../../src/cluster/planUp.ts';
import type { Outcome } from '../../../src/model/failure.ts';
import type { ClusterService, Run } from '../../../src/service/services.ts';
import { newWorld, type ModelWorld } from '../cluster/modelWorld.ts';
import { facts, specOf } from '../cluster/planInputs.ts';
import { FakeWorld } from '../fakeWorld.ts';
import { identity } from '../samples.ts';
import { modelWindow } from './modelWindow.ts';

let folder: string;
let world: ModelWorld;
let fake: FakeWorld;
let window: ClusterService;
/** What docker-machine was told to change. */
let changes: string[];
/** What happens before docker-machine is run. */
let before: (args: readonly string[]) => void;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'replaced-'));
  start();
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

function start(): void {
  world = newWorld();
  fake = new FakeWorld();
  changes = [];
  before = () => undefined;
  window = open();
}

const open = (): ClusterService =>
  modelWindow(
    world,
    folder,
    (args) => {
      before(args);
      if (['create', 'rm', 'start'].includes(args[0] ?? '') && !args.includes('--help')) changes.push(args.join(' '));
    },
    fake,
  );

const spec = await specOf('name: demo');
const quiet = { signal: new AbortController().signal, onEvent: (): void => undefined };

function value<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.error));
  return outcome.value;
}

const bringUp = (): void => {
  world.run(value(planUp(spec, world.snapshot(), facts)));
};
const down = async (): ReturnType<typeof window.run> =>
  window.run(value(await window.planDown('demo')).keepsData, quiet);
const replace = (name: string): void => {
  const host = world.hosts.get(name)!;
  host.identity = identity({ driver: 'virtualbox', folder: `another ${name}` });
};
const touched = (name: string): readonly string[] => changes.filter((each) => each.endsWith(` ${name}`));

describe('a machine that is replaced', () => {
  test('between the question and the run is named, and nothing is done', async () => {
    bringUp();
    const shown = value(await window.planDown('demo')).keepsData;
    replace('swarm-node1');
    expect(await window.run(shown, quiet)).toMatchObject({
      error: { kind: 'targetChanged', what: 'machine', name: 'swarm-node1', part: 'folder' },
    });
    expect(changes).toEqual([]);
  });

  test('while the run is under way is left alone', async () => {
    bringUp();
    before = (args) => {
      if (args[0] === 'rm' && args.at(-1) === 'swarm-node1') replace('kvstore');
    };
    const run = value(await down());
    expect(run.summary.failed).toMatchObject([{ step: 'remove kvstore', failure: { kind: 'targetChanged' } }]);
    expect(touched('kvstore')).toEqual([]);
    expect([...world.hosts.keys()]).toEqual(['kvstore']);
  });

  test('by one whose record cannot be read yet is left alone', async () => {
    bringUp();
    const shown = value(await window.planDown('demo')).keepsData;
    world.hosts.get('swarm-node2')!.identity = identity({ folder: 'another' });
    expect((await window.run(shown, quiet)).ok).toBe(false);
    expect(changes).toEqual([]);
  });

  test.each(['id', 'key', 'driver'] as const)('in the same folder is known by its %s', async (part) => {
    bringUp();
    const host = world.hosts.get('swarm-node2')!;
    host.identity = { ...host.identity, [part]: 'one' };
    const shown = value(await window.planDown('demo')).keepsData;
    host.identity = { ...host.identity, [part]: 'two' };
    expect(await window.run(shown, quiet)).toMatchObject({ error: { kind: 'targetChanged', part } });
    expect(changes).toEqual([]);
  });

  test('is not one whose address or certificates have changed, or of which less was known', async () => {
    bringUp();
    const shown = value(await window.planDown('demo')).keepsData;
    const host = world.hosts.get('swarm-node2')!;
    host.identity = { ...host.identity, address: '192.168.99.250', id: 'now it has one', key: 'and a key' };
    expect(value(await window.run(shown, quiet)).summary.failed).toEqual([]);
    expect(world.hosts.size).toBe(0);
  });
});

describe('a machine store that changes', () => {
  test('between the question and the run is another one', async () => {
    bringUp();
    const shown = value(await window.planDown('demo')).keepsData;
    fake.realPath = '/another/store';
    expect(await window.run(shown, quiet)).toEqual(err({ kind: 'storeChanged', was: '/store', now: '/another/store' }));
    expect(changes).toEqual([]);
  });

  test('while the run is under way: what was not done yet is left', async () => {
    bringUp();
    before = (args) => {
      if (args[0] === 'rm' && args.at(-1) === 'swarm-manager') fake.realPath = '/another/store';
    };
    const run = value(await down());
    expect(run.summary.failed).toMatchObject([{ step: 'remove kvstore', failure: { kind: 'storeChanged' } }]);
    expect(touched('kvstore')).toEqual([]);
  });

  test('keeps a run from being rolled back there', async () => {
    bringUp();
    const shown = value(await window.planUp(spec));
    const summary = { verb: 'up', cluster: 'demo', done: [], failed: [], skipped: [], isCancelled: false } as const;
    fake.realPath = '/another/store';
    const run: Run = { id: 'x', plan: shown, summary, after: world.snapshot() };
    expect(await window.planRollback(run)).toMatchObject({ error: { kind: 'storeChanged' } });
  });
});

test('a plan that these services did not make is refused', async () => {
  bringUp();
  const shown = value(await window.planDown('demo')).keepsData;
  expect(await open().run(shown, quiet)).toEqual(err({ kind: 'planUnknown', cluster: 'demo', verb: 'down' }));
  expect(await window.run({ ...shown }, quiet)).toMatchObject({ error: { kind: 'planUnknown' } });
  expect(changes).toEqual([]);
});

test('whichever machines are replaced, at whichever call of a run, none of them is touched', async () => {
  const names = ['kvstore', 'swarm-manager', 'swarm-node1', 'swarm-node2'];
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ machine: fc.constantFrom(...names), call: fc.nat(6) }), { minLength: 1, maxLength: 4 }),
      fc.subarray(names),
      async (replacements, stopped) => {
        start();
        bringUp();
        for (const name of stopped) world.hosts.get(name)!.power = 'stopped';
        const plans = value(await window.planDown('demo'));
        const replaced = new Set<string>();
        let calls = 0;
        const happens = (): void => {
          for (const { machine, call } of replacements)
            if (call === calls && world.hosts.has(machine)) {
              replace(machine);
              replaced.add(machine);
            }
          calls += 1;
        };
        happens();
        const touchedTooLate: string[] = [];
        before = (args) => {
          // Only what is told of the machine after that is told of another one.
          if (args[0] === 'rm' && replaced.has(args.at(-1)!)) touchedTooLate.push(args.join(' '));
          // Between a check and its call nothing can happen that waits for a turn.
          setImmediate(happens);
        };
        await window.run(plans.keepsData, quiet);
        expect(touchedTooLate).toEqual([]);
        for (const name of replaced) if (world.hosts.has(name)) expect(touched(name).length).toBeLessThan(2);
      },
    ),
    { numRuns: 60 },
  );
});
