// Machines that only the URL of a store joins to a cluster: what else may tell that they are of it.
import { expect, test } from 'vitest';
import { unclearMembers } from '../../../src/cluster/unclearMembers.ts';
import { clusterLabel } from '../../../src/model/cluster.ts';
import { parseStoreUrl } from '../../../src/model/keyValueStore.ts';
import type { Machine } from '../../../src/model/machine.ts';
import {
  classicNode,
  cluster,
  managerInfo,
  seen,
  seenMachine,
  snapshot,
  storeState,
  swarmMachine,
  view,
} from '../samples.ts';

const farUrl = 'consul://10.5.0.1:8500';

interface Told {
  readonly url?: string;
  /** The store's machine, where it is known here. */
  readonly machine?: string;
  readonly names?: readonly string[];
  /** Addresses that are registered in the store. */
  readonly registered?: readonly string[];
  /** Addresses of the nodes that the manager lists. */
  readonly listed?: readonly string[];
  /** Of the records of all machines. */
  readonly record?: Partial<Machine>;
  /** Labels that the engines tell. */
  readonly labels?: Readonly<Record<string, string>>;
}

function unclear(told: Told = {}): readonly string[] {
  const { url = farUrl, machine, names = ['m', 'n10', 'n2'], registered = [], listed = [], record, labels = {} } = told;
  const machines = names.map((name, index) =>
    seenMachine(
      { ...swarmMachine(name, `192.168.99.${String(101 + index)}`, url), ...record },
      { engine: seen(view(name, { labels })) },
    ),
  );
  const found = cluster(
    'demo',
    names.map((name) => ({ machine: name, role: name === 'm' ? ('manager' as const) : ('node' as const) })),
    {
      store: {
        url,
        parsed: parseStoreUrl(url),
        machine,
        state: seen(storeState({ engines: registered })),
        reach: new Map(),
      },
      managers: [
        {
          machine: 'm',
          address: '192.168.99.101:3376',
          info: seen(managerInfo(listed.map((address) => classicNode('n2', address)))),
        },
      ],
    },
  );
  return unclearMembers(found, snapshot(machines, [found]));
}

test('all of them where nothing tells of any, as people count', () => {
  expect(unclear()).toEqual(['m', 'n2', 'n10']);
});

test.each<[string, Told]>([
  ['the store is on a machine that is known here', { machine: 'kvstore' }],
  ['its address is public', { url: 'consul://8.8.8.8:8500' }],
  ['each host has a store of its own', { url: 'consul://127.0.0.1:8500' }],
  ['there is only one machine', { names: ['m'] }],
  ['the store is in the network of the machines', { url: 'consul://192.168.1.1:8500' }],
  ['their records have the label', { record: { engineLabels: { [clusterLabel]: 'demo' } } }],
  ['their engines have the label', { labels: { [clusterLabel]: 'demo' } }],
])('none where %s', (_what, told) => {
  expect(unclear(told)).toEqual([]);
});

test('not the one that the store has registered', () => {
  expect(unclear({ registered: ['192.168.99.102:2376'] })).toEqual(['m', 'n2']);
});

test('not the one that a manager lists, nor that manager', () => {
  expect(unclear({ listed: ['192.168.99.103:2376'] })).toEqual(['n10']);
});
