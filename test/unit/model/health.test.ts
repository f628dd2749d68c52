// How well machines and clusters are, and why: the article's cluster with one thing wrong after the other.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Cluster } from '../../../src/model/cluster.ts';
import type { Failure } from '../../../src/model/failure.ts';
import {
  clusterHealth,
  findNode,
  isRegistered,
  machineHealth,
  type ClusterHealth,
  type MachineHealth,
} from '../../../src/model/health.ts';
import type { SeenMachine } from '../../../src/model/snapshot.ts';
import {
  classicNode,
  cluster as makeCluster,
  container,
  engine,
  failed,
  kvUrl,
  machine,
  managerInfo,
  noon,
  overlay,
  seen,
  seenMachine,
  snapshot,
  storeState,
  swarmMachine,
  view,
  wellCluster,
} from '../samples.ts';

const silent: Failure = { kind: 'engineSilent', address: '192.168.99.103:2376', after: 3000, connected: true };
const refused: Failure = { kind: 'engineRefused', address: '192.168.99.103:2376' };

/** The article's cluster, well but for what the test changes. */
function world(): {
  machines: SeenMachine[];
  cluster: Cluster;
  /** Changes one machine. */
  set: (name: string, wanted: Partial<SeenMachine>) => void;
  /** Changes what the manager says of one node; undefined: it does not list it. */
  says: (name: string, wanted: Parameters<typeof classicNode>[2] | undefined) => void;
  store: (wanted: Partial<NonNullable<Cluster['store']>>) => void;
  of: (name: string) => MachineHealth;
  all: () => ClusterHealth;
} {
  const { machines, cluster } = wellCluster();
  const self = {
    machines,
    cluster,
    set: (name: string, wanted: Partial<SeenMachine>): void => {
      const index = machines.findIndex((each) => each.name === name);
      machines[index] = { ...machines[index]!, ...wanted };
    },
    says: (name: string, wanted: Parameters<typeof classicNode>[2] | undefined): void => {
      const [manager] = self.cluster.managers;
      if (manager?.info.state !== 'seen') throw new Error('the manager does not speak');
      const nodes = manager.info.value.nodes.flatMap((node) =>
        node.name !== name ? [node] : wanted ? [{ ...node, ...wanted }] : [],
      );
      self.cluster = { ...self.cluster, managers: [{ ...manager, info: seen(managerInfo(nodes)) }] };
    },
    store: (wanted: Partial<NonNullable<Cluster['store']>>): void => {
      self.cluster = { ...self.cluster, store: { ...self.cluster.store!, ...wanted } };
    },
    of: (name: string) =>
      machineHealth(
        machines.find((each) => each.name === name)!,
        self.cluster,
      ),
    all: () => clusterHealth(self.cluster, snapshot(machines, [self.cluster])),
  };
  return self;
}
const kinds = ({ troubles }: MachineHealth | ClusterHealth): string[] => troubles.map(({ kind }) => kind);

test('a cluster in which everybody is well', () => {
  const { all, of } = world();
  expect(all()).toEqual({ level: 'healthy', healthy: 3, of: 3, troubles: [], isHalfMade: false });
  expect(of('kvstore')).toEqual({ level: 'healthy', troubles: [] });
});

test('before anybody has answered nothing is known, and nothing is wrong', () => {
  const { machines, cluster } = world();
  const waiting = { state: 'waiting', last: undefined } as const;
  const blank: Cluster = {
    ...cluster,
    store: { ...cluster.store!, state: waiting },
    managers: cluster.managers.map((each) => ({ ...each, info: waiting })),
    networks: waiting,
  };
  const unasked = machines.map((each) => ({ ...each, engine: waiting }));
  expect(clusterHealth(blank, snapshot(unasked, [blank]))).toEqual({
    level: 'unknown',
    healthy: 0,
    of: 3,
    troubles: [],
    isHalfMade: false,
  });
});

