// A swarm-mode cluster in the tree as a whole: how it is drawn, what its menus ask for, and which rows are drawn again.
import { describe, expect, test } from 'vitest';
import { english } from '../../../../src/base/text.ts';
import { clusterNodes } from '../../../../src/ui/tree/clusterNodes.ts';
import { contextValue } from '../../../../src/ui/tree/rowContext.ts';
import { ShownTree, type Element } from '../../../../src/ui/tree/shownTree.ts';
import {
  recordedAnswers,
  richAnswers,
  serviceBody,
  swarmWorld,
  taskBody,
  viewOf,
  type Answers,
} from '../../swarmSamples.ts';
import { allRows, drawn } from './drawn.ts';
import { picture, rich, rowOf } from './swarmPicture.ts';

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
      '        shop_db.1  running when last seen · m3 is down',
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

test('what a manager lists twice has two rows', () => {
  const twice = (all: Answers['tasks']): Answers['tasks'] => [...all, ...all];
  const { nodes, services, tasks } = richAnswers();
  const rows = allRows(picture(rich({ nodes: twice(nodes), services: twice(services), tasks })));
  expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
});
