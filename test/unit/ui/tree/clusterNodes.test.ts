// The tree as a person reads it, for whole and broken pictures.
import { describe, expect, test } from 'vitest';
import type { SeenMachine } from '../../../../src/model/snapshot.ts';
import { contextValue } from '../../../../src/ui/tree/rowContext.ts';
import { networkRow } from '../../../../src/ui/tree/networkRow.ts';
import { enumerated } from '../../enumerated.ts';
import {
  container,
  failed,
  machine,
  noon,
  overlay,
  seen,
  seenMachine,
  snapshot,
  view,
  wellCluster,
} from '../../samples.ts';
import { allRows, drawn } from './drawn.ts';

const network = overlay('my-net', {
  vnis: [256],
  endpoints: [
    { containerId: 'c1id', container: 'c1', address: '10.0.0.2', macAddress: '02:42', machine: 'swarm-node1' },
    // As an engine lists a container of another host.
    { containerId: '', container: 'c2', address: '10.0.0.3', macAddress: '02:43', machine: undefined },
  ],
});

const silent = { kind: 'engineSilent', address: '192.168.99.103:2376', after: 5000, connected: false } as const;

test('a whole cluster, and a machine of none', () => {
  const { machines, cluster } = wellCluster();
  const picture = snapshot(
    [...machines, seenMachine(machine('dev', { address: '192.168.99.110' }))],
    [{ ...cluster, networks: seen([network]) }],
  );
  expect(drawn(picture)).toBe(
    [
      'demo  classic · 3/3 healthy',
      '  Machines',
      '    kvstore  key-value store · consul · 192.168.99.100',
      '    swarm-manager  manager · healthy · 192.168.99.101',
      '    swarm-node1  node · healthy · 192.168.99.102',
      '    swarm-node2  node · healthy · 192.168.99.103',
      '  Overlay networks',
      '    my-net  10.0.0.0/24 · VNI 256 · 2 containers',
      '      c1  10.0.0.2 · swarm-node1',
      '      c2  10.0.0.3',
      'Other machines',
      '  dev  running',
    ].join('\n'),
  );
});

test('machines stand as people count them', () => {
  const others = ['node10', 'node9', 'node1'].map((name) => seenMachine(machine(name)));
  expect(drawn(snapshot(others)).match(/node\d+/g)).toEqual(['node1', 'node9', 'node10']);
});

test('so do containers, below their machines and on their networks', () => {
  const names = ['c10', 'c9', 'c1'];
  const engine = seen(
    view(
      'dev',
      {},
      names.map((name) => container(name)),
    ),
  );
  expect(drawn(snapshot([seenMachine(machine('dev'), { engine })])).match(/ c\d+ /g)).toEqual([
    ' c1 ',
    ' c9 ',
    ' c10 ',
  ]);
  const { machines, cluster } = wellCluster();
  const endpoints = names.map((name, at) => ({ ...network.endpoints[0]!, containerId: `${at}`, container: name }));
  const networks = seen([overlay('my-net', { endpoints })]);
  expect(drawn(snapshot(machines, [{ ...cluster, networks }])).match(/ c\d+ /g)).toEqual([' c1 ', ' c9 ', ' c10 ']);
});

test('a silent engine is told on its row and counted in its cluster', () => {
  const { machines, cluster } = wellCluster();
  const broken = machines.map((each) =>
    each.name === 'swarm-node2' ? { ...each, engine: failed<never>(silent) } : each,
  );
  const text = drawn(snapshot(broken, [cluster]));
  expect(text).toContain('swarm-node2  node · unhealthy: host does not answer · 192.168.99.103');
  expect(text).toContain('demo  classic · 2/3 healthy');
});

test('a leftover says the bare reason, as one does that is being made: beside icons there is little room', () => {
  const { machines, cluster } = wellCluster();
  const left = (change: Partial<SeenMachine>): string | undefined => {
    const engine = failed<never>({ kind: 'engineRefused', address: '192.168.99.103:2376' });
    const changed = machines.map((each) => (each.name === 'swarm-node2' ? { ...each, engine, ...change } : each));
    return allRows(snapshot(changed, [cluster])).find(({ label }) => label === 'swarm-node2')?.description;
  };
  expect(left({ isUnfinished: true })).toBe('node · incomplete · 192.168.99.103');
  expect(left({ making: { since: noon, stage: 'engine' } })).toBe(
    'node · creating: starting the engine · 192.168.99.103',
  );
});

test('a stopped machine is stopped, not broken', () => {
  const stopped = { ...seenMachine(machine('dev')), engine: failed<never>(silent), power: 'stopped' as const };
  const [, row] = allRows(snapshot([stopped]));
  expect(row?.description).toBe('stopped');
  expect(row?.context.slice(0, 2)).toEqual(['machine', 'stopped']);
  expect(row?.icon?.name).toBe('vm-outline');
});

