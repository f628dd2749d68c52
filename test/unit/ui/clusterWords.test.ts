// One wording of a cluster's state on every surface: none says that all is well beside one that says it is not, or that nobody knows yet.
import { describe, expect, test } from 'vitest';
import { english } from '../../../src/base/text.ts';
import type { ManagerInfo } from '../../../src/model/classicSwarm.ts';
import type { Cluster } from '../../../src/model/cluster.ts';
import type { Container } from '../../../src/model/engine.ts';
import type { Plan } from '../../../src/model/plan.ts';
import { waiting, type Seen } from '../../../src/model/seen.ts';
import type { SwarmView } from '../../../src/model/swarmMode.ts';
import type { SeenMachine } from '../../../src/model/snapshot.ts';
import { problemChoices } from '../../../src/ui/health/problemChoices.ts';
import { healthCountWords, problemList } from '../../../src/ui/health/problemList.ts';
import { statusHover } from '../../../src/ui/health/statusHover.ts';
import { statusText } from '../../../src/ui/health/statusText.ts';
import { infoPage } from '../../../src/ui/panels/infoPage.ts';
import { brokenWords, runReport } from '../../../src/ui/runs/runReport.ts';
import { clusterRow } from '../../../src/ui/tree/clusterRow.ts';
import { machineRow } from '../../../src/ui/tree/machineRow.ts';
import { container, failed, machine, managerInfo, seen, seenMachine, snapshot, view, wellCluster } from '../samples.ts';
import { swarmView, wellSwarm } from '../swarms.ts';

/** What each surface says of a cluster. */
function said(machines: readonly SeenMachine[], cluster: Cluster): Record<string, string | undefined> {
  const picture = snapshot(machines, [cluster]);
  const row = clusterRow(cluster, picture, english);
  const status = statusText(picture, english);
  const groups = problemList(picture, english);
  return {
    row: row.description,
    spokenRow: row.spoken,
    status: status?.text,
    spokenStatus: status?.spoken,
    hover: statusHover(picture, english).replaceAll('&nbsp;', '').split('\n')[2],
    page: infoPage({ kind: 'cluster', cluster: cluster.name }, picture, english, 'en')?.headline,
    count: healthCountWords(groups, english),
    choice: problemChoices(groups, english)
      .map((each) => ('label' in each ? each.label : ''))
      .join(),
  };
}

const refused = { kind: 'storeRefused', url: 'consul://192.168.99.100:8500' } as const;

test('a cluster whose key-value store is down says so before its count, wherever it is read', () => {
  const { machines, cluster } = wellCluster();
  const down: Cluster = { ...cluster, store: { ...cluster.store!, state: failed(refused) } };
  const words = said(machines, down);
  expect(words).toMatchObject({
    row: 'classic · store down · 3/3 nodes',
    spokenRow: 'Cluster demo, classic, store down · 3/3 nodes',
    status: '$(warning) demo · store down · 3/3 nodes',
    spokenStatus: 'Cluster demo: store down · 3/3 nodes',
    hover: '| demo | $(warning) degraded | store down · 3/3 nodes | classic |',
    page: 'Store down · 3/3 nodes',
  });
  for (const text of Object.values(words)) expect(text).not.toMatch(/3(\/| of )3 (nodes )?healthy/);
  const shared = said(machines, { ...down, orchestration: 'none', managers: [] });
  expect(shared['row']).toBe('shared store · store down · 3/3 nodes');
  expect(shared['page']).toBe('Store down · 3/3 nodes');
});

test('a cluster whose managers have no primary says so before its count, wherever it is read', () => {
  const { machines, cluster } = wellCluster();
  const replicas = cluster.managers.map((each) => ({
    ...each,
    nodes: new Map(),
    info: seen(managerInfo([], { role: 'replica', otherFacts: [['Primary', '']] })),
  }));
  const words = said(machines, { ...cluster, managers: replicas });
  expect(words).toMatchObject({
    row: 'classic · no primary manager · 3/3 nodes',
    status: '$(warning) demo · no primary manager · 3/3 nodes',
    page: 'No primary manager · 3/3 nodes',
  });
  for (const text of Object.values(words)) expect(text).not.toMatch(/3(\/| of )3 (nodes )?healthy/);
});

