// How well machines and clusters are, and why: the article's cluster with one thing wrong after the other.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Cluster } from '../../../src/model/cluster.ts';
import type { Failure } from '../../../src/model/failure.ts';
import { clusterHealth, machineHealth } from '../../../src/checks/health.ts';
import type { Machine } from '../../../src/model/machine.ts';
import { lastOf } from '../../../src/model/seen.ts';
import type { SeenMachine } from '../../../src/model/snapshot.ts';
import { healthInShort } from '../inShort.ts';
import {
  articleMachines,
  cluster as makeCluster,
  failed,
  kvUrl,
  machine,
  noon,
  seen,
  seenMachine,
  snapshot,
  storeState,
  view,
  wellCluster,
} from '../samples.ts';
import { changedArticle, kinds, refused, silent, waiting } from './changedClusters.ts';

test('a cluster in which everybody is well', () => {
  const { all, of } = changedArticle();
  expect(all()).toEqual({
    level: 'healthy',
    healthy: 3,
    of: 3,
    findings: [],
    isHalfMade: false,
    isChecking: false,
    isBeingMade: false,
  });
  expect(of('kvstore')).toEqual({ level: 'healthy', findings: [] });
});

test('before anybody has answered nothing is known, and nothing is wrong', () => {
  const { machines, cluster } = changedArticle();
  const blank: Cluster = {
    ...cluster,
    store: { ...cluster.store!, state: waiting },
    managers: cluster.managers.map((each) => ({ ...each, info: waiting })),
    networks: waiting,
  };
  const unasked = machines.map((each) => ({ ...each, engine: waiting }));
  expect(healthInShort(clusterHealth(blank, snapshot(unasked, [blank])))).toEqual({
    level: 'unknown',
    healthy: 0,
    of: 3,
    findings: [],
    isHalfMade: false,
    isChecking: true,
    isBeingMade: false,
  });
});

test('a machine whose engine is still being asked is not called missing', () => {
  const { set, says, of } = changedArticle();
  set('swarm-node2', { engine: waiting });
  says('swarm-node2', undefined);
  expect(of('swarm-node2')).toEqual({ level: 'unknown', findings: [] });
});

describe('an engine that does not answer', () => {
  test.each([silent, refused])('is down with its own reason ($kind), whatever its manager believes', (failure) => {
    const { set, of, all } = changedArticle();
    set('swarm-node2', { engine: failed(failure, view('swarm-node2')) });
    expect(of('swarm-node2')).toEqual({
      level: 'down',
      findings: [{ kind: 'engineDown', machine: 'swarm-node2', cause: failure, since: noon }],
    });
    expect(all()).toMatchObject({ level: 'degraded', healthy: 2, of: 3 });
    expect(kinds(all())).toEqual(['engineDown']);
  });

  test('has one finding, not also what follows from it', () => {
    const { set, says, of, store } = changedArticle();
    set('swarm-node2', { engine: failed(silent, view('swarm-node2')) });
    says('swarm-node2', { status: 'Unhealthy', error: 'Cannot connect to the Docker daemon' });
    store({ state: seen(storeState({ engines: [] })) });
    expect(kinds(of('swarm-node2'))).toEqual(['engineDown']);
  });

  test('that never answered has no time at which it last did', () => {
    const { set, of } = changedArticle();
    set('swarm-node2', { engine: failed(silent) });
    expect(of('swarm-node2').findings[0]).toMatchObject({ kind: 'engineDown', since: undefined });
  });

  test('of a machine that is stopped says so', () => {
    const { set, of } = changedArticle();
    set('swarm-node2', { engine: failed(refused), power: 'stopped' });
    expect(of('swarm-node2').findings).toEqual([{ kind: 'machineStopped', machine: 'swarm-node2' }]);
    set('swarm-node2', { engine: failed(refused), power: 'running' });
    expect(kinds(of('swarm-node2'))).toEqual(['engineDown']);
  });

  test('but answers again is well, however old the word of its driver is', () => {
    const { set, of } = changedArticle();
    set('swarm-node2', { power: 'stopped' });
    expect(of('swarm-node2').level).toBe('healthy');
  });

  test('everywhere is a cluster that is down', () => {
    const { set, all } = changedArticle();
    for (const name of ['swarm-manager', 'swarm-node1', 'swarm-node2']) set(name, { engine: failed(silent) });
    expect(all()).toMatchObject({ level: 'down', healthy: 0, of: 3 });
  });
});

