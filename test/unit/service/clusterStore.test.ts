// The current picture over a world in memory: who is seen when, and what is asked of whom.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Log } from '../../../src/base/log.ts';
import type { Cluster } from '../../../src/model/cluster.ts';
import { clusterHealth, machineHealth } from '../../../src/model/health.ts';
import { now } from '../../../src/model/seen.ts';
import { findMachine, machineOf, type SeenMachine, type Snapshot } from '../../../src/model/snapshot.ts';
import { createClusterStore } from '../../../src/service/clusterStore.ts';
import type { ClusterStore } from '../../../src/service/services.ts';
import { articleWorld, FakeWorld } from '../fakeWorld.ts';
import {
  articleMachines,
  classicNode,
  container,
  kvUrl,
  machine,
  managerInfo,
  overlay,
  storeState,
  swarmMachine,
} from '../samples.ts';

let world: FakeWorld;
let clusters: ClusterStore;
let pictures: Snapshot[];
const bugs: unknown[] = [];
const log: Log = {
  wantsDebug: false,
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: (_text, cause) => bugs.push(cause),
};

/** Looks at a world, and keeps every picture that it was told of. */
function look(at: FakeWorld): void {
  world = at;
  clusters = createClusterStore({ doors: world, probeTimeout: () => 5, log });
  pictures = [];
  clusters.onDidChange((snapshot) => pictures.push(snapshot));
}

