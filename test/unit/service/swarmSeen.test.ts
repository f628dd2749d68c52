// A swarm of swarm mode over a world in memory: who tells of it, what makes it be asked again, and that quiet is free.
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { err, ok } from '../../../src/base/result.ts';
import type { Cluster, ClusterSwarm } from '../../../src/model/cluster.ts';
import type { Failure } from '../../../src/model/failure.ts';
import { clusterHealth, machineHealth } from '../../../src/model/health.ts';
import { lastOf, now } from '../../../src/model/seen.ts';
import { findMachine, type SeenMachine, type Snapshot } from '../../../src/model/snapshot.ts';
import type { SwarmView } from '../../../src/model/swarmMode.ts';
import { createClusterStore } from '../../../src/service/clusterStore.ts';
import type { ClusterStore } from '../../../src/service/services.ts';
import { articleWorld, FakeWorld } from '../fakeWorld.ts';
import { articleMachines, container, machine, overlay } from '../samples.ts';
import {
  addressOf,
  asManager,
  managerAddresses,
  managerNames,
  membership,
  swarmEngine,
  swarmId,
  swarmMachines,
  swarmNode,
  swarmService,
  swarmTask,
  swarmView,
  swarmWorld,
  tellView,
  viewWith,
  workerNames,
} from '../swarms.ts';

let world: FakeWorld;
let clusters: ClusterStore;
let pictures: Snapshot[];
const bugs: unknown[] = [];

function look(at: FakeWorld): void {
  world = at;
  clusters = createClusterStore({
    doors: world,
    probeTimeout: () => 5,
    log: {
      wantsDebug: false,
      debug: () => undefined,
      info: () => undefined,
      warn: () => undefined,
      error: (_text, cause) => bugs.push(cause),
    },
  });
  pictures = [];
  clusters.onDidChange((snapshot) => pictures.push(snapshot));
}

const pass = (time: number): Promise<unknown> => vi.advanceTimersByTimeAsync(time);
const found = (name: string): Cluster | undefined => clusters.snapshot.clusters.find((each) => each.name === name);
const cluster = (name = 'm1'): Cluster => found(name)!;
const swarm = (): ClusterSwarm => cluster().swarm!;
const told = (): SwarmView | undefined => now(swarm().view);
const seenMachine = (name: string): SeenMachine => findMachine(clusters.snapshot, name)!;
const kinds = (): string[] => clusterHealth(cluster(), clusters.snapshot).troubles.map(({ kind }) => kind);
const kindsOf = (name: string): string[] =>
  machineHealth(seenMachine(name), cluster()).troubles.map(({ kind }) => kind);
const networks = (): string[] => (lastOf(cluster().networks)?.value ?? []).map(({ name }) => name);

/** How often managers were asked of the swarm. */
const asked = (): number =>
  [...world.endpoints.values()].flatMap((endpoint) => endpoint.asked).filter((question) => question === 'swarm').length;
const forget = (): void => {
  for (const endpoint of world.endpoints.values()) endpoint.asked.length = 0;
};
/** Every manager tells of something, as they do. */
const tellAll = (type: 'node' | 'service' | 'network', action = 'update'): void => {
  for (const name of managerNames) world.engineOf(name).tell(type, action);
};

/** Milliseconds until something holds; -1 when it does not within `most`. */
async function until(holds: () => boolean, most: number, step = 10): Promise<number> {
  for (let time = 0; time <= most; time += step) {
    if (holds()) return time;
    await pass(step);
  }
  return -1;
}

