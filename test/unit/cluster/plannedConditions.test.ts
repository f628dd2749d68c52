// The four conditions before `up`: of nothing, of a part, and of a whole cluster.
import { describe, expect, test } from 'vitest';
import { compare, type PlanningFacts } from '../../../src/cluster/comparison.ts';
import { plannedConditions } from '../../../src/cluster/plannedConditions.ts';
import { planUp } from '../../../src/cluster/planUp.ts';
import { err, ok } from '../../../src/base/result.ts';
import { english } from '../../../src/base/text.ts';
import type { Condition } from '../../../src/model/condition.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import type { ClusterSpec } from '../../../src/model/spec.ts';
import { conditionLines } from '../../../src/ui/explain/explainEvidence.ts';
import { failed, seen, storeState, view, wellCluster, snapshot } from '../samples.ts';
import { newWorld, type ModelWorld } from './modelWorld.ts';
import { facts, specOf } from './planInputs.ts';

const article = await specOf('name: demo');
const external = await specOf('name: demo\nkeyValueStore: { type: consul, url: "consul://10.0.0.5:8500" }');
const silent = { kind: 'engineSilent', address: 'x', after: 3000, connected: true } as const;
const labelled = { 'dockeroverlay.cluster': 'demo' };

const of = (spec: ClusterSpec, picture: Snapshot, more: Partial<PlanningFacts> = {}): readonly Condition[] =>
  plannedConditions(compare(spec, picture, { ...facts, ...more }));
const verdicts = (all: readonly Condition[]): string => all.map(({ verdict }) => verdict).join(' ');

/** The article's cluster as `up` left it, with `change` to some machines; those that are undefined are not there. */
function standing(change: Record<string, object | undefined> = {}): Snapshot {
  const { machines, cluster } = wellCluster();
  const there = machines.flatMap((each) => {
    if (each.name in change && change[each.name] === undefined) return [];
    if (!('machine' in each.record)) return [];
    const record = { machine: { ...each.record.machine, engineLabels: labelled } };
    return [
      { ...each, record, engine: seen(view(each.name, { labels: labelled }, swarmContainers)), ...change[each.name] },
    ];
  });
  const members = cluster.members.filter(({ machine }) => there.some(({ name }) => name === machine));
  return snapshot(there, [{ ...cluster, name: 'demo', members }]);
}
const swarmContainers = ['swarm-agent', 'swarm-agent-master'].map((name) => ({
  id: name,
  name,
  image: 'swarm',
  state: 'running',
  status: 'Up',
  labels: {},
  mounts: [],
  networks: {},
}));

test('of nothing: only that names differ is known', () => {
  const conditions = of(article, snapshot([]));
  expect(verdicts(conditions)).toBe('unknown unknown unknown pass');
  expect(conditions[0]?.evidence).toEqual([{ kind: 'toBeMade', machine: 'kvstore' }]);
  expect(conditions[2]?.evidence).toContainEqual({ kind: 'toBeMade', machine: 'swarm-node2' });
  expect(conditions[3]?.evidence).toEqual([{ kind: 'allDiffer', count: 4 }]);
});

test('of a whole cluster all is known', () => {
  expect(verdicts(of(article, standing()))).toBe('pass pass pass pass');
});

test('of a part: what is missing is named', () => {
  const conditions = of(article, standing({ 'swarm-node2': undefined }));
  expect(verdicts(conditions)).toBe('pass unknown unknown pass');
  expect(conditions[1]?.evidence).toEqual([
    { kind: 'reached', machine: 'swarm-manager', how: 'registered' },
    { kind: 'reached', machine: 'swarm-node1', how: 'registered' },
    { kind: 'toBeMade', machine: 'swarm-node2' },
  ]);
});

test('an engine that does not answer, and a host of the same name', () => {
  expect(of(article, standing({ 'swarm-node2': { engine: failed(silent, view('swarm-node2')) } }))[2]).toMatchObject({
    verdict: 'fail',
    evidence: [{ kind: 'engineAnswers' }, { kind: 'engineAnswers' }, { kind: 'engineFails', failure: silent }],
  });
  const twins = of(
    article,
    standing({
      'swarm-node2': { engine: seen(view('swarm-node1', { id: 'other', labels: labelled }, swarmContainers)) },
    }),
  );
  expect(twins[3]).toMatchObject({ verdict: 'fail', evidence: [{ kind: 'sameHostname', hostname: 'swarm-node1' }] });
});

describe('a store that exists already', () => {
  test('answers, is tried from a host that is made, or is something else', () => {
    expect(of(external, snapshot([]), { store: ok(storeState()) })[0]).toMatchObject({
      verdict: 'pass',
      evidence: [{ kind: 'storeAnswers', url: 'consul://10.0.0.5:8500', version: '1.20.6' }],
    });
    const other = { kind: 'notAStore', url: 'consul://203.0.113.5:8500', said: '' } as const;
    const at = { ...external, keyValueStore: { type: 'consul', at: { kind: 'url', url: other.url } } } as const;
    expect(of(at, snapshot([]), { store: err(other) })[0]).toMatchObject({
      verdict: 'fail',
      evidence: [{ kind: 'storeFails', failure: other }],
    });
    // The plan has a host try it.
    const url = 'consul://10.0.0.5:8500';
    for (const error of [{ kind: 'storeRefused', url } as const, { ...other, url }])
      expect(of(external, snapshot([]), { store: err(error) })[0]).toMatchObject({ verdict: 'unknown' });
    expect(of(external, snapshot([]))[0]?.verdict).toBe('unknown');
  });
});

