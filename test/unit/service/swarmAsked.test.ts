// What makes managers be asked of their swarm again, which of them is asked, and that quiet is free.
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { overlay } from '../samples.ts';
import {
  asManager,
  managerNames,
  swarmNode,
  swarmService,
  swarmTask,
  swarmView,
  tellView,
  viewWith,
} from '../swarms.ts';
import { clusters, pass, pictures, until, useOwnClock, world } from './looking.ts';
import {
  asked,
  askedOfAll,
  forget,
  kinds,
  kindsOf,
  networks,
  swarm,
  tellAll,
  told,
  watchSwarm,
} from './swarmPicture.ts';

useOwnClock();

describe('while it is looked at', () => {
  beforeEach(watchSwarm);

  test('quiet is free: nobody is asked but at a slow pace, and nobody is told', async () => {
    await pass(25_000);
    expect(asked()).toBe(0);
    await pass(60_000);
    expect(asked()).toBeGreaterThanOrEqual(1);
    expect(asked()).toBeLessThanOrEqual(3);
    expect(pictures).toEqual([]);
    expect(world.ran).toEqual([]);
  });

  describe('and at rest', () => {
    // Until then the streams of events had only just come up.
    beforeEach(async () => {
      await pass(35_000);
      forget();
    });

    test('nodes alone are read again, and all the rest where they are not as they were', async () => {
      await pass(95_000);
      expect(asked()).toBe(3);
      expect(askedOfAll()).toBe(0);
      const moved = viewWith({
        m1: { manager: asManager('m1') },
        m2: { manager: asManager('m2', { isLeader: true }) },
      });
      tellView(world, { ...moved, services: [swarmService('web'), swarmService('db', { replicas: 0 })] });
      expect(await until(() => told()?.services.length === 2, 31_000)).toBeGreaterThan(0);
      expect(askedOfAll()).toBe(1);
    });

    test('an event has all of it read', async () => {
      tellAll('service');
      await pass(2000);
      expect(askedOfAll()).toBeGreaterThanOrEqual(1);
      expect(askedOfAll()).toBe(asked());
    });

    test('a stream of events that broke, too, once', async () => {
      for (const each of world.engineOf('m1').listeners) each.onConnected();
      await pass(95_000);
      expect(askedOfAll()).toBe(1);
      expect(asked()).toBe(3);
    });

    test('a node that is no machine of ours, every time: nobody tells of its tasks', async () => {
      const { nodes, ...rest } = swarmView();
      tellView(world, { ...rest, nodes: [...nodes, swarmNode('stranger')] });
      tellAll('node');
      await pass(5000);
      forget();
      await pass(95_000);
      expect(askedOfAll()).toBe(3);
    });
  });

  test.each(['node', 'service', 'network'] as const)(
    'a change of a %s is seen within 0.3 s of its event',
    async (type) => {
      const view = swarmView({ services: [swarmService('web'), swarmService('db', { replicas: 0 })] });
      tellView(world, view);
      world.engineOf('m1').overlays = [overlay('new')];
      tellAll(type);
      const isSeen = (): boolean => (type === 'network' ? networks().includes('new') : told()?.services.length === 2);
      expect(await until(isSeen, 300)).toBeGreaterThanOrEqual(0);
    },
  );

  test('an event that every manager tells is one question, with an echo', async () => {
    tellAll('node');
    await pass(2000);
    expect(asked()).toBeLessThanOrEqual(3);
    await pass(20_000);
    expect(asked()).toBeLessThanOrEqual(3);
  });

  test('a task’s container is heard on its own engine; what its manager hears later is seen by the echo', async () => {
    const starting = swarmView({
      tasks: [swarmTask('web', 1, 'w1'), swarmTask('web', 2, 'w2', { state: 'starting' })],
    });
    tellView(world, starting);
    world.engineOf('w2').tell('container', 'start', { isOfTask: true });
    setTimeout(() => {
      tellView(world, swarmView());
    }, 200);
    expect(await until(() => told()?.tasks.some(({ state }) => state === 'starting') === true, 300)).toBeGreaterThan(0);
    expect(await until(() => told()?.tasks.every(({ state }) => state === 'running') === true, 500)).toBeGreaterThan(0);
  });

  test('a container that is nobody’s task asks nobody of the swarm', async () => {
    world.engineOf('w2').tell('container', 'start');
    await pass(3000);
    expect(asked()).toBe(0);
  });

  test('a service on its way is looked at every second, until it has arrived', async () => {
    const view = swarmView({ tasks: [swarmTask('web', 1, 'w1'), swarmTask('web', 2, '', { state: 'pending' })] });
    tellView(world, view);
    tellAll('service');
    await pass(2000);
    forget();
    await pass(5000);
    expect(asked()).toBeGreaterThanOrEqual(4);
    expect(asked()).toBeLessThanOrEqual(6);
    tellView(world, swarmView());
    expect(await until(() => kinds().length === 0 && told()?.tasks[1]?.state === 'running', 1500)).toBeGreaterThan(0);
    forget();
    await pass(20_000);
    expect(asked()).toBe(0);
  });

  test('what never arrives is looked at ever less', async () => {
    tellView(world, viewWith({ w1: { state: 'down' } }));
    tellAll('node');
    await pass(120_000);
    forget();
    await pass(60_000);
    expect(asked()).toBeGreaterThanOrEqual(5);
    expect(asked()).toBeLessThanOrEqual(8);
  });

  test('in the background nobody asks but for events, and for what is on its way now and then', async () => {
    clusters.setAttention('background');
    await pass(120_000);
    expect(asked()).toBe(0);
    tellView(world, viewWith({ w1: { state: 'down' } }));
    tellAll('node');
    expect(await until(() => kindsOf('w1').includes('nodeNotReady'), 300)).toBeGreaterThan(0);
    await pass(2000);
    forget();
    await pass(60_000);
    expect(asked()).toBeLessThanOrEqual(2);
  });

  test('a leader that freezes costs a hedge at the next question, and nothing once that is known', async () => {
    world.engineOf('m1').freeze();
    tellView(world, viewWith({ m2: { manager: asManager('m2', { isLeader: true }) } }));
    world.engineOf('m2').tell('node', 'update');
    expect(await until(() => swarm().source === 'm2', 450)).toBeGreaterThan(300);
    await pass(6000);
    expect(kindsOf('m1')).toContain('engineDown');
    world.engineOf('m1').asked.length = 0;
    world.engineOf('m2').tell('node', 'update');
    await pass(2000);
    expect(world.engineOf('m1').asked).not.toContain('swarm');
    expect(swarm()).toMatchObject({ source: 'm2', view: { state: 'seen' } });
    // Who tells goes on telling.
    world.engineOf('m1').mend();
    await pass(5000);
    expect(kindsOf('m1')).toEqual([]);
    world.engineOf('m1').asked.length = 0;
    tellAll('service');
    await pass(2000);
    expect(world.engineOf('m1').asked).not.toContain('swarm');
    expect(swarm().source).toBe('m2');
  });

  test('managers that are known to be silent are not asked', async () => {
    for (const name of managerNames) world.engineOf(name).freeze();
    await pass(10_000);
    expect(swarm().view).toMatchObject({ state: 'failed', failure: { kind: 'engineSilent' } });
    forget();
    await pass(60_000);
    expect(asked()).toBe(0);
    world.engineOf('m3').mend();
    expect(await until(() => swarm().source === 'm3' && told() !== undefined, 4000)).toBeGreaterThan(0);
  });

  test('refresh ends after one deadline with two managers frozen, and the third tells', async () => {
    for (const name of ['m1', 'm2']) world.engineOf(name).freeze();
    let isOver = false;
    void clusters.refresh().then(() => (isOver = true));
    expect(await until(() => swarm().source === 'm3', 800)).toBeGreaterThan(0);
    expect(await until(() => isOver, 5500)).toBeGreaterThan(0);
  });

  test('after the end nothing is asked any more', async () => {
    clusters.dispose();
    forget();
    await pass(120_000);
    expect(asked()).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });
});
