// A swarm-mode cluster in the tree: its nodes by role and availability, its services, tasks and stacks.
import { describe, expect, test } from 'vitest';
import { timeOfDay } from '../../../../src/base/clock.ts';
import { english } from '../../../../src/base/text.ts';
import type { Snapshot } from '../../../../src/model/snapshot.ts';
import { clusterNodes } from '../../../../src/ui/tree/clusterNodes.ts';
import { contextValue, type Row } from '../../../../src/ui/tree/row.ts';
import { ShownTree, type Element } from '../../../../src/ui/tree/shownTree.ts';
import { failed, machine, noon, seenMachine, snapshot } from '../../samples.ts';
import {
  failedTask,
  noLeader,
  nodeBody,
  recordedAnswers,
  richAnswers,
  serviceBody,
  swarmWorld,
  taskBody,
  viewOf,
  type Answers,
  type SwarmWorld,
} from '../../swarmSamples.ts';
import { allRows, drawn } from './drawn.ts';

const picture = ({ machines, cluster }: SwarmWorld): Snapshot => snapshot(machines, [cluster]);
const rich = (change: Partial<Answers> = {}): SwarmWorld =>
  swarmWorld(viewOf({ ...richAnswers(), ...change }), ['m1', 'm2', 'm3', 'm4', 'm5']);
const rowOf = (world: SwarmWorld, id: string): Row => {
  const row = allRows(picture(world)).find((each) => each.id === `cluster/cloud/${id}`);
  if (!row) throw new Error(`no row ${id}`);
  return row;
};
const contextOf = (world: SwarmWorld, id: string): string => contextValue(rowOf(world, id).context);

test('as 26.1.5 told it', () => {
  expect(drawn(picture(swarmWorld(viewOf(recordedAnswers()))))).toBe(
    [
      'cloud  swarm mode · 3/3 ready',
      '  Machines',
      '    n1  manager · leader · ready · 10.99.0.11',
      '    n2  worker · ready · 10.99.0.12',
      '    n3  worker · ready · 10.99.0.13',
      '  Overlay networks',
      '    ingress  routing mesh · 10.0.0.0/24 · VNI 4096 · 0 containers',
      '    my-net  10.0.0.0/24 · VNI 4097 · 0 containers',
      '  Services',
      '    web  3/3 · busybox:latest',
      '      web.1  running · n1',
      '      web.2  running · n3',
      '      web.3  running · n2',
    ].join('\n'),
  );
});

test('the leader can be told from the other managers, and these from workers, at a glance', () => {
  const icons = Object.fromEntries(
    allRows(picture(rich()))
      .filter(({ context }) => context.includes('swarmNode') || context.includes('stranger'))
      .map(({ label, icon }) => [label, icon?.name]),
  );
  expect(icons).toMatchObject({
    m1: 'star-full',
    m2: 'star-empty',
    m3: 'star-empty',
    m4: 'vm-running',
    elsewhere: 'vm-running',
  });
});

test('services and stacks stand as people count them', () => {
  const named = ['web10', 'web9', 'shop10_db', 'shop9_db'].map((name) => {
    const stack = /^(.*)_/.exec(name)?.[1];
    return serviceBody(name, stack === undefined ? {} : { Spec: { Labels: { 'com.docker.stack.namespace': stack } } });
  });
  const labels = allRows(picture(rich({ services: named, tasks: [] }))).map(({ label }) => label);
  expect(labels.filter((label) => /^(web|shop)\d+$/.test(label))).toEqual(['shop9', 'shop10', 'web9', 'web10']);
});

