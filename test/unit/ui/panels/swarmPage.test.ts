/** What the docker info page shows of a swarm-mode cluster. */
import { describe, expect, test } from 'vitest';
import { english } from '../../../../src/base/text.ts';
import type { InfoPage } from '../../../../src/protocol/dockerInfo.ts';
import { infoPage } from '../../../../src/ui/panels/infoPage.ts';
import { failed, noon, snapshot } from '../../samples.ts';
import {
  noLeader,
  nodeBody,
  recordedAnswers,
  richAnswers,
  swarmWorld,
  viewOf,
  type SwarmWorld,
} from '../../swarmSamples.ts';
import { namesOf, read, rowOf, tableOf } from './tables.ts';

const members = ['m1', 'm2', 'm3', 'm4', 'm5'];
const rich = viewOf(richAnswers());
const pageOf = ({ machines, cluster }: SwarmWorld = swarmWorld(rich, members)): InfoPage => {
  const page = infoPage({ kind: 'cluster', cluster: 'cloud' }, snapshot(machines, [cluster]), english, 'en');
  if (!page) throw new Error('no page');
  return page;
};
const machinePage = (name: string, { machines, cluster }: SwarmWorld = swarmWorld(rich, members)): InfoPage => {
  const page = infoPage({ kind: 'machine', machine: name }, snapshot(machines, [cluster]), english, 'en');
  if (!page) throw new Error('no page');
  return page;
};
const factsOf = (page: InfoPage): Readonly<Record<string, string>> =>
  Object.fromEntries(page.facts.map(({ label, value }) => [label, value]));

test('as 26.1.5 told it', () => {
  const page = pageOf(swarmWorld(viewOf(recordedAnswers())));
  expect(page).toMatchObject({
    subtitle: 'Swarm mode · manager n1 (10.99.0.11:2376)',
    level: 'healthy',
    headline: '3 of 3 nodes ready',
    isStale: false,
    seenAt: noon.getTime(),
  });
  expect(factsOf(page)).toMatchObject({
    'Swarm ID': 'l67l6urtidtw474mumj5e69fp',
    Created: new Date('2026-11-23T03:15:07.263Z').toLocaleString('en'),
    Managers: '1 (leader n1)',
    Nodes: '3 (3 ready)',
    Services: '1',
    Containers: '5',
    'Server version': '26.1.5+dfsg1',
    'Default address pools': 'Docker’s default (10.0.0.0/8)',
    'Subnet size': '/24',
    'Data path port': '4789',
    Autolock: 'off',
    'Manager addresses': '10.99.0.11:2377',
  });
  expect(tableOf(page, 'nodes').columns.map(({ title }) => title)).toEqual([
    'Name',
    'Role',
    'Status',
    'Availability',
    'Reachability',
    'Address',
    'Tasks',
    'CPUs',
    'Memory',
    'Engine version',
    'Node labels',
    'Engine labels',
  ]);
  expect(read(page, 'nodes', 'n1')).toEqual([
    'n1',
    'manager, leader',
    'ready',
    'active',
    'reachable',
    '10.99.0.11',
    '1',
    '2',
    '23.54 GiB',
    '26.1.5+dfsg1',
    '',
    'provider=generic',
  ]);
  expect(read(page, 'services', 'web')).toEqual(['web', 'replicated', '3/3', 'busybox:latest', '–', '–']);
  // The docker info of the manager that tells.
  expect(page.text).toContain(
    '  Is Manager: true\n  ClusterID: l67l6urtidtw474mumj5e69fp\n  Managers: 1\n  Nodes: 3\n',
  );
});

test('another manager than the leader may be the one that tells', () => {
  const page = pageOf(swarmWorld(rich, members, { source: 'm2' }));
  expect(page.subtitle).toBe('Swarm mode · manager m2 (10.99.0.22:2376)');
  expect(page.text).toContain(' Name: m2\n');
});

describe('nodes', () => {
  test('are those of the store, and then those that only managers know', () => {
    expect(namesOf(pageOf(), 'nodes')).toEqual([...members, 'elsewhere']);
    expect(read(pageOf(), 'nodes', 'elsewhere').slice(0, 6)).toEqual([
      'elsewhere',
      'worker',
      'ready: not in the machine store',
      'active',
      '–',
      '10.0.0.9',
    ]);
  });

  test('say what they are for and what they may take', () => {
    const cells = (name: string): readonly string[] => read(pageOf(), 'nodes', name);
    expect(cells('m2').slice(1, 5)).toEqual(['manager', 'ready', 'active', 'reachable']);
    expect(cells('m3')[4]).toBe('unreachable');
    expect(cells('m4')[3]).toBe('drained');
    expect(cells('m5')[3]).toBe('paused');
    expect(cells('m5')[10]).toBe('disk=ssd rack=a12');
    // Of m3, which is down, nobody knows what it runs.
    expect(['m1', 'm2', 'm3', 'elsewhere'].map((name) => cells(name)[6])).toEqual(['3', '2', '0', '1']);
  });

  test('of one name have a row each', () => {
    const answers = richAnswers();
    const old = nodeBody('m4', '10.99.0.24', { ID: 'id-old', Status: { State: 'down', Message: 'heartbeat failure' } });
    const { rows } = tableOf(
      pageOf(swarmWorld(viewOf({ ...answers, nodes: [...answers.nodes, old] }), members)),
      'nodes',
    );
    expect(new Set(rows.map(({ id }) => id)).size).toBe(7);
    expect(rows.at(-1)?.cells[2]).toEqual({
      kind: 'status',
      level: 'down',
      text: 'down',
      reason: 'heartbeat failure; left from before it rejoined',
    });
  });
});

