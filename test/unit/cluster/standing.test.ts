// How a machine stands whose last create, by our own journal, did not end well, and which has been mended since.
import { describe, expect, test } from 'vitest';
import { standingOf, type Standing } from '../../../src/cluster/standing.ts';
import { planUp } from '../../../src/cluster/planUp.ts';
import { renderPlan } from './renderPlan.ts';
import { lastOf } from '../../../src/model/seen.ts';
import { findMachine, type Snapshot } from '../../../src/model/snapshot.ts';
import { container } from '../samples.ts';
import { newWorld, type ModelWorld } from './modelWorld.ts';
import { facts, specOf } from './planInputs.ts';

const spec = await specOf('name: demo');
const wanted = { machine: spec.nodes[1]!, role: 'node' } as const;
const node = wanted.machine.name;

/** A world in which `up` has run. */
function up(): ModelWorld {
  const world = newWorld();
  const plan = planUp(spec, world.snapshot(), facts);
  if (!plan.ok) throw new Error('refused');
  world.run(plan.value);
  return world;
}

/** The picture of an engine that has fallen silent, with its last answer, as a window has it that was open before. */
function remembering(world: ModelWorld): Snapshot {
  const before = findMachine(world.snapshot(), node)!;
  world.hosts.get(node)!.silent = {
    kind: 'engineSilent',
    address: '192.168.99.104:2376',
    after: 5000,
    connected: true,
  };
  const after = world.snapshot();
  return {
    ...after,
    machines: after.machines.map((seen) =>
      seen.name === node && seen.engine.state === 'failed'
        ? { ...seen, engine: { ...seen.engine, last: lastOf(before.engine) } }
        : seen,
    ),
  };
}

const unfinished = new Set([node]);

const stands = (snapshot: Snapshot): Standing['kind'] =>
  standingOf(wanted, { spec, snapshot, unfinished, storeUrl: undefined }).kind;

describe('a machine whose last create did not end well', () => {
  test('that was whole when it last answered has only fallen silent: nothing of it is removed', () => {
    const snapshot = remembering(up());
    expect(stands(snapshot)).toBe('standing');
    const plan = planUp(spec, snapshot, { ...facts, unfinished });
    expect(plan.ok && renderPlan(plan.value)).not.toMatch(/remove|create/);
  });

  test('that was whole when it was stopped is started', () => {
    const snapshot = remembering(up());
    const machines = snapshot.machines.map((seen) =>
      seen.name === node ? { ...seen, power: 'stopped' as const } : seen,
    );
    expect(stands({ ...snapshot, machines })).toBe('stopped');
  });

  test('that has never answered is a leftover', () => {
    const world = up();
    world.hosts.get(node)!.silent = { kind: 'engineRefused', address: 'x' };
    expect(stands(world.snapshot())).toBe('leftover');
  });

  test('that lacked its swarm when it last answered is a leftover, whatever containers people put there', () => {
    const world = up();
    world.hosts.get(node)!.containers = [container('mine')];
    expect(stands(world.snapshot())).toBe('leftover');
    expect(stands(remembering(world))).toBe('leftover');
  });
});
