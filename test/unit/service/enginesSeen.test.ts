// Engines in the picture: how soon it shows that one falls silent or comes back, and what its events make be asked.
import { beforeEach, describe, expect, test } from 'vitest';
import { now } from '../../../src/model/seen.ts';
import { articleWorld } from '../fakeWorld.ts';
import { container } from '../samples.ts';
import { level } from './classicPicture.ts';
import { clusters, pass, pictures, seenMachine, until, useOwnClock, watch, world } from './looking.ts';

useOwnClock();

describe('while it is looked at', () => {
  beforeEach(() => watch(articleWorld()));

  test.each([0, 400, 900, 1300, 1490])(
    'a frozen engine is down within 5 s, whenever it freezes (%i ms)',
    async (wait) => {
      await pass(wait);
      world.engineOf('swarm-node2').freeze();
      expect(await until(() => level('swarm-node2') === 'down', 5000)).toBeGreaterThan(0);
      expect(['kvstore', 'swarm-manager', 'swarm-node1'].map(level)).toEqual(['healthy', 'healthy', 'healthy']);
      expect(seenMachine('swarm-node2').engine).toMatchObject({
        last: { value: { engine: { hostname: 'swarm-node2' } } },
      });
    },
  );

  test('a thawed engine is healthy again', async () => {
    world.engineOf('swarm-node2').freeze();
    await pass(10_000);
    expect(level('swarm-node2')).toBe('down');
    world.engineOf('swarm-node2').mend();
    expect(await until(() => level('swarm-node2') === 'healthy', 3000)).toBeGreaterThanOrEqual(0);
  });

  test('an engine that stops is down at once, for its stream breaks; it comes back with its stream', async () => {
    world.engineOf('swarm-node1').refuse();
    expect(await until(() => level('swarm-node1') === 'down', 500)).toBeGreaterThanOrEqual(0);
    expect(seenMachine('swarm-node1').engine).toMatchObject({ failure: { kind: 'engineRefused' } });
    world.engineOf('swarm-node1').mend();
    expect(await until(() => level('swarm-node1') === 'healthy', 500)).toBeGreaterThanOrEqual(0);
  });

  test('a dead engine keeps the failure it began with, and nobody is told again and again', async () => {
    world.engineOf('swarm-node1').freeze();
    await pass(6000);
    const { engine } = seenMachine('swarm-node1');
    pictures.length = 0;
    await pass(30_000);
    void clusters.refresh();
    await pass(10_000);
    expect(pictures).toEqual([]);
    expect(seenMachine('swarm-node1').engine).toEqual(engine);
  });

  test('an engine that answers pings and nothing else is down and asked now and then only', async () => {
    world.engineOf('swarm-node1').isHalfDead = true;
    world.engineOf('swarm-node1').tell('container', 'start');
    await pass(6000);
    expect(level('swarm-node1')).toBe('down');
    world.engineOf('swarm-node1').asked.length = 0;
    await pass(60_000);
    expect(level('swarm-node1')).toBe('down');
    expect(world.engineOf('swarm-node1').asked.filter((question) => question === 'engine').length).toBeLessThanOrEqual(
      6,
    );
  });

  test('a container started by hand is seen within half a second', async () => {
    world.engineOf('swarm-node1').containers = [container('c1')];
    world.engineOf('swarm-node1').tell('container', 'start');
    expect(
      await until(() => now(seenMachine('swarm-node1').engine)?.containers[0]?.name === 'c1', 500),
    ).toBeGreaterThanOrEqual(0);
  });

  test('a burst of events is one question', async () => {
    world.engineOf('swarm-node1').asked.length = 0;
    for (const action of ['create', 'attach', 'start', 'rename', 'die'])
      world.engineOf('swarm-node1').tell('container', action);
    await pass(400);
    expect(world.engineOf('swarm-node1').asked.filter((question) => question === 'containers')).toHaveLength(1);
  });

  test('what happens inside a container is no event', async () => {
    world.engineOf('swarm-node1').asked.length = 0;
    world.engineOf('swarm-node1').tell('container', 'exec_create: sh');
    await pass(400);
    expect(world.engineOf('swarm-node1').asked).not.toContain('containers');
  });

  test('an event of containers asks for these alone, and the engine’s counts follow', async () => {
    world.engineOf('swarm-node1').asked.length = 0;
    world.engineOf('swarm-node1').containers = [container('c1'), container('c2')];
    world.engineOf('swarm-node1').tell('container', 'start');
    await pass(400);
    expect(world.engineOf('swarm-node1').asked).not.toContain('engine');
    const { engine } = now(seenMachine('swarm-node1').engine)!;
    expect(engine.containers).toEqual({ total: 2, running: 2, paused: 0, stopped: 0 });
  });

  test.each([
    ['an event of another kind', 'daemon', 400],
    ['a minute', 'exec', 60_400],
  ])('after %s the engine is asked for its facts again', async (_, happens, time) => {
    if (happens === 'daemon') world.engineOf('swarm-node1').tell('daemon', 'reload');
    await pass(time);
    world.engineOf('swarm-node1').engine = { ...world.engineOf('swarm-node1').engine, images: 42 };
    world.engineOf('swarm-node1').tell('container', 'start');
    await pass(400);
    expect(world.engineOf('swarm-node1').asked).toContain('engine');
  });
});

test('an engine that a person gives more time is not called silent by a ping', async () => {
  await watch(articleWorld(), 10);
  const node = world.engineOf('swarm-node2');
  node.freeze();
  await pass(7000);
  expect(level('swarm-node2')).toBe('healthy');
  node.mend();
  await pass(5000);
  expect(level('swarm-node2')).toBe('healthy');
  node.freeze();
  expect(await until(() => level('swarm-node2') === 'down', 10_000)).toBeGreaterThan(7000);
});