describe('a create that never ended', () => {
  test('left a record without an address', () => {
    const { set, of } = changedArticle();
    set('swarm-node2', { engine: failed({ kind: 'addressUnknown', machine: 'swarm-node2' }) });
    expect(of('swarm-node2')).toEqual({ level: 'down', findings: [{ kind: 'incomplete', machine: 'swarm-node2' }] });
  });

  test('left a record without certificates; those of the store missing are not its fault', () => {
    const { set, of } = changedArticle();
    const missing = (path: string): Failure => ({
      kind: 'certificateMissing',
      address: '1.2.3.4:2376',
      path,
      said: 'ENOENT',
    });
    set('swarm-node2', { engine: failed(missing('/store/machines/swarm-node2/cert.pem')) });
    expect(kinds(of('swarm-node2'))).toEqual(['incomplete']);
    set('swarm-node2', { engine: failed(missing('/store/certs/ca.pem')) });
    expect(kinds(of('swarm-node2'))).toEqual(['engineDown']);
    set('swarm-node2', { engine: failed(missing('/store/machines/swarm-node22/cert.pem')) });
    expect(kinds(of('swarm-node2'))).toEqual(['engineDown']);
  });

  test.each<[string, Partial<Machine>, Partial<SeenMachine>]>([
    ['has traces of being provisioned', { isProvisioned: true }, {}],
    ['runs by its driver’s word', {}, { power: 'running' }],
    ['is of the driver none, which makes nothing', { driver: 'none' }, {}],
  ])('is not said of what %s', (_, own, also) => {
    const { set, of } = changedArticle();
    const record = { machine: { ...articleMachines()[3]!, ...own } };
    const path = '/store/machines/swarm-node2/cert.pem';
    for (const failure of [
      { kind: 'addressUnknown', machine: 'swarm-node2' },
      { kind: 'certificateMissing', address: '1.2.3.4:2376', path, said: 'ENOENT' },
    ] as const) {
      set('swarm-node2', { record, engine: failed(failure), ...also });
      expect(kinds(of('swarm-node2'))).toEqual(['engineDown']);
    }
  });

  test('is not said of what has answered before', () => {
    const { set, of } = changedArticle();
    const last = lastOf(seenMachine(articleMachines()[3]!).engine);
    const failure = { kind: 'addressUnknown', machine: 'swarm-node2' } as const;
    set('swarm-node2', { engine: { state: 'failed', failure, at: new Date(), last } });
    expect(kinds(of('swarm-node2'))).toEqual(['engineDown']);
  });

  test('left an engine that was never started, or an engine without its swarm: only the journal knows', () => {
    const { set, of } = changedArticle();
    set('swarm-node2', { isUnfinished: true, engine: failed({ kind: 'engineRefused', address: '1.2.3.4:2376' }) });
    expect(kinds(of('swarm-node2'))).toEqual(['incomplete']);
    set('swarm-node2', { refusedFlag: '--cluster-store' });
    expect(kinds(of('swarm-node2'))).toEqual(['flagRefused']);
    set('swarm-node1', { isUnfinished: true });
    expect(kinds(of('swarm-node1'))).toEqual(['incomplete']);
  });
});

test('a record that cannot be read', () => {
  const failure: Failure = { kind: 'recordBroken', machine: 'x', path: '/store/machines/x/config.json', said: 'eof' };
  const broken: SeenMachine = {
    ...seenMachine(machine('x')),
    record: { failure },
    engine: waiting,
  };
  expect(healthInShort(machineHealth(broken, undefined))).toEqual({
    level: 'down',
    findings: [{ kind: 'recordUnusable', machine: 'x', cause: failure }],
  });
});