beforeEach(() => {
  vi.useFakeTimers();
  // The longest pauses that chance can give.
  vi.spyOn(Math, 'random').mockReturnValue(0.999);
  bugs.length = 0;
});
afterEach(() => {
  clusters.dispose();
  vi.useRealTimers();
  expect(bugs).toEqual([]);
});

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
    expect(clusterHealth(cluster('w1'), clusters.snapshot)).toMatchObject({ level: 'healthy', troubles: [] });
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
      troubles: [{ kind: 'halfMade' }],
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
  beforeEach(async () => {
    look(swarmWorld());
    clusters.setAttention('visible');
    await pass(1000);
    forget();
    pictures.length = 0;
  });

  test('quiet is free: nobody is asked but at a slow pace, and nobody is told', async () => {
    await pass(25_000);
    expect(asked()).toBe(0);
    await pass(60_000);
    expect(asked()).toBeGreaterThanOrEqual(1);
    expect(asked()).toBeLessThanOrEqual(3);
    expect(pictures).toEqual([]);
    expect(world.ran).toEqual([]);
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
    expect(kinds()).toEqual(['strangerNotReady']);
  });

  test('networks are asked of the manager who tells, and of nobody else', async () => {
    for (const name of managerNames) world.engineOf(name).overlays = [overlay('net')];
    world.engineOf('w1').containers = [
      container('c1', { networks: { net: { networkId: 'id-net', address: '10.1.0.2' } } }),
    ];
    world.engineOf('w1').tell('network', 'connect');
    expect(await until(() => networks().includes('net'), 500)).toBeGreaterThanOrEqual(0);
    await pass(500);
    expect(now(cluster().networks)?.[0]?.endpoints).toMatchObject([{ container: 'c1', machine: 'w1' }]);
    const who = [...world.endpoints.values()].filter((endpoint) => endpoint.asked.includes('overlays'));
    expect(who.map(({ address }) => address)).toEqual(['10.0.0.1:2376']);
  });

  test('while managers have no quorum networks are what was told, and what engines know beside it', async () => {
    for (const name of managerNames) world.engineOf(name).overlays = [overlay('net'), overlay('idle')];
    tellAll('network', 'create');
    await pass(500);
    pictures.length = 0;
    world.engineOf('w1').overlays = [overlay('net'), overlay('late')];
    // Managers leave out what they cannot look up.
    for (const name of managerNames) {
      world.engineOf(name).overlays = [];
      world.engineOf(name).swarm = err({ kind: 'swarmWithoutLeader', address: addressOf(name), said: '' });
    }
    world.engineOf('w1').tell('network', 'connect');
    await pass(1000);
    expect(cluster().networks).toMatchObject({ state: 'failed', failure: { kind: 'swarmWithoutLeader' } });
    expect(networks()).toEqual(['idle', 'late', 'net']);
    expect(pictures.filter(({ clusters: [each] }) => lastOf(each!.networks)?.value.length === 0)).toEqual([]);
    for (const name of managerNames) world.engineOf(name).overlays = [overlay('net'), overlay('idle')];
    tellView(world, swarmView());
    expect(await until(() => cluster().networks.state === 'seen', 2000)).toBeGreaterThan(0);
    expect(networks()).toEqual(['idle', 'net']);
  });

  test('a network that is removed is gone', async () => {
    for (const name of managerNames) world.engineOf(name).overlays = [overlay('net')];
    tellAll('network', 'create');
    await pass(500);
    for (const name of managerNames) world.engineOf(name).overlays = [];
    tellAll('network', 'remove');
    await pass(500);
    expect(cluster().networks).toMatchObject({ state: 'seen', value: [] });
  });

  test('a manager that goes is replaced as the source at once, and its networks stay told', async () => {
    for (const name of managerNames) world.engineOf(name).overlays = [overlay('net')];
    tellAll('network', 'create');
    await pass(500);
    world.engineOf('m1').refuse();
    expect(await until(() => swarm().source === 'm2', 500)).toBeGreaterThan(0);
    await pass(500);
    expect(cluster().networks).toMatchObject({ state: 'seen', value: [{ name: 'net' }] });
  });

  test('after the end nothing is asked any more', async () => {
    clusters.dispose();
    forget();
    await pass(120_000);
    expect(asked()).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
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

describe('an engine that refuses', () => {
  const dead = (version: string | undefined): FakeWorld => {
    const refusing = new FakeWorld();
    const [, record] = articleMachines();
    const endpoint = refusing.add({ ...record!, driver: 'generic', swarm: undefined });
    if (version !== undefined) endpoint.engine = { ...endpoint.engine, version };
    refusing.says.set('ssh', 'Status: unknown flag: --cluster-store\nSee dockerd --help., Code: 125\n');
    return refusing;
  };
  const journals = (): number => world.ran.filter((argv) => argv.includes('journalctl')).length;

  test('is asked through its host why, once, and again at a refresh', async () => {
    const refusing = dead(undefined);
    refusing.engineOf('swarm-manager').refuse();
    look(refusing);
    clusters.setAttention('visible');
    await pass(60_000);
    expect(seenMachine('swarm-manager').refusedFlag).toBe('cluster-store');
    expect(machineHealth(seenMachine('swarm-manager'), undefined).troubles).toEqual([
      { kind: 'flagRefused', machine: 'swarm-manager', flag: 'cluster-store' },
    ]);
    expect(journals()).toBe(1);
    void clusters.refresh();
    await pass(5000);
    expect(journals()).toBe(2);
    world.engineOf('swarm-manager').mend();
    await pass(3000);
    expect(seenMachine('swarm-manager').refusedFlag).toBeUndefined();
  });

  test.each([
    ['20.10.5', 0],
    ['26.1.5', 1],
  ])(
    'and has answered as %s before: asked %i times, for one that knows the flag did not die of it',
    async (version, times) => {
      look(dead(version));
      await pass(1000);
      world.engineOf('swarm-manager').refuse();
      await pass(60_000);
      expect(journals()).toBe(times);
    },
  );

  test('without such a flag in its record is not asked', async () => {
    const plain = new FakeWorld();
    plain.add(machine('dev', { address: '10.0.0.1', driver: 'generic' })).refuse();
    look(plain);
    await pass(60_000);
    expect(plain.ran).toEqual([]);
  });
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