test('drained, paused, strangers, stacks, and services in every state', () => {
  const text = drawn(picture(rich()));
  const machines = text.slice(text.indexOf('  Machines'), text.indexOf('  Overlay'));
  expect(machines).toContain('    m4  worker · drained · ready · 10.99.0.24');
  expect(machines).toContain('    m5  worker · paused · ready · 10.99.0.25');
  expect(machines).toMatch(/ {4}elsewhere {2}worker · ready · 10\.0\.0\.9 · not in the machine store\n$/);
  expect(text.slice(text.indexOf('  Services'))).toBe(
    [
      '  Services',
      '    shop  stack · 2 services',
      '      shop_db  0/1 · busybox:latest',
      '        shop_db.1  running when last heard of · m3 is down',
      '      shop_front  1/2 · busybox:latest · updating',
      '        shop_front.1  running · m1',
      '        shop_front.2  preparing · m2',
      '    agent  2/2 · global · busybox:latest',
      '      agent.m1  running · m1',
      '      agent.m2  running · m2',
      '    broken  0/1 · registry.example/team/broken:1.4',
      '      broken.1  starting · m2 · last failure: No such image: registry.example/team/broken:1.4',
      '    nightly  1/2 · job · busybox:latest',
      '      nightly.1  complete · m1',
      '    web  3/3 · busybox:latest',
      '      web.1  running · m1',
      '      web.2  running · m2',
      '      web.3  running · elsewhere',
    ].join('\n'),
  );
});

describe('the words that menus ask for', () => {
  const world = rich();
  test.each([
    ['', /^cluster;swarm-mode;/],
    ['machine/m1', 'machine;running;manager;swarmNode;active;leader;canReachHost;'],
    ['machine/m2', 'machine;running;manager;swarmNode;active;canReachHost;'],
    ['machine/m4', 'machine;running;node;swarmNode;drained;canReachHost;'],
    ['machine/m5', 'machine;running;node;swarmNode;paused;canReachHost;'],
    ['node/elsewhere', 'node;stranger;worker;active;'],
    ['services', 'group;services;'],
    ['stack/shop', 'group;stack;'],
    ['service/web', 'service;replicated;rollable;'],
    ['service/agent', 'service;global;'],
    ['service/nightly', 'service;replicated-job;'],
    ['service/web/task/web.1.0', 'task;running;'],
    ['network/ingress', 'network;overlay;unused;ingress;'],
  ])('%s', (id, words) => {
    const context = id === '' ? allRows(picture(world))[0]?.context : rowOf(world, id).context;
    expect(contextValue(context ?? [])).toMatch(words);
  });

  test('what rows stand for', () => {
    expect(rowOf(world, 'machine/m4').target).toEqual({ cluster: 'cloud', machine: 'm4', node: 'm4' });
    expect(rowOf(world, 'node/elsewhere').target).toEqual({ cluster: 'cloud', node: 'elsewhere' });
    expect(rowOf(world, 'stack/shop').target).toEqual({ cluster: 'cloud', stack: 'shop' });
    expect(rowOf(world, 'service/shop_db').target).toEqual({ cluster: 'cloud', service: 'shop_db' });
    expect(rowOf(world, 'service/web/task/web.1.0').target).toEqual({
      cluster: 'cloud',
      service: 'web',
      task: 'web.1.0',
    });
  });
});

