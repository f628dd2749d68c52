// Overlay networks in the picture, and the managers and stores that tell of them: whoever is away, what was seen stays.
import { beforeEach, describe, expect, test } from 'vitest';
import { clusterHealth } from '../../../src/checks/health.ts';
import { now } from '../../../src/model/seen.ts';
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
} from '../samples.ts';
import { cluster, health, level, networks } from './classicPicture.ts';
import { clusters, look, pass, pictures, until, useOwnClock, watch, world } from './looking.ts';

useOwnClock();

describe('while it is looked at', () => {
  beforeEach(() => watch(articleWorld()));

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
    expect(clusterHealth(cluster(), clusters.snapshot).findings.map(({ kind }) => kind)).toContain('networksMayHide');
    world.stores.get(kvUrl)!.mood = 'well';
    world.managerOf('swarm-manager').overlays = [overlay('my-net')];
    expect(await until(() => cluster().networks.state === 'seen', 4000)).toBeGreaterThan(0);
    expect(health()).toBe('healthy');
  });

  test('a store that has just started is seen to lead within a second, and nothing is wrong until then', async () => {
    world.stores.get(kvUrl)!.mood = 'electing';
    void clusters.refresh();
    await pass(500);
    expect([level('kvstore'), health()]).toEqual(['unknown', 'unknown']);
    await pass(4000);
    world.stores.get(kvUrl)!.mood = 'well';
    expect(await until(() => health() === 'healthy', 1200)).toBeGreaterThanOrEqual(0);
  });

  test('a store that goes on choosing a leader has none', async () => {
    world.stores.get(kvUrl)!.mood = 'electing';
    void clusters.refresh();
    await pass(15_000);
    expect(health()).toBe('unknown');
    expect(await until(() => health() === 'degraded', 10_000)).toBeGreaterThan(0);
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

  describe('that a manager and its engines do not agree about', () => {
    const engines = ['swarm-manager', 'swarm-node1', 'swarm-node2'];
    const list = (...names: readonly string[]): void => {
      for (const name of engines) world.engineOf(name).overlays = names.map((each) => overlay(each));
    };
    const record = { subnets: [], mtu: undefined };
    beforeEach(async () => {
      list('my-net');
      world.managerOf('swarm-manager').overlays = [overlay('my-net')];
      const store = world.stores.get(kvUrl)!;
      store.state = { ...store.state, overlays: new Map([['id-my-net', record]]) };
      world.managerOf('swarm-manager').tell('network', 'create');
      await pass(500);
      pictures.length = 0;
    });
    /** As a manager does that has read an empty store: no nodes, and none of their networks. */
    const forget = (): void => {
      const manager = world.managerOf('swarm-manager');
      manager.overlays = [];
      manager.info = managerInfo([]);
    };

    test('one that engines list stays, and goes within a second of the last of them', async () => {
      forget();
      world.managerOf('swarm-manager').tell('network', 'disconnect');
      await pass(20_000);
      expect(networks()).toEqual(['my-net']);
      expect(pictures.filter((each) => now(each.clusters[0]!.networks)?.length !== 1)).toEqual([]);
      world.engineOf('swarm-manager').overlays = [];
      world.engineOf('swarm-node1').overlays = [];
      await pass(1000);
      expect(networks()).toEqual(['my-net']);
      list();
      expect(await until(() => networks()?.length === 0, 1000)).toBeGreaterThan(0);
    });

    test('one that its manager forgets with its nodes stays though no event tells', async () => {
      forget();
      await pass(15_000);
      expect(cluster().managers[0]?.info).toMatchObject({ value: { nodes: [] } });
      expect(networks()).toEqual(['my-net']);
    });

    test('one that the store does not know is gone, whatever is asked', async () => {
      const store = world.stores.get(kvUrl)!;
      store.state = { ...store.state, overlays: new Map() };
      forget();
      world.managerOf('swarm-manager').tell('network', 'destroy', { id: 'id-my-net' });
      expect(await until(() => networks()?.length === 0, 500)).toBeGreaterThan(0);
      expect(world.engineOf('swarm-node1').asked.filter((each) => each === 'overlays').length).toBeLessThan(2);
    });

    // It lists what it knows of every engine, dead ones too, and hears of a network's end from one of them.
    test('one that only its manager lists goes within a second of when that ceases to', async () => {
      list();
      const store = world.stores.get(kvUrl)!;
      store.state = { ...store.state, overlays: new Map() };
      world.engineOf('swarm-node1').tell('network', 'destroy', { id: 'id-my-net' });
      await pass(30_000);
      expect(networks()).toEqual(['my-net']);
      world.managerOf('swarm-manager').overlays = [];
      expect(await until(() => networks()?.length === 0, 1000)).toBeGreaterThan(0);
      const asked = world.managerOf('swarm-manager').asked.filter((each) => each === 'overlays').length;
      await pass(30_000);
      expect(world.managerOf('swarm-manager').asked.filter((each) => each === 'overlays').length).toBe(asked);
    });

    test('one that goes with the node of a host that is gone goes with it', async () => {
      const manager = world.managerOf('swarm-manager');
      const { nodes } = now(cluster().managers[0]!.info)!;
      manager.info = managerInfo(nodes.map((each, index) => (index === 2 ? { ...each, status: 'Unhealthy' } : each)));
      await pass(15_000);
      list();
      const store = world.stores.get(kvUrl)!;
      store.state = { ...store.state, overlays: new Map() };
      manager.overlays = [];
      manager.info = managerInfo(nodes.slice(0, 2));
      expect(await until(() => networks()?.length === 0, 5000)).toBeGreaterThan(0);
    });
  });

  test('an endpoint that is known to be silent is not waited for', async () => {
    world.managerOf('swarm-manager').freeze();
    await pass(6000);
    for (const name of ['swarm-manager', 'swarm-node1', 'swarm-node2'])
      world.engineOf(name).overlays = [overlay('made-without-manager')];
    world.engineOf('swarm-node1').tell('network', 'create');
    expect(await until(() => networks()?.includes('made-without-manager') === true, 500)).toBeGreaterThan(0);
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
