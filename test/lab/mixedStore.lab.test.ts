// One machine store with a classic cluster, a swarm of swarm mode and three machines of nobody: three groups that leave each other alone.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clusterHealth } from '../../src/checks/health.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import type { Services } from '../../src/service/services.ts';
import { labLacks, openLab, run as runProgram, type Lab } from './lab.ts';
import { down, servicesOn, up } from './labServices.ts';
import { swarmClusterFile } from './swarmCluster.ts';

const reasons = labLacks();

describe.skipIf(reasons.length > 0)('a store of several clusters', () => {
  let lab: Lab;
  let services: Services;

  beforeAll(async () => {
    lab = await openLab({
      prefix: 'lm',
      net: '10.91.0',
      mgmt: '10.85.0',
      hosts: 4,
      suite: ['bullseye', 'bullseye', 'trixie', 'trixie'],
    });
    services = servicesOn(lab);
  });

  afterAll(async () => {
    services.dispose();
    await lab.down();
  });

  const machine = (name: string, host: number): string =>
    `{ name: ${name}, driver: { options: { generic-ip-address: ${lab.hosts[host - 1]!.address} } } }`;
  const classicFile = (): string => `name: old
driver:
  name: generic
  options: { generic-ssh-user: root, generic-ssh-key: "${lab.key}" }
engine:
  registryMirrors: ["${lab.registry}"]
keyValueStore:
  machine: ${machine('kvstore', 1)}
managers:
  - ${machine('swarm-manager', 2)}
nodes: []
`;

  /** "old classic healthy: kvstore, swarm-manager". */
  const groups = (seen: Snapshot): string[] =>
    seen.clusters.map((cluster) => {
      const members = cluster.members.map(({ machine: name }) => name).join(', ');
      return `${cluster.name} ${cluster.orchestration} ${clusterHealth(cluster, seen).level}: ${members}`;
    });
  const loose = (seen: Snapshot): string[] => {
    const inClusters = new Set(seen.clusters.flatMap(({ members }) => members.map(({ machine: name }) => name)));
    return seen.machines.map(({ name }) => name).filter((name) => !inClusters.has(name));
  };

  it('shows three groups; one goes, and the others are as they were', async () => {
    await up(services, classicFile());
    await up(services, swarmClusterFile(lab, { name: 'new', managers: [3], workers: [4] }));
    for (const name of ['loose1', 'loose2', 'loose3'])
      await runProgram(
        [lab.tools.dockerMachine, 'create', '-d', 'none', `--url=tcp://${lab.hosts[0]!.address}:9`, name],
        {
          environment: lab.environment,
        },
      );
    const seen = await services.clusters.refresh();
    const swarm = 'new swarm-mode healthy: m3, w4';
    expect(groups(seen)).toEqual([swarm, 'old classic healthy: kvstore, swarm-manager']);
    expect(loose(seen)).toEqual(['loose1', 'loose2', 'loose3']);

    const left = await down(services, 'old', true);
    expect(groups(left.after)).toEqual([swarm]);
    expect(loose(left.after)).toEqual(['loose1', 'loose2', 'loose3']);
    expect(groups((await down(services, 'new')).after)).toEqual([]);
  });
});