test('networks that keep endpoints of containers that are gone are told once each', () => {
  const { cluster, machines } = changedArticle();
  const ghost = (networkId: string, container: string): Cluster['staleEndpoints'][number] => ({
    networkId,
    network: `name of ${networkId}`,
    endpoint: { containerId: '', container, address: '10.0.0.9', macAddress: '', machine: undefined },
    isBlocking: true,
  });
  const haunted: Cluster = { ...cluster, staleEndpoints: [ghost('1', 'a'), ghost('2', 'b'), ghost('1', 'c')] };
  expect(healthInShort(clusterHealth(haunted, snapshot(machines, [haunted])))).toMatchObject({
    level: 'degraded',
    healthy: 3,
    findings: [
      { kind: 'staleEndpoints', network: 'name of 1', containers: ['a', 'c'] },
      { kind: 'staleEndpoints', network: 'name of 2', containers: ['b'] },
    ],
  });
});

describe('identity', () => {
  test('two hosts of one name', () => {
    const { set, all } = changedArticle();
    set('swarm-node2', { engine: seen(view('swarm-node1', { id: 'other' })) });
    expect(all().findings).toEqual([
      { kind: 'sameHostname', hostname: 'swarm-node1', machines: ['swarm-node1', 'swarm-node2'] },
    ]);
    expect(all().level).toBe('degraded');
  });

  test('two engines with one ID, also when one of them is silent by now', () => {
    const { set, all } = changedArticle();
    set('swarm-node2', { engine: failed(silent, view('swarm-node2', { id: 'ID:swarm-node1' })) });
    expect(kinds(all())).toEqual(['sameEngineId', 'engineDown']);
  });
});

test.each([
  [59_000, []],
  [-61_000, ['clockSkew']],
  [61_000, ['clockSkew']],
])('a clock that is %i ms off', (clockSkew, expected) => {
  const { set, of } = changedArticle();
  set('swarm-node2', { engine: seen(view('swarm-node2', { clockSkew })) });
  expect(kinds(of('swarm-node2'))).toEqual(expected);
});

test('the gravest comes first', () => {
  const { set, says, all } = changedArticle();
  set('swarm-manager', { engine: seen(view('swarm-manager', { clockSkew: 100_000 })) });
  says('swarm-node2', { status: 'Pending' });
  expect(kinds(all())).toEqual(['managerSays', 'clockSkew']);
});

test('a cluster of which only the store machine stands is half made, and says so', () => {
  const half = makeCluster('demo', [{ machine: 'kvstore', role: 'keyValueStore' }]);
  expect(
    healthInShort(clusterHealth(half, snapshot([seenMachine(machine('kvstore', { address: '10.0.0.1' }))], [half]))),
  ).toEqual({
    level: 'degraded',
    healthy: 0,
    of: 0,
    findings: [{ kind: 'clusterIncomplete' }],
    isHalfMade: true,
    isChecking: false,
    isBeingMade: false,
  });
});

describe('a cluster of which a run makes machines', () => {
  const making = { since: noon, stage: 'engine' } as const;

  test('is not half made, lacks no manager, and nothing is wrong with it', () => {
    const members = [
      { machine: 'kvstore', role: 'keyValueStore' },
      { machine: 'swarm-node1', role: 'node' },
    ] as const;
    const { machines } = wellCluster();
    const seenOnes = machines
      .filter(({ name }) => name === 'kvstore' || name === 'swarm-node1')
      .map((each) => (each.name === 'swarm-node1' ? { ...each, making } : each));
    const half = makeCluster('demo', members, { isBeingMade: true });
    const health = clusterHealth(half, snapshot(seenOnes, [half]));
    expect(health).toMatchObject({ level: 'unknown', isHalfMade: false, isBeingMade: true });
    expect(kinds(health)).toEqual(['creating']);
    // Between two creates all that is there is well, and the cluster is not whole.
    const between = makeCluster('demo', members, { isBeingMade: true, isNew: true });
    expect(clusterHealth(between, snapshot(machines, [between])).level).toBe('unknown');
    const alone = makeCluster('demo', members.slice(0, 1), { isBeingMade: true });
    expect(healthInShort(clusterHealth(alone, snapshot(machines.slice(0, 1), [alone])))).toMatchObject({
      level: 'unknown',
      findings: [],
    });
  });

  test('has a manager that cannot speak yet; what is wrong elsewhere still counts', () => {
    const self = changedArticle();
    const [manager] = self.cluster.managers;
    self.cluster = { ...self.cluster, isBeingMade: true, managers: [{ ...manager!, info: failed(refused) }] };
    self.set('swarm-manager', { engine: failed(refused), making });
    expect(self.all()).toMatchObject({ level: 'unknown', healthy: 2, of: 3 });
    expect(self.of('swarm-manager').level).toBe('unknown');
    self.set('swarm-node2', { engine: failed(silent) });
    expect(self.all().level).toBe('degraded');
    expect(kinds(self.all())).toEqual(['engineDown', 'creating']);
  });
});

