// Containers below their machines, and the words that menus go by.
import { describe, expect, test } from 'vitest';
import { english } from '../../../../src/base/text.ts';
import { machineOf, type SeenMachine } from '../../../../src/model/snapshot.ts';
import { clusterNodes } from '../../../../src/ui/tree/clusterNodes.ts';
import { machineNode } from '../../../../src/ui/tree/machineRow.ts';
import type { Row } from '../../../../src/ui/tree/row.ts';
import { contextValue } from '../../../../src/ui/tree/rowContext.ts';
import { ShownTree } from '../../../../src/ui/tree/shownTree.ts';
import { container, failed, machine, seen, seenMachine, snapshot, view, wellCluster } from '../../samples.ts';

const containers = [
  container('web', {
    status: 'Up 3 minutes (unhealthy)',
    networks: { 'my-net': { networkId: 'n', address: '10.0.0.2' } },
  }),
  container('db', { state: 'exited', status: 'Exited (137) 2 hours ago', image: 'postgres:16' }),
  container('app'),
];
const busy = seenMachine(machine('dev'), { engine: seen(view('dev', {}, containers)) });
const silent = { kind: 'engineSilent', address: '10.0.0.1:2376', after: 5000, connected: false } as const;
const rowsBelow = (one: SeenMachine): Row[] =>
  machineNode(one, undefined, english)
    .children()
    .map(({ row }) => row);

describe('a machine that lacks one copy of its certificates', () => {
  const lacks = (name: string): SeenMachine => {
    const whole = wellCluster().machines.find((each) => each.name === name)!;
    const record = { ...machineOf(whole)!, missingCertificates: [`${whole.directory}/cert.pem`] };
    return { ...whole, record: { machine: record } };
  };
  const described = (one: SeenMachine): string => machineNode(one, wellCluster().cluster, english).row.description;

  test('is healthy, and says what it lacks', () => {
    expect(described(lacks('swarm-node2'))).toContain('node · healthy · certificate missing · ');
    expect(described(lacks('kvstore'))).toContain(' · healthy · certificate missing · ');
  });

  test('says first what weighs more', () => {
    const late = seen(view('swarm-node2', { clockSkew: 3_600_000 }));
    expect(described({ ...lacks('swarm-node2'), engine: late })).toMatch(/degraded: clock is|unhealthy: /);
  });
});

describe('containers', () => {
  test('stand below their machine by name, with state and image but without "3 minutes ago"', () => {
    expect(rowsBelow(busy).map(({ id, label, description }) => [id, label, description])).toEqual([
      ['other/machine/dev/container/app', 'app', 'running · busybox'],
      ['other/machine/dev/container/db', 'db', 'ended with 137 · postgres:16'],
      ['other/machine/dev/container/web', 'web', 'running, unhealthy · busybox'],
    ]);
    expect(machineNode(busy, undefined, english).row.opening).toBe('closed');
    expect(machineNode(seenMachine(machine('bare')), undefined, english).row.opening).toBe('leaf');
  });

  test('know their machine, can be spoken, and keep docker’s words in the tooltip', () => {
    const [app, db, web] = rowsBelow(busy);
    expect(app?.target).toEqual({ machine: 'dev', container: 'app' });
    expect(db?.spoken).toBe('Container db, ended with 137, image postgres:16');
    expect(Object.fromEntries(web?.tooltip?.facts ?? [])).toMatchObject({
      State: 'Up 3 minutes (unhealthy)',
      Networks: 'my-net 10.0.0.2',
      Machine: 'dev',
    });
  });

  test('of services are called as their tasks, and remain who they are', () => {
    const name = 'web.1.tpfbdz7d29ht9g29309oodlcw';
    const labels = { 'com.docker.swarm.service.name': 'web', 'com.docker.swarm.task.name': name };
    const [row] = rowsBelow({ ...busy, engine: seen(view('dev', {}, [container(name, { labels })])) });
    expect(row).toMatchObject({
      id: `other/machine/dev/container/${name}`,
      label: 'web.1',
      spoken: 'Container web.1, running, image busybox',
      tooltip: { title: name },
      target: { machine: 'dev', container: name },
    });
  });

  test('that an engine lists twice have two rows', () => {
    const double = { ...busy, engine: seen(view('dev', {}, [container('app'), container('app'), container('app')])) };
    const ids = rowsBelow(double).map(({ id }) => id);
    expect(new Set(ids).size).toBe(3);
  });

  test('of an engine that does not answer are only remembered', () => {
    const gone = { ...busy, engine: failed(silent, view('dev', {}, containers)) };
    const [app] = rowsBelow(gone);
    expect(app?.description).toBe('last seen running · busybox');
    expect(contextValue(app?.context ?? [])).toBe('container;remembered;');
  });

  test('are not made before somebody opens their machine, and only rows that changed are drawn again', () => {
    const tree = new ShownTree();
    let made = 0;
    const counted = new Proxy(containers, {
      get: (list, key, self) => {
        if (key === Symbol.iterator) made += 1;
        return Reflect.get(list, key, self) as unknown;
      },
    });
    const one = (list: typeof containers): SeenMachine => ({ ...busy, engine: seen(view('dev', {}, list)) });
    tree.update(clusterNodes(snapshot([one(counted)]), english));
    const [group] = tree.children();
    const [dev] = tree.children(group);
    expect(made).toBe(0);
    expect(tree.children(dev)).toHaveLength(3);
    expect(made).toBe(1);
    const stopped = containers.map((each) => (each.name === 'app' ? { ...each, state: 'exited', status: '' } : each));
    expect(tree.update(clusterNodes(snapshot([one(stopped)]), english))).toMatchObject([
      { id: 'other/machine/dev/container/app', machine: 'dev', container: 'app' },
    ]);
  });
});

describe('what menus go by', () => {
  const words = (one: SeenMachine): string => contextValue(machineNode(one, undefined, english).row.context);

  test('a driver that can start and stop; one that only reaches a host; one that does neither', () => {
    expect(words(seenMachine(machine('a')))).toBe('machine;running;canPower;canReachHost;');
    expect(words(seenMachine(machine('a', { driver: 'generic' })))).toBe('machine;running;canReachHost;');
    expect(words(seenMachine(machine('a', { driver: 'none' })))).toBe('machine;running;');
  });

  test('a leftover can be finished; a broken record only removed', () => {
    const half = seenMachine(machine('a'), { engine: failed({ kind: 'addressUnknown', machine: 'a' }) });
    expect(words(half)).toBe('machine;broken;canPower;canReachHost;incomplete;');
    const failure = { kind: 'recordMissing', machine: 'a', path: '/a' } as const;
    expect(words({ ...half, record: { failure } })).toBe('machine;broken;');
  });

  test('a leftover that is stopped can be started, and still looks like what is wrong', () => {
    const stopped = { engine: failed<never>({ kind: 'engineRefused', address: 'x' }), power: 'stopped' } as const;
    const late = seenMachine(machine('a'), { ...stopped, isUnfinished: true });
    expect(words(late)).toBe('machine;stopped;canPower;canReachHost;incomplete;');
    const colorOf = (one: SeenMachine) => machineNode(one, undefined, english).row.icon?.color;
    expect(colorOf(late)).not.toBe(colorOf(seenMachine(machine('a'), stopped)));
  });

  test('in a cluster its role stands before them', () => {
    const { machines, cluster } = wellCluster();
    const manager = machines.find(({ name }) => name === 'swarm-manager')!;
    expect(contextValue(machineNode(manager, cluster, english).row.context)).toMatch(
      /^machine;running;manager;canPower;/,
    );
  });
});
