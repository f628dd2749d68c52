// Which machines form a cluster, whoever made them.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { recognise, type Group, type SwarmSight } from '../../../src/cluster/recognise.ts';
import type { Engine } from '../../../src/model/engine.ts';
import type { Machine } from '../../../src/model/machine.ts';
import type { SwarmView } from '../../../src/model/swarmMode.ts';
import { articleMachines, engine, kvUrl, machine, noSwarm, swarmMachine, swarmRecord } from '../samples.ts';
import {
  addressOf,
  asManager,
  managerNames,
  swarmEngine,
  swarmId,
  swarmMachines,
  swarmNode,
  swarmView,
  viewWith,
} from '../swarms.ts';

const nobody = (): undefined => undefined;
const label = { 'dockeroverlay.cluster': 'demo' };

/** `demo (classic): keyValueStore kvstore, node m1 @consul://…` */
function text(groups: readonly Group[]): string[] {
  return groups.map(
    ({ name, orchestration, members, store }) =>
      `${name} (${orchestration}): ${members.map((each) => `${each.role} ${each.machine}`).join(', ')}` +
      (store ? ` @${store.url}${store.machine === undefined ? '' : ` on ${store.machine}`}` : ''),
  );
}
const read = (
  machines: readonly Machine[],
  engines: (name: string) => Engine | undefined = nobody,
  sight?: SwarmSight,
): string[] => text(recognise(machines, engines, sight));

describe('a cluster made by the script of the article', () => {
  test('is one, named after its manager, with the machine at the URL as its store', () => {
    expect(read(articleMachines())).toEqual([
      'swarm-manager (classic): keyValueStore kvstore, manager swarm-manager, node swarm-node1, node swarm-node2' +
        ` @${kvUrl} on kvstore`,
    ]);
  });

  test('leaves other machines out', () => {
    const [group] = recognise([...articleMachines(), machine('dev', { address: '192.168.99.50' })], nobody);
    expect(group?.members.map((each) => each.machine)).not.toContain('dev');
  });

  test('is there without its store machine, and without its manager', () => {
    const [kvstore, manager, ...nodes] = articleMachines();
    expect(read([manager!, ...nodes])).toEqual([
      `swarm-manager (classic): manager swarm-manager, node swarm-node1, node swarm-node2 @${kvUrl}`,
    ]);
    expect(read([kvstore!, ...nodes])).toEqual([
      `kvstore (classic): keyValueStore kvstore, node swarm-node1, node swarm-node2 @${kvUrl} on kvstore`,
    ]);
  });
});

describe('the URL', () => {
  test('is the same store however it is written', () => {
    const first = swarmMachine('m1', '10.0.0.1', 'zk://b:2181,A');
    const second = swarmMachine('m2', '10.0.0.2', 'zookeeper://a:2181,b:2181/');
    expect(recognise([first, second], nobody)).toHaveLength(1);
  });

  test('with another path is another swarm on the same store, which only one of them has as a member', () => {
    const url = 'consul://10.0.0.9:8500';
    const node = (name: string, path: string): Machine =>
      machine(name, {
        address: `10.0.0.${name.slice(1)}`,
        engineFlags: [`cluster-store=${url}`],
        swarm: swarmRecord(`${url}/${path}`),
      });
    expect(read([machine('kv', { address: '10.0.0.9' }), node('n1', 'one'), node('n2', 'two')])).toEqual([
      `kv (classic): keyValueStore kv, node n1 @${url}/one on kv`,
      `kv-2 (classic): node n2 @${url}/two on kv`,
    ]);
  });

  test('may name the store machine instead of its address', () => {
    expect(read([machine('kv'), swarmMachine('n1', '10.0.0.1', 'etcd://kv:2379')])).toEqual([
      'kv (classic): keyValueStore kv, node n1 @etcd://kv:2379 on kv',
    ]);
  });

  test('may be a token or a list, which is no store', () => {
    const members = [swarmMachine('m', '10.0.0.1', 'token://abc', true), swarmMachine('n', '10.0.0.2', 'token://abc')];
    expect(read(members)).toEqual(['m (classic): manager m, node n @token://abc']);
    expect(recognise(members, nobody)[0]?.store?.parsed).toBeUndefined();
  });

  test('of several hosts has several store machines', () => {
    expect(
      read([
        machine('kv1', { address: '10.0.0.1' }),
        machine('kv2', { address: '10.0.0.2' }),
        swarmMachine('m', '10.0.0.3', 'etcd://10.0.0.1:2379,10.0.0.2:2379', true),
      ]),
    ).toEqual([
      'm (classic): keyValueStore kv1, keyValueStore kv2, manager m @etcd://10.0.0.1:2379,10.0.0.2:2379 on kv1',
    ]);
  });

  test('that is external has no store machine, and names the cluster when nobody else does', () => {
    expect(read([machine('n1', { engineFlags: ['cluster-store=consul://kv.example:8500'] })])).toEqual([
      'kv.example (none): node n1 @consul://kv.example:8500',
    ]);
  });

  test('is taken from the engine where the record does not know it', () => {
    expect(
      read([machine('n1'), machine('n2')], (name) => engine(name, { clusterStore: 'etcd://10.0.0.9:2379' })),
    ).toEqual(['10.0.0.9 (none): node n1, node n2 @etcd://10.0.0.9:2379']);
  });
});

