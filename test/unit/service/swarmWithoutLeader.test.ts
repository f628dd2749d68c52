// Managers that cannot tell of their swarm, for want of a leader, of a quorum or of a key: what is shown, and who waits for them.
import { beforeEach, describe, expect, test } from 'vitest';
import { err, ok } from '../../../src/base/result.ts';
import type { Failure } from '../../../src/model/failure.ts';
import { now } from '../../../src/model/seen.ts';
import { container, overlay } from '../samples.ts';
import {
  addressOf,
  asManager,
  managerNames,
  swarmEngine,
  swarmView,
  tellView,
  viewWith,
  workerNames,
} from '../swarms.ts';
import { clusters, pass, seenMachine, until, useOwnClock, world } from './looking.ts';
import { cluster, kinds, networks, swarm, tellAll, told, watchSwarm } from './swarmPicture.ts';

useOwnClock();

describe('while it is looked at', () => {
  beforeEach(watchSwarm);

  test('refresh ends after one deadline while managers elect, and the networks of workers are there', async () => {
    for (const name of managerNames) world.engineOf(name).isHangingOnSwarm = true;
    world.engineOf('w1').overlays = [overlay('of-w1')];
    // Somebody has asked already, and asks again and again.
    tellAll('service');
    await pass(3500);
    let isOver = false;
    void clusters.refresh().then(() => (isOver = true));
    expect(await until(() => isOver, 5500)).toBeGreaterThan(4000);
    expect(kinds()).toEqual(['noLeader']);
    expect(networks()).toEqual(['of-w1']);
    expect([...managerNames, ...workerNames].map((name) => seenMachine(name).engine.state)).toEqual([
      'seen',
      'seen',
      'seen',
      'seen',
      'seen',
    ]);
  });

  test('a question that waits for a leader is not waited for once managers agree on something', async () => {
    for (const name of managerNames) world.engineOf(name).isHangingOnSwarm = true;
    tellAll('service');
    await pass(2000);
    for (const name of managerNames) world.engineOf(name).isHangingOnSwarm = false;
    tellView(world, viewWith({ m2: { manager: asManager('m2', { isLeader: true }) } }));
    const isNew = (): boolean => told()?.nodes.filter(({ manager }) => manager?.isLeader).length === 2;
    // That a container of a task does something says nothing of managers.
    world.engineOf('w1').tell('container', 'die', { isOfTask: true });
    await pass(1000);
    expect(isNew()).toBe(false);
    tellAll('node');
    expect(await until(isNew, 300)).toBeGreaterThan(0);
  });

  test('managers without a leader that let everybody wait: no quorum is told after one deadline, what was seen stays', async () => {
    world.engineOf('m1').refuse();
    world.engineOf('m2').refuse();
    world.engineOf('m3').isHangingOnSwarm = true;
    expect(await until(() => kinds().includes('quorumLost'), 6000)).toBeGreaterThan(4000);
    expect(swarm()).toMatchObject({ source: 'm1', view: { state: 'failed', last: { value: swarmView() } } });
    // Its engine is well: only what it says of its swarm waits.
    expect(seenMachine('m3').engine.state).toBe('seen');
    const leaderless: Failure = { kind: 'swarmWithoutLeader', address: '', said: 'too few managers' };
    world.engineOf('m3').isHangingOnSwarm = false;
    world.engineOf('m3').swarm = err(leaderless);
    await pass(5000);
    expect(swarm().view).toMatchObject({ state: 'failed', failure: leaderless });
    world.engineOf('m3').swarm = ok(swarmView());
    expect(await until(() => told() !== undefined, 1500)).toBeGreaterThan(0);
    expect(kinds()).not.toContain('quorumLost');
  });

  test('an engine whose /info waits for a leader is not called silent, and is asked again later', async () => {
    await pass(100_000);
    world.engineOf('m2').isHangingOnSwarm = true;
    world.engineOf('m2').containers = [container('c1')];
    world.engineOf('m2').tell('daemon', 'reload');
    await pass(6000);
    expect(seenMachine('m2').engine).toMatchObject({ state: 'seen', value: { containers: [{ name: 'c1' }] } });
    world.engineOf('m2').isHangingOnSwarm = false;
    world.engineOf('m2').engine = { ...world.engineOf('m2').engine, images: 42 };
    expect(await until(() => now(seenMachine('m2').engine)?.engine.images === 42, 10_000)).toBeGreaterThan(0);
  });

  test('a manager that is locked, and nobody else: told, with what was seen', async () => {
    for (const name of managerNames) {
      world.engineOf(name).swarm = err({ kind: 'swarmLocked', address: addressOf(name) });
      world.engineOf(name).engine = swarmEngine(name, {
        state: 'locked',
        nodeId: '',
        isManager: false,
        clusterId: undefined,
        managers: [],
      });
      world.engineOf(name).tell('daemon', 'reload');
    }
    expect(await until(() => kinds().filter((kind) => kind === 'swarmLocked').length === 3, 1000)).toBeGreaterThan(0);
    await pass(2000);
    expect(cluster()).toMatchObject({
      members: [{ role: 'manager' }, { role: 'manager' }, { role: 'manager' }, {}, {}],
      swarm: { view: { state: 'failed', failure: { kind: 'swarmLocked' }, last: {} } },
    });
  });
});