describe('a machine', () => {
  test('that was promoted is a manager as soon as the managers say so', () => {
    const { nodes } = richAnswers();
    const world = rich({ nodes: nodes.map((node) => (node['ID'] === 'id-m4' ? promoted(node) : node)) });
    // Its engine, and so its place in the cluster, still says worker.
    const members = world.cluster.members.map((each) =>
      each.machine === 'm4' ? { ...each, role: 'node' as const } : each,
    );
    expect(contextOf({ ...world, cluster: { ...world.cluster, members } }, 'machine/m4')).toBe(
      'machine;running;manager;swarmNode;drained;canReachHost;',
    );
  });

  test('whose engine is silent is told by its trouble, with its place in the swarm', () => {
    const world = rich();
    const silent = { kind: 'engineSilent', address: '10.99.0.24:2376', after: 5000, connected: false } as const;
    const machines = world.machines.map((each) =>
      each.name === 'm4'
        ? { ...each, engine: failed(silent, each.engine.state === 'seen' ? each.engine.value : undefined) }
        : each,
    );
    expect(rowOf({ ...world, machines }, 'machine/m4').description).toBe(
      'worker · drained · unhealthy: host does not answer · 10.99.0.24',
    );
  });

  test('of which no manager has told is a worker by its engine, and not called ready', () => {
    const world = swarmWorld(undefined, undefined, { view: { state: 'waiting', last: undefined }, source: undefined });
    expect(rowOf(world, 'machine/n2').description).toBe('worker · engine answers · 10.99.0.12');
    expect(contextOf(world, 'machine/n2')).toBe('machine;running;node;canReachHost;');
  });

  test('has its place in the swarm in its tooltip', () => {
    expect(Object.fromEntries(rowOf(rich(), 'machine/m1').tooltip?.facts ?? [])).toMatchObject({
      Role: 'manager, leader',
      Availability: 'active',
      Reachability: 'reachable',
      'Node labels': 'zone=a',
      'Node ID': 'id-m1',
    });
  });
});

describe('a node that is no machine of the cluster', () => {
  const { nodes } = richAnswers();

  test('left over under the name of one that joined anew says so, and is told apart by its ID', () => {
    const old = nodeBody('m4', '10.99.0.24', { ID: 'id-old', Status: { State: 'down', Message: 'heartbeat failure' } });
    const world = rich({ nodes: [...nodes, old] });
    const row = rowOf(world, 'node/id-old');
    expect(row).toMatchObject({
      label: 'm4',
      description: 'worker · down · 10.99.0.24 · left over from before it joined anew',
      target: { cluster: 'cloud', node: 'id-old' },
    });
    expect(row.tooltip?.facts).toContainEqual(['State', 'down: heartbeat failure']);
    expect(rowOf(world, 'machine/m4')).toMatchObject({
      description: 'worker · drained · ready · 10.99.0.24',
      target: { cluster: 'cloud', machine: 'm4', node: 'id-m4' },
    });
  });

  test('is not said to be missing in the store when it is a machine that stands elsewhere', () => {
    const world = rich();
    const loose = seenMachine(machine('loose', { address: '10.0.0.9' }), {
      engine: { state: 'waiting', last: undefined },
    });
    expect(rowOf({ ...world, machines: [...world.machines, loose] }, 'node/elsewhere').description).toBe(
      'worker · ready · 10.0.0.9 · machine loose',
    );
  });
});

describe('tasks', () => {
  const only = (tasks: Answers['tasks'], replicas = 1): SwarmWorld =>
    rich({ services: [serviceBody('web', { Spec: { Mode: { Replicated: { Replicas: replicas } } } })], tasks });
  const lines = (world: SwarmWorld): string[] =>
    allRows(picture(world))
      .filter(({ context }) => context[0] === 'task')
      .map(({ label, description }) => `${label}  ${description}`);

  test('of one slot show as the one that counts', () => {
    expect(
      lines(
        only([
          failedTask('web', 1, 'm1', 10, 'old'),
          failedTask('web', 1, 'm1', 20, 'older news'),
          taskBody('web', 1, 'm2', 'running', 30),
        ]),
      ),
    ).toEqual(['web.1  running · m2']);
  });

  test('of slots that are gone, or were replaced, are history', () => {
    const gone = { DesiredState: 'shutdown' };
    expect(lines(only([taskBody('web', 1, 'm1', 'running'), taskBody('web', 2, 'm2', 'shutdown', 9, gone)]))).toEqual([
      'web.1  running · m1',
    ]);
  });

  test('that failed and are not started again stay in sight', () => {
    const world = only([failedTask('web', 1, 'm1', 10, 'task: non-zero exit (1)')]);
    expect(lines(world)).toEqual(['web.1  failed · m1 · task: non-zero exit (1)']);
    expect(rowOf(world, 'service/web')).toMatchObject({
      description: '0/1 · busybox:latest',
      icon: { name: 'server-process', color: 'problemsErrorIcon.foreground' },
    });
  });

  test('that find no node say why', () => {
    const Err = 'no suitable node (scheduling constraints not satisfied on 5 nodes)';
    const world = only([taskBody('web', 1, '', 'pending', 0, { Status: { Err } })]);
    expect(lines(world)).toEqual([`web.1  pending · ${Err}`]);
    expect(rowOf(world, 'service/web').tooltip?.problems).toEqual([{ what: '0 of 1 running', why: Err, remedy: '' }]);
  });

  test('keep the last failure in the tooltip while they run', () => {
    const row = rowOf(rich(), 'service/web/task/web.3.40');
    expect(Object.fromEntries(row.tooltip?.facts ?? [])['Last failure']).toContain('task: non-zero exit (137)');
  });
});