test('a machine whose engine is still being asked is not called missing', () => {
  const { set, says, of } = world();
  set('swarm-node2', { engine: { state: 'waiting', last: undefined } });
  says('swarm-node2', undefined);
  expect(of('swarm-node2')).toEqual({ level: 'unknown', troubles: [] });
});

describe('an engine that does not answer', () => {
  test.each([silent, refused])('is down with its own reason ($kind), whatever its manager believes', (failure) => {
    const { set, of, all } = world();
    set('swarm-node2', { engine: failed(failure, view('swarm-node2')) });
    expect(of('swarm-node2')).toEqual({
      level: 'down',
      troubles: [{ kind: 'engineDown', machine: 'swarm-node2', failure, since: noon }],
    });
    expect(all()).toMatchObject({ level: 'degraded', healthy: 2, of: 3 });
    expect(kinds(all())).toEqual(['engineDown']);
  });

  test('has one trouble, not also what follows from it', () => {
    const { set, says, of, store } = world();
    set('swarm-node2', { engine: failed(silent, view('swarm-node2')) });
    says('swarm-node2', { status: 'Unhealthy', error: 'Cannot connect to the Docker daemon' });
    store({ state: seen(storeState({ engines: [] })) });
    expect(kinds(of('swarm-node2'))).toEqual(['engineDown']);
  });

  test('that never answered has no time at which it last did', () => {
    const { set, of } = world();
    set('swarm-node2', { engine: failed(silent) });
    expect(of('swarm-node2').troubles[0]).toMatchObject({ kind: 'engineDown', since: undefined });
  });

  test('of a machine that is stopped says so', () => {
    const { set, of } = world();
    set('swarm-node2', { engine: failed(refused), power: 'stopped' });
    expect(of('swarm-node2').troubles).toEqual([{ kind: 'machineStopped', machine: 'swarm-node2' }]);
    set('swarm-node2', { engine: failed(refused), power: 'running' });
    expect(kinds(of('swarm-node2'))).toEqual(['engineDown']);
  });

  test('but answers again is well, however old the word of its driver is', () => {
    const { set, of } = world();
    set('swarm-node2', { power: 'stopped' });
    expect(of('swarm-node2').level).toBe('healthy');
  });

  test('everywhere is a cluster that is down', () => {
    const { set, all } = world();
    for (const name of ['swarm-manager', 'swarm-node1', 'swarm-node2']) set(name, { engine: failed(silent) });
    expect(all()).toMatchObject({ level: 'down', healthy: 0, of: 3 });
  });
});

describe('a create that never ended', () => {
  test('left a record without an address', () => {
    const { set, of } = world();
    set('swarm-node2', { engine: failed({ kind: 'addressUnknown', machine: 'swarm-node2' }) });
    expect(of('swarm-node2')).toEqual({ level: 'down', troubles: [{ kind: 'incomplete', machine: 'swarm-node2' }] });
  });

  test('left a record without certificates; those of the store missing are not its fault', () => {
    const { set, of } = world();
    const missing = (path: string): Failure => ({
      kind: 'certificateMissing',
      address: '1.2.3.4:2376',
      path,
      said: 'ENOENT',
    });
    set('swarm-node2', { engine: failed(missing('/store/machines/swarm-node2/cert.pem')) });
    expect(kinds(of('swarm-node2'))).toEqual(['incomplete']);
    set('swarm-node2', { engine: failed(missing('/store/certs/ca.pem')) });
    expect(kinds(of('swarm-node2'))).toEqual(['engineDown']);
    set('swarm-node2', { engine: failed(missing('/store/machines/swarm-node22/cert.pem')) });
    expect(kinds(of('swarm-node2'))).toEqual(['engineDown']);
  });
});

