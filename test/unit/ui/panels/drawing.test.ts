/** What the docker info page draws of a picture. */
import { describe, expect, test } from 'vitest';
import { timeOfDay } from '../../../../src/base/clock.ts';
import { english } from '../../../../src/base/text.ts';
import type { ClassicNode } from '../../../../src/model/classicSwarm.ts';
import type { Cluster } from '../../../../src/model/cluster.ts';
import type { StoreState } from '../../../../src/model/keyValueStore.ts';
import { lastOf } from '../../../../src/model/seen.ts';
import type { EngineView, SeenMachine } from '../../../../src/model/snapshot.ts';
import type { DrawnNode, Drawing } from '../../../../src/protocol/dockerInfo.ts';
import { classicRows } from '../../../../src/ui/panels/classicRows.ts';
import { clusterDrawing } from '../../../../src/ui/panels/drawing.ts';
import { infoPage } from '../../../../src/ui/panels/infoPage.ts';
import { classicNode, failed, managerInfo, noon, seen, snapshot, wellCluster } from '../../samples.ts';
import { noLeader, richAnswers, serviceBody, swarmWorld, taskBody, viewOf } from '../../swarmSamples.ts';
import { cellOf, tableOf } from './tables.ts';

interface World {
  readonly machines: readonly SeenMachine[];
  readonly cluster: Cluster;
}

const silent = { kind: 'engineSilent', address: '192.168.99.103:2376', after: 3000, connected: true } as const;
const members = ['m1', 'm2', 'm3', 'm4', 'm5'];
const rich = viewOf(richAnswers());

function drawingOf({ machines, cluster }: World, machine?: string): Drawing {
  const target = machine === undefined ? { kind: 'cluster', cluster: cluster.name } : { kind: 'machine', machine };
  const page = infoPage(target as { kind: 'machine'; machine: string }, snapshot(machines, [cluster]), english, 'en');
  if (!page?.drawing) throw new Error('nothing drawn');
  return page.drawing;
}
/** As it is seen: who hangs on what, and how well each is. */
const seenIn = ({ binder, groups }: Drawing): readonly string[] => [
  `${binder?.kind ?? 'nothing'} ${binder?.level ?? ''}: ${binder?.text ?? ''}`,
  ...groups.flatMap(({ title, nodes }) =>
    nodes.map(({ name, level, role, reason }) => [title, name, role, level, reason].filter(Boolean).join(' | ')),
  ),
];

test('a classic swarm hangs on its key-value store', () => {
  const world = wellCluster();
  expect(seenIn(drawingOf(world))).toEqual([
    'store healthy: healthy · kvstore · consul://192.168.99.100:8500 · Engines registered: 3',
    'Managers | swarm-manager | manager | healthy',
    'Other nodes | swarm-node1 | node | healthy',
    'Other nodes | swarm-node2 | node | healthy',
  ]);
  expect(drawingOf(world).binder).toMatchObject({
    title: 'Key-value store consul',
    machine: 'kvstore',
    votes: undefined,
  });
  expect(drawingOf(world).rest).toBe('3 nodes in all: scroll to see the rest');
});

test('engines without a manager are the nodes, not the other ones', () => {
  const { machines, cluster } = wellCluster();
  const members = cluster.members.filter(({ role }) => role !== 'manager');
  const drawing = drawingOf({ machines, cluster: { ...cluster, orchestration: 'none', managers: [], members } });
  expect(drawing.groups.map(({ title, isCounted }) => [title, isCounted])).toEqual([['Nodes', true]]);
});

test('a store that is gone and a node that is frozen say so', () => {
  const { machines, cluster } = wellCluster();
  const store = cluster.store && {
    ...cluster.store,
    state: failed<StoreState>({ kind: 'engineRefused', address: 'x' }),
  };
  const frozen = machines.map((each) =>
    each.name === 'swarm-node2' ? { ...each, engine: failed<EngineView>(silent) } : each,
  );
  const drawing = drawingOf({ machines: frozen, cluster: { ...cluster, store } });
  expect(drawing.binder).toMatchObject({ level: 'down' });
  expect(seenIn(drawing).at(-1)).toBe('Other nodes | swarm-node2 | node | down | engine does not answer');
  expect(drawing.groups.at(-1)?.nodes.at(-1)?.spoken).toMatch(
    /^swarm-node2, node, unhealthy, engine does not answer, /,
  );
});

test('a store that only this computer does not reach is no failure', () => {
  const { machines, cluster } = wellCluster();
  const refused = { kind: 'storeRefused', url: cluster.store!.url } as const;
  const hidden = { ...cluster.store!, state: failed<StoreState>(refused) };
  const remark = 'store healthy: store not checked from here · ';
  const reach = new Map([['swarm-node1', { reached: true } as const]]);
  const measured = { ...cluster, store: { ...hidden, reach } };
  expect(seenIn(drawingOf({ machines, cluster: measured }))[0]).toContain(remark);
  const outside = { ...cluster, store: { ...hidden, reach: new Map(), machine: undefined } };
  expect(seenIn(drawingOf({ machines, cluster: outside }))[0]).toContain(remark);
  // No host and no manager has proven it.
  const untold = {
    ...hidden,
    state: failed<StoreState>({ kind: 'storeUsesTls', url: refused.url }),
    machine: undefined,
  };
  const silentManagers = { ...cluster, managers: [], store: { ...untold, reach: new Map() } };
  expect(drawingOf({ machines, cluster: silentManagers }).binder?.level).toBe('unknown');
});