describe('a service', () => {
  test.each([
    ['updating', 'updating', 'charts.green', 'sync'],
    ['paused', 'update paused', 'dockerOverlay.degraded', 'server-process'],
    ['completed', undefined, 'charts.green', 'server-process'],
    ['rollback_started', 'rolling back', 'charts.green', 'sync'],
    ['rollback_paused', 'rollback paused', 'dockerOverlay.degraded', 'server-process'],
    ['rollback_completed', 'rolled back', 'charts.green', 'server-process'],
    ['something_new', 'something_new', 'charts.green', 'server-process'],
  ])('whose update is %s', (State, words, color, name) => {
    const services = [
      serviceBody('web', { Spec: { Mode: { Replicated: { Replicas: 1 } } }, UpdateStatus: { State, Message: 'why' } }),
    ];
    const row = rowOf(rich({ services, tasks: [taskBody('web', 1, 'm1', 'running')] }), 'service/web');
    expect(row.description).toBe(['1/1 · busybox:latest', words].filter(Boolean).join(' · '));
    expect(row.icon).toEqual({ name, color });
    expect(Object.fromEntries(row.tooltip?.facts ?? [])['Update']).toBe([words, 'why'].filter(Boolean).join(': '));
  });

  test('tells ports, networks by name, and its stack in its tooltip', () => {
    expect(Object.fromEntries(rowOf(rich(), 'service/web').tooltip?.facts ?? [])).toMatchObject({
      Mode: 'replicated',
      Tasks: '3 of 3 running',
      Ports: '8080:80/tcp',
      Networks: 'my-net',
    });
    const { tooltip } = rowOf(rich(), 'service/shop_db');
    expect(tooltip?.facts).toContainEqual(['Stack', 'shop']);
    expect(tooltip?.problems).toEqual([{ what: '0 of 1 running', why: 'down: m3', remedy: '' }]);
    expect(rowOf(rich(), 'service/nightly').spoken).toBe('Service nightly, 1 of 2 complete, job, busybox:latest');
  });
});

test.each([
  [noLeader, 'no quorum'],
  [{ kind: 'swarmLocked', address: '10.99.0.21:2376' } as const, 'swarm locked'],
  [{ kind: 'notAManager', address: '10.99.0.24:2376' } as const, 'no manager in the machine store'],
  [{ kind: 'engineRefused', address: '10.99.0.21:2376' } as const, 'no manager answers'],
])('why no manager tells is said of the cluster: $kind', (failure, words) => {
  const view = viewOf(richAnswers());
  const world = swarmWorld(view, ['m4'], { view: failed(failure, view) });
  expect(allRows(picture(world))[0]).toMatchObject({
    description: `swarm mode · ${words}`,
    spoken: `Cluster cloud, swarm mode, ${words}`,
  });
  expect(rowOf(world, 'message/services').label).toBe(words);
});

