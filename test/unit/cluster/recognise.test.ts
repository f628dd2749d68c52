// Which machines form a cluster, whoever made them.
import { describe, expect, test } from 'vitest';
import { recognise } from '../../../src/cluster/recognise.ts';
import type { Machine } from '../../../src/model/machine.ts';
import { articleMachines, engine, kvUrl, machine, swarmMachine, swarmRecord } from '../samples.ts';
import { swarmEngine, swarmMachines } from '../swarms.ts';
import { label, nobody, read } from './recognising.ts';

describe('a cluster made by the script of the article', () => {
  test('is one, named after its manager, with the machine at the URL as its store', () => {
    expect(read(articleMachines())).toEqual([
      'swarm-manager (classic): keyValueStore kvstore, manager swarm-manager, node swarm-node1, node swarm-node2' +
        ` @${kvUrl} on kvstore`,
    ]);
  });

  test('leaves other machines out', () => {
    const [group] = recognise([...articleMachines(), machine('dev', { address: '192.168.99.50' })], nobody);
    expect(group?.members.map((each) => each.machine)).not.toContain('dev');
  });

  test('is there without its store machine, and without its manager', () => {
    const [kvstore, manager, ...nodes] = articleMachines();
    expect(read([manager!, ...nodes])).toEqual([
      `swarm-manager (classic): manager swarm-manager, node swarm-node1, node swarm-node2 @${kvUrl}`,
    ]);
    expect(read([kvstore!, ...nodes])).toEqual([
      `kvstore (classic): keyValueStore kvstore, node swarm-node1, node swarm-node2 @${kvUrl} on kvstore`,
    ]);
  });
});

describe('the URL', () => {
  test('is the same store however it is written', () => {
    const first = swarmMachine('m1', '10.0.0.1', 'zk://b:2181,A');
    const second = swarmMachine('m2', '10.0.0.2', 'zookeeper://a:2181,b:2181/');
    expect(recognise([first, second], nobody)).toHaveLength(1);
  });

  test('with another path is another swarm on the same store, which only one of them has as a member', () => {
    const url = 'consul://10.0.0.9:8500';
    const node = (name: string, path: string): Machine =>
      machine(name, {
        address: `10.0.0.${name.slice(1)}`,
        engineFlags: [`cluster-store=${url}`],
        swarm: swarmRecord(`${url}/${path}`),
      });
    expect(read([machine('kv', { address: '10.0.0.9' }), node('n1', 'one'), node('n2', 'two')])).toEqual([
      `kv (classic): keyValueStore kv, node n1 @${url}/one on kv`,
      `kv-2 (classic): node n2 @${url}/two on kv`,
    ]);
  });

  test('may name the store machine instead of its address', () => {
    expect(read([machine('kv'), swarmMachine('n1', '10.0.0.1', 'etcd://kv:2379')])).toEqual([
      'kv (classic): keyValueStore kv, node n1 @etcd://kv:2379 on kv',
    ]);
  });

  test('may be a token or a list, which is no store', () => {
    const members = [swarmMachine('m', '10.0.0.1', 'token://abc', true), swarmMachine('n', '10.0.0.2', 'token://abc')];
    expect(read(members)).toEqual(['m (classic): manager m, node n @token://abc']);
    expect(recognise(members, nobody)[0]?.store?.parsed).toBeUndefined();
  });

  test('of several hosts has several store machines', () => {
    expect(
      read([
        machine('kv1', { address: '10.0.0.1' }),
        machine('kv2', { address: '10.0.0.2' }),
        swarmMachine('m', '10.0.0.3', 'etcd://10.0.0.1:2379,10.0.0.2:2379', true),
      ]),
    ).toEqual([
      'm (classic): keyValueStore kv1, keyValueStore kv2, manager m @etcd://10.0.0.1:2379,10.0.0.2:2379 on kv1',
    ]);
  });

  test('that is external has no store machine, and names the cluster when nobody else does', () => {
    expect(read([machine('n1', { engineFlags: ['cluster-store=consul://kv.example:8500'] })])).toEqual([
      'kv.example (none): node n1 @consul://kv.example:8500',
    ]);
  });

  test('is taken from the engine where the record does not know it', () => {
    expect(
      read([machine('n1'), machine('n2')], (name) => engine(name, { clusterStore: 'etcd://10.0.0.9:2379' })),
    ).toEqual(['10.0.0.9 (none): node n1, node n2 @etcd://10.0.0.9:2379']);
  });
});