test('a record that cannot be read', () => {
  const failure: Failure = { kind: 'recordBroken', machine: 'x', path: '/store/machines/x/config.json', said: 'eof' };
  const broken: SeenMachine = {
    ...seenMachine(machine('x')),
    record: { failure },
    engine: { state: 'waiting', last: undefined },
  };
  expect(machineHealth(broken, undefined)).toEqual({
    level: 'down',
    troubles: [{ kind: 'recordUnusable', machine: 'x', failure }],
  });
});

describe("the manager's word", () => {
  test.each(['Unhealthy', 'Pending', 'Disconnected', 'Unknown'])(
    '%s makes a node whose engine answers down',
    (status) => {
      const { says, of, all } = world();
      says('swarm-node1', { status, error: 'shows up with another ID' });
      expect(of('swarm-node1')).toEqual({
        level: 'down',
        troubles: [
          {
            kind: 'managerSays',
            machine: 'swarm-node1',
            manager: 'swarm-manager',
            status,
            error: 'shows up with another ID',
          },
        ],
      });
      expect(all()).toMatchObject({ level: 'degraded', healthy: 2 });
    },
  );

  test('Healthy with an old error beside it is Healthy', () => {
    const { says, of } = world();
    says('swarm-node1', { error: 'Cannot connect to the Docker daemon' });
    expect(of('swarm-node1').level).toBe('healthy');
  });

  test('is missing for a node that it does not list', () => {
    const { says, of } = world();
    says('swarm-node1', undefined);
    expect(of('swarm-node1')).toEqual({
      level: 'down',
      troubles: [{ kind: 'notListed', machine: 'swarm-node1', manager: 'swarm-manager' }],
    });
  });

  test('may be missing for a while after an engine has begun to answer', () => {
    const { says, set, store, of } = world();
    says('swarm-node1', undefined);
    store({ state: seen(storeState({ engines: ['192.168.99.101:2376', '192.168.99.103:2376'] })) });
    set('swarm-node1', { isSettling: true });
    expect(of('swarm-node1')).toEqual({ level: 'degraded', troubles: [{ kind: 'joining', machine: 'swarm-node1' }] });
    set('swarm-node1', { isSettling: false });
    expect(kinds(of('swarm-node1'))).toEqual(['notListed', 'notRegistered']);
  });

  test('that a node is unhealthy counts at once, also while it settles', () => {
    const { says, set, of } = world();
    set('swarm-node1', { isSettling: true });
    says('swarm-node1', { status: 'Unhealthy' });
    expect(kinds(of('swarm-node1'))).toEqual(['managerSays']);
  });

  test('is not asked for a machine that was not made to be in the swarm', () => {
    const { cluster, machines } = world();
    const guest = seenMachine(machine('guest', { address: '192.168.99.110', engineFlags: [`cluster-store=${kvUrl}`] }));
    const with5: Cluster = {
      ...cluster,
      members: [...cluster.members, { machine: 'guest', role: 'node' }],
      store: {
        ...cluster.store!,
        state: seen(
          storeState({
            engines: [...machines, guest].map(({ record }) =>
              'machine' in record ? `${record.machine.address ?? ''}:2376` : '',
            ),
          }),
        ),
      },
    };
    expect(machineHealth(guest, with5).level).toBe('healthy');
  });
});