test('whatever is broken: counts fit, a healthy cluster has no finding, and nothing throws', () => {
  const state = fc.constantFrom('seen', 'failed', 'waiting');
  fc.assert(
    fc.property(
      fc.array(state, { minLength: 4, maxLength: 4 }),
      state,
      state,
      fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
      (engines, manager, kv, settling) => {
        const { machines, cluster } = wellCluster();
        const turned = machines.map((each, index) => ({
          ...each,
          isSettling: settling[index]!,
          engine:
            engines[index] === 'seen' ? each.engine : engines[index] === 'failed' ? failed<never>(silent) : waiting,
        }));
        const odd: Cluster = {
          ...cluster,
          managers: cluster.managers.map((each) =>
            manager === 'seen' ? each : { ...each, info: manager === 'failed' ? failed(refused) : waiting },
          ),
          store: {
            ...cluster.store!,
            state:
              kv === 'seen'
                ? cluster.store!.state
                : kv === 'failed'
                  ? failed({ kind: 'storeRefused', url: kvUrl })
                  : waiting,
          },
        };
        const health = clusterHealth(odd, snapshot(turned, [odd]));
        expect(health.of).toBe(3);
        expect(health.healthy).toBeLessThanOrEqual(health.of);
        expect(health.level === 'healthy').toBe(
          health.findings.length === 0 && health.healthy === 3 && !health.isChecking,
        );
        const graves = health.findings.length > 0;
        expect(graves).toBe(health.level === 'degraded' || health.level === 'down');
      },
    ),
  );
});

describe('a copy of a machine’s certificates that is not whole', () => {
  const paths = ['/store/certs/cert.pem'];
  const node = { ...articleMachines()[3]!, isProvisioned: true };

  const own = [`${node.directory}/cert.pem`];

  test('of its own is told of a machine that answers by the other copy, which is counted as healthy', () => {
    const { set, of, all } = changedArticle();
    set('swarm-node2', { record: { machine: { ...node, missingCertificates: own } } });
    const finding = { kind: 'certificatesMissing', machine: 'swarm-node2', paths: own };
    expect(of('swarm-node2')).toEqual({ level: 'healthy', findings: [finding] });
    expect(all()).toMatchObject({ level: 'degraded', healthy: 3, of: 3, findings: [finding] });
  });

  test('of the store is told once, and of none of its machines', () => {
    const { set, of, all } = changedArticle();
    const names = ['kvstore', 'swarm-manager', 'swarm-node1', 'swarm-node2'];
    for (const [index, name] of names.entries())
      set(name, { record: { machine: { ...articleMachines()[index]!, missingCertificates: paths } } });
    for (const name of names) expect(of(name)).toEqual({ level: 'healthy', findings: [] });
    const finding = { kind: 'sharedCertificatesMissing', paths };
    expect(all()).toMatchObject({ level: 'degraded', healthy: 3, of: 3, findings: [finding] });
  });

  test('of the store is told of a machine in no cluster too', () => {
    const seen = seenMachine({ ...node, missingCertificates: paths });
    expect(healthInShort(machineHealth(seen, undefined))).toEqual({
      level: 'healthy',
      findings: [{ kind: 'sharedCertificatesMissing', paths }],
    });
  });

  test('what else is wrong with such a machine still weighs', () => {
    const { set, of } = changedArticle();
    set('swarm-node2', {
      record: { machine: { ...node, missingCertificates: own } },
      engine: failed(silent),
    });
    expect(of('swarm-node2').level).toBe('down');
  });

  test('is told once where it is why the engine cannot be asked', () => {
    const { set, of } = changedArticle();
    const path = '/store/machines/swarm-node2/cert.pem';
    const engine = failed<never>({ kind: 'certificateMissing', address: '', path, said: 'ENOENT' });
    set('swarm-node2', { record: { machine: { ...node, missingCertificates: own } }, engine });
    expect(kinds(of('swarm-node2'))).toEqual(['engineDown']);
  });
});