test('each role has an icon of its own, running, ailing or stopped', () => {
  const { machines, cluster } = wellCluster();
  const icons = (change: Partial<SeenMachine> = {}): (readonly [string | undefined, string | undefined])[] =>
    allRows(
      snapshot(
        machines.map((each) => ({ ...each, ...change })),
        [cluster],
      ),
    )
      .filter(({ context }) => context.includes('machine'))
      .map(({ icon }) => [icon?.name, icon?.color]);
  expect(icons()).toEqual([
    ['database', 'charts.green'],
    ['star-empty', 'charts.green'],
    ['vm-running', 'charts.green'],
    ['vm-running', 'charts.green'],
  ]);
  expect(icons({ engine: failed<never>(silent) }).slice(1, 3)).toEqual([
    ['star-empty', 'problemsErrorIcon.foreground'],
    ['vm', 'problemsErrorIcon.foreground'],
  ]);
  expect(icons({ engine: failed<never>(silent), power: 'stopped' })).toEqual([
    ['database', 'disabledForeground'],
    ['star-empty', 'disabledForeground'],
    ['vm-outline', 'disabledForeground'],
    ['vm-outline', 'disabledForeground'],
  ]);
});

test('a broken record is that one row', () => {
  const failure = {
    kind: 'recordBroken',
    machine: 'bad',
    path: '/store/machines/bad/config.json',
    said: 'bad JSON',
  } as const;
  const bad = {
    ...seenMachine(machine('bad')),
    record: { failure },
    engine: { state: 'waiting', last: undefined } as const,
  };
  const rows = allRows(snapshot([bad, seenMachine(machine('dev'))]));
  expect(rows.map(({ label, description }) => [label, description])).toEqual([
    ['Other machines', ''],
    ['bad', 'unhealthy: record not readable'],
    ['dev', 'running'],
  ]);
  expect(rows[1]?.context).toEqual(['machine', 'broken']);
  expect(rows[1]?.tooltip?.problems[0]?.why).toBe('bad JSON');
});

test('while the key-value store is away, the list of networks says that it may be incomplete', () => {
  const { machines, cluster } = wellCluster();
  const away = failed<never>({ kind: 'storeRefused', url: 'consul://192.168.99.100:8500' });
  const picture = snapshot(machines, [
    { ...cluster, store: cluster.store && { ...cluster.store, state: away }, networks: seen([network]) },
  ]);
  const text = drawn(picture);
  expect(text).toContain(
    '  Overlay networks\n    networks may be hidden  Overlay networks may be missing from the list.',
  );
  expect(text).toContain('kvstore  key-value store · consul · unhealthy: store refuses connections · 192.168.99.100');
});

describe('the store', () => {
  test('unreadable: a row says so and machines of the last look stay', () => {
    const storeFailure = { kind: 'storeUnreadable', path: '/store', said: 'EACCES' } as const;
    const [first] = allRows({ ...snapshot([]), storeFailure });
    expect(first).toMatchObject({ id: 'message/store', label: 'machine store not readable' });
  });

  test('missing: nothing, so that the welcome text shows', () => {
    expect(allRows({ ...snapshot([]), storeFailure: { kind: 'storeMissing', path: '/store' } })).toEqual([]);
  });
});

test('ids are paths, all different, also for networks of one name', () => {
  const { machines, cluster } = wellCluster();
  const twin = { ...network, id: 'another' };
  const rows = allRows(snapshot(machines, [{ ...cluster, networks: seen([network, twin]) }]));
  const ids = rows.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toContain('cluster/demo/machine/swarm-node1');
  expect(ids).toContain('cluster/demo/networks');
  expect(ids).toContain('cluster/demo/network/my-net~another');
});

test('a group that holds nothing yet is another row than the one that opens with what comes, which stays the same', () => {
  const { machines, cluster } = wellCluster();
  const groups = (...networks: (typeof network)[]): string[] =>
    allRows(snapshot(machines, [{ ...cluster, networks: seen(networks) }]))
      .filter(({ context }) => context.includes('group'))
      .map(({ id, opening }) => `${id} ${opening}`);
  expect(groups()).toEqual(['cluster/demo/machines open', 'cluster/demo/networks?empty leaf']);
  expect(groups(network)).toEqual(['cluster/demo/machines open', 'cluster/demo/networks open']);
  expect(groups(network, { ...network, id: 'b', name: 'other' })).toEqual(groups(network));
});

test('the context of a row is words that a when clause can find one by one', () => {
  const { machines, cluster } = wellCluster();
  const rows = allRows(snapshot(machines, [cluster]));
  const manager = rows.find(({ label }) => label === 'swarm-manager');
  expect(contextValue(manager?.context ?? [])).toMatch(/^machine;running;manager;/);
});

test('every row can be spoken, and says its name', () => {
  const { machines, cluster } = wellCluster();
  const rows = allRows(
    snapshot([...machines, seenMachine(machine('dev'))], [{ ...cluster, networks: seen([network]) }]),
  );
  for (const { label, spoken } of rows) expect(spoken).toContain(label);
  expect(rows.find(({ label }) => label === 'swarm-node1')?.spoken).toBe(
    'Machine swarm-node1, node, healthy, 192.168.99.102',
  );
});

