// A swarm of swarm mode in the picture: who tells of it, who is in it, and that whatever its engines do it is looked at in time.
import fc from 'fast-check';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { err, ok } from '../../../src/base/result.ts';
import { clusterHealth } from '../../../src/checks/health.ts';
import { now } from '../../../src/model/seen.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import { articleWorld, FakeWorld } from '../fakeWorld.ts';
import { machine, overlay } from '../samples.ts';
import {
  asManager,
  managerAddresses,
  managerNames,
  membership,
  swarmEngine,
  swarmId,
  swarmMachines,
  swarmNode,
  swarmView,
  swarmWorld,
  tellView,
  viewWith,
  workerNames,
} from '../swarms.ts';
import { clusters, look, pass, seenMachine, until, useOwnClock, world } from './looking.ts';
import { asked, cluster, found, kinds, kindsOf, swarm, tellAll, told, watchSwarm } from './swarmPicture.ts';

useOwnClock();

describe('at the start', () => {
  test('a swarm shows by itself, told by one manager', async () => {
    look(swarmWorld());
    expect(
      await until(() => clusters.snapshot.clusters.length > 0 && told() !== undefined, 500),
    ).toBeGreaterThanOrEqual(0);
    expect(cluster()).toMatchObject({ name: 'm1', orchestration: 'swarm-mode', swarm: { id: swarmId, source: 'm1' } });
    await pass(500);
    expect(clusterHealth(cluster(), clusters.snapshot)).toMatchObject({ level: 'healthy', healthy: 5, of: 5 });
    expect(asked()).toBeLessThanOrEqual(3);
  });

  test('the first look waits for what it finds', async () => {
    look(swarmWorld());
    for (const name of managerNames) world.engineOf(name).overlays = [overlay('net')];
    let seen: Snapshot | undefined;
    void clusters.refresh().then((snapshot) => (seen = snapshot));
    await until(() => seen !== undefined, 1000, 1);
    expect(seen?.clusters[0]).toMatchObject({ swarm: { view: { state: 'seen' } }, networks: { state: 'seen' } });
  });

  test('a frozen leader costs nothing, and is a member by what the others list', async () => {
    const frozen = swarmWorld();
    frozen.engineOf('m1').freeze();
    look(frozen);
    // Its engine has not answered yet: whoever has is asked first.
    expect(
      await until(() => clusters.snapshot.clusters.length > 0 && told() !== undefined, 200),
    ).toBeGreaterThanOrEqual(0);
    await pass(500);
    expect(cluster().members.map((each) => `${each.role} ${each.machine}`)).toEqual([
      'manager m1',
      'manager m2',
      'manager m3',
      'node w1',
      'node w2',
    ]);
    expect(swarm()).toMatchObject({ source: 'm2', view: { state: 'seen' } });
    expect(seenMachine('m1').engine.state).toBe('waiting');
  });

  test('a leader that froze just now: what its managers cannot tell of themselves yet is said so, and told once they can', async () => {
    const electing = swarmWorld();
    electing.engineOf('m1').freeze();
    for (const name of ['m2', 'm3']) electing.engineOf(name).isHangingOnSwarm = true;
    look(electing);
    clusters.setAttention('visible');
    await pass(5500);
    expect([...managerNames, ...workerNames].map((name) => seenMachine(name).engine)).toMatchObject([
      { state: 'failed', failure: { kind: 'engineSilent' } },
      { state: 'failed', failure: { kind: 'engineReticent', address: '10.0.0.2:2376' } },
      { state: 'failed', failure: { kind: 'engineReticent', address: '10.0.0.3:2376' } },
      { state: 'seen' },
      { state: 'seen' },
    ]);
    expect(cluster('m1').members.map(({ role }) => role)).toEqual(['manager', 'manager', 'manager', 'node', 'node']);
    for (const name of ['m2', 'm3']) electing.engineOf(name).isHangingOnSwarm = false;
    await pass(11_000);
    expect(clusters.snapshot.clusters).toHaveLength(1);
    expect(swarm()).toMatchObject({ id: swarmId, source: 'm2', view: { state: 'seen' } });
    expect(kindsOf('m3')).toEqual([]);
  });

  test('a worker alone shows its swarm and where its managers are', async () => {
    const alone = new FakeWorld();
    alone.add(swarmMachines()[3]!, swarmEngine('w1'));
    look(alone);
    clusters.setAttention('visible');
    await pass(500);
    expect(cluster('w1')).toMatchObject({
      members: [{ machine: 'w1', role: 'node' }],
      swarm: {
        id: undefined,
        source: undefined,
        view: { state: 'failed', failure: { kind: 'notAManager', address: '10.0.0.4:2376' } },
        managers: managerAddresses,
      },
    });
    await pass(60_000);
    expect(asked()).toBe(0);
    expect(clusterHealth(cluster('w1'), clusters.snapshot)).toMatchObject({ level: 'healthy', findings: [] });
  });

  test('machines made for a swarm that nobody has joined are half a cluster', async () => {
    const made = { 'dockeroverlay.cluster': 'demo', 'dockeroverlay.orchestration': 'swarm-mode' };
    const half = new FakeWorld();
    for (const record of swarmMachines(made)) half.add(record, { labels: made });
    look(half);
    await pass(500);
    expect(cluster('demo')).toMatchObject({ orchestration: 'swarm-mode', swarm: { view: { state: 'failed' } } });
    expect(clusterHealth(cluster('demo'), clusters.snapshot)).toMatchObject({
      isHalfMade: true,
      findings: [{ kind: 'clusterIncomplete' }],
    });
    // And as soon as one begins, it is a swarm.
    half.engineOf('m1').engine = { ...half.engineOf('m1').engine, swarm: membership('m1') };
    half.engineOf('m1').swarm = ok(swarmView({ nodes: [swarmNode('m1')], services: [], tasks: [] }));
    half.engineOf('m1').tell('node', 'create');
    expect(await until(() => cluster('demo').swarm?.source === 'm1', 500)).toBeGreaterThan(0);
    expect(clusterHealth(cluster('demo'), clusters.snapshot)).toMatchObject({ isHalfMade: false, healthy: 1, of: 5 });
  });
});

