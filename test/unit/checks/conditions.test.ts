// The article's four conditions of a standing cluster: pass, fail or unknown, each with what it rests on.
import { describe, expect, test } from 'vitest';
import { conditions } from '../../../src/checks/conditions.ts';
import type { Condition, ConditionId } from '../../../src/model/condition.ts';
import type { Cluster } from '../../../src/model/cluster.ts';
import type { Failure } from '../../../src/model/failure.ts';
import type { SeenMachine } from '../../../src/model/snapshot.ts';
import { failed, kvUrl, seen, snapshot, storeState, view, wellCluster } from '../samples.ts';

const refused: Failure = { kind: 'storeRefused', url: kvUrl };
const silent: Failure = { kind: 'engineSilent', address: '192.168.99.103:2376', after: 3000, connected: true };
const waiting = { state: 'waiting', last: undefined } as const;

function read(
  id: ConditionId,
  {
    store = {},
    set = {},
  }: { store?: Partial<NonNullable<Cluster['store']>>; set?: Record<string, Partial<SeenMachine>> } = {},
): Condition {
  const { machines, cluster } = wellCluster();
  const now = machines.map((each) => ({ ...each, ...set[each.name] }));
  const changed: Cluster = { ...cluster, store: { ...cluster.store!, ...store } };
  return conditions(changed, snapshot(now, [changed])).find((each) => each.id === id)!;
}

test('stand in the order of the article, and all pass in a cluster that is well', () => {
  const { machines, cluster } = wellCluster();
  expect(conditions(cluster, snapshot(machines, [cluster])).map(({ id, verdict }) => [id, verdict])).toEqual([
    ['store', 'pass'],
    ['reach', 'pass'],
    ['engines', 'pass'],
    ['hostnames', 'pass'],
  ]);
});

test('of a cluster without a node yet are not known', () => {
  const { machines, cluster } = wellCluster();
  const half: Cluster = { ...cluster, members: [{ machine: 'kvstore', role: 'keyValueStore' }], store: undefined };
  expect(conditions(half, snapshot(machines, [half])).map(({ verdict }) => verdict)).toEqual([
    'unknown',
    'unknown',
    'unknown',
    'pass',
  ]);
});

describe('a working key-value store', () => {
  test('passes with its version and leader', () => {
    expect(read('store').evidence).toEqual([
      { kind: 'storeAnswers', url: kvUrl, version: '1.20.6', leader: '127.0.0.1:8300' },
    ]);
  });
  test('fails with its reason', () => {
    expect(read('store', { store: { state: failed(refused, storeState()) } })).toEqual({
      id: 'store',
      verdict: 'fail',
      evidence: [{ kind: 'storeFails', url: kvUrl, failure: refused }],
    });
  });
  test('is unknown until it was asked', () => {
    expect(read('store', { store: { state: waiting } })).toMatchObject({
      verdict: 'unknown',
      evidence: [{ kind: 'notAsked' }],
    });
  });
});

describe('every host reaches it', () => {
  const two = seen(storeState({ engines: ['192.168.99.101:2376', '192.168.99.102:2376'] }));
  test('by registration', () => {
    expect(read('reach').evidence).toContainEqual({ kind: 'reached', machine: 'swarm-node2', how: 'registered' });
    expect(read('reach').evidence).toHaveLength(3);
  });
  test('by measuring', () => {
    const reach = new Map([['swarm-node2', { reached: true } as const]]);
    expect(read('reach', { store: { state: two, reach } })).toMatchObject({ verdict: 'pass' });
  });
  test('or not', () => {
    const reach = new Map([['swarm-node2', { reached: false, failure: refused } as const]]);
    const condition = read('reach', { store: { state: two, reach } });
    expect(condition.verdict).toBe('fail');
    expect(condition.evidence).toContainEqual({ kind: 'notReached', machine: 'swarm-node2', failure: refused });
  });
  test('is unknown for one that is neither', () => {
    expect(read('reach', { store: { state: two } })).toMatchObject({ verdict: 'unknown' });
    expect(read('reach', { store: { state: failed(refused) } })).toMatchObject({ verdict: 'unknown' });
  });
  test('is told by registration rather than by an older measurement', () => {
    const reach = new Map([['swarm-node2', { reached: false, failure: refused } as const]]);
    expect(read('reach', { store: { reach } }).verdict).toBe('pass');
  });
});

describe('an engine on every host', () => {
  test('fails with the reason of the one that does not answer', () => {
    const condition = read('engines', { set: { 'swarm-node2': { engine: failed(silent, view('x')) } } });
    expect(condition.verdict).toBe('fail');
    expect(condition.evidence).toContainEqual({ kind: 'engineFails', machine: 'swarm-node2', failure: silent });
    expect(condition.evidence).toContainEqual({ kind: 'engineAnswers', machine: 'swarm-node1', version: '20.10.5' });
  });
  test('is unknown while one has not answered', () => {
    expect(read('engines', { set: { 'swarm-node2': { engine: waiting } } }).verdict).toBe('unknown');
  });
  test('is not about the store machine', () => {
    expect(read('engines', { set: { kvstore: { engine: failed(silent) } } }).verdict).toBe('pass');
  });
});

describe('unique hostnames', () => {
  test('fail with who shares one', () => {
    expect(read('hostnames', { set: { kvstore: { engine: seen(view('swarm-node1', { id: 'other' })) } } })).toEqual({
      id: 'hostnames',
      verdict: 'fail',
      evidence: [{ kind: 'sameHostname', hostname: 'swarm-node1', machines: ['kvstore', 'swarm-node1'] }],
    });
  });
  test('and engine IDs', () => {
    expect(
      read('hostnames', { set: { 'swarm-node2': { engine: seen(view('swarm-node2', { id: 'ID:swarm-node1' })) } } }),
    ).toMatchObject({
      verdict: 'fail',
      evidence: [{ kind: 'sameEngineId', id: 'ID:swarm-node1' }],
    });
  });
  test('are known of a silent engine that answered before', () => {
    expect(read('hostnames', { set: { 'swarm-node2': { engine: failed(silent, view('swarm-node2')) } } }).verdict).toBe(
      'pass',
    );
    expect(read('hostnames', { set: { 'swarm-node2': { engine: failed(silent) } } }).verdict).toBe('unknown');
  });
});
