// How well a key-value store is, who is registered in it, and what goes wrong with one kind of it.
import { describe, expect, test } from 'vitest';
import type { Cluster } from '../../../src/model/cluster.ts';
import type { Container } from '../../../src/model/engine.ts';
import type { Failure } from '../../../src/model/failure.ts';
import { machineHealth } from '../../../src/checks/health.ts';
import { isRegistered } from '../../../src/model/registration.ts';
import { container, engine, failed, kvUrl, machine, overlay, seen, storeState, view, wellCluster } from '../samples.ts';
import { changedArticle, kinds, silent } from './changedClusters.ts';

describe('a key-value store', () => {
  const down: Failure = { kind: 'storeRefused', url: kvUrl };
  test('that does not answer is told once, with what it may hide; nodes go on', () => {
    const { store, all, of } = changedArticle();
    store({ state: failed(down, storeState()) });
    expect(all()).toEqual({
      level: 'degraded',
      healthy: 3,
      of: 3,
      findings: [
        { kind: 'storeDown', url: kvUrl, machine: 'kvstore', cause: down, container: { state: 'gone' } },
        { kind: 'networksMayHide', url: kvUrl },
      ],
      isHalfMade: false,
      isChecking: false,
      isBeingMade: false,
    });
    expect(of('kvstore').level).toBe('down');
  });

  test('whose container is stopped, or not there at all, says so where its machine tells', () => {
    const { store, set, of, all } = changedArticle();
    store({ state: failed(down) });
    const found = (...containers: readonly Container[]): unknown => {
      set('kvstore', { engine: seen(view('kvstore', {}, containers)) });
      expect(of('kvstore').findings[0]).toEqual(all().findings[0]);
      return (all().findings[0] as { container?: unknown }).container;
    };
    const consul = container('dockeroverlay-consul', {
      image: 'consul:1.15',
      labels: { 'dockeroverlay.store': 'consul' },
    });
    expect(found({ ...consul, state: 'exited' })).toEqual({ state: 'stopped', name: 'dockeroverlay-consul' });
    expect(found(container('other'))).toEqual({ state: 'gone' });
    expect(found(consul)).toBeUndefined();
    set('kvstore', { engine: failed(silent, view('kvstore')) });
    expect(all().findings.find(({ kind }) => kind === 'storeDown')).toMatchObject({ container: undefined });
  });

  test('that has just started and is choosing its leader is told, is no problem and hides nothing', () => {
    const { store, all, of } = changedArticle();
    store({ state: failed({ kind: 'storeWithoutLeader', url: kvUrl, isElecting: true }) });
    const findings = [{ kind: 'storeElecting', url: kvUrl, machine: 'kvstore' }];
    expect(of('kvstore')).toEqual({ level: 'unknown', findings });
    expect(all()).toMatchObject({ healthy: 3, findings, level: 'unknown' });
    store({ state: failed({ kind: 'storeWithoutLeader', url: kvUrl, isElecting: false }) });
    expect(kinds(all())).toEqual(['storeDown', 'networksMayHide']);
  });

  test('on a dead machine: both are told', () => {
    const { store, set, of } = changedArticle();
    store({ state: failed(down) });
    set('kvstore', { engine: failed(silent) });
    expect(kinds(of('kvstore'))).toEqual(['engineDown', 'storeDown']);
  });

  test('that does not list an engine: it is not registered, or its host does not reach the store', () => {
    const { store, of } = changedArticle();
    const others = storeState({ engines: ['192.168.99.101:2376', '192.168.99.102:2376'] });
    store({ state: seen(others) });
    expect(of('swarm-node2')).toEqual({
      level: 'degraded',
      findings: [{ kind: 'notRegistered', machine: 'swarm-node2', url: kvUrl }],
    });
    store({ reach: new Map([['swarm-node2', { reached: true }]]) });
    expect(kinds(of('swarm-node2'))).toEqual(['notRegistered']);
    store({ reach: new Map([['swarm-node2', { reached: false, failure: down }]]) });
    expect(of('swarm-node2')).toEqual({
      level: 'down',
      findings: [{ kind: 'storeUnreachableFrom', machine: 'swarm-node2', url: kvUrl, cause: down }],
    });
  });

  test('that lists an engine settles it, whatever was measured once', () => {
    const { store, of } = changedArticle();
    store({ reach: new Map([['swarm-node2', { reached: false, failure: down }]]) });
    expect(of('swarm-node2').level).toBe('healthy');
  });

  test('that is down for everybody is not blamed on each host', () => {
    const { store, of } = changedArticle();
    store({ state: failed(down), reach: new Map([['swarm-node2', { reached: false, failure: down }]]) });
    expect(of('swarm-node2').level).toBe('healthy');
  });
});

describe('registered in the store', () => {
  test.each([
    ['10.0.0.1', ['10.0.0.1:2376'], '', true],
    ['10.0.0.1', ['10.0.0.11:2376'], '', false],
    ['fd00::1', ['[fd00::1]:2376'], '', true],
    ['Host.example', ['host.example:2376'], '', true],
    ['203.0.113.7', ['10.0.0.1:2376'], '10.0.0.1:2376', true],
    ['10.0.0.1', [''], '', false],
    [undefined, ['10.0.0.1:2376'], '', false],
    ['', [':2376'], '', false],
  ])('%s in %j, advertised as %j', (address, engines, advertised, expected) => {
    expect(isRegistered(machine('m', { address }), engines, advertised)).toBe(expected);
  });

  test('an engine behind a public address is found by what it advertises', () => {
    const { store, set, of, cluster } = changedArticle();
    store({ state: seen(storeState({ engines: ['172.16.0.1:2376', '192.168.99.102:2376', '192.168.99.103:2376'] })) });
    expect(cluster.managers).toHaveLength(1);
    set('swarm-manager', {
      engine: seen({ engine: engine('swarm-manager', { clusterAdvertise: '172.16.0.1:2376' }), containers: [] }),
    });
    expect(of('swarm-manager').level).toBe('healthy');
  });
});

describe('ZooKeeper', () => {
  const stuck = container('c1', { state: 'created', networks: { 'my-net': { networkId: '', address: '' } } });
  test.each([
    ['zk://192.168.99.100:2181', 'created', ['zookeeperCrash']],
    ['zk://192.168.99.100:2181', 'running', []],
    [kvUrl, 'created', []],
  ])('with a store %s and a container on an overlay that is %s', (url, state, expected) => {
    const { set, store, cluster, machines } = changedArticle();
    set('swarm-node1', { engine: seen(view('swarm-node1', {}, [{ ...stuck, state }])) });
    store({
      parsed: { type: url.startsWith('zk') ? 'zookeeper' : 'consul', hosts: [{ host: 'x', port: 1 }], path: '' },
    });
    const type = url.startsWith('zk') ? 'zookeeper' : 'consul';
    const on: Cluster = {
      ...cluster,
      store: { ...cluster.store!, parsed: { type, hosts: [{ host: 'x', port: 1 }], path: '' } },
      networks: seen([overlay('my-net')]),
    };
    expect(kinds(machineHealth(machines[2]!, on))).toEqual(expected);
  });

  test('a container that was only created on another network is none of it', () => {
    const { cluster } = changedArticle();
    const on: Cluster = {
      ...cluster,
      store: { ...cluster.store!, parsed: { type: 'zookeeper', hosts: [{ host: 'x', port: 1 }], path: '' } },
      networks: seen([overlay('other')]),
    };
    const node = wellCluster().machines[2]!;
    expect(machineHealth({ ...node, engine: seen(view('swarm-node1', {}, [stuck])) }, on).level).toBe('healthy');
  });
});