describe('a manager that does not answer', () => {
  const gone: Failure = { kind: 'engineRefused', address: '192.168.99.101:3376' };
  test('is its own trouble while its engine lives, and the cluster is down', () => {
    const { cluster, machines } = world();
    const [manager] = cluster.managers;
    const headless: Cluster = { ...cluster, managers: [{ ...manager!, info: failed(gone, managerInfo([])) }] };
    expect(machineHealth(machines[1]!, headless)).toEqual({
      level: 'down',
      troubles: [{ kind: 'managerDown', machine: 'swarm-manager', failure: gone, since: noon }],
    });
    expect(machineHealth(machines[2]!, headless).level).toBe('healthy');
    expect(clusterHealth(headless, snapshot(machines, [headless]))).toMatchObject({ level: 'down', healthy: 2, of: 3 });
  });

  test('is not told twice when its engine is gone too', () => {
    const { cluster, machines } = world();
    const [manager] = cluster.managers;
    const headless: Cluster = { ...cluster, managers: [{ ...manager!, info: failed(gone) }] };
    expect(kinds(machineHealth({ ...machines[1]!, engine: failed(silent) }, headless))).toEqual(['engineDown']);
  });

  test('leaves the word to another one', () => {
    const { cluster, machines } = world();
    const second = { ...cluster.managers[0]!, machine: 'swarm-node1' };
    const both: Cluster = { ...cluster, managers: [{ ...cluster.managers[0]!, info: failed(gone) }, second] };
    expect(clusterHealth(both, snapshot(machines, [both]))).toMatchObject({ level: 'degraded', healthy: 2 });
  });

  test('and has no machine any more is said of the cluster', () => {
    const { cluster, machines } = world();
    const headless: Cluster = {
      ...cluster,
      managers: [],
      members: cluster.members.filter(({ role }) => role !== 'manager'),
    };
    const health = clusterHealth(headless, snapshot(machines, [headless]));
    expect(kinds(health)).toEqual(['noManager']);
    expect(health.level).toBe('degraded');
  });
});

test('networks that keep endpoints of containers that are gone are told once each', () => {
  const { cluster, machines } = world();
  const ghost = (networkId: string, container: string): Cluster['ghosts'][number] => ({
    networkId,
    network: `name of ${networkId}`,
    endpoint: { containerId: '', container, address: '10.0.0.9', macAddress: '', machine: undefined },
  });
  const haunted: Cluster = { ...cluster, ghosts: [ghost('1', 'a'), ghost('2', 'b'), ghost('1', 'c')] };
  expect(clusterHealth(haunted, snapshot(machines, [haunted]))).toMatchObject({
    level: 'degraded',
    healthy: 3,
    troubles: [
      { kind: 'ghostEndpoints', network: 'name of 1', containers: ['a', 'c'] },
      { kind: 'ghostEndpoints', network: 'name of 2', containers: ['b'] },
    ],
  });
});

describe('a key-value store', () => {
  const down: Failure = { kind: 'storeRefused', url: kvUrl };
  test('that does not answer is told once, with what it may hide; nodes go on', () => {
    const { store, all, of } = world();
    store({ state: failed(down, storeState()) });
    expect(all()).toEqual({
      level: 'degraded',
      healthy: 3,
      of: 3,
      troubles: [
        { kind: 'storeDown', url: kvUrl, machine: 'kvstore', failure: down },
        { kind: 'networksMayHide', url: kvUrl },
      ],
      isHalfMade: false,
    });
    expect(of('kvstore').level).toBe('down');
  });

  test('on a dead machine: both are told', () => {
    const { store, set, of } = world();
    store({ state: failed(down) });
    set('kvstore', { engine: failed(silent) });
    expect(kinds(of('kvstore'))).toEqual(['engineDown', 'storeDown']);
  });

  test('that does not list an engine: it is not registered, or its host does not reach the store', () => {
    const { store, of } = world();
    const others = storeState({ engines: ['192.168.99.101:2376', '192.168.99.102:2376'] });
    store({ state: seen(others) });
    expect(of('swarm-node2')).toEqual({
      level: 'degraded',
      troubles: [{ kind: 'notRegistered', machine: 'swarm-node2', url: kvUrl }],
    });
    store({ reach: new Map([['swarm-node2', { reached: true }]]) });
    expect(kinds(of('swarm-node2'))).toEqual(['notRegistered']);
    store({ reach: new Map([['swarm-node2', { reached: false, failure: down }]]) });
    expect(of('swarm-node2')).toEqual({
      level: 'down',
      troubles: [{ kind: 'storeUnreachableFrom', machine: 'swarm-node2', url: kvUrl, failure: down }],
    });
  });

  test('that lists an engine settles it, whatever was measured once', () => {
    const { store, of } = world();
    store({ reach: new Map([['swarm-node2', { reached: false, failure: down }]]) });
    expect(of('swarm-node2').level).toBe('healthy');
  });

  test('that is down for everybody is not blamed on each host', () => {
    const { store, of } = world();
    store({ state: failed(down), reach: new Map([['swarm-node2', { reached: false, failure: down }]]) });
    expect(of('swarm-node2').level).toBe('healthy');
  });
});

