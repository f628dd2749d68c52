// The current picture over a world in memory: its beginning, what it costs to keep, its refresh and its end.
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { clusterHealth, machineHealth } from '../../../src/checks/health.ts';
import { now } from '../../../src/model/seen.ts';
import { findMachine, type Snapshot } from '../../../src/model/snapshot.ts';
import { articleWorld, FakeWorld } from '../fakeWorld.ts';
import { kvUrl, machine, overlay, storeState } from '../samples.ts';
import { cluster, health, level } from './classicPicture.ts';
import { clusters, look, pass, pictures, seenMachine, until, useOwnClock, watch, world } from './looking.ts';

useOwnClock();

describe('at the start', () => {
  test('nothing is known, and soon everything', async () => {
    look(articleWorld());
    expect(clusters.snapshot.machines).toEqual([]);
    expect(
      await until(() => clusters.snapshot.clusters.length > 0 && health() === 'healthy', 500),
    ).toBeGreaterThanOrEqual(0);
    expect(clusterHealth(cluster(), clusters.snapshot)).toMatchObject({ healthy: 3, of: 3, findings: [] });
  });

  test('with one of four frozen the others are shown within half a second', async () => {
    look(articleWorld());
    world.engineOf('swarm-node2').freeze();
    await pass(500);
    expect(['kvstore', 'swarm-manager', 'swarm-node1'].map((name) => seenMachine(name).engine.state)).toEqual([
      'seen',
      'seen',
      'seen',
    ]);
    expect(seenMachine('swarm-node2').engine.state).toBe('waiting');
    await pass(5000);
    expect(seenMachine('swarm-node2').engine).toMatchObject({ state: 'failed', failure: { kind: 'engineSilent' } });
  });

  test('a hundred dead hosts do not keep four hundred living ones waiting', async () => {
    // Fake timers take long for so many.
    vi.useRealTimers();
    const many = new FakeWorld();
    for (let number = 0; number < 500; number += 1) {
      const address = `10.0.${String(number >> 8)}.${String(number & 255)}`;
      const endpoint = many.add(machine(`m${String(number).padStart(3, '0')}`, { address }));
      if (number < 100) endpoint.freeze();
    }
    look(many);
    const living = (): number => clusters.snapshot.machines.filter(({ engine }) => engine.state === 'seen').length;
    await vi.waitFor(() => {
      expect(living()).toBe(400);
    }, 4000);
    expect(clusters.snapshot.machines.filter(({ engine }) => engine.state === 'failed')).toEqual([]);
  });

  test('an empty store is an empty picture with its reason', async () => {
    const empty = new FakeWorld();
    empty.failure = { kind: 'storeMissing', path: '/store' };
    look(empty);
    await pass(100);
    expect(clusters.snapshot).toMatchObject({ machines: [], clusters: [], storeFailure: { kind: 'storeMissing' } });
    expect(empty.ran).toEqual([]);
  });

  test('a broken record is one marked machine beside the others', async () => {
    const broken = articleWorld();
    const failure = { kind: 'recordBroken', machine: 'x', path: '/store/machines/x/config.json', said: 'eof' } as const;
    broken.entries.push({ name: 'x', directory: '/store/machines/x', failure });
    look(broken);
    await pass(500);
    expect(seenMachine('x').record).toEqual({ failure });
    expect(machineHealth(seenMachine('x'), undefined).level).toBe('down');
    expect(health()).toBe('healthy');
  });
});

