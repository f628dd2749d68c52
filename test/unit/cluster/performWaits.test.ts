// What is waited for in a cluster with a key-value store: engines that can join it, its answer, and its nodes.
import { beforeEach, describe, expect, test } from 'vitest';
import { err, ok } from '../../../src/base/result.ts';
import type { Patience } from '../../../src/cluster/performWorld.ts';
import type { Outcome } from '../../../src/model/failure.ts';
import type { StoreState } from '../../../src/model/keyValueStore.ts';
import type { Action } from '../../../src/model/plan.ts';
import { classicNode, container, kvUrl, managerInfo, storeState } from '../samples.ts';
import { world, type World } from './articleDoors.ts';
import { enumerated } from '../enumerated.ts';
import { hurried, perform } from './performing.ts';

describe('checkEngineVersion', () => {
  const check: Action = { kind: 'checkEngineVersion', machine: 'swarm-node1' };

  test.each(['20.10.5+dfsg1', '19.03.12', '18.09', ''])('lets %s pass', async (version) => {
    const doors = world();
    doors.fake.engineOf('swarm-node1').engine = { ...doors.fake.engineOf('swarm-node1').engine, version };
    expect((await perform(doors, check)).outcome.ok).toBe(true);
  });

  test.each(['23.0.0', '26.1.5+dfsg1'])('refuses %s, which exits on cluster-store', async (version) => {
    const doors = world();
    doors.fake.engineOf('swarm-node1').engine = { ...doors.fake.engineOf('swarm-node1').engine, version };
    expect((await perform(doors, check)).outcome).toEqual(
      err({ kind: 'engineWithoutClusterStore', version, from: 'swarm-node1' }),
    );
  });
});

describe('awaitStore', () => {
  const wait: Action = {
    kind: 'awaitStore',
    store: { kind: 'machine', machine: 'kvstore', type: 'consul', port: 8500 },
  };
  const consul = { name: 'dockeroverlay-consul', image: 'hashicorp/consul:1.20.6', status: 'Exited (1)' };

  test('ends as soon as the store has a leader', async () => {
    const doors = world();
    const answers: Outcome<StoreState>[] = [
      err({ kind: 'storeRefused', url: kvUrl }),
      ok(storeState({ leader: undefined })),
      ok(storeState()),
    ];
    Object.assign(doors.keyValueStores, { ask: async () => answers.shift() });
    const { outcome, said } = await perform(doors, wait);
    expect(outcome.ok).toBe(true);
    expect(said).toContain('consul://192.168.99.100:8500 does not answer yet');
    expect(said).toContain('consul://192.168.99.100:8500 answers and has no leader yet');
  });

  test('does not wait for one that is sure to lead soon', async () => {
    const doors = world();
    const electing = err({ kind: 'storeWithoutLeader', url: kvUrl, isElecting: true } as const);
    const keyValueStores = { ...doors.fake.keyValueStores, ask: () => Promise.resolve(electing) };
    expect((await perform({ ...doors, keyValueStores }, wait, { patience: hurried })).outcome.ok).toBe(true);
  });

  test('gives up on one that finds no leader', async () => {
    const doors = world();
    doors.fake.stores.set(kvUrl, { mood: 'well', state: storeState({ leader: undefined }) });
    expect((await perform(doors, wait, { patience: hurried })).outcome).toEqual(
      err({ kind: 'storeWithoutLeader', url: kvUrl, isElecting: false }),
    );
  });

  test('gives up on one that refuses', async () => {
    const doors = world();
    doors.fake.stores.get(kvUrl)!.mood = 'refusing';
    expect((await perform(doors, wait, { patience: hurried })).outcome).toEqual(
      err({ kind: 'storeRefused', url: kvUrl }),
    );
  });

  test.each(['exited', 'restarting', 'dead'])(
    'does not wait for a container that has %s, and says its last words',
    async (state) => {
      const doors = world({
        engine: { containerLog: async (name, lines) => ok(`${name} ${String(lines)}: no space`) },
      });
      doors.fake.stores.get(kvUrl)!.mood = 'refusing';
      doors.fake.engineOf('kvstore').containers = [container('other'), container(consul.name, { ...consul, state })];
      expect((await perform(doors, wait)).outcome).toEqual(
        err({
          kind: 'containerExited',
          machine: 'kvstore',
          container: consul.name,
          said: `${consul.name} 20: no space`,
        }),
      );
    },
  );

  test('of an external store asks that one', async () => {
    const doors = world();
    const outside: Action = { kind: 'awaitStore', store: { kind: 'url', url: 'etcd://10.0.0.9:2379' } };
    expect((await perform(doors, outside, { patience: hurried })).outcome).toEqual(
      err({ kind: 'storeRefused', url: 'etcd://10.0.0.9:2379' }),
    );
  });

  test('ends with the cancel', async () => {
    const doors = world();
    doors.fake.stores.get(kvUrl)!.mood = 'refusing';
    const cancel = new AbortController();
    setTimeout(() => {
      cancel.abort();
    }, 10);
    expect((await perform(doors, wait, { signal: cancel.signal })).outcome).toEqual(
      err({ kind: 'cancelled', what: kvUrl }),
    );
  });
});

