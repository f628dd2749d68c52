// Why `up` does not begin in swarm mode: machines that belong elsewhere, swarms that cannot be asked, engines too old.
import { describe, expect, test } from 'vitest';
import { planUp } from '../../../src/cluster/planUp.ts';
import { newWorld } from './modelWorld.ts';
import { facts, specOf } from './planInputs.ts';
import { planned, read, refused, standing } from './planning.ts';
import { silent, three, withEngines } from './swarmClusters.ts';

const classic = await specOf('name: demo\nmanagers: [{ name: m1 }]\nnodes: [{ name: w1 }]');

describe('refused, with the reason', () => {
  test('a machine that is in another swarm, by its name and that of its cluster', async () => {
    const world = standing(three);
    const prod = await specOf(`
name: prod
orchestration: swarm-mode
driver: { name: generic }
managers: [{ name: p1, driver: { options: { generic-ip-address: 10.1.1.1 } } }]
nodes: [{ name: p2, driver: { options: { generic-ip-address: 10.1.1.2 } } }]`);
    world.run(planned(prod, world.snapshot()));
    world.apply({ kind: 'leaveSwarm', machine: 'w1' });
    const as = { role: 'worker', interface: 'eth1', availability: 'active' } as const;
    world.apply({ kind: 'joinSwarm', machine: 'w1', via: 'p1', as });
    expect(refused(three, world.snapshot())).toEqual({
      kind: 'inAnotherSwarm',
      machine: 'w1',
      by: 'prod',
      managers: ['10.1.1.1:2377'],
    });
    world.apply({ kind: 'leaveSwarm', machine: 'w1' });
    expect(read(planned(three, world.snapshot()))).toContain('join w1');
  });

  test('a swarm that none of the file manages is another one', () => {
    const world = standing(three);
    const only = { ...three, managers: [{ ...three.managers[0]!, name: 'new' }], nodes: [three.nodes[0]!] };
    expect(refused(only, world.snapshot())).toMatchObject({ kind: 'inAnotherSwarm', machine: 'w1', by: '' });
  });

  test('a swarm without a leader, unless managers are started', () => {
    const world = standing(three);
    for (const name of ['m2', 'm3']) world.hosts.get(name)!.silent = silent;
    expect(refused(three, world.snapshot())).toMatchObject({ kind: 'swarmWithoutLeader' });
    world.asksManagers = false;
    expect(refused(three, world.snapshot())).toMatchObject({ kind: 'swarmWithoutLeader' });
    for (const name of ['m2', 'm3']) Object.assign(world.hosts.get(name)!, { silent: undefined, power: 'stopped' });
    expect(read(planned(three, world.snapshot()))).toBe(`
start m2
start m3
wait until 5 nodes ready  after start m2, start m3
`);
  });

  test('a locked manager', () => {
    const world = standing(three);
    const locked = withEngines(world.snapshot(), { m2: { state: 'locked' } });
    const address = `${world.hosts.get('m2')!.machine.address!}:2376`;
    expect(refused(three, locked)).toEqual({ kind: 'swarmLocked', address });
  });

  test('machines that were made for the other way of sharing, both ways round', () => {
    const world = standing(three);
    expect(refused(classic, world.snapshot())).toEqual({
      kind: 'several',
      failures: ['m1', 'w1'].map((machine) => ({ kind: 'otherOrchestration', machine, has: 'swarm' })),
    });
    const old = standing(classic);
    expect(refused(three, old.snapshot())).toEqual({
      kind: 'several',
      failures: ['m1', 'w1'].map((machine) => ({ kind: 'otherOrchestration', machine, has: 'store' })),
    });
  });

  test.each([
    ['1.11.2', true],
    ['1.12.0', false],
    ['26.1.5', false],
  ])('engines that know no swarm mode: %s', (version, isRefused) => {
    const world = newWorld();
    world.version = version;
    for (const { action } of planned(three, world.snapshot()).steps.slice(0, 1)) world.apply(action);
    const plan = planUp(three, world.snapshot(), facts);
    if (isRefused) expect(plan).toEqual({ ok: false, error: { kind: 'engineWithoutSwarmMode', version, from: 'm1' } });
    else expect(plan.ok).toBe(true);
    const installUrl = `https://releases.example/install-docker/${version}.sh`;
    const told = planUp({ ...three, engine: { ...three.engine, installUrl } }, newWorld().snapshot(), facts);
    expect(told.ok).toBe(!isRefused);
  });

  test('a name that a machine of another cluster has', async () => {
    const world = standing(await specOf('name: prod\norchestration: swarm-mode\nmanagers: [{ name: m1 }]\nnodes: []'));
    expect(refused(three, world.snapshot())).toEqual({ kind: 'nameTaken', machine: 'm1', by: 'prod' });
    // Without its own label it belongs to those it is in a swarm with.
    const both = standing(
      await specOf('name: prod\norchestration: swarm-mode\nmanagers: [{ name: x }]\nnodes: [{ name: w1 }]'),
    );
    const host = both.hosts.get('w1')!;
    host.machine = { ...host.machine, engineLabels: {} };
    expect(refused(three, both.snapshot())).toEqual({ kind: 'nameTaken', machine: 'w1', by: 'prod' });
  });
});