test('engines that only share a store are orchestrated by nobody', () => {
  const flags = { engineFlags: ['cluster-store=etcd://10.0.0.9:2379', 'cluster-advertise=eth1:2376'] };
  expect(read([machine('kv', { address: '10.0.0.9' }), machine('n1', { address: '10.0.0.1', ...flags })])).toEqual([
    'kv (none): keyValueStore kv, node n1 @etcd://10.0.0.9:2379 on kv',
  ]);
});

test('a store on one of the nodes: the node stays a node', () => {
  expect(read([swarmMachine('m', '10.0.0.1', 'consul://10.0.0.1:8500', true)])).toEqual([
    'm (classic): manager m @consul://10.0.0.1:8500 on m',
  ]);
});

describe('the label', () => {
  test('names the cluster', () => {
    const labelled = articleMachines().map((each) => ({ ...each, engineLabels: label }));
    expect(recognise(labelled, nobody).map(({ name }) => name)).toEqual(['demo']);
  });

  test('is read from engines too', () => {
    expect(recognise(articleMachines(), (name) => engine(name, { labels: label }))[0]?.name).toBe('demo');
  });

  test('makes a half-made cluster visible while only its store machine stands', () => {
    expect(read([machine('kvstore', { engineLabels: label }), machine('dev')])).toEqual([
      'demo (classic): keyValueStore kvstore',
    ]);
  });

  test('keeps a store machine that has lost its address with its cluster', () => {
    const [, ...nodes] = articleMachines().map((each) => ({ ...each, engineLabels: label }));
    expect(read([machine('kvstore', { engineLabels: label }), ...nodes])).toEqual([
      `demo (classic): keyValueStore kvstore, manager swarm-manager, node swarm-node1, node swarm-node2 @${kvUrl}`,
    ]);
  });

  test('of two clusters that share it gives two names', () => {
    const one = machine('a', { engineLabels: label, swarm: swarmRecord('consul://10.0.0.1:8500') });
    const two = machine('b', { engineLabels: label, swarm: swarmRecord('consul://10.0.0.2:8500') });
    expect(recognise([one, two], nobody).map(({ name }) => name)).toEqual(['demo', 'demo-2']);
  });

  test('of one cluster is not given to the second of another name', () => {
    const of = (name: string, own: string, host: string): Machine =>
      machine(name, { engineLabels: { 'dockeroverlay.cluster': own }, swarm: swarmRecord(`consul://${host}`) });
    const names = recognise([of('a', 'x', '10.0.0.1'), of('b', 'x', '10.0.0.2'), of('c', 'x-2', '10.0.0.3')], nobody);
    expect(names.map(({ name, members }) => [name, members[0]?.machine])).toEqual([
      ['x', 'a'],
      ['x-2', 'c'],
      ['x-3', 'b'],
    ]);
  });

  test('decides whose a store machine is that serves two clusters', () => {
    const kv = machine('kv', { address: '10.0.0.9', engineLabels: { 'dockeroverlay.cluster': 'two' } });
    const node = (name: string, own: string): Machine =>
      machine(name, {
        engineLabels: { 'dockeroverlay.cluster': own },
        swarm: swarmRecord(`consul://10.0.0.9:8500/${own}`),
      });
    expect(read([kv, node('a', 'one'), node('b', 'two')])).toEqual([
      'one (classic): node a @consul://10.0.0.9:8500/one on kv',
      'two (classic): keyValueStore kv, node b @consul://10.0.0.9:8500/two on kv',
    ]);
  });

  test('decides which of two machines at the same address is the store', () => {
    const [kvstore, ...nodes] = articleMachines().map((each) => ({ ...each, engineLabels: label }));
    const leftover = machine('a-leftover', { address: '192.168.99.100' });
    expect(recognise([leftover, kvstore!, ...nodes], nobody)[0]?.store?.machine).toBe('kvstore');
  });
});

test('a classic cluster, a swarm and machines of none stay apart', () => {
  const loose = ['x1', 'x2', 'x3'].map((name) => machine(name, { address: `10.8.0.${name.slice(1)}` }));
  const groups = read([...articleMachines(), ...swarmMachines(), ...loose], (name) =>
    /^[mw]\d/.test(name) ? swarmEngine(name) : engine(name),
  );
  expect(groups).toEqual([
    'm1 (swarm-mode): manager m1, manager m2, manager m3, node w1, node w2',
    `swarm-manager (classic): keyValueStore kvstore, manager swarm-manager, node swarm-node1, node swarm-node2 @${kvUrl} on kvstore`,
  ]);
});