describe('awaitNodes of a classic swarm', () => {
  const nodes = ['swarm-manager', 'swarm-node1', 'swarm-node2'];
  const wait: Action = {
    kind: 'awaitNodes',
    manager: 'swarm-manager',
    nodes,
    store: { kind: 'url', url: kvUrl },
  };
  const healthy = [1, 2, 3].map((each) => classicNode(nodes[each - 1]!, `192.168.99.10${String(each)}:2376`));

  test('is content when the manager calls all of them healthy', async () => {
    expect((await perform(world(), wait)).outcome.ok).toBe(true);
  });

  /** As on a cloud: this computer knows hosts by public addresses, the manager and the store by those of their own network. */
  const ofPrivateNetwork = (): World => {
    const doors = world();
    const own = healthy.map(({ name }, index) => ({ name, address: `10.0.0.${String(index + 1)}:2376` }));
    for (const { name, address } of own) {
      const host = doors.fake.engineOf(name);
      host.engine = { ...host.engine, clusterAdvertise: address };
    }
    const addresses = own.map(({ address }) => address);
    doors.fake.stores.get(kvUrl)!.state = storeState({ engines: addresses, swarmNodes: addresses });
    doors.fake.managerOf('swarm-manager').info = managerInfo(
      // Only the address tells: managers of old list no IDs, and hosts may share a name.
      own.map(({ address }) => classicNode('ubuntu', address, { id: '' })),
    );
    return doors;
  };

  test('finds nodes by the address that their engines advertise', async () => {
    expect((await perform(ofPrivateNetwork(), wait)).outcome.ok).toBe(true);
  });

  test('finds nodes by their engine ID', async () => {
    const doors = ofPrivateNetwork();
    const names = ['swarm-manager', 'swarm-node1', 'swarm-node2'];
    doors.fake.managerOf('swarm-manager').info = managerInfo(
      names.map((name, index) =>
        classicNode('ubuntu', `10.0.0.${String(index + 1)}:2376`, { id: doors.fake.engineOf(name).engine.id }),
      ),
    );
    for (const name of names) {
      const host = doors.fake.engineOf(name);
      host.engine = { ...host.engine, clusterAdvertise: '' };
    }
    doors.fake.stores.get(kvUrl)!.state = storeState({
      engines: healthy.map(({ address }) => address),
      swarmNodes: names.map((_, index) => `10.0.0.${String(index + 1)}:2376`),
    });
    expect((await perform(doors, wait)).outcome.ok).toBe(true);
  });

  test('takes one node for one machine only, where hosts have one engine ID', async () => {
    const doors = world();
    doors.fake.managerOf('swarm-manager').info = managerInfo(healthy.slice(0, 2));
    const twin = doors.fake.engineOf('swarm-node2');
    twin.engine = { ...twin.engine, id: doors.fake.engineOf('swarm-node1').engine.id };
    expect((await perform(doors, wait, { patience: hurried })).outcome).toMatchObject({
      error: { healthy: 2, missing: [{ machine: 'swarm-node2', why: "not in the manager's list" }] },
    });
  });

  test('goes by the address, not by the name that a host happens to have', async () => {
    const doors = world();
    doors.fake.managerOf('swarm-manager').info = managerInfo(healthy.map((each) => ({ ...each, name: 'debian' })));
    expect((await perform(doors, wait)).outcome.ok).toBe(true);
    doors.fake.managerOf('swarm-manager').info = managerInfo(
      healthy.map((each, index) => ({ ...each, address: `1.2.3.4:${String(index)}`, id: 'ID:of others' })),
    );
    expect((await perform(doors, wait, { patience: hurried })).outcome.ok).toBe(false);
  });

  test.each([
    ['by the address that its engine advertises', { id: '' }],
    ['by its ID, wherever the manager looks for it', { id: 'ID:node2' }],
  ])('finds a node %s', async (_how, { id }) => {
    const doors = world();
    const engine = doors.fake.engineOf('swarm-node2');
    const clusterAdvertise = id === '' ? '10.0.0.5:2376' : '';
    engine.engine = { ...engine.engine, id: 'ID:node2', clusterAdvertise };
    const inside = { ...healthy[2]!, id, name: '(unknown)', address: '10.0.0.5:2376' };
    doors.fake.managerOf('swarm-manager').info = managerInfo([...healthy.slice(0, 2), inside]);
    expect((await perform(doors, wait, { patience: hurried })).outcome.ok).toBe(true);
    doors.fake.managerOf('swarm-manager').info = managerInfo([
      ...healthy.slice(0, 2),
      { ...inside, status: 'Pending', error: 'Cannot connect' },
    ]);
    expect((await perform(doors, wait, { patience: hurried })).outcome).toMatchObject({
      error: { kind: 'nodesMissing', missing: [{ machine: 'swarm-node2', why: 'Pending: Cannot connect' }] },
    });
  });

  test('tells who is missing while it waits, once', async () => {
    const doors = world();
    doors.fake.managerOf('swarm-manager').info = managerInfo(healthy.slice(0, 2));
    setTimeout(() => void (doors.fake.managerOf('swarm-manager').info = managerInfo(healthy)), 30);
    const { outcome, said } = await perform(doors, wait);
    expect(outcome.ok).toBe(true);
    expect(said).toEqual(['2 of 3 nodes healthy; waiting for swarm-node2']);
  });

  describe('that a manager on ZooKeeper has missed', () => {
    const onZooKeeper: Action = { ...wait, store: { kind: 'url', url: 'zk://192.168.99.100:2181' } };
    const patience: Patience = { ...hurried, nodes: 300, unlisted: 30 };
    let restarted: string[];
    beforeEach(() => {
      restarted = [];
    });
    /** The manager knows all nodes once it has been started anew, where `isFound`; the store has those of `registered`. */
    const missing = (registered: readonly string[], isFound = true): World => {
      const doors = world({
        engine: {
          restartContainer: (name) => {
            restarted.push(name);
            if (isFound) doors.fake.managerOf('swarm-manager').info = managerInfo(healthy);
            return Promise.resolve(ok(undefined));
          },
        },
      });
      doors.fake.managerOf('swarm-manager').info = managerInfo(healthy.slice(0, 2));
      const ask = (): Promise<Outcome<StoreState>> =>
        Promise.resolve(ok(storeState({ engines: healthy.map(({ address }) => address), swarmNodes: registered })));
      return { ...doors, keyValueStores: { ...doors.keyValueStores, ask } };
    };
    const registered = healthy.map(({ address }) => address);

    test('are in its list when it has been started anew', async () => {
      const { outcome, said } = await perform(missing(registered), onZooKeeper, { patience });
      expect(outcome.ok).toBe(true);
      expect(restarted).toEqual(['swarm-agent-master']);
      expect(said).toContain('swarm-manager does not list swarm-node2; restarting it');
      const both = missing(registered);
      both.fake.managerOf('swarm-manager').info = managerInfo(healthy.slice(0, 1));
      expect((await perform(both, onZooKeeper, { patience, t: enumerated })).said).toContain(
        'swarm-manager does not list swarm-node1、swarm-node2; restarting it',
      );
    });

    test('is started anew once', async () => {
      expect((await perform(missing(registered, false), onZooKeeper, { patience })).outcome.ok).toBe(false);
      expect(restarted).toEqual(['swarm-agent-master']);
    });

    test('are looked for in the store by what their engines advertise', async () => {
      const own = '10.0.0.3:2376';
      const doors = missing([...registered.slice(0, 2), own]);
      const node = doors.fake.engineOf('swarm-node2');
      node.engine = { ...node.engine, clusterAdvertise: own };
      expect((await perform(doors, onZooKeeper, { patience })).outcome.ok).toBe(true);
      expect(restarted).toEqual(['swarm-agent-master']);
    });

    test('is left alone where the store does not know of them either', async () => {
      const dead = registered.slice(0, 2);
      expect((await perform(missing(dead), onZooKeeper, { patience })).outcome.ok).toBe(false);
      expect(restarted).toEqual([]);
    });

    // On these it hears of each one at once, but not while it waits for a minute because its store went away.
    test('is restarted on any other store, too', async () => {
      expect((await perform(missing(registered), wait, { patience })).outcome.ok).toBe(true);
      expect(restarted).toEqual(['swarm-agent-master']);
    });
  });

  // Swarm 1.2.9 keeps such a node Pending for good, whatever its engine is called later: "Please remove it from cluster".
  test('a node whose engine has another ID than its manager knows is taken once that is restarted', async () => {
    const restarted: string[] = [];
    const doors = world({
      engine: {
        restartContainer: (name) => {
          restarted.push(name);
          doors.fake.managerOf('swarm-manager').info = managerInfo(healthy);
          return Promise.resolve(ok(undefined));
        },
      },
    });
    const { address } = healthy[2]!;
    const error = `Engine (ID: A|${address}, Addr: ${address}) shows up with another ID:B|${address}. Please remove it from cluster, it can be added back.`;
    const pending = [...healthy.slice(0, 2), { ...healthy[2]!, status: 'Pending', error }];
    doors.fake.managerOf('swarm-manager').info = managerInfo(pending);
    const { outcome, said } = await perform(doors, wait);
    expect(outcome.ok).toBe(true);
    expect(restarted).toEqual(['swarm-agent-master']);
    expect(said).toContain('swarm-manager lists swarm-node2 with its previous engine ID; restarting it');
  });

  describe('behind a store that came back', () => {
    const addresses = healthy.map(({ address }) => address);
    const everywhere = { engines: addresses, swarmNodes: addresses };
    /** The manager goes on calling all healthy, whatever the store has. */
    const remembering = (...answers: readonly Outcome<StoreState>[]): World => {
      const doors = world();
      let asked = 0;
      const ask = (): Promise<Outcome<StoreState>> => {
        const answer = answers[Math.min(asked, answers.length - 1)]!;
        asked += 1;
        return Promise.resolve(answer);
      };
      return { ...doors, keyValueStores: { ...doors.keyValueStores, ask } };
    };
    const of = (state: Partial<StoreState>): Outcome<StoreState> => ok(storeState({ ...everywhere, ...state }));

    test.each([
      [
        'while the store chooses its leader',
        err({ kind: 'storeWithoutLeader', url: kvUrl, isElecting: true } as const),
      ],
      ['while an agent has not registered', of({ swarmNodes: addresses.slice(0, 2) })],
      ['while an engine has not registered', of({ engines: addresses.slice(0, 2) })],
      ['of a store without its data', of({ engines: [], swarmNodes: [] })],
    ])('the word of its manager is not enough %s', async (_when, first) => {
      const { outcome, said } = await perform(remembering(first, first, of({})), wait);
      expect(outcome.ok).toBe(true);
      expect(said.join('\n')).toMatch(/^\d of 3 nodes healthy; waiting for /);
      const { outcome: never } = await perform(remembering(first), wait, { patience: hurried });
      expect(never).toMatchObject({ error: { kind: 'nodesMissing', wanted: 3 } });
    });

    test('says in the end what is missing where', async () => {
      const { outcome } = await perform(remembering(of({ swarmNodes: addresses.slice(0, 2) })), wait, {
        patience: { ...hurried, unlisted: 30_000 },
      });
      expect(outcome).toMatchObject({
        error: { healthy: 2, missing: [{ machine: 'swarm-node2', why: 'not registered in the store' }] },
      });
    });

    test('an agent that has not registered for long is restarted, once', async () => {
      const restarted: string[] = [];
      const doors = world({
        engine: {
          restartContainer: (name) => {
            restarted.push(name);
            return Promise.resolve(ok(undefined));
          },
        },
      });
      doors.fake.stores.get(kvUrl)!.state = storeState({ ...everywhere, swarmNodes: addresses.slice(0, 2) });
      const { said } = await perform(doors, wait, { patience: { ...hurried, nodes: 300, unlisted: 30 } });
      expect(restarted).toEqual(['swarm-agent']);
      expect(said).toContain('swarm-node2 is not registered in the store; restarting its swarm agent');
    });

    test('an engine that advertises another address has registered with that', async () => {
      const doors = world();
      doors.fake.stores.get(kvUrl)!.state = storeState({
        ...everywhere,
        engines: [...addresses.slice(0, 2), '10.9.9.9:2376'],
      });
      const node = doors.fake.engineOf('swarm-node2');
      node.engine = { ...node.engine, clusterAdvertise: '10.9.9.9:2376' };
      expect((await perform(doors, wait)).outcome.ok).toBe(true);
    });

    test('an agent that is told another store is looked for nowhere', async () => {
      const doors = world();
      doors.fake.entries = doors.fake.entries.map((entry) =>
        'machine' in entry && entry.machine.swarm
          ? { ...entry, machine: { ...entry.machine, swarm: { ...entry.machine.swarm, discovery: 'token://abc' } } }
          : entry,
      );
      doors.fake.stores.get(kvUrl)!.state = storeState({ ...everywhere, swarmNodes: [] });
      expect((await perform(doors, wait)).outcome.ok).toBe(true);
    });

    test('one that this computer never reaches is for the hosts alone to know', async () => {
      const doors = world();
      doors.fake.stores.get(kvUrl)!.mood = 'refusing';
      expect((await perform(doors, wait, { patience: { ...hurried, nodes: 3000, unlisted: 30 } })).outcome.ok).toBe(
        true,
      );
    });
  });

  test('says in the end of each missing one what the manager and its own engine say', async () => {
    const doors = world();
    doors.fake.managerOf('swarm-manager').info = managerInfo([
      healthy[0]!,
      { ...healthy[1]!, status: 'Pending', error: 'ID duplicated' },
    ]);
    doors.fake.engineOf('swarm-node2').refuse();
    expect((await perform(doors, wait, { patience: hurried })).outcome).toEqual(
      err({
        kind: 'nodesMissing',
        manager: 'swarm-manager',
        wanted: 3,
        healthy: 1,
        missing: [
          { machine: 'swarm-node1', why: 'Pending: ID duplicated', engine: undefined },
          {
            machine: 'swarm-node2',
            why: "not in the manager's list",
            engine: { kind: 'engineRefused', address: '192.168.99.103:2376' },
          },
        ],
      }),
    );
  });

  test('survives a manager that does not answer', async () => {
    const doors = world();
    doors.fake.managerOf('swarm-manager').refuse();
    const { outcome } = await perform(doors, wait, { patience: hurried });
    expect(outcome).toMatchObject({ error: { kind: 'nodesMissing', wanted: 3, healthy: 0 } });
    if (!outcome.ok && outcome.error.kind === 'nodesMissing')
      expect(outcome.error.missing[0]).toEqual({
        machine: 'swarm-manager',
        why: 'the manager does not answer',
        cause: expect.objectContaining({ kind: 'engineRefused' }) as unknown,
        engine: undefined,
      });
  });

  test('does not wait for a machine that somebody has removed', async () => {
    const doors = world();
    doors.fake.managerOf('swarm-manager').info = managerInfo(healthy.slice(0, 2));
    setTimeout(() => {
      doors.fake.remove('swarm-node2');
    }, 10);
    expect((await perform(doors, wait)).outcome).toEqual(err({ kind: 'machineUnknown', machine: 'swarm-node2' }));
  });
});

describe('awaitNodes without swarm', () => {
  const wait: Action = {
    kind: 'awaitNodes',
    manager: undefined,
    nodes: ['swarm-node1', 'swarm-node2'],
    store: { kind: 'machine', machine: 'kvstore', type: 'consul', port: 8500 },
  };

  test('is content when each engine has registered and answers', async () => {
    expect((await perform(world(), wait)).outcome.ok).toBe(true);
  });

  test('names those that have not registered or do not answer', async () => {
    const doors = world();
    doors.fake.stores.get(kvUrl)!.state = storeState({ engines: ['192.168.99.102:2376'] });
    doors.fake.engineOf('swarm-node1').refuse();
    expect((await perform(doors, wait, { patience: hurried })).outcome).toMatchObject({
      error: {
        kind: 'nodesMissing',
        manager: kvUrl,
        missing: [
          { machine: 'swarm-node1', why: 'its engine does not answer', engine: { kind: 'engineRefused' } },
          { machine: 'swarm-node2', why: 'not registered in the store', engine: undefined },
        ],
      },
    });
  });
});