test('engines that only share a store are orchestrated by nobody', () => {
  const flags = { engineFlags: ['cluster-store=etcd://10.0.0.9:2379', 'cluster-advertise=eth1:2376'] };
  expect(read([machine('kv', { address: '10.0.0.9' }), machine('n1', { address: '10.0.0.1', ...flags })])).toEqual([
    'kv (none): keyValueStore kv, node n1 @etcd://10.0.0.9:2379 on kv',
  ]);
});

test('a store on one of the nodes: the node stays a node', () => {
  expect(read([swarmMachine('m', '10.0.0.1', 'consul://10.0.0.1:8500', true)])).toEqual([
    'm (classic): manager m @consul://10.0.0.1:8500 on m',
  ]);
});

describe('the label', () => {
  test('names the cluster', () => {
    const labelled = articleMachines().map((each) => ({ ...each, engineLabels: label }));
    expect(recognise(labelled, nobody).map(({ name }) => name)).toEqual(['demo']);
  });

  test('is read from engines too', () => {
    expect(recognise(articleMachines(), (name) => engine(name, { labels: label }))[0]?.name).toBe('demo');
  });

  test('makes a half-made cluster visible while only its store machine stands', () => {
    expect(read([machine('kvstore', { engineLabels: label }), machine('dev')])).toEqual([
      'demo (classic): keyValueStore kvstore',
    ]);
  });

  test('keeps a store machine that has lost its address with its cluster', () => {
    const [, ...nodes] = articleMachines().map((each) => ({ ...each, engineLabels: label }));
    expect(read([machine('kvstore', { engineLabels: label }), ...nodes])).toEqual([
      `demo (classic): keyValueStore kvstore, manager swarm-manager, node swarm-node1, node swarm-node2 @${kvUrl}`,
    ]);
  });

  test('of two clusters that share it gives two names', () => {
    const one = machine('a', { engineLabels: label, swarm: swarmRecord('consul://10.0.0.1:8500') });
    const two = machine('b', { engineLabels: label, swarm: swarmRecord('consul://10.0.0.2:8500') });
    expect(recognise([one, two], nobody).map(({ name }) => name)).toEqual(['demo', 'demo-2']);
  });

  test('of one cluster is not given to the second of another name', () => {
    const of = (name: string, own: string, host: string): Machine =>
      machine(name, { engineLabels: { 'dockeroverlay.cluster': own }, swarm: swarmRecord(`consul://${host}`) });
    const names = recognise([of('a', 'x', '10.0.0.1'), of('b', 'x', '10.0.0.2'), of('c', 'x-2', '10.0.0.3')], nobody);
    expect(names.map(({ name, members }) => [name, members[0]?.machine])).toEqual([
      ['x', 'a'],
      ['x-2', 'c'],
      ['x-3', 'b'],
    ]);
  });

  test('decides whose a store machine is that serves two clusters', () => {
    const kv = machine('kv', { address: '10.0.0.9', engineLabels: { 'dockeroverlay.cluster': 'two' } });
    const node = (name: string, own: string): Machine =>
      machine(name, {
        engineLabels: { 'dockeroverlay.cluster': own },
        swarm: swarmRecord(`consul://10.0.0.9:8500/${own}`),
      });
    expect(read([kv, node('a', 'one'), node('b', 'two')])).toEqual([
      'one (classic): node a @consul://10.0.0.9:8500/one on kv',
      'two (classic): keyValueStore kv, node b @consul://10.0.0.9:8500/two on kv',
    ]);
  });

  test('decides which of two machines at the same address is the store', () => {
    const [kvstore, ...nodes] = articleMachines().map((each) => ({ ...each, engineLabels: label }));
    const leftover = machine('a-leftover', { address: '192.168.99.100' });
    expect(recognise([leftover, kvstore!, ...nodes], nobody)[0]?.store?.machine).toBe('kvstore');
  });
});