describe('the numbers of an engine that is silent', () => {
  /** A world in which one says no more, and what was last heard of it. */
  const silenced = ({ machines, cluster }: World, name: string, isRemembered = true): World => ({
    cluster,
    machines: machines.map((each) =>
      each.name === name
        ? { ...each, engine: failed<EngineView>(silent, isRemembered ? lastOf(each.engine)?.value : undefined) }
        : each,
    ),
  });
  const nodeIn = (drawing: Drawing, name: string): DrawnNode | undefined =>
    drawing.groups.flatMap(({ nodes }) => nodes).find((each) => each.name === name);

  test('are of its last answer, in a card, for ears and in the table', () => {
    const world = silenced(wellCluster(), 'swarm-node2');
    const node = nodeIn(drawingOf(world), 'swarm-node2');
    expect(node?.numbers).toEqual({ counts: [], shares: [] });
    expect(node?.former).toMatchObject({
      asOf: `numbers as of ${timeOfDay(noon)}`,
      counts: [{ label: 'Containers', value: '1' }],
    });
    expect(node?.spoken).toContain(`, numbers as of ${timeOfDay(noon)}, Containers: 1`);
    const page = infoPage(
      { kind: 'cluster', cluster: 'demo' },
      snapshot(world.machines, [world.cluster]),
      english,
      'en',
    );
    expect(page && cellOf(page, 'nodes', 'swarm-node2', 'status')).toMatchObject({
      reason: `engine does not answer; numbers as of ${timeOfDay(noon)}`,
    });
    expect(nodeIn(drawingOf(world), 'swarm-node1')).toMatchObject({
      numbers: { counts: [{ label: 'Containers', value: '1' }] },
      former: undefined,
    });
  });

  test('are old also where only a manager knows them', () => {
    const node = nodeIn(drawingOf(silenced(wellCluster(), 'swarm-node2', false)), 'swarm-node2');
    expect(node?.former?.asOf).toBe('last known numbers');
  });

  test('are of now where a manager reaches it and only we do not', () => {
    const expired = { kind: 'certificateExpired', address: 'x', whose: 'client', at: noon } as const;
    const { machines, cluster } = silenced(wellCluster(), 'swarm-node2');
    const ours = machines.map((each) =>
      each.name === 'swarm-node2' ? { ...each, engine: failed(expired, lastOf(each.engine)?.value) } : each,
    );
    const now = { numbers: { counts: [{ label: 'Containers', value: '1' }] }, former: undefined };
    expect(nodeIn(drawingOf({ machines: ours, cluster }), 'swarm-node2')).toMatchObject(now);
    // A manager finds out within minutes whom it does not reach itself.
    const later = { ...snapshot(machines, [cluster]), at: new Date(noon.getTime() + 200_000) };
    expect(nodeIn(clusterDrawing(cluster, later, english), 'swarm-node2')).toMatchObject(now);
    const [manager] = cluster.managers;
    const told = (nodes: Partial<ClassicNode>): Cluster => ({
      ...cluster,
      managers: [{ ...manager!, info: seen(managerInfo([classicNode('swarm-node2', '192.168.99.103:2376', nodes)])) }],
    });
    const ill = told({ status: 'Unhealthy' });
    expect(nodeIn(drawingOf({ machines: ours, cluster: ill }), 'swarm-node2')?.former).toBeDefined();
  });

  test('are not there to be dated where nobody has told any', () => {
    const { machines, cluster } = silenced(wellCluster(), 'swarm-node2', false);
    const none = { containers: undefined, reservedCpus: undefined, reservedMemory: undefined } as const;
    const nodes = [
      classicNode('swarm-node2', '192.168.99.103:2376', { ...none, status: 'Pending' }),
      classicNode('elsewhere', '10.0.0.9:2376', { ...none, status: 'Pending' }),
    ];
    const [manager] = cluster.managers;
    const told = { ...cluster, managers: [{ ...manager!, info: seen(managerInfo(nodes)) }] };
    const rows = classicRows(told, snapshot(machines, [told]), english);
    expect(rows.filter(({ node }) => node).map(({ name, asOf }) => [name, asOf])).toEqual([
      ['swarm-node2', ''],
      ['elsewhere', ''],
    ]);
  });

  test('stand beside those that managers tell of now', () => {
    const node = nodeIn(drawingOf(silenced(swarmWorld(rich, members), 'm2')), 'm2');
    expect(node?.numbers.counts).toEqual([{ label: 'Tasks', value: '2' }]);
    expect(node?.numbers.shares).toHaveLength(2);
    expect(node?.former).toMatchObject({ counts: [{ label: 'Containers', value: '1' }], shares: [] });
  });
});