describe('identity', () => {
  test('two hosts of one name', () => {
    const { set, all } = world();
    set('swarm-node2', { engine: seen(view('swarm-node1', { id: 'other' })) });
    expect(all().troubles).toEqual([
      { kind: 'sameHostname', hostname: 'swarm-node1', machines: ['swarm-node1', 'swarm-node2'] },
    ]);
    expect(all().level).toBe('degraded');
  });

  test('two engines with one ID, also when one of them is silent by now', () => {
    const { set, all } = world();
    set('swarm-node2', { engine: failed(silent, view('swarm-node2', { id: 'ID:swarm-node1' })) });
    expect(kinds(all())).toEqual(['sameEngineId', 'engineDown']);
  });
});

test.each([
  [59_000, []],
  [-61_000, ['clockSkew']],
  [61_000, ['clockSkew']],
])('a clock that is %i ms off', (clockSkew, expected) => {
  const { set, of } = world();
  set('swarm-node2', { engine: seen(view('swarm-node2', { clockSkew })) });
  expect(kinds(of('swarm-node2'))).toEqual(expected);
});

describe('ZooKeeper', () => {
  const stuck = container('c1', { state: 'created', networks: { 'my-net': { networkId: '', address: '' } } });
  test.each([
    ['zk://192.168.99.100:2181', 'created', ['zookeeperCrash']],
    ['zk://192.168.99.100:2181', 'running', []],
    [kvUrl, 'created', []],
  ])('with a store %s and a container on an overlay that is %s', (url, state, expected) => {
    const { set, store, cluster, machines } = world();
    set('swarm-node1', { engine: seen(view('swarm-node1', {}, [{ ...stuck, state }])) });
    store({
      parsed: { type: url.startsWith('zk') ? 'zookeeper' : 'consul', hosts: [{ host: 'x', port: 1 }], path: '' },
    });
    const type = url.startsWith('zk') ? 'zookeeper' : 'consul';
    const on: Cluster = {
      ...cluster,
      store: { ...cluster.store!, parsed: { type, hosts: [{ host: 'x', port: 1 }], path: '' } },
      networks: seen([overlay('my-net')]),
    };
    expect(kinds(machineHealth(machines[2]!, on))).toEqual(expected);
  });

  test('a container that was only created on another network is none of it', () => {
    const { cluster } = world();
    const on: Cluster = {
      ...cluster,
      store: { ...cluster.store!, parsed: { type: 'zookeeper', hosts: [{ host: 'x', port: 1 }], path: '' } },
      networks: seen([overlay('other')]),
    };
    const node = wellCluster().machines[2]!;
    expect(machineHealth({ ...node, engine: seen(view('swarm-node1', {}, [stuck])) }, on).level).toBe('healthy');
  });
});

test('the gravest comes first', () => {
  const { set, says, all } = world();
  set('swarm-manager', { engine: seen(view('swarm-manager', { clockSkew: 100_000 })) });
  says('swarm-node2', { status: 'Pending' });
  expect(kinds(all())).toEqual(['managerSays', 'clockSkew']);
});

test('a cluster of which only the store machine stands is half made, and says so', () => {
  const half = makeCluster('demo', [{ machine: 'kvstore', role: 'keyValueStore' }]);
  expect(clusterHealth(half, snapshot([seenMachine(machine('kvstore', { address: '10.0.0.1' }))], [half]))).toEqual({
    level: 'degraded',
    healthy: 0,
    of: 0,
    troubles: [{ kind: 'halfMade' }],
    isHalfMade: true,
  });
});