describe('while it is looked at', () => {
  beforeEach(watchSwarm);

  test('a node that is promoted is asked, though its engine tells nothing', async () => {
    const view = viewWith({ w1: { role: 'manager', manager: asManager('w1', { isLeader: false }) } });
    tellView(world, view);
    world.engineOf('w1').engine = swarmEngine('w1', { isManager: true, clusterId: swarmId });
    world.engineOf('w1').swarm = ok(view);
    tellAll('node');
    const role = (): string | undefined => cluster().members.find((each) => each.machine === 'w1')?.role;
    expect(await until(() => role() === 'manager', 500)).toBeGreaterThan(0);
  });

  test('a machine that joins by hand is found by its node’s address', async () => {
    world.add(machine('x1', { address: '10.0.0.9' }));
    world.tellStore();
    await pass(500);
    expect(cluster().members.map((each) => each.machine)).not.toContain('x1');
    world.engineOf('x1').engine = swarmEngine('x1', { nodeAddress: '10.0.0.9' });
    tellView(world, swarmView({ nodes: [...swarmView().nodes, swarmNode('x1', { address: '10.0.0.9' })] }));
    tellAll('node', 'create');
    expect(await until(() => cluster().members.some((each) => each.machine === 'x1'), 500)).toBeGreaterThan(0);
    expect(clusterHealth(cluster(), clusters.snapshot)).toMatchObject({ level: 'healthy', of: 6 });
  });

  test('a worker of a swarm that nobody here manages tells of its join by the network that comes with it', async () => {
    world.add(machine('x1', { address: '10.0.0.9' }));
    world.tellStore();
    await pass(500);
    world.engineOf('x1').engine = swarmEngine('x1', { nodeAddress: '10.0.0.9', managers: ['10.7.7.7:2377'] });
    world.engineOf('x1').tell('network', 'create', { name: 'ingress' });
    expect(await until(() => found('x1')?.swarm?.managers[0] === '10.7.7.7:2377', 500)).toBeGreaterThan(0);
  });

  test('a node that leaves is no member any more when managers have noticed', async () => {
    world.engineOf('w2').engine = {
      ...world.engineOf('w2').engine,
      swarm: { ...membership('w2'), state: 'inactive', nodeId: '', managers: [] },
    };
    await pass(2000);
    expect(cluster().members).toHaveLength(5);
    tellView(world, viewWith({ w2: { state: 'down' } }));
    tellAll('node');
    expect(await until(() => cluster().members.length === 4, 500)).toBeGreaterThan(0);
    expect(kinds()).toEqual(['externalNodeNotReady']);
  });
});