test('the tooltip holds the evidence', () => {
  const one = seenMachine(machine('dev', { address: '10.9.9.9', driver: 'generic' }), {
    engine: seen(view('dev', { version: '20.10.5' }, [container('c1')])),
  });
  const facts = Object.fromEntries(allRows(snapshot([one]))[1]?.tooltip?.facts ?? []);
  expect(facts).toMatchObject({ Address: '10.9.9.9', Driver: 'generic', Engine: '20.10.5', State: 'running' });
});

test('containers of services are called as their tasks on networks, too, and remain who they are', () => {
  const [one, other] = ['web.1.tpfbdz7d29ht9g29309oodlcw', 'web.1.vtxl2fzulns5i5o8h1gh6ynnc'];
  const on = { containerId: '', macAddress: '', machine: 'swarm-node1' };
  const endpoints = [
    { ...on, container: one, address: '10.0.0.2' },
    { ...on, container: other, address: '10.0.0.3' },
  ];
  const { machines, cluster } = wellCluster();
  const networks = seen([overlay('my-net', { endpoints })]);
  const rows = allRows(snapshot(machines, [{ ...cluster, networks }])).filter(({ label }) => label === 'web.1');
  expect(rows.map(({ id, target }) => [id, target.container])).toEqual([
    [`cluster/demo/network/my-net/container/${one}`, one],
    [`cluster/demo/network/my-net/container/${other}`, other],
  ]);
  expect(rows[0]?.spoken).toBe('Container web.1, 10.0.0.2, on swarm-node1');
  expect(rows[0]?.tooltip?.title).toBe(one);
});

test('what is on a network of a machine that does not answer is as it was last seen', () => {
  const { machines, cluster } = wellCluster();
  const shown = (engine: SeenMachine['engine']) =>
    allRows(
      snapshot(
        machines.map((each) => (each.name === 'swarm-node1' ? { ...each, engine } : each)),
        [{ ...cluster, networks: seen([network]) }],
      ),
    );
  const on = view('swarm-node1', { containers: { total: 3, running: 2, paused: 0, stopped: 1 } });
  const rowOf = (rows: ReturnType<typeof shown>, label: string) => {
    const row = rows.find((each) => each.label === label);
    return { row, facts: Object.fromEntries(row?.tooltip?.facts ?? []) as Record<string, string> };
  };
  const silentRows = shown(failed(silent, on));
  expect(rowOf(silentRows, 'c1')).toMatchObject({
    row: {
      description: '10.0.0.2 · swarm-node1 · as last seen',
      icon: { name: 'package', color: 'disabledForeground' },
      spoken: 'Container c1, 10.0.0.2, on swarm-node1, as last seen',
    },
    facts: { State: 'as last seen' },
  });
  // Of a container elsewhere that says nothing.
  expect(rowOf(silentRows, 'c2').row?.icon?.color).toBeUndefined();
  expect(rowOf(silentRows, 'swarm-node1').facts['Containers']).toBe('3 (2 running) as last reported');
  const livingRows = shown(seen(on));
  expect(rowOf(livingRows, 'c1').row).toMatchObject({
    icon: { color: undefined },
    spoken: 'Container c1, 10.0.0.2, on swarm-node1',
  });
  expect(rowOf(livingRows, 'swarm-node1').facts['Containers']).toBe('3 (2 running)');
});

test('an endpoint whose container nobody has is told as one, with what gives its address back', () => {
  const ghost = { containerId: 'gid', container: 'ghost', address: '10.0.0.9', macAddress: '', machine: undefined };
  const { machines, cluster } = wellCluster();
  const haunted = overlay('my-net', { endpoints: [{ ...ghost, container: 'c1', address: '10.0.0.2' }, ghost] });
  const staleEndpoints = [{ networkId: haunted.id, network: haunted.name, endpoint: ghost, isBlocking: true }];
  const rows = allRows(snapshot(machines, [{ ...cluster, networks: seen([haunted]), staleEndpoints }]));
  const row = rows.find(({ label }) => label === 'ghost');
  expect(row?.description).toBe('10.0.0.9 · container no longer exists');
  const above = rows.find(({ label }) => label === 'my-net');
  expect(above?.description).toBe('10.0.0.0/24 · 1 container · 1 stale');
  expect(above?.spoken).toBe('Overlay network my-net, 10.0.0.0/24, 1 container, 1 stale');
  expect(above?.context).toContain('used');
  const around = { cluster: 'demo', key: 'my-net', staleEndpoints: 1 };
  const marked = { ...haunted, isInternal: true, isEncrypted: true, isAttachable: false };
  expect(networkRow(marked, around, enumerated).tooltip?.facts).toEqual(
    expect.arrayContaining([
      ['Options', 'internal、encrypted'],
      ['Containers', '1、1 stale'],
    ]),
  );
  expect(row?.spoken).toBe('Container ghost, 10.0.0.9, container no longer exists');
  expect(row?.tooltip?.problems[0]?.remedy).toContain('docker network disconnect -f my-net ghost');
  expect(rows.find(({ label }) => label === 'c1')?.description).toBe('10.0.0.2');
  expect(rows[0]?.tooltip?.problems.map(({ what }) => what)).toEqual([
    'The network my-net keeps addresses for containers that no longer exist: ghost.',
  ]);
});