test('what Enter does for a store that is down fits what is left of its container', () => {
  const { machines, cluster } = wellCluster();
  const down: Cluster = { ...cluster, store: { ...cluster.store!, state: failed(refused) } };
  const first = (...containers: readonly Container[]): unknown => {
    const own = machines.map((each) =>
      each.name === 'kvstore' ? { ...each, engine: seen(view('kvstore', {}, containers)) } : each,
    );
    const [problem] = problemList(snapshot(own, [down]), english)[0]!.problems;
    return [problem?.actions[0], `${problem?.why ?? ''} ${problem?.remedy ?? ''}`];
  };
  const stopped = container('dockeroverlay-consul', { image: 'consul:1.15', state: 'exited' });
  const target = { machine: 'kvstore', container: 'dockeroverlay-consul' };
  expect(first(stopped)).toEqual([
    { title: 'Start Container', command: 'dockerOverlay.startContainer', args: [target] },
    'Its container dockeroverlay-consul is stopped. Start the container dockeroverlay-consul on kvstore.',
  ]);
  expect(first()).toEqual([
    { title: 'Bring Cluster Up…', command: 'dockerOverlay.bringClusterUp', args: [] },
    'Its container was removed from kvstore. Bring the cluster up again: this recreates the container with the existing data.',
  ]);
});

test('what is wrong beside healthy nodes is named wherever they are counted', () => {
  const { machines, cluster } = wellCluster();
  const lacking = machines.map((each) =>
    each.name === 'swarm-node1' && 'machine' in each.record
      ? {
          ...each,
          record: {
            machine: { ...each.record.machine, missingCertificates: [`${each.record.machine.directory}/cert.pem`] },
          },
        }
      : each,
  );
  expect(said(lacking, cluster)).toMatchObject({
    row: 'classic · 3/3 healthy · certificate missing',
    spokenRow: 'Cluster demo, classic, 3/3 healthy · certificate missing',
    status: '$(warning) demo 3/3 · certificate missing',
    spokenStatus: 'Cluster demo: 3 of 3 nodes healthy · certificate missing',
    hover: '| demo | $(warning) degraded | 3 of 3 healthy · certificate missing | classic |',
    page: '3 of 3 nodes healthy · certificate missing',
  });
});

test('a manager that refuses connections is not called an engine: its engine is well', () => {
  const { machines, cluster } = wellCluster();
  const info = failed<ManagerInfo>({ kind: 'engineRefused', address: '192.168.99.101:3376' });
  const down = { ...cluster, managers: cluster.managers.map((each) => ({ ...each, info })) };
  const picture = snapshot(machines, [down]);
  const row = machineRow(
    picture.machines.find(({ name }) => name === 'swarm-manager')!,
    down,
    english,
  );
  expect(row.description).toBe('manager · unhealthy: swarm manager refuses connections · 192.168.99.101');
  const page = infoPage({ kind: 'cluster', cluster: 'demo' }, picture, english, 'en')!;
  expect(page.words.waiting).toBe('No response yet: swarm manager refuses connections');
  expect(problemList(picture, english)[0]!.problems[0]!.actions[0]).toEqual({
    title: 'Bring Cluster Up…',
    command: 'dockerOverlay.bringClusterUp',
    args: [],
  });
});

