// A machine that a run of this window creates: how far that is, and nothing of what is not well yet.
import { beforeEach, expect, test } from 'vitest';
import { machineHealth } from '../../../src/checks/health.ts';
import { findMachine } from '../../../src/model/snapshot.ts';
import { articleWorld } from '../fakeWorld.ts';
import { noon } from '../samples.ts';
import { cluster } from './classicPicture.ts';
import { clusters, pass, pictures, seenMachine, useOwnClock, watch, world } from './looking.ts';
import { inShort } from '../inShort.ts';

useOwnClock();

const findings = (): readonly ReturnType<typeof inShort>[] =>
  machineHealth(seenMachine('swarm-node1'), cluster()).findings.map(inShort);
const made = { kind: 'creating', machine: 'swarm-node1', since: noon, stage: 'engine' } as const;

beforeEach(async () => {
  await watch(articleWorld());
});

test('says how far it is, at once, and what is wrong with it only when that has ended', async () => {
  world.engineOf('swarm-node1').refuse();
  await pass(5000);
  expect(findings().map(({ kind }) => kind)).toContain('engineDown');
  clusters.setMaking('swarm-node1', { since: noon, stage: 'engine' });
  await pass(200);
  expect(findings()).toEqual([made]);
  expect(machineHealth(seenMachine('swarm-node1'), cluster()).level).toBe('unknown');
  clusters.setMaking('swarm-node1', undefined);
  await pass(200);
  expect(findings().map(({ kind }) => kind)).toContain('engineDown');
});

test('is part of a cluster that is being made, from the first create of the run to its end', async () => {
  const isBeingMade = (): boolean => cluster().isBeingMade;
  const { name } = cluster();
  clusters.setBeingMade(name, true);
  await pass(200);
  expect([isBeingMade(), pictures.at(-1)?.clusters[0]?.isBeingMade]).toEqual([true, true]);
  expect(cluster().isNew).toBe(false);
  clusters.setBeingMade('other', true);
  clusters.setBeingMade(name, false);
  expect(isBeingMade()).toBe(false);
  // By whatever name the run knows it.
  clusters.setMaking('swarm-node1', { since: noon, stage: 'engine' });
  expect(isBeingMade()).toBe(true);
});

test('is part of a new one where none of its nodes was well when the run began', async () => {
  const nodes = ['swarm-manager', 'swarm-node1', 'swarm-node2'].map((name) => world.engineOf(name));
  for (const each of nodes) each.refuse();
  await pass(5000);
  clusters.setBeingMade(cluster().name, true);
  for (const each of nodes) each.mend();
  await pass(5000);
  expect(cluster().isNew).toBe(true);
  clusters.setBeingMade(cluster().name, false);
  expect(cluster().isNew).toBe(false);
});

test('is asked anew before what is known of it counts: that is from while it was being made', async () => {
  world.engineOf('swarm-node1').refuse();
  clusters.setMaking('swarm-node1', { since: noon, stage: 'engine' });
  await pass(5000);
  world.engineOf('swarm-node1').freeze();
  await pass(1000);
  pictures.length = 0;
  clusters.setMaking('swarm-node1', undefined);
  await pass(500);
  world.engineOf('swarm-node1').mend();
  await pass(500);
  const seen = pictures.map((each) =>
    machineHealth(findMachine(each, 'swarm-node1')!, each.clusters[0]).findings.map(inShort),
  );
  expect(seen.flat().map(({ kind }) => kind)).not.toContain('engineDown');
  expect(seenMachine('swarm-node1')).toMatchObject({ making: undefined, engine: { state: 'seen' } });
});

test('counts neither by a query that began before and fails only now', async () => {
  const node = world.engineOf('swarm-node1');
  clusters.setMaking('swarm-node1', { since: noon, stage: 'engine' });
  node.freeze();
  node.tell('container', 'start');
  await pass(1000);
  pictures.length = 0;
  clusters.setMaking('swarm-node1', undefined);
  // It answers again, but not what it was asked before: that fails at its deadline.
  node.mood = 'well';
  await pass(10_000);
  const seen = pictures.map((each) => findMachine(each, 'swarm-node1')!);
  expect(seen.filter(({ making, engine }) => !making && engine.state === 'failed')).toEqual([]);
  expect(seenMachine('swarm-node1')).toMatchObject({ making: undefined, engine: { state: 'seen' } });
});

test('that is created once more while the end of the first create is looked at is being created', async () => {
  const first = { since: noon, stage: 'creating' } as const;
  const second = { since: noon, stage: 'engine' } as const;
  clusters.setMaking('swarm-node1', first);
  await pass(200);
  clusters.setMaking('swarm-node1', undefined);
  clusters.setMaking('swarm-node1', second);
  await pass(5000);
  expect(seenMachine('swarm-node1').making).toEqual(second);
});