describe('a swarm of swarm mode', () => {
  const whole = 'm1 (swarm-mode): manager m1, manager m2, manager m3, node w1, node w2';
  /** Engines as they last said; those that are not named never have. */
  const engines =
    (said: Readonly<Record<string, Engine>>) =>
    (name: string): Engine | undefined =>
      said[name];
  const all = Object.fromEntries(swarmMachines().map(({ name }) => [name, swarmEngine(name)]));
  const without = (...names: readonly string[]): Readonly<Record<string, Engine>> =>
    Object.fromEntries(Object.entries(all).filter(([name]) => !names.includes(name)));
  const told = (view: SwarmView, silent: readonly string[] = []): SwarmSight => ({
    views: new Map([[`swarm:${swarmId}`, view]]),
    isSilent: (name) => silent.includes(name),
  });

  test('is who says its id, and the workers who say where its managers are', () => {
    expect(read([...swarmMachines(), machine('dev', { address: '10.9.9.9' })], engines(all))).toEqual([whole]);
    expect(recognise(swarmMachines(), engines(all))[0]?.key).toBe(`swarm:${swarmId}`);
  });

  test('of which only workers answer is one, though nobody knows its id', () => {
    const workers = swarmMachines().slice(3);
    expect(read(workers, engines(without(...managerNames)))).toEqual(['w1 (swarm-mode): node w1, node w2']);
    const later = engines({ ...without(...managerNames), w2: swarmEngine('w2', { managers: ['10.0.0.2:2377'] }) });
    expect(read(workers, later)).toEqual(['w1 (swarm-mode): node w1, node w2']);
  });

  test('has the managers whose addresses its workers say, though they have never answered', () => {
    const silent = { views: new Map(), isSilent: (name: string) => managerNames.includes(name) };
    expect(read(swarmMachines(), engines(without(...managerNames)), silent)).toEqual([whole]);
  });

  test('keeps its key while its managers have no quorum, and do not say its id', () => {
    const idless = Object.fromEntries(
      Object.keys(all).map((name) => [name, swarmEngine(name, { clusterId: undefined })]),
    );
    const groups = recognise(swarmMachines(), engines(idless), told(swarmView()));
    expect(groups.map(({ key }) => key)).toEqual([`swarm:${swarmId}`]);
    expect(text(groups)).toEqual([whole]);
  });

  test('has a node that managers list, wherever its engine says they are', () => {
    const elsewhere = engines({ ...all, w2: swarmEngine('w2', { managers: ['192.168.7.7:2377'] }) });
    expect(read(swarmMachines(), elsewhere, told(swarmView()))).toEqual([whole]);
  });

  test.each<[string, string[], SwarmView]>([
    ['its address', ['w2'], swarmView()],
    ['its address as a manager', ['m3'], viewWith({ m3: { address: '0.0.0.0' } })],
  ])('has a silent machine by %s among the nodes', (_how, silent, view) => {
    expect(read(swarmMachines(), engines(without(...silent)), told(view, silent))).toEqual([whole]);
  });

  test('has a silent machine that was listed before any manager said its id', () => {
    const early = { views: new Map([['swarm:10.0.0.1,10.0.0.2,10.0.0.3', swarmView()]]), isSilent: () => false };
    const silent = { ...early, isSilent: (name: string) => name === 'm1' };
    expect(read(swarmMachines(), engines(without('m1')), silent)).toEqual([whole]);
  });

  test('has a silent machine by its name only while its address is not known', () => {
    const moved = viewWith({ w2: { address: '10.0.0.77' } });
    const nameless = swarmMachines().map((each) => (each.name === 'w2' ? { ...each, address: undefined } : each));
    expect(read(nameless, engines(without('w2')), told(moved, ['w2']))).toEqual([whole]);
    expect(read(swarmMachines(), engines(without('w2')), told(moved, ['w2']))).toEqual([
      'm1 (swarm-mode): manager m1, manager m2, manager m3, node w1',
    ]);
  });

  test('does not have a machine whose engine says that it is in none, whatever is listed at its address', () => {
    const left = engines({ ...all, w2: engine('w2') });
    const expected = ['m1 (swarm-mode): manager m1, manager m2, manager m3, node w1'];
    expect(read(swarmMachines(), left, told(swarmView()))).toEqual(expected);
    // What it left behind is down; that it said so before it fell silent still holds then.
    expect(read(swarmMachines(), left, told(viewWith({ w2: { state: 'down' } }), ['w2']))).toEqual(expected);
    expect(read(swarmMachines(), left, told(swarmView(), ['w2']))).toEqual([whole]);
  });

  test('has roles by what engines say now, else by what managers say of them', () => {
    const demoted = viewWith({ m3: { role: 'worker', manager: undefined } });
    expect(read(swarmMachines(), engines(all), told(demoted))).toEqual([whole]);
    expect(read(swarmMachines(), engines(all), told(demoted, ['m3']))).toEqual([
      'm1 (swarm-mode): manager m1, manager m2, node m3, node w1, node w2',
    ]);
    const restarting = engines({ ...all, m3: swarmEngine('m3', { state: 'pending', isManager: false }) });
    expect(read(swarmMachines(), restarting, told(swarmView()))).toEqual([whole]);
  });

  test('has a locked manager, which says nothing but that', () => {
    const locked = { state: 'locked', nodeId: '', isManager: false, clusterId: undefined, managers: [] } as const;
    expect(read(swarmMachines(), engines({ ...all, m3: swarmEngine('m3', locked) }))).toEqual([whole]);
    expect(read(swarmMachines().slice(0, 1), engines({ m1: swarmEngine('m1', locked) }))).toEqual([
      'm1 (swarm-mode): manager m1',
    ]);
  });

  test('that is another one stays apart, also where a host has been in both', () => {
    const other = swarmEngine('w2', { nodeId: 'n', isManager: true, clusterId: 'swarm2', managers: ['10.0.0.5:2377'] });
    expect(read(swarmMachines(), engines({ ...all, w2: other }), told(viewWith({ w2: { state: 'down' } })))).toEqual([
      'm1 (swarm-mode): manager m1, manager m2, manager m3, node w1',
      'w2 (swarm-mode): manager w2',
    ]);
  });

  test('wins over a store that the record names: an engine has one or the other', () => {
    const flagged = swarmMachines().map((each) => ({ ...each, engineFlags: ['cluster-store=consul://10.0.0.9'] }));
    expect(read(flagged, engines(all))).toEqual([whole]);
  });

  test('is told apart from a node that joined anew and left its former entry behind', () => {
    const view = swarmView({
      nodes: [
        ...swarmView().nodes,
        swarmNode('w2', { id: 'old', state: 'down', role: 'manager', manager: asManager('w2') }),
      ],
    });
    expect(read(swarmMachines(), engines(without('w2')), told(view, ['w2']))).toEqual([whole]);
  });
});

