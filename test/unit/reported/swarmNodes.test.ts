// Nodes of swarm mode and the machines that they are: shared hostnames, private addresses, copied disks.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { clusterHealth } from '../../../src/checks/health.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import { strangers } from '../../../src/model/swarmStanding.ts';
import { planUp } from '../../lab/labServices.ts';
import { config, info, membersOf, reportedJson, StandIns } from './standIns.ts';
import { inShort } from '../inShort.ts';

let hosts: StandIns;

beforeEach(() => {
  hosts = new StandIns();
});

afterEach(async () => {
  await hosts.close();
});

interface Node {
  readonly ID: string;
  readonly Description: { readonly Hostname: string };
}

function membership(id: string, address: string, isManager: boolean): unknown {
  const common = { NodeID: id, NodeAddr: address, LocalNodeState: 'active', ControlAvailable: isManager, Error: '' };
  const managers = { RemoteManagers: [{ NodeID: 'c1', Addr: '127.156.0.10:2377' }] };
  return { ...common, ...managers, ...(isManager ? { Nodes: 3, Managers: 1, Cluster: { ID: 'swarmx' } } : {}) };
}

interface Host {
  readonly name: string;
  readonly address: string;
  readonly id?: string;
  readonly nodeAddress?: string;
  readonly hostname?: string;
}

/** The first host is the manager that lists `nodes`; one without an ID is dead. */
async function swarm(nodes: readonly Node[], machines: readonly Host[]): Promise<Snapshot> {
  for (const [index, { name, address, id, nodeAddress = address, hostname = name }] of machines.entries()) {
    hosts.record(name, config(name, address));
    if (id === undefined) continue;
    const lists = index === 0 ? { '/nodes': nodes, '/services': [], '/tasks': [] } : {};
    await hosts.engine(address, {
      ...info(hostname, { ID: `ID:${name}`, Swarm: membership(id, nodeAddress, index === 0) }),
      ...lists,
    });
  }
  const { clusters } = hosts.services();
  await clusters.refresh();
  return clusters.refresh();
}

const words = { '203.0.113': '127.156.0' };
const manager = { name: 'swarmpit', address: '127.156.0.10', id: 'c1' };

describe('nodes of one hostname', () => {
  test('are other hosts: those that are down count, and none is left over', async () => {
    const seen = await swarm(reportedJson('03-nodes-docker-desktop.json', words) as Node[], [manager]);
    const [cluster] = seen.clusters;
    expect(clusterHealth(cluster!, seen)).toMatchObject({ healthy: 2, of: 4 });
    expect(strangers(cluster!, seen).map(({ isLeftover }) => isLeftover)).toEqual([false, false, false]);
  });

  test.each(['ubuntu', 'raspberrypi'])('are never demoted or removed by Bring Up (%s)', async (hostname) => {
    const nodes = reportedJson('03-nodes-template-with-manager.json', { ...words, ubuntu: hostname }) as Node[];
    await swarm(nodes, [manager, { name: hostname, address: '127.156.0.11', id: 'd2' }]);
    const services = hosts.services();
    await services.clusters.refresh();
    const options = (address: string): string =>
      `driver: { name: generic, options: { generic-ip-address: ${address} } }`;
    const file = [
      'name: swarmpit',
      'orchestration: swarm-mode',
      'advertiseInterface: eth0',
      'driver: { name: generic }',
      `managers: [{ name: swarmpit, ${options('127.156.0.10')} }]`,
      `nodes: [{ name: ${hostname}, ${options('127.156.0.11')} }]`,
    ].join('\n');
    const plan = await planUp(services, file);
    if (!plan.ok) throw new Error(JSON.stringify(plan.error));
    expect(plan.value.steps.map(({ id }) => id)).toEqual([]);
  });

  test('of which one lives at the address of the other are one host that joined again', async () => {
    const nodes = (
      reportedJson('03-nodes-docker-desktop.json', { ...words, '10.1.0.22': '10.1.0.21' }) as Node[]
    ).filter(({ ID }) => ID !== 'd3');
    const seen = await swarm(nodes, [manager]);
    expect(strangers(seen.clusters[0]!, seen).map(({ node, isLeftover }) => [node.id, isLeftover])).toEqual([
      ['d1', true],
      ['d2', false],
    ]);
  });
});

describe('a machine that is dead at the start, behind a public address', () => {
  const file = '13-nodes-dead-behind-public-address.json';
  const machines = [
    { name: 'aws-node1', address: '127.156.0.10', id: 'c1', nodeAddress: '10.0.0.10' },
    { name: 'aws-node3', address: '127.156.0.12', id: 'e1', nodeAddress: '10.0.0.12' },
    { name: 'aws-node2', address: '127.156.0.11' },
  ];

  test('is the node of its hostname', async () => {
    const seen = await swarm(reportedJson(file, {}) as Node[], machines);
    expect(membersOf(seen)).toEqual(['aws-node1: manager aws-node1, node aws-node2, node aws-node3']);
    expect(strangers(seen.clusters[0]!, seen)).toEqual([]);
    expect(clusterHealth(seen.clusters[0]!, seen)).toMatchObject({ healthy: 2, of: 3 });
  });

  test('is not a node of its hostname that another machine is', async () => {
    const nodes = reportedJson(file, { 'aws-node3': 'aws-node2' }) as Node[];
    const seen = await swarm(
      nodes.filter(({ ID }) => ID !== 'd1'),
      machines.map((each) => (each.id === 'e1' ? { ...each, hostname: 'aws-node2' } : each)),
    );
    expect(membersOf(seen)).toEqual(['aws-node1: manager aws-node1, node aws-node3']);
  });
});

test('two machines that claim one node count once, and the true entry of the copy is not left over', async () => {
  const nodes = reportedJson('13-nodes-dead-behind-public-address.json', {
    '10.0.0': '127.156.0',
    'aws-node3': 'm4',
    'aws-node2': 'm5',
  }) as Node[];
  const seen = await swarm(nodes, [
    { name: 'aws-node1', address: '127.156.0.10', id: 'c1' },
    { name: 'm4', address: '127.156.0.12', id: 'e1' },
    { name: 'm5', address: '127.156.0.11', id: 'e1' },
  ]);
  const [cluster] = seen.clusters;
  const health = clusterHealth(cluster!, seen);
  expect(health).toMatchObject({ healthy: 2, of: 3 });
  expect(health.findings.filter(({ kind }) => kind === 'sameNodeId').map(inShort)).toEqual([
    { kind: 'sameNodeId', machine: 'm5', node: 'e1', others: ['m4'] },
  ]);
  expect(health.findings.map(({ kind }) => kind)).not.toContain('staleNodeEntry');
  expect(strangers(cluster!, seen)).toEqual([]);
});