const pass = (time: number): Promise<unknown> => vi.advanceTimersByTimeAsync(time);
const seenMachine = (name: string): SeenMachine => findMachine(clusters.snapshot, name)!;
const cluster = (): Cluster => clusters.snapshot.clusters[0]!;
const level = (name: string): string => machineHealth(seenMachine(name), cluster()).level;
const health = (): string => clusterHealth(cluster(), clusters.snapshot).level;
const networks = (): string[] | undefined => now(cluster().networks)?.map(({ name }) => name);

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
  test('nothing is known, and soon everything', async () => {
    look(articleWorld());
    expect(clusters.snapshot.machines).toEqual([]);
    expect(
      await until(() => clusters.snapshot.clusters.length > 0 && health() === 'healthy', 500),
    ).toBeGreaterThanOrEqual(0);
    expect(clusterHealth(cluster(), clusters.snapshot)).toMatchObject({ healthy: 3, of: 3, troubles: [] });
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
  beforeEach(async () => {
    look(articleWorld());
    clusters.setAttention('visible');
    await pass(1000);
    pictures.length = 0;
  });

  test('nothing happens: nobody is told anything, and docker-machine does not run', async () => {
    await pass(85_000);
    expect(pictures).toEqual([]);
    expect(world.ran).toEqual([]);
    expect(world.engineOf('swarm-node1').asked.filter((question) => question !== 'ping').length).toBeLessThanOrEqual(4);
  });

  test('the age of what is known stays young, as pings confirm it', async () => {
    for (let second = 0; second < 30; second += 1) {
      await pass(1000);
      const { engine } = seenMachine('swarm-node1');
      expect(engine.state === 'seen' && Date.now() - engine.at.getTime()).toBeLessThan(2000);
    }
  });

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

  test.each([
    ['virtualbox', 'Stopped\n', 'stopped', 'machineStopped'],
    ['virtualbox', 'Running\n', 'running', 'engineDown'],
    ['generic', 'Stopped\n', 'unknown', 'engineDown'],
  ] as const)('the driver %s is asked when an engine falls silent (%j)', async (driver, says, power, trouble) => {
    world.says.set('status', says);
    world.entries = world.entries.map((entry) =>
      'machine' in entry ? { ...entry, machine: { ...entry.machine, driver } } : entry,
    );
    world.tellStore();
    await pass(1000);
    world.engineOf('swarm-node1').refuse();
    await pass(60_000);
    expect(seenMachine('swarm-node1').power).toBe(power);
    expect(machineHealth(seenMachine('swarm-node1'), cluster()).troubles[0]?.kind).toBe(trouble);
    // One that says Running is asked thrice: its machine may be about to end.
    const asked = { unknown: 0, stopped: 1, running: 3 }[power];
    expect(world.ran).toEqual(Array.from({ length: asked }, () => ['status', 'swarm-node1']));
    world.engineOf('swarm-node1').mend();
    await pass(1000);
    expect(seenMachine('swarm-node1').power).toBe('unknown');
  });

  test('a driver that still said Running as the engine ended is asked again, until the machine has', async () => {
    world.says.set('status', 'Running\n');
    world.engineOf('swarm-node1').refuse();
    await pass(1000);
    expect(seenMachine('swarm-node1').power).toBe('running');
    world.says.set('status', 'Stopped\n');
    await pass(2500);
    expect(seenMachine('swarm-node1').power).toBe('stopped');
    await pass(60_000);
    expect(world.ran).toHaveLength(2);
  });

  test('nor is it asked again of an engine that answers again', async () => {
    world.says.set('status', 'Running\n');
    world.engineOf('swarm-node1').refuse();
    await pass(1000);
    world.engineOf('swarm-node1').mend();
    await pass(60_000);
    expect(world.ran).toHaveLength(1);
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

  test('a network made by hand is seen within half a second, with its VNI and who is on it', async () => {
    const endpoint = { containerId: 'id-c1', container: 'c1', address: '10.0.0.2', macAddress: '', machine: undefined };
    world.engineOf('swarm-node1').containers = [container('c1')];
    world.managerOf('swarm-manager').overlays = [overlay('my-net', { endpoints: [endpoint] })];
    world.stores.get(kvUrl)!.state = storeState({
      engines: world.stores.get(kvUrl)!.state.engines,
      overlays: new Map([['id-my-net', { subnets: [{ subnet: '10.0.0.0/24', vni: 256 }], mtu: 1450 }]]),
    });
    world.engineOf('swarm-node1').tell('network', 'create');
    expect(await until(() => networks()?.includes('my-net') === true, 500)).toBeGreaterThanOrEqual(0);
    await pass(200);
    expect(now(cluster().networks)?.[0]).toMatchObject({
      vnis: [256],
      mtu: 1450,
      endpoints: [{ machine: 'swarm-node1' }],
    });
  });

  test('a manager that is gone is told at once, and the networks then come from the engines', async () => {
    world.managerOf('swarm-manager').overlays = [overlay('my-net')];
    world.managerOf('swarm-manager').tell('network', 'create');
    await pass(500);
    for (const name of ['swarm-manager', 'swarm-node1', 'swarm-node2'])
      world.engineOf(name).overlays = [overlay('my-net'), overlay('other')];
    world.managerOf('swarm-manager').refuse();
    expect(await until(() => cluster().managers[0]?.info.state === 'failed', 500)).toBeGreaterThanOrEqual(0);
    expect(health()).toBe('down');
    await pass(500);
    expect(networks()).toEqual(['my-net', 'other']);
  });

  test('a container that its manager has forgotten is still an endpoint of its network', async () => {
    const onNetwork = { networks: { 'my-net': { networkId: 'id-my-net', address: '10.0.0.2' } } };
    world.managerOf('swarm-manager').overlays = [overlay('my-net')];
    world.engineOf('swarm-node1').containers = [
      container('c1', onNetwork),
      container('c2', { ...onNetwork, state: 'exited' }),
    ];
    world.engineOf('swarm-node1').tell('network', 'connect');
    await pass(500);
    expect(now(cluster().networks)?.[0]?.endpoints).toEqual([
      { containerId: 'id-c1', container: 'c1', address: '10.0.0.2', macAddress: '', machine: 'swarm-node1' },
    ]);
  });

  test('a manager that freezes is seen within 5 s', async () => {
    world.managerOf('swarm-manager').freeze();
    expect(await until(() => cluster().managers[0]?.info.state === 'failed', 5000)).toBeGreaterThan(0);
  });

  test("the manager's change of mind is seen although no event tells", async () => {
    const { address } = articleMachines()[2]!;
    world.managerOf('swarm-manager').info = managerInfo([
      ...now(cluster().managers[0]!.info)!.nodes.filter(({ name }) => name !== 'swarm-node1'),
      classicNode('swarm-node1', `${String(address)}:2376`, { status: 'Unhealthy', error: 'x' }),
    ]);
    expect(await until(() => level('swarm-node1') === 'down', 13_000)).toBeGreaterThan(0);
  });

  test('a store that dies with its container is seen at once, keeps the networks, and is seen to come back', async () => {
    world.managerOf('swarm-manager').overlays = [overlay('my-net')];
    world.managerOf('swarm-manager').tell('network', 'create');
    await pass(500);
    world.stores.get(kvUrl)!.mood = 'refusing';
    world.managerOf('swarm-manager').overlays = [];
    world.engineOf('kvstore').tell('container', 'die');
    expect(await until(() => cluster().store?.state.state === 'failed', 500)).toBeGreaterThanOrEqual(0);
    await pass(1000);
    expect(cluster().networks).toMatchObject({
      state: 'failed',
      failure: { kind: 'storeRefused' },
      last: { value: [{ name: 'my-net' }] },
    });
    expect(clusterHealth(cluster(), clusters.snapshot).troubles.map(({ kind }) => kind)).toContain('networksMayHide');
    world.stores.get(kvUrl)!.mood = 'well';
    world.managerOf('swarm-manager').overlays = [overlay('my-net')];
    expect(await until(() => cluster().networks.state === 'seen', 4000)).toBeGreaterThan(0);
    expect(health()).toBe('healthy');
  });

  test('a store that dies without a word is seen within a dozen seconds', async () => {
    world.stores.get(kvUrl)!.mood = 'refusing';
    expect(await until(() => cluster().store?.state.state === 'failed', 12_000)).toBeGreaterThan(0);
  });

  test('networks that go while the store is away, before that was noticed, are not shown as gone', async () => {
    world.managerOf('swarm-manager').overlays = [overlay('my-net')];
    world.managerOf('swarm-manager').tell('network', 'create');
    await pass(500);
    world.stores.get(kvUrl)!.mood = 'refusing';
    world.managerOf('swarm-manager').overlays = [];
    world.managerOf('swarm-manager').tell('network', 'disconnect');
    await pass(1000);
    expect(cluster().networks).toMatchObject({ state: 'failed', last: { value: [{ name: 'my-net' }] } });
    expect(
      pictures.every(({ clusters: [each] }) => each?.networks.state !== 'seen' || each.networks.value.length === 1),
    ).toBe(true);
  });

  test('networks that are removed are gone', async () => {
    world.managerOf('swarm-manager').overlays = [overlay('my-net')];
    world.managerOf('swarm-manager').tell('network', 'create');
    await pass(500);
    world.managerOf('swarm-manager').overlays = [];
    world.managerOf('swarm-manager').tell('network', 'destroy');
    await pass(500);
    expect(networks()).toEqual([]);
  });

  test('a machine that appears in the store is seen, and one that goes is not', async () => {
    world.add(swarmMachine('swarm-node3', '192.168.99.104', kvUrl));
    world.tellStore();
    await pass(300);
    expect(cluster().members.map((each) => each.machine)).toContain('swarm-node3');
    expect(seenMachine('swarm-node3').engine.state).toBe('seen');
    expect(level('swarm-node3')).toBe('degraded');
    world.remove('swarm-node3');
    world.tellStore();
    await pass(300);
    expect(findMachine(clusters.snapshot, 'swarm-node3')).toBeUndefined();
    expect(world.endpoints.get('192.168.99.104:2376')!.listeners.size).toBe(0);
  });

  test('a new engine may be missing from the lists for a while, then not any more', async () => {
    world.add(swarmMachine('swarm-node3', '192.168.99.104', kvUrl));
    world.tellStore();
    await pass(500);
    const kinds = (): string[] => machineHealth(seenMachine('swarm-node3'), cluster()).troubles.map(({ kind }) => kind);
    expect(kinds()).toEqual(['joining']);
    await pass(91_000);
    expect(kinds()).toEqual(['notListed', 'notRegistered']);
    expect(pictures.at(-1)!.machines.find(({ name }) => name === 'swarm-node3')!.isSettling).toBe(false);
  });

  test('a host whose engine is not registered tries the store itself, once', async () => {
    world.says.set(
      'ssh',
      'curl: (7) Failed to connect to 192.168.99.100 port 8500: Connection refused\nconnect=0.000000  exit=7\n',
    );
    world.add(swarmMachine('swarm-node3', '192.168.99.104', kvUrl));
    world.tellStore();
    await pass(120_000);
    expect(world.ran.map((argv) => argv.slice(0, 2))).toEqual([['ssh', 'swarm-node3']]);
    expect(machineHealth(seenMachine('swarm-node3'), cluster()).troubles).toContainEqual({
      kind: 'storeUnreachableFrom',
      machine: 'swarm-node3',
      url: kvUrl,
      failure: { kind: 'storeRefused', url: kvUrl },
    });
    void clusters.refresh();
    await pass(1000);
    expect(world.ran).toHaveLength(2);
  });

  test('a stopped machine whose record lost its address is stopped, not half made', async () => {
    const entry = world.entries.find(({ name }) => name === 'swarm-node1')!;
    if (!('machine' in entry)) throw new Error('no record');
    world.engineOf('swarm-node1').refuse();
    await pass(1000);
    // The engine went first, and the driver still said Running.
    expect(seenMachine('swarm-node1').power).toBe('running');
    world.says.set('status', 'Stopped\n');
    world.entries = world.entries.map((each) =>
      each === entry ? { ...entry, machine: { ...entry.machine, address: undefined } } : each,
    );
    world.tellStore();
    await pass(1000);
    expect(machineHealth(seenMachine('swarm-node1'), cluster()).troubles.map(({ kind }) => kind)).toContain(
      'machineStopped',
    );
  });

  test('a machine that never had an address is asked of its driver', async () => {
    world.says.set('status', 'Stopped\n');
    const record = machine('half', { address: undefined });
    world.entries = [...world.entries, { name: 'half', directory: record.directory, machine: record }];
    world.tellStore();
    await pass(1000);
    expect(seenMachine('half')).toMatchObject({ engine: { failure: { kind: 'addressUnknown' } }, power: 'stopped' });
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

  test('a machine that was removed and made anew begins anew', async () => {
    world.remove('swarm-node1');
    world.tellStore();
    await pass(300);
    world.add(articleMachines()[2]!).freeze();
    world.tellStore();
    await pass(300);
    expect(seenMachine('swarm-node1').engine).toEqual({ state: 'waiting', last: undefined });
  });

  test('a new node is healthy as soon as manager and store list it', async () => {
    world.managerOf('swarm-manager').info = managerInfo([
      ...now(cluster().managers[0]!.info)!.nodes,
      classicNode('swarm-node3', '192.168.99.104:2376'),
    ]);
    const store = world.stores.get(kvUrl)!;
    store.state = storeState({ engines: [...store.state.engines, '192.168.99.104:2376'] });
    world.add(swarmMachine('swarm-node3', '192.168.99.104', kvUrl));
    world.tellStore();
    expect(await until(() => clusterHealth(cluster(), clusters.snapshot).healthy === 4, 500)).toBeGreaterThan(0);
  });

  test('an engine that was away settles again', async () => {
    await pass(100_000);
    expect(seenMachine('swarm-node1').isSettling).toBe(false);
    world.engineOf('swarm-node1').refuse();
    await pass(1000);
    world.engineOf('swarm-node1').mend();
    await pass(1000);
    expect(seenMachine('swarm-node1').isSettling).toBe(true);
    // The end of it is told at its time, although nobody says anything then.
    let told = 0;
    clusters.onDidChange(({ machines }) => {
      if (!machines.some(({ isSettling }) => isSettling)) told ||= Date.now();
    });
    const since = Date.now();
    await pass(100_000);
    expect(told - since).toBeGreaterThan(88_000);
    expect(told - since).toBeLessThan(89_100);
  });

  test('an endpoint that is known to be silent is not waited for', async () => {
    world.managerOf('swarm-manager').freeze();
    await pass(6000);
    for (const name of ['swarm-manager', 'swarm-node1', 'swarm-node2'])
      world.engineOf(name).overlays = [overlay('made-without-manager')];
    world.engineOf('swarm-node1').tell('network', 'create');
    expect(await until(() => networks()?.includes('made-without-manager') === true, 500)).toBeGreaterThan(0);
  });

  test('a record that changes its address is followed', async () => {
    const moved = swarmMachine('swarm-node1', '192.168.99.120', kvUrl);
    world.add(moved, { images: 77 });
    world.tellStore();
    await pass(300);
    expect(now(seenMachine('swarm-node1').engine)?.engine.images).toBe(77);
    expect(machineOf(seenMachine('swarm-node1'))?.address).toBe('192.168.99.120');
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

describe('engines that only share a store', () => {
  const url = 'etcd://10.0.0.9:2379';
  const flags = { engineFlags: [`cluster-store=${url}`, 'cluster-advertise=eth1:2376'] };

  test('have their networks put together, each endpoint on its machine', async () => {
    const shared = new FakeWorld();
    shared.add(machine('kv', { address: '10.0.0.9' }));
    for (const number of [1, 2]) {
      const here = {
        containerId: `id-c${number}`,
        container: `c${number}`,
        address: `10.1.0.${number}`,
        macAddress: '',
        machine: undefined,
      };
      const there = {
        containerId: 'ep-zzz',
        container: `c${3 - number}`,
        address: `10.1.0.${3 - number}`,
        macAddress: '',
        machine: undefined,
      };
      const endpoint = shared.add(machine(`n${number}`, { address: `10.0.0.${number}`, ...flags }));
      endpoint.overlays = [overlay('net', { endpoints: [here, there] })];
      endpoint.containers = [container(`c${number}`)];
    }
    shared.stores.set(url, { mood: 'well', state: storeState({ engines: ['10.0.0.1:2376', '10.0.0.2:2376'] }) });
    look(shared);
    await pass(1000);
    expect(
      now(cluster().networks)?.map((each) => each.endpoints.map(({ container: name, machine: on }) => [name, on])),
    ).toEqual([
      [
        ['c1', 'n1'],
        ['c2', 'n2'],
      ],
    ]);
    expect(clusterHealth(cluster(), clusters.snapshot)).toMatchObject({ level: 'healthy', healthy: 2, of: 2 });
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