describe('the node of a machine', () => {
  const record = swarmMachine('m', '10.0.0.1', kvUrl);
  const at = (address: string, wanted = {}) => classicNode('m', address, wanted);
  test.each([
    ['its address', [at('10.0.0.1:2376')], '10.0.0.1:2376'],
    ['its engine ID where it advertises another address', [at('172.16.0.1:2376', { id: 'ID:m' })], '172.16.0.1:2376'],
    ['not its name: another host may have the same', [at('10.0.0.2:2376', { id: 'ID:other' })], undefined],
  ])('is found by %s', (_how, nodes, expected) => {
    expect(findNode(nodes, seenMachine(record), record)?.address).toBe(expected);
  });

  test('is found by name only while neither address nor engine is known', () => {
    const blank = machine('m');
    expect(findNode([at('10.0.0.2:2376')], seenMachine(blank, { engine: failed(silent) }), blank)?.name).toBe('m');
  });
});

describe('registered in the store', () => {
  test.each([
    ['10.0.0.1', ['10.0.0.1:2376'], '', true],
    ['10.0.0.1', ['10.0.0.11:2376'], '', false],
    ['fd00::1', ['[fd00::1]:2376'], '', true],
    ['Host.example', ['host.example:2376'], '', true],
    ['203.0.113.7', ['10.0.0.1:2376'], '10.0.0.1:2376', true],
    ['10.0.0.1', [''], '', false],
    [undefined, ['10.0.0.1:2376'], '', false],
    ['', [':2376'], '', false],
  ])('%s in %j, advertised as %j', (address, engines, advertised, expected) => {
    expect(isRegistered(machine('m', { address }), engines, advertised)).toBe(expected);
  });

  test('an engine behind a public address is found by what it advertises', () => {
    const { store, set, of, cluster } = world();
    store({ state: seen(storeState({ engines: ['172.16.0.1:2376', '192.168.99.102:2376', '192.168.99.103:2376'] })) });
    expect(cluster.managers).toHaveLength(1);
    set('swarm-manager', {
      engine: seen({ engine: engine('swarm-manager', { clusterAdvertise: '172.16.0.1:2376' }), containers: [] }),
    });
    expect(of('swarm-manager').level).toBe('healthy');
  });
});

test('whatever is broken: counts fit, a healthy cluster has no trouble, and nothing throws', () => {
  const state = fc.constantFrom('seen', 'failed', 'waiting');
  fc.assert(
    fc.property(
      fc.array(state, { minLength: 4, maxLength: 4 }),
      state,
      state,
      fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
      (engines, manager, kv, settling) => {
        const { machines, cluster } = wellCluster();
        const turned = machines.map((each, index) => ({
          ...each,
          isSettling: settling[index]!,
          engine:
            engines[index] === 'seen'
              ? each.engine
              : engines[index] === 'failed'
                ? failed<never>(silent)
                : ({ state: 'waiting', last: undefined } as const),
        }));
        const odd: Cluster = {
          ...cluster,
          managers: cluster.managers.map((each) =>
            manager === 'seen'
              ? each
              : { ...each, info: manager === 'failed' ? failed(refused) : { state: 'waiting', last: undefined } },
          ),
          store: {
            ...cluster.store!,
            state:
              kv === 'seen'
                ? cluster.store!.state
                : kv === 'failed'
                  ? failed({ kind: 'storeRefused', url: kvUrl })
                  : { state: 'waiting', last: undefined },
          },
        };
        const health = clusterHealth(odd, snapshot(turned, [odd]));
        expect(health.of).toBe(3);
        expect(health.healthy).toBeLessThanOrEqual(health.of);
        expect(health.level === 'healthy').toBe(health.troubles.length === 0 && health.healthy === 3);
        const graves = health.troubles.length > 0;
        expect(graves).toBe(health.level === 'degraded' || health.level === 'down');
      },
    ),
  );
});
