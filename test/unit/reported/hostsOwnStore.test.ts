// `cluster-store=consul://localhost:8500`: an agent of the store on each host; and one private URL that two networks have in common.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  config,
  info,
  managerInfo,
  managerText,
  membersOf,
  overlayNetwork,
  reportedRecord,
  StandIns,
} from './standIns.ts';

let hosts: StandIns;

beforeEach(() => {
  hosts = new StandIns();
});

afterEach(async () => {
  await hosts.close();
});

interface Two {
  readonly url: string;
  readonly labels?: boolean;
  /** The address by which hosts of a cluster know each other; the same in both networks. */
  readonly advertised?: (index: number) => string;
  readonly dead?: readonly string[];
  readonly withoutId?: boolean;
}

/** Two clusters of a manager and a node each, which know nothing of each other. */
async function twoClusters({ url, labels = false, advertised, dead = [], withoutId = false }: Two): Promise<void> {
  for (const [at, cluster] of ['prod', 'stage'].entries()) {
    const names = [`${cluster}-master`, `${cluster}-node1`];
    const address = (index: number): string => `127.151.${at}.${10 + index}`;
    const known = advertised ?? address;
    const listed = names.map((name, index) => [name, `${known(index)}:2376`, withoutId ? '' : `ID:${name}`] as const);
    for (const [index, name] of names.entries()) {
      const engine = info(name, { ClusterStore: url, ClusterAdvertise: `${known(index)}:2376` });
      if (!dead.includes(name))
        await hosts.engine(address(index), { ...engine, ...overlayNetwork(cluster, `${cluster}-net`) });
      hosts.record(
        name,
        config(name, address(index), {
          driver: 'digitalocean',
          flags: [`cluster-store=${url}`, 'cluster-advertise=eth0:2376'],
          labels: labels ? [`dockeroverlay.cluster=${cluster}`] : [],
          swarm: {
            IsSwarm: true,
            Master: index === 0,
            Discovery: url,
            Host: 'tcp://0.0.0.0:3376',
            Image: 'swarm:1.2.9',
          },
        }),
      );
    }
    if (!dead.includes(names[0]!)) await hosts.engine(address(0), managerInfo(managerText(listed)), 3376);
  }
}

const apart = [
  'prod-master: manager prod-master, node prod-node1',
  'stage-master: manager stage-master, node stage-node1',
];
const apartByLabel = ['prod: manager prod-master, node prod-node1', 'stage: manager stage-master, node stage-node1'];

describe('two clusters whose hosts name the same URL', () => {
  test.each<[string, Two, string[]]>([
    ['their own localhost', { url: 'consul://localhost:8500' }, apart],
    ['their own 127.0.0.1', { url: 'consul://127.0.0.1:8500' }, apart],
    ['another address of their own', { url: 'zk://127.0.0.53:2181/swarm' }, apart],
    ['their own in IPv6', { url: 'etcd://[::1]:2379' }, apart],
    ['their own, by managers that list no IDs', { url: 'etcd://localhost:2379', withoutId: true }, apart],
    ['their own, with labels', { url: 'consul://LOCALHOST:8500', labels: true }, apartByLabel],
    ['a private one', { url: 'consul://10.0.0.5:8500', advertised: (index) => `10.0.0.${10 + index}` }, apart],
    [
      'a private one, by managers that list no IDs',
      { url: 'consul://10.0.0.5:8500', advertised: (index) => `10.0.0.${10 + index}`, withoutId: true },
      apart,
    ],
    ['a private one, with labels', { url: 'consul://10.0.0.5:8500', labels: true }, apartByLabel],
    [
      'a private one, with labels and without a manager that answers',
      { url: 'zk://10.0.0.5', labels: true, dead: ['prod-master', 'stage-master'] },
      apartByLabel,
    ],
  ])('stay two: %s', async (_what, two, expected) => {
    await twoClusters(two);
    const { clusters, runs } = hosts.services();
    const seen = await clusters.refresh();
    expect(membersOf(seen)).toEqual(expected);
    const down = await runs.planDown(seen.clusters[0]!.name);
    if (!down.ok) throw new Error(JSON.stringify(down.error));
    const steps = down.value.keepsData.steps.map(({ id }) => id);
    expect(steps.filter((id) => id.startsWith('remove ')).sort()).toEqual(['remove prod-master', 'remove prod-node1']);
  });

  test('of their own are not asked at this computer, and nothing is wrong', async () => {
    const url = 'consul://127.0.0.1:18599';
    await hosts.plain('127.0.0.1', 18599, {});
    await twoClusters({ url });
    const { clusters } = hosts.services();
    const seen = await clusters.refresh();
    expect(membersOf(seen)).toEqual(apart);
    expect(hosts.requests.filter((each) => each.includes(' 127.0.0.1 '))).toEqual([]);
  });

  test('of their own, recorded by docker-machine', async () => {
    for (const name of ['prod', 'stage']) {
      const words = { '203.0.113.10': '127.152.0.10', '203.0.113.12': '127.152.1.10' };
      hosts.record(`${name}-master`, reportedRecord(`04-localhost-${name}-master.json`, words));
    }
    const { clusters } = hosts.services();
    expect(membersOf(await clusters.refresh())).toEqual([
      'prod-master: manager prod-master',
      'stage-master: manager stage-master',
    ]);
  });
});

