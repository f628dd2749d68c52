// Engines and swarm that keep what they register below different paths of one store, or in two of them.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { clusterHealth } from '../../../src/checks/health.ts';
import { config, consul, info, managerInfo, managerText, membersOf, reportedRecord, StandIns } from './standIns.ts';

let hosts: StandIns;

beforeEach(() => {
  hosts = new StandIns();
});

afterEach(async () => {
  await hosts.close();
});

const names = ['swarm-master', 'swarm-node1'];
const addresses = ['127.154.0.10', '127.154.0.11'];
const registered = addresses.map((address) => `${address}:2376`);
const kv = '127.154.0.9';

interface Wanted {
  readonly store: string;
  readonly discovery: string;
  readonly flags?: readonly string[];
  readonly keys: Readonly<Record<string, readonly string[]>>;
}

async function cluster({ store, discovery, flags = [], keys }: Wanted): Promise<void> {
  await hosts.plain(kv, 8500, consul(keys));
  await hosts.engine(kv, info('kvstore'));
  hosts.record('kvstore', config('kvstore', kv));
  for (const [index, name] of names.entries()) {
    const address = addresses[index]!;
    await hosts.engine(address, info(name, { ClusterStore: store, ClusterAdvertise: registered[index] }));
    const swarm = {
      IsSwarm: true,
      Master: index === 0,
      Discovery: discovery,
      Host: 'tcp://0.0.0.0:3376',
      Image: 'swarm',
    };
    hosts.record(name, config(name, address, { flags: [`cluster-store=${store}`, ...flags], swarm }));
  }
  const nodes = names.map((name, index) => [name, registered[index]!] as const);
  await hosts.engine(addresses[0]!, managerInfo(managerText(nodes)), 3376);
}

const url = `consul://${kv}:8500`;

test.each<[string, Wanted]>([
  [
    'a path of the engines',
    {
      store: `${url}/network`,
      discovery: url,
      keys: { 'network/docker/nodes': registered, 'docker/swarm/nodes': registered },
    },
  ],
  [
    'a path of swarm',
    {
      store: url,
      discovery: `${url}/nodes`,
      keys: { 'docker/nodes': registered, 'nodes/docker/swarm/nodes': registered },
    },
  ],
  [
    'both',
    {
      store: `${url}/a/b`,
      discovery: `${url}/c`,
      keys: { 'a/b/docker/nodes': registered, 'c/docker/swarm/nodes': registered },
    },
  ],
  [
    'kv.path',
    {
      store: url,
      discovery: `${url}/cluster1`,
      flags: ['cluster-store-opt=kv.path=cluster1/docker/overlay'],
      keys: { 'cluster1/docker/overlay': registered, 'cluster1/docker/swarm/nodes': registered },
    },
  ],
  [
    'kv.path beside a path, with its dashes',
    {
      store: `${url}/x`,
      discovery: url,
      flags: ['--cluster-store-opt "kv.path=/nodes/"'],
      keys: { 'x/nodes': registered, 'docker/swarm/nodes': registered },
    },
  ],
  [
    'discovery by a token',
    { store: url, discovery: 'token://6856663cdefdec325839a4b7e1de38e8', keys: { 'docker/nodes': registered } },
  ],
  [
    'discovery through another store',
    { store: url, discovery: 'etcd://192.0.2.9:2379', keys: { 'docker/nodes': registered } },
  ],
])('%s: engines are found where they register, and the store stays in its cluster', async (_what, wanted) => {
  await cluster(wanted);
  const { clusters } = hosts.services();
  await clusters.refresh();
  const seen = await clusters.refresh();
  expect(membersOf(seen)).toEqual(['swarm-master: keyValueStore kvstore, manager swarm-master, node swarm-node1']);
  const [found] = seen.clusters;
  expect(clusterHealth(found!, seen).level).toBe('healthy');
  expect(clusterHealth(found!, seen).findings).toEqual([]);
  expect(found?.store?.state).toMatchObject({ state: 'seen', value: { engines: registered } });
});

test('the records of such clusters are read', async () => {
  for (const [name, file] of [
    ['node0', '05-kv-path'],
    ['swarm-node1', '05-two-prefixes'],
  ] as const)
    hosts.record(
      name,
      reportedRecord(`${file}.json`, { consul0: '127.155.0.9', '192.168.99': '127.155.1', '192.168.233': '127.155.0' }),
    );
  const { clusters } = hosts.services();
  const seen = await clusters.refresh();
  expect(seen.clusters.map(({ store }) => store?.paths?.engines)).toEqual([
    'cluster1/docker/overlay',
    'network/docker/nodes',
  ]);
});