describe('before everyone has answered', () => {
  const unheard = (machines: readonly SeenMachine[], ...names: readonly string[]): readonly SeenMachine[] =>
    machines.map((each) => (names.includes(each.name) ? { ...each, engine: waiting } : each));

  test('no surface counts, and none says that there is no problem', () => {
    const { machines, cluster } = wellCluster();
    for (const names of [['swarm-node2'], ['swarm-manager', 'swarm-node1', 'swarm-node2']]) {
      const words = said(unheard(machines, ...names), cluster);
      expect(words).toEqual({
        row: 'classic · checking…',
        spokenRow: 'Cluster demo, classic, checking…',
        status: '$(sync~spin) demo checking…',
        spokenStatus: 'Cluster demo: checking…',
        hover: '| demo | $(sync~spin) checking… | checking… | classic |',
        page: 'Checking…',
        count: 'Checking…',
        choice: ',Checking…',
      });
    }
  });

  test('a manager that has not told of its nodes, and a swarm that nobody has told of, are still checked', () => {
    const { machines, cluster } = wellCluster();
    const managers = cluster.managers.map((each) => ({ ...each, info: waiting }));
    expect(said(machines, { ...cluster, managers })).toMatchObject({ row: 'classic · checking…', count: 'Checking…' });
    const swarm = wellSwarm();
    const untold = { ...swarm.cluster, swarm: { ...swarm.cluster.swarm!, view: waiting } };
    expect(said(swarm.machines, untold)).toMatchObject({ row: 'swarm mode · checking…', page: 'Checking…' });
  });

  test('what is wrong already is told', () => {
    const { machines, cluster } = wellCluster();
    const engine = failed<never>({ kind: 'engineRefused', address: '192.168.99.103:2376' });
    const some = unheard(machines, 'swarm-node1').map((each) =>
      each.name === 'swarm-node2' ? { ...each, engine } : each,
    );
    const words = said(some, cluster);
    expect(words).toMatchObject({ row: 'classic · checking…', status: '$(warning) demo checking…' });
    expect(words['count']).toBe('1 problem');
  });

  test('nobody waits for a machine that cannot be asked, or is only being made', () => {
    const { machines, cluster } = wellCluster();
    const record = { failure: { kind: 'recordBroken', machine: 'swarm-node2', path: '/x', said: '' } } as const;
    const unreadable = machines.map((each) =>
      each.name === 'swarm-node2' ? { ...each, engine: waiting, record } : each,
    );
    expect(said(unreadable, cluster)['row']).toBe('classic · 2/3 healthy');
    const making = { since: new Date(0), stage: undefined };
    const growing = machines.map((each) => (each.name === 'swarm-node2' ? { ...each, engine: waiting, making } : each));
    expect(said(growing, { ...cluster, isBeingMade: true })['row']).toBe('classic · 2/3 healthy');
  });

  test('a machine has the same word', () => {
    expect(machineRow(seenMachine(machine('dev'), { engine: waiting }), undefined, english).description).toBe(
      'checking…',
    );
    const page = infoPage(
      { kind: 'machine', machine: 'dev' },
      snapshot([seenMachine(machine('dev'), { engine: waiting })]),
      english,
      'en',
    );
    expect(page?.headline).toBe('Checking…');
  });
});

test('a swarm that never reported is not shown as last reported', () => {
  const { machines, cluster } = wellSwarm();
  const engine = failed<never>({ kind: 'engineRefused', address: '' });
  const silent = machines.map((each) => ({ ...each, engine }));
  const words = (view: Seen<SwarmView>): string => {
    const picture = snapshot(silent, [{ ...cluster, swarm: { ...cluster.swarm!, view } }]);
    return problemList(picture, english)[0]!.problems.find(({ kind }) => kind === 'swarmUntold')!.why;
  };
  const why = { kind: 'engineRefused', address: '' } as const;
  expect(words(failed(why, swarmView()))).toContain('as last reported');
  expect(words(failed(why))).toBe('Its services and nodes are not known yet. Running containers are not affected.');
});

test('a start that failed before there was a node counts none', () => {
  const plan: Plan = { verb: 'up', cluster: 'demo', steps: [], warnings: [], standing: [] };
  const summary = { verb: 'up', cluster: 'demo', done: [], failed: [], skipped: [], isCancelled: true } as const;
  expect(brokenWords(plan, runReport(summary, snapshot([])), english)).toBe(
    'Cancelled. demo is not fully up: it has no nodes yet.',
  );
  const { machines, cluster } = wellCluster();
  expect(
    brokenWords(
      plan,
      runReport({ ...summary, cluster: 'swarm-manager' }, snapshot(machines, [{ ...cluster, name: 'swarm-manager' }])),
      english,
    ),
  ).toBe('Cancelled. demo is not fully up: 3 of 3 nodes healthy.'.replace('demo', 'swarm-manager'));
});

test('a swarm without a quorum says so before the count of its nodes', () => {
  const { machines, cluster } = wellSwarm();
  const why = { kind: 'swarmWithoutLeader', address: '', said: '' } as const;
  const engine = failed<never>({ kind: 'engineRefused', address: '' });
  const two = machines.map((each, index) => (index < 2 ? { ...each, engine } : each));
  const words = said(two, { ...cluster, swarm: { ...cluster.swarm!, view: failed(why) } });
  expect(words).toMatchObject({
    row: 'swarm mode · no quorum · 3/5 nodes',
    status: '$(error) cloud · no quorum · 3/5 nodes',
    hover: '| cloud | $(error) down | no quorum · 3/5 nodes | swarm mode |',
  });
});