test('a store that only this computer does not reach works, as in the tree', () => {
  const url = 'consul://192.168.99.100:8500';
  const refused = { kind: 'storeRefused', url } as const;
  const picture = standing();
  const [cluster] = picture.clusters;
  const store = { ...cluster!.store!, state: failed<never>(refused) };
  const hosts = cluster!.members.filter(({ role }) => role !== 'keyValueStore').map(({ machine }) => machine);
  const reach = new Map(hosts.map((machine) => [machine, { reached: true } as const]));
  const hidden = { ...picture, clusters: [{ ...cluster!, store: { ...store, reach } }] };
  expect(verdicts(of(article, hidden))).toBe('pass pass pass pass');
  expect(of(article, hidden)[0]?.evidence).toEqual([
    { kind: 'storeNotFromHere', url, failure: refused, proof: 'hosts' },
  ]);
});

test('one that its hosts use already works, whatever this computer gets from it', async () => {
  const url = 'consul://192.168.99.100:8500';
  const refused = { kind: 'storeRefused', url } as const;
  const elsewhere = await specOf(`name: demo\nkeyValueStore: { type: consul, url: "${url}" }`);
  const picture = standing({ kvstore: undefined });
  const [cluster] = picture.clusters;
  const store = { ...cluster!.store!, machine: undefined, state: failed<never>(refused) };
  const hidden = { ...picture, clusters: [{ ...cluster!, store }] };
  expect(verdicts(of(elsewhere, hidden, { store: err(refused) }))).toBe('pass pass pass pass');
});

test('one that still chooses its leader has not failed', () => {
  const electing = { kind: 'storeWithoutLeader', url: 'consul://192.168.99.100:8500', isElecting: true } as const;
  const picture = standing();
  const [cluster] = picture.clusters;
  const store = { ...cluster!.store!, state: failed<never>(electing) };
  expect(of(article, { ...picture, clusters: [{ ...cluster!, store }] })[0]?.verdict).toBe('unknown');
});

test('stand in the plan, and read as lines', () => {
  const plan = planUp(article, standing({ 'swarm-node2': undefined }), facts);
  if (!plan.ok) throw new Error(JSON.stringify(plan.error));
  expect(conditionLines(plan.value.conditions ?? [], english)).toBe(
    [
      '✓ The key-value store works',
      '○ Every host reaches the key-value store: swarm-node2 is not created yet',
      '○ Every host runs a Docker engine: swarm-node2 is not created yet',
      '✓ Hostnames are unique',
    ].join('\n'),
  );
});

describe('in swarm mode the managers stand in place of the store', () => {
  const swarm: ClusterSpec = {
    ...article,
    orchestration: 'swarm-mode',
    keyValueStore: undefined,
    managers: ['m1', 'm2', 'm3'].map((name) => ({ ...article.managers[0]!, name })),
    nodes: [],
  };
  const up = (): ModelWorld => {
    const world = newWorld();
    const plan = planUp(swarm, world.snapshot(), facts);
    if (plan.ok) world.run(plan.value);
    return world;
  };
  const quorum = (world: ModelWorld): Condition | undefined => of(swarm, world.snapshot())[0];

  test('of nothing they are still to be made, and no store is spoken of', () => {
    const conditions = of(swarm, snapshot([]));
    expect(conditions.map(({ id, verdict }) => `${id} ${verdict}`)).toEqual([
      'quorum unknown',
      'engines unknown',
      'hostnames pass',
    ]);
    expect(conditions[0]?.evidence).toEqual(['m1', 'm2', 'm3'].map((machine) => ({ kind: 'toBeMade', machine })));
  });

  test.each<[boolean, string | undefined]>([
    [true, 'm1'],
    [false, undefined],
  ])('they count by their own list, or by their engines (%s)', (asksManagers, leader) => {
    const world = up();
    world.asksManagers = asksManagers;
    const holds = (reachable: number, leads = leader): object => ({
      verdict: 'pass',
      evidence: [{ kind: 'quorumHolds', reachable, of: 3, leader: leads }],
    });
    expect(quorum(world)).toMatchObject(holds(3));
    world.hosts.get('m3')!.silent = silent;
    expect(quorum(world)).toMatchObject(holds(2));
    world.hosts.get('m2')!.silent = silent;
    expect(quorum(world)).toMatchObject({ verdict: 'fail', evidence: [{ kind: 'quorumLost', reachable: 1, of: 3 }] });
  });

  test('read as a line', () => {
    const world = up();
    expect(conditionLines(of(swarm, world.snapshot()), english)).toContain('✓ Managers have a quorum');
    for (const name of ['m2', 'm3']) world.hosts.get(name)!.silent = silent;
    expect(conditionLines(of(swarm, world.snapshot()), english)).toContain(
      '✗ Managers have a quorum: 1 of 3 managers answer',
    );
  });
});