describe('machines made for swarm mode', () => {
  const made = { ...label, 'dockeroverlay.orchestration': 'swarm-mode' };
  const machines = swarmMachines(made);
  const inactive = (name: string): Engine => engine(name, { version: '26.1.5' });

  test('that nobody has put into a swarm yet are one cluster whose managers are not known', () => {
    const expected = ['demo (swarm-mode): node m1, node m2, node m3, node w1, node w2'];
    expect(read(machines)).toEqual(expected);
    expect(read(machines, inactive)).toEqual(expected);
    const byEngine = (name: string): Engine => engine(name, { labels: made });
    expect(read(swarmMachines(), byEngine)).toEqual(expected);
  });

  test('join the swarm that others of their label are in', () => {
    const some = (name: string): Engine => (name === 'm1' || name === 'w1' ? swarmEngine(name) : inactive(name));
    expect(read(machines, some)).toEqual(['demo (swarm-mode): manager m1, node m2, node m3, node w1, node w2']);
    // Those on their way into one that nobody knows are of their label too.
    const stuck = (name: string): Engine =>
      name === 'w2' ? swarmEngine('w2', { state: 'pending', nodeId: '', managers: ['10.9.9.9:2377'] }) : some(name);
    expect(read(machines, stuck)).toEqual(read(machines, some));
  });

  test('that are in another swarm are of that one', () => {
    const other = swarmEngine('w2', { nodeId: 'n', isManager: true, clusterId: 'swarm2', managers: ['10.0.0.5:2377'] });
    expect(read(machines, (name) => (name === 'w2' ? other : swarmEngine(name)))).toEqual([
      'demo (swarm-mode): manager m1, manager m2, manager m3, node w1',
      'demo-2 (swarm-mode): manager w2',
    ]);
  });

  test('are not taken for the store machines of a classic cluster of their label, nor that for one of them', () => {
    const classic = articleMachines().map((each) => ({ ...each, engineLabels: label }));
    expect(read([...classic, ...machines])).toEqual([
      `demo (classic): keyValueStore kvstore, manager swarm-manager, node swarm-node1, node swarm-node2 @${kvUrl} on kvstore`,
      'demo-2 (swarm-mode): node m1, node m2, node m3, node w1, node w2',
    ]);
  });

  test('take a machine along that carries only their label', () => {
    const leftover = machine('kvstore', { address: '10.0.0.9', engineLabels: label });
    expect(read([...machines, leftover])).toEqual([
      'demo (swarm-mode): node kvstore, node m1, node m2, node m3, node w1, node w2',
    ]);
  });
});