test('of several classic managers the primary leads', () => {
  const { machines, cluster } = wellCluster();
  const [manager] = cluster.managers;
  if (!manager) throw new Error('no manager');
  const nodes = ['swarm-manager', 'swarm-node1', 'swarm-node2'].map((name, at) =>
    classicNode(name, `192.168.99.10${String(at + 1)}:2376`, { reservedCpus: { used: 0.3 + 0.6, of: 2 } }),
  );
  const replica = { ...manager, machine: 'swarm-node1', info: seen(managerInfo(nodes, { role: 'replica' })) };
  const both = [{ ...manager, info: seen(managerInfo(nodes)) }, replica];
  const two = cluster.members.map((each) =>
    each.machine === 'swarm-node1' ? { ...each, role: 'manager' as const } : each,
  );
  const [managers] = drawingOf({ machines, cluster: { ...cluster, managers: both, members: two } }).groups;
  expect(managers?.nodes.map(({ name, role, place }) => [name, role, place])).toEqual([
    ['swarm-manager', 'leader', 'manager · primary · healthy'],
    ['swarm-node1', 'manager', 'manager · healthy'],
  ]);
  expect(managers?.nodes[0]?.numbers.shares[0]).toMatchObject({ label: 'Reserved CPUs', text: '0.9 / 2' });
});

test('a swarm hangs on its managers’ majority', () => {
  const world = swarmWorld(rich, members);
  expect(seenIn(drawingOf(world))).toEqual([
    'managers degraded: 2 of 3 managers reachable, 2 needed · led by m1',
    'Managers | m1 | leader | healthy',
    'Managers | m2 | manager | healthy',
    'Managers | m3 | manager | down | reported down by managers',
    'Workers | elsewhere | node | healthy | not in the machine store',
    'Workers | m4 | node | healthy',
    'Workers | m5 | node | healthy',
  ]);
  expect(drawingOf(world).binder?.votes).toEqual({ reachable: 2, of: 3, needed: 2 });
  expect(drawingOf(world).groups[1]?.nodes[1]?.place).toBe('worker · drained · ready');
});

test('without a leader it hangs on nothing that holds', () => {
  const drawing = drawingOf(swarmWorld(rich, members, { view: failed(noLeader, rich) }));
  expect(drawing.binder).toMatchObject({ level: 'down', text: 'no leader · 3 of 3 managers reachable, 2 needed' });
  // Who led says nothing of now.
  expect(drawing.groups[0]?.nodes.map(({ role }) => role)).toEqual(['manager', 'manager', 'manager']);
});

test('what tasks reserve is summed on their node', () => {
  const Reservations = { NanoCPUs: 250_000_000, MemoryBytes: 128 * 1024 ** 2 };
  const greedy = serviceBody('greedy', {
    Spec: { TaskTemplate: { ContainerSpec: { Image: 'nginx' }, Resources: { Reservations } } },
  });
  const answers = richAnswers();
  const view = viewOf({
    ...answers,
    services: [...answers.services, greedy],
    tasks: [
      ...answers.tasks,
      ...[1, 2, 3].map((slot) => taskBody('greedy', slot, 'm2', slot < 3 ? 'running' : 'failed')),
    ],
  });
  const m2 = drawingOf(swarmWorld(view, members)).groups[0]?.nodes[1];
  expect(m2?.numbers.shares.map(({ text }) => text)).toEqual(['0.5 / 2', '256 MiB / 23.54 GiB']);
});

test('every node of the drawing has its row in the table, and every row its node', () => {
  for (const { machines, cluster } of [wellCluster(), swarmWorld(rich, members)]) {
    const page = infoPage({ kind: 'cluster', cluster: cluster.name }, snapshot(machines, [cluster]), english, 'en');
    const drawn = page?.drawing?.groups.flatMap(({ nodes }) => nodes.map(({ row }) => row));
    expect(new Set(page && tableOf(page, 'nodes').rows.map(({ id }) => id))).toEqual(new Set(drawn));
  }
});

test('a machine’s page draws its place in the cluster, with no row to go to; the store’s draws none', () => {
  const world = wellCluster();
  expect(seenIn(drawingOf(world, 'swarm-node1'))).toEqual([
    'store healthy: healthy · kvstore · consul://192.168.99.100:8500 · Engines registered: 3',
    'In cluster demo | swarm-node1 | node | healthy',
  ]);
  // One machine is not worth a number, which would read as the cluster's name.
  expect(drawingOf(world, 'swarm-node1').groups[0]).toMatchObject({ isCounted: false, nodes: [{ row: undefined }] });
  const page = infoPage(
    { kind: 'machine', machine: 'kvstore' },
    snapshot(world.machines, [world.cluster]),
    english,
    'en',
  );
  expect(page?.drawing).toBeUndefined();
});
