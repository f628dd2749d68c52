// A machine store that goes while it is looked at: its machines are not taken for removed, and nothing is planned from an old snapshot.
import { expect, test, vi } from 'vitest';
import type { Failure } from '../../../src/model/failure.ts';
import { articleWorld, FakeWorld } from '../fakeWorld.ts';
import { health } from './classicPicture.ts';
import { clusters, look, pass, pictures, seenMachine, until, useOwnClock, watch, world } from './looking.ts';

useOwnClock();

const missing: Failure = { kind: 'storeMissing', path: '/store' };
const unreadable: Failure = { kind: 'storeUnreadable', path: '/store', said: 'EACCES: permission denied' };

/** Takes all records away, as a read of the folder then finds it; gives how to bring them back. */
function take(from: FakeWorld, failure: Failure | undefined): () => void {
  const { entries } = from;
  from.entries = [];
  from.failure = failure;
  from.tellStore();
  return () => {
    from.entries = entries;
    from.failure = undefined;
    from.tellStore();
  };
}

test.each([
  ['its folder is removed', missing, { kind: 'storeGone', path: '/store' }],
  ['it cannot be read any more', unreadable, unreadable],
])('%s: the last snapshot stays, with its date, until the store is back', async (_what, failure, told) => {
  await watch(articleWorld());
  const before = clusters.snapshot;
  const [node1, node2] = ['swarm-node1', 'swarm-node2'].map((name) => world.engineOf(name));
  const asked = (): number => node1!.asked.length;
  const bringBack = take(world, failure);
  const lost = new Date();
  await pass(500);
  expect(clusters.snapshot).toMatchObject({ storeFailure: told, lostAt: expect.any(Date) as Date });
  expect(clusters.snapshot.lostAt!.getTime() - lost.getTime()).toBeLessThan(500);
  expect(clusters.snapshot.machines).toEqual(before.machines);
  expect(clusters.snapshot.clusters.map(({ name }) => name)).toEqual(['swarm-manager']);
  expect(pictures.at(-1)?.lostAt).toBeDefined();
  const then = asked();
  await pass(60_000);
  expect(asked()).toBe(then);
  expect((await clusters.refresh()).storeFailure).toEqual(told);
  node2!.refuse();
  bringBack();
  expect(await until(() => clusters.snapshot.lostAt === undefined, 1000)).not.toBe(-1);
  expect(clusters.snapshot.storeFailure).toBeUndefined();
  expect(await until(() => seenMachine('swarm-node2').engine.state === 'failed', 10_000)).not.toBe(-1);
  expect(health()).toBe('degraded');
  node2!.mend();
  expect(await until(() => health() === 'healthy', 60_000)).not.toBe(-1);
});

test('a folder that is deleted file by file is one that has gone, not one machine after the other', async () => {
  await watch(articleWorld());
  const { entries } = world;
  for (const count of [3, 1, 0]) {
    world.entries = entries.slice(0, count);
    world.tellStore();
    await pass(300);
  }
  expect(clusters.snapshot).toMatchObject({ machines: [], storeFailure: undefined });
  world.failure = missing;
  world.tellStore();
  await pass(300);
  expect(clusters.snapshot.machines).toHaveLength(4);
  expect(clusters.snapshot).toMatchObject({ storeFailure: { kind: 'storeGone' } });
});

test('an unmounted disk leaves an empty folder: the machines were not removed either', async () => {
  await watch(articleWorld());
  world.hasNoFolder = true;
  take(world, undefined);
  await pass(500);
  expect(clusters.snapshot).toMatchObject({ storeFailure: { kind: 'storeGone', path: '/store/machines' } });
  expect(clusters.snapshot.machines).toHaveLength(4);
});

test('machines that were removed one by one long before are not missed, nor is a store that never had any', async () => {
  await watch(articleWorld());
  take(world, undefined);
  await pass(30_000);
  expect(clusters.snapshot).toMatchObject({ machines: [], storeFailure: undefined });
  world.failure = missing;
  world.tellStore();
  await pass(500);
  expect(clusters.snapshot).toMatchObject({ machines: [], storeFailure: { kind: 'storeMissing' }, lostAt: undefined });
  clusters.dispose();
  vi.useFakeTimers();
  look(new FakeWorld());
  await pass(500);
  expect(clusters.snapshot.lostAt).toBeUndefined();
});

test('a folder that is made again in its place is an empty store', async () => {
  await watch(articleWorld());
  take(world, missing);
  await pass(500);
  expect(clusters.snapshot.lostAt).toBeDefined();
  world.failure = undefined;
  world.hasNoFolder = true;
  world.tellStore();
  await pass(500);
  expect(clusters.snapshot).toMatchObject({ machines: [], clusters: [], storeFailure: undefined, lostAt: undefined });
});

test('who starts with an empty store has one, and machines made in it are watched', async () => {
  await watch(articleWorld());
  const bringBack = take(world, missing);
  await pass(500);
  const before = clusters.snapshot;
  expect(await clusters.startEmpty()).toMatchObject({
    machines: [],
    clusters: [],
    storeFailure: { kind: 'storeMissing' },
    lostAt: undefined,
  });
  expect(before.machines).toHaveLength(4);
  expect((await clusters.refresh()).lostAt).toBeUndefined();
  bringBack();
  expect(await until(() => clusters.snapshot.machines.length === 4 && health() === 'healthy', 10_000)).not.toBe(-1);
});

test('a store that is there is not emptied by that', async () => {
  await watch(articleWorld());
  expect((await clusters.startEmpty()).machines).toHaveLength(4);
});