describe('services', () => {
  test('with stack, ports, update and what keeps them', () => {
    const page = pageOf();
    expect(tableOf(page, 'services').rows.map(({ level }) => level)).toEqual([
      'healthy',
      'down',
      'unknown',
      'down',
      'degraded',
      'healthy',
    ]);
    expect(read(page, 'services', 'web')).toEqual([
      'web',
      '–',
      'replicated',
      '3/3',
      'busybox:latest',
      '8080:80/tcp',
      '–',
    ]);
    expect(read(page, 'services', 'shop_front')).toEqual([
      'shop_front',
      'shop',
      'replicated',
      '1/2',
      'busybox:latest',
      '–',
      'updating: update in progress',
    ]);
    expect(read(page, 'services', 'shop_db')[3]).toBe('0/1: down: m3');
    expect(read(page, 'services', 'broken')[3]).toBe('0/1: No such image: registry.example/team/broken:1.4');
  });

  test('none: the table says so', () => {
    const page = pageOf(swarmWorld(viewOf({ ...richAnswers(), services: [], tasks: [] }), members));
    expect(tableOf(page, 'services')).toMatchObject({ rows: [], empty: 'The swarm has no services.' });
  });
});

describe('without a manager that tells', () => {
  test('the last answer stays, with its age, what is wrong, and nothing called well that only it says', () => {
    const page = pageOf(swarmWorld(rich, members, { view: failed(noLeader, rich, new Date(noon.getTime() + 60_000)) }));
    expect(page).toMatchObject({ isStale: true, seenAt: noon.getTime() });
    expect(page.words.stale).toBe('No response (no leader); data from {0}');
    expect(page.headline).toBe('No leader · 5/6 nodes');
    expect(read(page, 'nodes', 'm4')[3]).toBe('drained');
    // Who led and was reached then, and was ready, says nothing of now.
    expect(read(page, 'nodes', 'm1').slice(1, 5)).toEqual(['manager', 'engine answers', 'active', 'not known']);
    expect(factsOf(page)).toMatchObject({ Managers: '3', Nodes: '6' });
    expect(rowOf(page, 'nodes', 'elsewhere').level).toBe('unknown');
    expect(new Set(tableOf(page, 'services').rows.map(({ level }) => level))).toEqual(new Set(['unknown']));
  });

  test('and none that ever told, engines say what they know', () => {
    const world = swarmWorld(rich, ['m4', 'm5'], { id: undefined, source: undefined, view: failed(noLeader) });
    const page = pageOf(world);
    expect(page).toMatchObject({ isStale: true, seenAt: undefined, subtitle: 'Swarm mode' });
    expect(page.words.waiting).toBe('No response yet: no leader');
    expect(page.tables.map(({ id }) => id)).toEqual(['nodes']);
    expect(read(page, 'nodes', 'm4').slice(0, 10)).toEqual([
      'm4',
      'worker',
      'engine answers',
      '–',
      '–',
      '10.99.0.24',
      '–',
      '2',
      '23.54 GiB',
      '26.1.5+dfsg1',
    ]);
    expect(factsOf(page)['Manager addresses']).toBe('10.99.0.21:2377, 10.99.0.22:2377, 10.99.0.23:2377');
    expect(page.text).toContain('  Is Manager: false\n');
  });
});

describe('one machine', () => {
  test('says its role and availability in the swarm', () => {
    const page = machinePage('m4');
    expect(page.subtitle).toBe('generic · 10.99.0.24 · in cluster cloud · worker · drained');
    expect(factsOf(page)).toMatchObject({
      Swarm: 'active',
      Role: 'worker',
      Availability: 'drained',
      'Running tasks': '0',
      'Node ID': 'id-m4',
    });
    expect(factsOf(machinePage('m1'))).toMatchObject({ Role: 'manager, leader', Reachability: 'reachable' });
  });

  test('says what its own engine knows while no manager tells', () => {
    const page = machinePage('m4', swarmWorld(rich, members, { view: { state: 'waiting', last: undefined } }));
    expect(page.subtitle).toBe('generic · 10.99.0.24 · in cluster cloud');
    expect(factsOf(page)).toMatchObject({ Swarm: 'active', Role: 'worker', 'Node ID': 'id-m4' });
  });
});