describe('while it is looked at', () => {
  beforeEach(() => watch(articleWorld()));

  test('nothing happens: nobody is told anything, and docker-machine does not run', async () => {
    await pass(85_000);
    expect(pictures).toEqual([]);
    expect(world.ran).toEqual([]);
    expect(world.engineOf('swarm-node1').asked.filter((question) => question !== 'ping').length).toBeLessThanOrEqual(4);
  });

  test('a clock that is set is seen within seconds, and its end too; the same is not asked for again and again', async () => {
    const node = world.engineOf('swarm-node1');
    for (const [clockSkew, level] of [
      [3_600_000, 'degraded'],
      [0, 'healthy'],
    ] as const) {
      node.engine = { ...node.engine, clockSkew };
      expect(await until(() => health() === level, 5000)).not.toBe(-1);
    }
    expect(world.ran).toEqual([]);
    const asked = (): number => node.asked.filter((question) => question === 'engine').length;
    const before = asked();
    await pass(20_000);
    expect(asked()).toBe(before);
  });

  test('the age of what is known stays young, as pings confirm it', async () => {
    for (let second = 0; second < 30; second += 1) {
      await pass(1000);
      const { engine } = seenMachine('swarm-node1');
      expect(engine.state === 'seen' && Date.now() - engine.at.getTime()).toBeLessThan(2000);
    }
  });

  test('refresh waits five seconds at most for a driver that hangs', async () => {
    const record = machine('half', { address: undefined });
    world.entries = [...world.entries, { name: 'half', directory: record.directory, machine: record }];
    world.slow.add('half');
    let seen: Snapshot | undefined;
    void clusters.refresh().then((snapshot) => (seen = snapshot));
    expect(await until(() => seen !== undefined, 6000)).toBeGreaterThan(4000);
    expect(findMachine(seen!, 'half')?.power).toBe('unknown');
    await pass(20_000);
  });

  test('refresh waits for the driver of a machine without an address, and for no other', async () => {
    world.says.set('status', 'Stopped\n');
    const record = machine('stopped', { address: undefined });
    world.entries = [...world.entries, { name: 'stopped', directory: record.directory, machine: record }];
    // A driver that takes its time over a host that does not answer.
    world.engineOf('swarm-node1').refuse();
    world.slow.add('swarm-node1');
    let seen: Snapshot | undefined;
    void clusters.refresh().then((snapshot) => (seen = snapshot));
    expect(await until(() => seen !== undefined, 1000)).toBeGreaterThan(0);
    expect(findMachine(seen!, 'stopped')?.power).toBe('stopped');
    await pass(20_000);
  });

  test('refresh asks everybody anew; calls that come together are one', async () => {
    world.engineOf('kvstore').engine = { ...world.engineOf('kvstore').engine, images: 42 };
    world.engineOf('kvstore').asked.length = 0;
    const [first, second] = [clusters.refresh(), clusters.refresh()];
    await pass(100);
    expect(now((await first).machines[0]!.engine)?.engine.images).toBe(42);
    expect(await second).toBe(await first);
    expect(world.engineOf('kvstore').asked.filter((question) => question === 'engine')).toHaveLength(1);
  });

  test('refresh ends, with one host frozen, after its deadline', async () => {
    world.engineOf('swarm-node1').freeze();
    let isOver = false;
    void clusters.refresh().then(() => (isOver = true));
    expect(await until(() => isOver, 5500)).toBeGreaterThan(0);
  });
});

describe('in the background', () => {
  test('engines are pinged twice a minute, and attention makes it quick again', async () => {
    look(articleWorld());
    await pass(1000);
    const pings = (): number => world.engineOf('swarm-node1').asked.filter((question) => question === 'ping').length;
    const before = pings();
    await pass(60_000);
    expect(pings() - before).toBeLessThanOrEqual(3);
    world.engineOf('swarm-node1').freeze();
    clusters.setAttention('visible');
    expect(await until(() => level('swarm-node1') === 'down', 5000)).toBeGreaterThan(0);
  });
});

test('clusters do not touch each other', async () => {
  const two = articleWorld();
  const url = 'etcd://10.0.0.9:2379';
  const flags = { engineFlags: [`cluster-store=${url}`] };
  two.add(machine('n1', { address: '10.0.0.1', ...flags })).overlays = [overlay('of-two')];
  two.stores.set(url, { mood: 'well', state: storeState({ engines: ['10.0.0.1:2376'] }) });
  look(two);
  clusters.setAttention('visible');
  await pass(1000);
  world.managerOf('swarm-manager').overlays = [overlay('of-one')];
  world.managerOf('swarm-manager').tell('network', 'create');
  await pass(1000);
  world.stores.get(kvUrl)!.mood = 'frozen';
  world.engineOf('swarm-node1').freeze();
  await pass(20_000);
  const other = clusters.snapshot.clusters.find(({ name }) => name === '10.0.0.9')!;
  expect(now(other.networks)?.map(({ name }) => name)).toEqual(['of-two']);
  expect(clusterHealth(other, clusters.snapshot)).toMatchObject({ level: 'healthy', healthy: 1, of: 1 });
  expect(
    clusterHealth(
      clusters.snapshot.clusters.find(({ name }) => name === 'swarm-manager')!,
      clusters.snapshot,
    ).level,
  ).toBe('degraded');
});

test('after the end nothing is asked any more', async () => {
  look(articleWorld());
  clusters.setAttention('visible');
  await pass(1000);
  clusters.dispose();
  const asked = [...world.endpoints.values()].map((endpoint) => endpoint.asked.length);
  const stores = world.storesAsked.length;
  await pass(60_000);
  expect([...world.endpoints.values()].map((endpoint) => endpoint.asked.length)).toEqual(asked);
  expect(world.storesAsked).toHaveLength(stores);
  expect([...world.endpoints.values()].every((endpoint) => endpoint.listeners.size === 0)).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
});