test('a classic cluster, a swarm and machines of none do not touch each other', async () => {
  const mixed = articleWorld();
  for (const record of swarmMachines()) {
    const endpoint = mixed.add(record, swarmEngine(record.name));
    endpoint.swarm = managerNames.includes(record.name) ? ok(swarmView()) : err({ kind: 'notAManager', address: '' });
  }
  for (const name of ['x1', 'x2', 'x3']) mixed.add(machine(name, { address: `10.8.0.${name.slice(1)}` }));
  mixed.managerOf('swarm-manager').overlays = [overlay('classic-net')];
  for (const name of managerNames) mixed.engineOf(name).overlays = [overlay('swarm-net')];
  look(mixed);
  clusters.setAttention('visible');
  await pass(1000);
  expect(
    clusters.snapshot.clusters.map(({ name, orchestration, members }) => [name, orchestration, members.length]),
  ).toEqual([
    ['m1', 'swarm-mode', 5],
    ['swarm-manager', 'classic', 4],
  ]);
  const networksOf = (name: string): string[] | undefined => now(cluster(name).networks)?.map((each) => each.name);
  expect([networksOf('m1'), networksOf('swarm-manager')]).toEqual([['swarm-net'], ['classic-net']]);
  const inClusters = new Set(clusters.snapshot.clusters.flatMap(({ members }) => members.map((each) => each.machine)));
  expect(clusters.snapshot.machines.map(({ name }) => name).filter((name) => !inClusters.has(name))).toEqual([
    'x1',
    'x2',
    'x3',
  ]);
  for (const name of managerNames) world.engineOf(name).freeze();
  await pass(20_000);
  expect(clusterHealth(cluster('swarm-manager'), clusters.snapshot).level).toBe('healthy');
  expect(clusterHealth(cluster('m1'), clusters.snapshot).level).toBe('down');
  expect(networksOf('swarm-manager')).toEqual(['classic-net']);
});

test('whatever engines and managers do, looking at it ends in time and finds no bug', async () => {
  const mood = fc.constantFrom('well', 'frozen', 'refusing', 'halfDead', 'hanging', 'leaderless', 'locked', 'worker');
  await fc.assert(
    fc.asyncProperty(fc.array(mood, { minLength: 5, maxLength: 5 }), fc.boolean(), async (moods, isVisible) => {
      const odd = swarmWorld();
      const names = [...managerNames, ...workerNames];
      for (const [index, name] of names.entries()) {
        const endpoint = odd.engineOf(name);
        const address = endpoint.address;
        if (moods[index] === 'frozen') endpoint.freeze();
        if (moods[index] === 'refusing') endpoint.refuse();
        if (moods[index] === 'halfDead') endpoint.isHalfDead = true;
        if (moods[index] === 'hanging') endpoint.isHangingOnSwarm = true;
        if (moods[index] === 'leaderless') endpoint.swarm = err({ kind: 'swarmWithoutLeader', address, said: '' });
        if (moods[index] === 'locked') endpoint.swarm = err({ kind: 'swarmLocked', address });
        if (moods[index] === 'worker') endpoint.swarm = err({ kind: 'notAManager', address });
      }
      look(odd);
      if (isVisible) clusters.setAttention('visible');
      let isOver = false;
      void clusters.refresh().then(() => (isOver = true));
      // One deadline until it is known who lives, one for what only shows then.
      await pass(10_500);
      expect(isOver).toBe(true);
      if (moods.slice(0, managerNames.length).includes('well')) expect(swarm().view.state).toBe('seen');
      clusters.dispose();
      expect(vi.getTimerCount()).toBe(0);
    }),
    { numRuns: 60 },
  );
});