describe('without a manager that tells', () => {
  const view = viewOf(richAnswers());
  const old = swarmWorld(view, ['m1', 'm2'], { view: failed(noLeader, view), source: 'm1' });

  test('the last answer stays, said to be old, and nothing of it is called well', () => {
    const row = rowOf(old, 'message/services');
    expect(row).toMatchObject({
      label: 'no quorum',
      description: `Nodes and services are as they were at ${timeOfDay(noon)}.`,
    });
    expect(row.tooltip?.problems[0]?.why).toContain('The swarm does not have a leader.');
    const colors = allRows(picture(old)).filter(({ context }) =>
      ['service', 'task', 'node'].includes(context[0] ?? ''),
    );
    expect(new Set(colors.map(({ icon }) => icon?.color))).toEqual(new Set(['disabledForeground']));
    expect(rowOf(old, 'stack/shop').icon?.color).toBe('disabledForeground');
    expect(allRows(picture(old))[0]?.description).toBe('swarm mode · no leader');
    // Who led then says nothing of now.
    expect(rowOf(old, 'machine/m1').description).toBe('manager · engine answers · 10.99.0.21');
    expect(contextOf(old, 'machine/m1')).toBe('machine;running;manager;swarmNode;active;canReachHost;');
  });

  test('and without an older answer the message is all there is', () => {
    const world = swarmWorld(view, ['m1', 'm2'], { view: failed(noLeader), source: undefined });
    const text = drawn(picture(world));
    expect(text.slice(text.indexOf('  Services'))).toBe(
      '  Services\n    no quorum  The swarm that 10.99.0.21:2376 is a manager of has no leader.',
    );
  });
});

test('ids are paths, all different, and every row can be spoken', () => {
  const rows = allRows(picture(rich()));
  expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
  for (const { label, spoken } of rows) expect(spoken).toContain(label);
  expect(rows.find(({ label }) => label === 'm4')?.spoken).toBe('Machine m4, worker, drained, ready, 10.99.0.24');
  expect(rows.find(({ label }) => label === 'agent')?.spoken).toBe(
    'Service agent, 2 of 2 running, global, busybox:latest',
  );
});

test('only the rows that look different are drawn again', () => {
  const tree = new ShownTree();
  const openAll = (element?: Element): void => {
    for (const each of tree.children(element)) openAll(each);
  };
  const changed = (tasks: Answers['tasks']): readonly string[] => {
    const changes = tree.update(clusterNodes(picture(rich({ tasks })), english));
    return changes === 'everything' ? [changes] : changes.map(({ id }) => id);
  };
  const before = richAnswers().tasks;
  changed(before);
  openAll();
  expect(changed(before)).toEqual([]);
  // The task of shop_front's second slot gets where it is going; its stack stays as bad as its other service is.
  const started = before.map((task) =>
    task['ID'] === 'shop_front.2.35' ? taskBody('shop_front', 2, 'm2', 'running', 35) : task,
  );
  expect(changed(started)).toEqual([
    'cluster/cloud/service/shop_front',
    'cluster/cloud/service/shop_front/task/shop_front.2.35',
  ]);
  // A task in place of another: its service is drawn again, with what is below it, and nothing else is.
  const replaced = started.map((task) => (task['ID'] === 'web.2.0' ? taskBody('web', 2, 'm1', 'running', 90) : task));
  expect(changed(replaced)).toEqual(['cluster/cloud/service/web']);
});

function promoted(node: Answers['nodes'][number]): Answers['nodes'][number] {
  const ManagerStatus = { Reachability: 'unknown', Addr: '10.99.0.24:2377' };
  return { ...node, Spec: { Role: 'manager', Availability: 'drain' }, ManagerStatus };
}

test('what a manager lists twice has two rows', () => {
  const twice = (all: Answers['tasks']): Answers['tasks'] => [...all, ...all];
  const { nodes, services, tasks } = richAnswers();
  const rows = allRows(picture(rich({ nodes: twice(nodes), services: twice(services), tasks })));
  expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
});
