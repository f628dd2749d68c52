// Key-value stores that hosts reach and this computer does not: private addresses, hosts' own names, TLS, access control.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { conditions } from '../../../src/checks/conditions.ts';
import { clusterHealth } from '../../../src/checks/health.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import { planUp } from '../../lab/labServices.ts';
import {
  config,
  consul,
  info,
  managerInfo,
  managerText,
  Refusal,
  reportedRecord,
  StandIns,
  type Routes,
} from './standIns.ts';

let hosts: StandIns;

beforeEach(() => {
  hosts = new StandIns();
});

afterEach(async () => {
  await hosts.close();
});

const names = ['swarm-master', 'swarm-node1'];
const addresses = ['127.158.0.10', '127.158.0.11'];
const registered = addresses.map((address) => `${address}:2376`);

interface Wanted {
  readonly store: string;
  readonly flags?: readonly string[];
  readonly tool?: string;
  /** What answers at the store's address from here. */
  readonly answers?: Routes;
  readonly hasManager?: boolean;
}

async function look({ store, flags = [], tool, answers, hasManager = true }: Wanted): Promise<Snapshot> {
  const { hostname, port } = new URL(store.replace(/^\w+:/, 'http:'));
  if (answers) await hosts.plain(hostname, Number(port), answers);
  for (const [index, name] of names.entries()) {
    const address = addresses[index]!;
    await hosts.engine(address, info(name, { ClusterStore: store, ClusterAdvertise: registered[index] }));
    const swarm = { IsSwarm: true, Master: index === 0, Discovery: store, Host: 'tcp://0.0.0.0:3376', Image: 'swarm' };
    hosts.record(
      name,
      config(name, address, { flags: [`cluster-store=${store}`, ...flags], swarm, driver: 'digitalocean' }),
    );
  }
  const nodes = names.map((name, index) => [name, registered[index]!] as const);
  if (hasManager) await hosts.engine(addresses[0]!, managerInfo(managerText(nodes)), 3376);
  const { clusters } = hosts.services(tool);
  await clusters.refresh();
  return clusters.refresh();
}

const verdicts = (seen: Snapshot) =>
  Object.fromEntries(conditions(seen.clusters[0]!, seen).map(({ id, verdict }) => [id, verdict]));

const forbidding = Object.fromEntries(
  Object.keys(consul({ 'docker/nodes': [], 'docker/swarm/nodes': [], 'docker/network/v1.0/overlay/network': [] })).map(
    (path) => [path, path.startsWith('/v1/kv') ? new Refusal(403, 'Permission denied') : consul({})[path]],
  ),
);

describe('a store that managers prove', () => {
  test.each<[string, Wanted, string]>([
    ['at a name that only hosts know', { store: 'consul://consul.service.internal.invalid:8500' }, 'storeUnreachable'],
    [
      'with TLS',
      {
        store: 'consul://127.158.0.9:8501',
        flags: ['cluster-store-opt=kv.cacertfile=/etc/docker/ca.pem'],
        answers: {},
      },
      'storeUsesTls',
    ],
    [
      'with TLS, by a flag with its dashes',
      { store: 'etcd://127.158.0.9:2379', flags: ['--cluster-store-opt=kv.certfile=/c.pem'] },
      'storeUsesTls',
    ],
    ['with access control', { store: 'consul://127.158.0.9:8502', answers: forbidding }, 'storeForbids'],
    ['on each host', { store: 'consul://localhost:8503' }, 'storeOnEachHost'],
  ])('%s is no finding', async (_what, wanted, kind) => {
    const seen = await look(wanted);
    const health = clusterHealth(seen.clusters[0]!, seen);
    expect(health).toMatchObject({ level: 'healthy', healthy: 2, of: 2 });
    expect(health.findings).toMatchObject([{ kind: 'storeNotFromHere', cause: { kind }, proof: 'nodes' }]);
    expect(verdicts(seen)).toMatchObject({ store: 'pass', reach: 'pass' });
    expect(hosts.requests.filter((each) => kind === 'storeUsesTls' && each.includes('127.158.0.9'))).toEqual([]);
  });

  test.each<[string, Wanted]>([
    ['with access control', { store: 'consul://127.158.0.9:8502', answers: forbidding, hasManager: false }],
    ['on each host', { store: 'consul://localhost:8503', hasManager: false }],
  ])('%s is not claimed to work before anything shows it', async (_what, wanted) => {
    const seen = await look(wanted);
    expect(clusterHealth(seen.clusters[0]!, seen).findings).toContainEqual(
      expect.objectContaining({ kind: 'storeNotFromHere', proof: undefined }),
    );
    expect(verdicts(seen)).toMatchObject({ store: 'unknown' });
  });

  test('that refuses here, at a machine of the cluster, is down', async () => {
    hosts.record('kvstore', config('kvstore', '127.158.0.9'));
    await hosts.engine('127.158.0.9', info('kvstore'));
    const seen = await look({ store: 'consul://127.158.0.9:8504' });
    expect(clusterHealth(seen.clusters[0]!, seen).findings.map(({ kind }) => kind)).toContain('storeDown');
  });
});