test('a classic cluster, a swarm and machines of none stay apart', () => {
  const loose = ['x1', 'x2', 'x3'].map((name) => machine(name, { address: `10.8.0.${name.slice(1)}` }));
  const groups = read([...articleMachines(), ...swarmMachines(), ...loose], (name) =>
    /^[mw]\d/.test(name) ? swarmEngine(name) : engine(name),
  );
  expect(groups).toEqual([
    'm1 (swarm-mode): manager m1, manager m2, manager m3, node w1, node w2',
    `swarm-manager (classic): keyValueStore kvstore, manager swarm-manager, node swarm-node1, node swarm-node2 @${kvUrl} on kvstore`,
  ]);
});

describe('any machines', () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const hosts = ['10.0.0.1', '10.0.0.2', 'A', 'a', 'b'];
  const url = fc.oneof(
    fc.constantFrom(...hosts).map((host) => `consul://${host}:8500`),
    fc.constantFrom(...hosts).map((host) => `etcd://${host}`),
    fc.constantFrom('token://x', 'nodes://a,b', '', '  ', 'consul://', 'zk://10.0.0.1,10.0.0.2/p'),
    fc.string(),
  );
  const arbitraryMachine = (name: string): fc.Arbitrary<Machine> =>
    fc
      .record({
        address: fc.option(fc.constantFrom(...hosts), { nil: undefined }),
        store: fc.option(url, { nil: undefined }),
        discovery: fc.option(url, { nil: undefined }),
        isMaster: fc.boolean(),
        label: fc.option(fc.constantFrom('a', 'a-2', 'b', 'demo', ''), { nil: undefined }),
      })
      .map(({ address, store, discovery, isMaster, label: cluster }) =>
        machine(name, {
          address,
          engineFlags: store === undefined ? [] : [`cluster-store=${store}`],
          engineLabels: cluster === undefined ? {} : { 'dockeroverlay.cluster': cluster },
          swarm: discovery === undefined ? undefined : swarmRecord(discovery, { isMaster }),
        }),
      );
  const machines = fc
    .subarray(names, { minLength: 0 })
    .chain((some) => fc.tuple(...some.map(arbitraryMachine)))
    .map((some): Machine[] => some);

  const engineState = fc.constantFrom('never', 'inactive', 'active', 'pending', 'locked', 'error');
  const said = fc.record({
    state: engineState,
    isManager: fc.boolean(),
    id: fc.constantFrom(undefined, 's1', 's2'),
    nodeId: fc.constantFrom('', 'node-m1', 'node-w1', 'node-w2'),
    managers: fc.subarray(['10.0.0.1:2377', '10.0.0.2:2377', '10.0.0.9:2377']),
  });
  const knowledge = fc.record({
    engines: fc.tuple(...names.map(() => said)),
    silent: fc.subarray(names),
    views: fc.subarray(['swarm:s1', 'swarm:s2', 'swarm:10.0.0.1']),
  });
  /** What engines and managers have said by chance. */
  const chance = ({ engines, silent, views }: typeof knowledge extends fc.Arbitrary<infer K> ? K : never) => {
    const engineOf = (name: string): Engine | undefined => {
      const says = engines[names.indexOf(name)];
      if (!says || says.state === 'never') return undefined;
      const { state, isManager, id, nodeId, managers } = says;
      const nodeAddress = addressOf('m1');
      return engine(name, {
        swarm: { ...noSwarm, state, isManager, clusterId: id, nodeId, nodeAddress, managers },
      });
    };
    const sight = {
      isSilent: (name: string) => silent.includes(name),
      views: new Map(views.map((key) => [key, swarmView()])),
    };
    return { engineOf, sight };
  };

  test('stand in at most one cluster, no two clusters share a name or a key, and none is empty', () => {
    fc.assert(
      fc.property(machines, knowledge, (some, known) => {
        const { engineOf, sight } = chance(known);
        const groups = recognise(some, engineOf, sight);
        const members = groups.flatMap((group) => group.members.map((each) => each.machine));
        expect(new Set(members).size).toBe(members.length);
        expect(new Set(groups.map(({ name }) => name)).size).toBe(groups.length);
        expect(new Set(groups.map(({ key }) => key)).size).toBe(groups.length);
        expect(groups.every((group) => group.members.length > 0)).toBe(true);
        expect(
          groups.every(({ store }) => store?.machine === undefined || some.some(({ name }) => name === store.machine)),
        ).toBe(true);
      }),
    );
  });

  test('give the same clusters in whatever order they come', () => {
    fc.assert(
      fc.property(
        machines.chain((some) => fc.tuple(fc.constant(some), fc.shuffledSubarray(some, { minLength: some.length }))),
        knowledge,
        ([some, shuffled], known) => {
          const { engineOf, sight } = chance(known);
          expect(text(recognise(shuffled, engineOf, sight))).toEqual(text(recognise(some, engineOf, sight)));
        },
      ),
    );
  });

  test('that name the same store are together, and a machine without any mark is alone', () => {
    fc.assert(
      fc.property(machines, (some) => {
        const groups = recognise(some, nobody);
        const groupOf = (name: string): string | undefined =>
          groups.find((group) => group.members.some((each) => each.machine === name))?.key;
        for (const each of some) {
          for (const other of some) {
            const discovery = each.swarm?.discovery.trim();
            if (discovery && discovery === other.swarm?.discovery.trim())
              expect(groupOf(each.name)).toBe(groupOf(other.name));
          }
        }
        expect(recognise([...some, machine('zzz', { address: '10.9.9.9' })], nobody)).toEqual(groups);
      }),
    );
  });
});
