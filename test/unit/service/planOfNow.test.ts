// A plan that was shown is run only as long as it is what planning would give now: other windows work meanwhile, and people by hand.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { err, ok } from '../../../src/base/result.ts';
import { planUp } from '../../../src/cluster/planUp.ts';
import type { Outcome } from '../../../src/model/failure.ts';
import type { ClusterService } from '../../../src/service/services.ts';
import { container } from '../samples.ts';
import { newWorld, type ModelWorld } from '../cluster/modelWorld.ts';
import { facts, specOf } from '../cluster/planInputs.ts';
import { modelWindow } from './modelWindow.ts';

let folder: string;
let world: ModelWorld;
/** What docker-machine was told to change. */
let changes: string[];
let window: ClusterService;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plan-of-now-'));
  world = newWorld();
  changes = [];
  window = modelWindow(world, folder, (args) => {
    if ((args[0] === 'create' || args[0] === 'rm') && !args.includes('--help')) changes.push(args.join(' '));
  });
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const spec = await specOf('name: demo');
const generic = await specOf(`
name: demo
driver: { name: generic, options: { generic-ssh-key: /keys/id } }
keyValueStore: { machine: { name: kvstore, driver: { options: { generic-ip-address: 10.99.0.11 } } } }
managers: [{ name: m, driver: { options: { generic-ip-address: 10.99.0.12 } } }]
nodes: []
`);
const quiet = { signal: new AbortController().signal, onEvent: (): void => undefined };

function value<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.error));
  return outcome.value;
}

function bringUp(): void {
  world.run(value(planUp(spec, world.snapshot(), facts)));
}

describe('up', () => {
  test('that would remove what has been made whole meanwhile is refused, and nothing is touched', async () => {
    bringUp();
    world.hosts.get('swarm-node2')!.recordFailure = { kind: 'recordMissing', machine: 'swarm-node2', path: '' };
    const shown = value(await window.planUp(spec));
    expect(shown.steps.map(({ id }) => id)).toContain('remove swarm-node2');
    // As another window does that was quicker.
    world.hosts.get('swarm-node2')!.recordFailure = undefined;
    expect(await window.run(shown, quiet)).toEqual(err({ kind: 'planChanged', cluster: 'demo', verb: 'up' }));
    expect(changes).toEqual([]);
    // The refused one holds up nobody, and is in no journal.
    expect(value(await window.planUp(spec)).steps).toEqual([]);
    expect(await window.unfinishedRuns()).toEqual([]);
  });

  test('that only need not wait any more runs as it is by now', async () => {
    bringUp();
    world.hosts.get('swarm-node2')!.silent = { kind: 'engineSilent', address: 'x', after: 5000, connected: true };
    const shown = value(await window.planUp(spec));
    expect(shown.steps.map(({ action }) => action.kind)).toEqual(['awaitNodes']);
    world.hosts.get('swarm-node2')!.silent = undefined;
    expect(value(await window.run(shown, quiet)).plan.steps).toEqual([]);
  });

  test('that cannot be any more says why', async () => {
    const shown = value(await window.planUp(spec));
    const other = await specOf(
      'name: other\nnodes: [{ name: swarm-node1 }]\nkeyValueStore: { url: "consul://10.0.0.1" }',
    );
    world.run(value(planUp(other, world.snapshot(), { ...facts, store: ok({ leader: 'me' } as never) })));
    expect(await window.run(shown, quiet)).toMatchObject({
      error: { kind: expect.stringMatching('nameTaken|several') as unknown },
    });
    expect(changes).toEqual([]);
  });

  test('is not held up by a picture once it is cancelled', async () => {
    const shown = value(await window.planUp(spec));
    expect(await window.run(shown, { ...quiet, signal: AbortSignal.abort() })).toEqual(
      err({ kind: 'cancelled', what: 'demo' }),
    );
    expect(changes).toEqual([]);
  });
});

describe('down', () => {
  test('of what was shown runs', async () => {
    bringUp();
    const run = value(await window.run(value(await window.planDown('demo')).keepsData, quiet));
    expect(run.summary.failed).toEqual([]);
    expect(world.hosts.size).toBe(0);
  });

  test('is refused where more would go than was named', async () => {
    bringUp();
    const shown = value(await window.planDown('demo')).keepsData;
    world.hosts.get('swarm-node1')!.containers.push(container('database'));
    expect(await window.run(shown, quiet)).toEqual(err({ kind: 'planChanged', cluster: 'demo', verb: 'down' }));
    world.hosts.get('swarm-node1')!.containers.pop();
    world.networks.push('my-net');
    expect(await window.run(shown, quiet)).toMatchObject({ error: { kind: 'planChanged' } });
    expect(changes).toEqual([]);
  });

  test('runs where less would go than was named', async () => {
    bringUp();
    world.networks.push('my-net');
    const shown = value(await window.planDown('demo')).keepsData;
    world.networks.pop();
    expect((await window.run(shown, quiet)).ok).toBe(true);
  });

  test('with the store’s data and without it are planned from one look, and each is run only as it was shown', async () => {
    world.run(value(planUp(generic, world.snapshot(), facts)));
    world.networks.push('my-net');
    const { keepsData, removesData } = value(await window.planDown('demo'));
    const networksGo = { kind: 'networksGo', networks: ['my-net'] };
    expect(keepsData.warnings).not.toContainEqual(networksGo);
    expect(removesData.warnings).toContainEqual(networksGo);
    expect(removesData.steps.map(({ action }) => action.kind)).toContain('removeVolume');
    world.networks.push('another');
    expect(await window.run(removesData, quiet)).toMatchObject({ error: { kind: 'planChanged' } });
    expect(changes).toEqual([]);
  });

  test('of a cluster that another window has taken down says that there is none', async () => {
    bringUp();
    const shown = value(await window.planDown('demo')).keepsData;
    world.hosts.clear();
    expect(await window.run(shown, quiet)).toEqual(err({ kind: 'clusterUnknown', cluster: 'demo' }));
  });
});

describe('a rollback', () => {
  test('of what somebody has removed meanwhile is refused', async () => {
    const plan = value(await window.planUp(spec));
    const done = plan.steps.flatMap(({ id, action }) => (action.kind === 'createMachine' ? [id] : []));
    bringUp();
    const summary = { verb: 'up', cluster: 'demo', done, failed: [], skipped: [], isCancelled: true } as const;
    const shown = value(await window.planRollback({ id: 'x', plan, summary, after: world.snapshot() }));
    expect(shown.steps).not.toEqual([]);
    world.hosts.delete('swarm-node2');
    expect(await window.run(shown, quiet)).toEqual(err({ kind: 'planChanged', cluster: 'demo', verb: 'rollback' }));
    expect(changes).toEqual([]);
  });
});