describe('a store that hosts try', () => {
  const dns = 'consul://consul.service.internal.invalid:8500';

  test('and reach is no finding, even without a manager', async () => {
    const tool = hosts.tool('echo "connect=0.004 "; echo " exit=0"');
    const seen = await look({ store: dns, tool, hasManager: false });
    await expect.poll(() => seen.clusters[0] !== undefined).toBe(true);
    const services = hosts.services(tool);
    await services.clusters.refresh();
    await expect.poll(() => services.clusters.snapshot.clusters[0]?.store?.reach.size, { timeout: 10_000 }).toBe(2);
    const now = services.clusters.snapshot;
    expect(verdicts(now)).toMatchObject({ store: 'pass', reach: 'pass' });
    expect(clusterHealth(now.clusters[0]!, now).findings.map(({ kind }) => kind)).not.toContain('storeDown');
  });

  test('and do not reach is down, whatever the manager says', async () => {
    const tool = hosts.tool('echo "curl: (7) Connection refused"; echo " exit=7"');
    await look({ store: dns, tool });
    const services = hosts.services(tool);
    await services.clusters.refresh();
    await expect.poll(() => services.clusters.snapshot.clusters[0]?.store?.reach.size, { timeout: 10_000 }).toBe(2);
    const now = services.clusters.snapshot;
    expect(clusterHealth(now.clusters[0]!, now).findings.map(({ kind }) => kind)).toContain('storeDown');
    expect(verdicts(now)).toMatchObject({ store: 'fail', reach: 'fail' });
  });
});

test('records of such stores are read', async () => {
  for (const [name, file] of [
    ['test-swarm-1', '07-store-on-private-network'],
    ['swarm-node1', '07-store-with-tls'],
  ] as const)
    hosts.record(
      name,
      reportedRecord(`${file}.json`, {
        '203.0.113.11': name === 'swarm-node1' ? '127.159.0.11' : '127.159.1.11',
        '10.132.7.9': '127.159.1.9',
      }),
    );
  const { clusters } = hosts.services();
  const seen = await clusters.refresh();
  expect(
    seen.clusters.map(({ store }) => store?.state.state === 'failed' && store.state.failure.kind).sort(),
  ).toContain('storeUsesTls');
});

describe('Bring Up with the URL of such a store', () => {
  const file = (url: string, driver = 'digitalocean'): string =>
    [
      'name: cloud',
      `driver: { name: ${driver}, options: { ${driver}-access-token: x } }`,
      'engine: { installUrl: "https://releases.rancher.com/install-docker/20.10.sh" }',
      'advertiseInterface: eth1',
      `keyValueStore: { url: "${url}" }`,
      'managers: [{ name: swarm-master }]',
      'nodes: [{ name: swarm-node1 }]',
    ].join('\n');

  test.each(['consul://localhost:8500', 'etcd://[::1]:2379', 'consul://consul.service.internal.invalid:8500'])(
    '%s is not refused, and tried from the first machine made',
    async (url) => {
      const services = hosts.services();
      await services.clusters.refresh();
      const plan = await planUp(services, file(url));
      if (!plan.ok) throw new Error(JSON.stringify(plan.error));
      const ids = plan.value.steps.map(({ id }) => id);
      const probe = plan.value.steps.find(({ action }) => action.kind === 'probeStore');
      expect(probe).toMatchObject({ id: `try ${url} from swarm-master`, after: ['check engine of swarm-master'] });
      expect(plan.value.steps.find(({ id }) => id === 'create swarm-node1')?.after).toContain(probe?.id);
      expect(ids).toContain('wait until 2 nodes healthy');
    },
  );
});
