// Nodes of a classic manager and the machines that they are: private addresses, no IDs, a host that moved, no primary.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { clusterHealth } from '../../../src/checks/health.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import { english } from '../../../src/base/text.ts';
import { classicRows } from '../../../src/ui/panels/classicRows.ts';
import { config, consul, info, managerInfo, reportedText, StandIns } from './standIns.ts';
import { inShort } from '../inShort.ts';

let hosts: StandIns;

beforeEach(() => {
  hosts = new StandIns();
});

afterEach(async () => {
  await hosts.close();
});

const url = 'consul://127.157.0.9:8500';

interface Host {
  readonly name: string;
  readonly address: string;
  readonly advertised: string;
  readonly isDead?: boolean;
}

async function classic(text: string, machines: readonly Host[], version?: string): Promise<Snapshot> {
  const registered = machines.map(({ advertised }) => advertised);
  await hosts.plain('127.157.0.9', 8500, consul({ 'docker/nodes': registered, 'docker/swarm/nodes': registered }));
  for (const [index, { name, address, advertised, isDead = false }] of machines.entries()) {
    if (!isDead) await hosts.engine(address, info(name, { ClusterStore: url, ClusterAdvertise: advertised }));
    const swarm = {
      IsSwarm: true,
      Master: index === 0,
      Discovery: url,
      Host: 'tcp://0.0.0.0:3376',
      Image: 'swarm:1.2.9',
    };
    hosts.record(
      name,
      config(name, address, { flags: [`cluster-store=${url}`, 'cluster-advertise=eth0:2376'], swarm }),
    );
  }
  await hosts.engine(machines[0]!.address, managerInfo(text, version), 3376);
  const { clusters } = hosts.services();
  await clusters.refresh();
  return clusters.refresh();
}

const master = { name: 'swarm-master', address: '127.157.0.3', advertised: '10.0.0.3:2376' };
const agent = { name: 'swarm-agent-01', address: '127.157.0.4', advertised: '10.0.0.4:2376' };

const read = (seen: Snapshot) => {
  const [cluster] = seen.clusters;
  const { healthy, of, findings } = clusterHealth(cluster!, seen);
  return {
    counted: `${healthy}/${of}`,
    kinds: findings.map(({ kind }) => kind),
    rows: classicRows(cluster!, seen, english).length,
  };
};

test.each([
  ['swarm/1.1.0', '08-nat-swarm-1.1.0.txt'],
  ['swarm/1.2.0', '08-nat-swarm-1.1.0.txt'],
])('without IDs nodes are found by what engines advertise (%s)', async (version, file) => {
  expect(read(await classic(reportedText(file), [master, agent], version))).toEqual({
    counted: '2/2',
    kinds: [],
    rows: 2,
  });
});

test('without IDs a dead machine is the one node of its hostname', async () => {
  const seen = await classic(reportedText('08-nat-swarm-1.1.0.txt'), [master, { ...agent, isDead: true }]);
  expect(read(seen)).toMatchObject({ counted: '1/2', rows: 2 });
});

test('a node that is Pending is found by what its engine advertises, and the manager is quoted', async () => {
  const seen = await classic(reportedText('08-nat-pending-swarm-1.2.9.txt'), [master, agent]);
  expect(read(seen)).toEqual({ counted: '1/2', kinds: ['managerSays'], rows: 2 });
  expect(clusterHealth(seen.clusters[0]!, seen).findings.map(inShort)[0]).toMatchObject({
    error: expect.stringContaining('10.0.0.4:2376') as string,
  });
});

test('two machines of one private address in two networks are not taken for each other', async () => {
  const twin = { name: 'other', address: '127.157.0.5', advertised: '10.0.0.4:2376' };
  const seen = await classic(reportedText('08-nat-swarm-1.1.0.txt'), [master, agent, twin]);
  expect(read(seen)).toMatchObject({ counted: '2/3', rows: 3 });
});

const text = (file: string) => reportedText(file, { '203.0.113.10': '127.157.0.3', '203.0.113.11': '127.157.0.77' });
const moved = [
  { name: 'master', address: '127.157.0.3', advertised: '127.157.0.3:2376' },
  { name: 'node1', address: '127.157.0.4', advertised: '127.157.0.4:2376' },
];

test.each([
  ['Unhealthy', (all: string) => all],
  [
    'Healthy, with no route to it',
    (all: string) =>
      all
        .replace('Unhealthy', 'Healthy')
        .replace('Cannot connect to the docker engine endpoint', 'dial tcp: connect: no route to host'),
  ],
  [
    'Pending',
    (all: string) => all.replace(' node1:', ' (unknown):').replace('ID:node1', '').replace('Unhealthy', 'Pending'),
  ],
])('a machine that has moved is looked for at its former address (%s)', async (_status, change) => {
  const seen = await classic(change(text('14-moved-swarm-1.2.9.txt')), moved);
  const { findings } = clusterHealth(seen.clusters[0]!, seen);
  expect(findings.map(inShort)).toEqual([
    {
      kind: 'nodeMoved',
      machine: 'node1',
      manager: 'master',
      from: '127.157.0.77:2376',
      to: '127.157.0.4:2376',
    },
  ]);
});

test('no primary is told once, and not as agents that do not run', async () => {
  const none = 'Role: replica\nPrimary: \nStrategy: spread\nFilters: health\nNodes: 0';
  expect(read(await classic(none, [master, agent]))).toMatchObject({ kinds: ['noPrimary'] });
});

test('"(none)" is no error', async () => {
  const seen = await classic(reportedText('08-nat-swarm-1.1.0.txt').replace(/Healthy(?![^]*Healthy)/, 'Pending'), [
    master,
    agent,
  ]);
  expect(clusterHealth(seen.clusters[0]!, seen).findings).toMatchObject([{ kind: 'managerSays', error: undefined }]);
});

test('nodes that swarm 1.0 lists without a word of their status are as well as their engines', async () => {
  const listed = reportedText('08-nat-swarm-1.1.0.txt').replaceAll(
    /^.*(Status|Error|UpdatedAt|ServerVersion):.*\n/gm,
    '',
  );
  const seen = await classic(listed, [master, agent], '');
  expect(read(seen)).toMatchObject({ counted: '2/2', kinds: [] });
  expect(clusterHealth(seen.clusters[0]!, seen).level).toBe('healthy');
});