describe('Bring Down of a cluster at a private URL, without labels', () => {
  const url = 'consul://10.0.0.5:8500';
  const warnings = async () => {
    const { clusters, runs } = hosts.services();
    const seen = await clusters.refresh();
    const down = await runs.planDown(seen.clusters[0]!.name);
    if (!down.ok) throw new Error(JSON.stringify(down.error));
    return down.value.keepsData.warnings.filter(({ kind }) => kind === 'membershipUnclear');
  };

  test.each([
    ['of which one is silent', ['stage-master', 'stage-node1'], ['stage-master', 'stage-node1']],
    [
      'none of which answers',
      ['prod-master', 'prod-node1', 'stage-master', 'stage-node1'],
      ['prod-master', 'prod-node1', 'stage-master', 'stage-node1'],
    ],
    // The manager that answers lists it.
    ['with a dead node', ['prod-node1', 'stage-master', 'stage-node1'], ['stage-master', 'stage-node1']],
  ])('names the machines that may be of another one: two %s', async (_what, dead, machines) => {
    await twoClusters({ url, dead });
    expect(await warnings()).toEqual([{ kind: 'membershipUnclear', machines, url }]);
  });

  test.each<[string, Two]>([
    ['with labels', { url, labels: true, dead: ['prod-master', 'stage-master'] }],
    ['at a public address', { url: 'consul://203.0.113.5:8500', dead: ['stage-master', 'stage-node1'] }],
    ['in the network of its machines', { url: 'consul://127.151.9.9:8500', dead: ['prod-node1'] }],
  ])('says nothing of one %s', async (_what, two) => {
    await twoClusters(two);
    expect(await warnings()).toEqual([]);
  });
});

test('one cluster whose machines share a URL stays one, half of it dead', async () => {
  const url = 'consul://10.0.0.5:8500';
  const names = ['m1', 'm2', 'n1', 'n2'];
  for (const [index, name] of names.entries()) {
    const address = `127.153.0.${10 + index}`;
    if (['m1', 'n1'].includes(name))
      await hosts.engine(address, info(name, { ClusterStore: url, ClusterAdvertise: `${address}:2376` }));
    const swarm = {
      IsSwarm: true,
      Master: name.startsWith('m'),
      Discovery: url,
      Host: 'tcp://0.0.0.0:3376',
      Image: 'swarm',
    };
    hosts.record(name, config(name, address, { flags: [`cluster-store=${url}`], swarm }));
  }
  await hosts.engine('127.153.0.10', managerInfo(managerText([['m1', '127.153.0.10:2376']])), 3376);
  const { clusters } = hosts.services();
  expect(membersOf(await clusters.refresh())).toEqual(['m1: manager m1, manager m2, node n1, node n2']);
});
