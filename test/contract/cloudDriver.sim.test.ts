// A driver that asks its cloud for each machine's address and keeps none in the record: up, seen, resumed and down.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { clusterHealth } from '../../src/checks/health.ts';
import { findMachine, machineOf, type Snapshot } from '../../src/model/snapshot.ts';
import type { Services } from '../../src/service/services.ts';
import { down, planUp, servicesOn, up, value } from '../lab/labServices.ts';
import { openSimulator, type Simulated } from '../simulator/simulator.ts';
import { shownWithin } from './shownWithin.ts';

let simulated: Simulated;
let services: Services;
let calls: string[];

function open(): void {
  const { machinePath, storagePath, folder } = simulated;
  const keep = (text: string): void => {
    const [, call] = /^docker-machine (\S+ .*): began$/.exec(text) ?? [];
    if (call !== undefined) calls.push(call);
  };
  const log = { wantsDebug: false, debug: () => undefined, info: keep, warn: () => undefined, error: keep };
  services = servicesOn({ storagePath, dir: folder, tools: { dockerMachine: machinePath } }, { log });
}

beforeEach(async () => {
  calls = [];
  simulated = await openSimulator({ speed: 20 });
  open();
});
afterEach(async () => {
  services.dispose();
  await simulated.close();
});

const file = (orchestration: string, options = ''): string =>
  [
    'name: cloud',
    `orchestration: ${orchestration}`,
    `driver: { name: azure, options: { azure-subscription-id: "s-1"${options} } }`,
    ...(orchestration === 'swarm-mode'
      ? []
      : ['engine: { installUrl: "https://releases.rancher.com/install-docker/20.10.sh" }']),
  ].join('\n');

const healths = (seen: Snapshot): string[] =>
  seen.clusters.map((cluster) => {
    const { level, healthy, of } = clusterHealth(cluster, seen);
    return `${cluster.name} ${level} ${String(healthy)}/${String(of)}`;
  });

const recordOf = async (name: string): Promise<{ Driver: { IPAddress: string; DockerPort: number } }> =>
  JSON.parse(await readFile(path.join(simulated.storagePath, 'machines', name, 'config.json'), 'utf8')) as {
    Driver: { IPAddress: string; DockerPort: number };
  };

test.each([
  ['classic', 'cloud healthy 3/3'],
  ['none', 'cloud healthy 2/2'],
  ['swarm-mode', 'cloud healthy 3/3'],
])('%s is brought up, and nothing is left to do', async (orchestration, healthy) => {
  const { summary } = await up(services, file(orchestration));
  expect(summary.failed).toEqual([]);
  const seen = await services.clusters.refresh();
  expect(healths(seen)).toEqual([healthy]);
  for (const each of seen.machines) expect((await recordOf(each.name)).Driver.IPAddress).toBe('');
  expect(value(await planUp(services, file(orchestration))).steps).toEqual([]);
  await down(services, 'cloud');
  expect(JSON.parse(await simulated.control('show'))).toEqual([]);
});

test('an engine at a port of its own is asked there', async () => {
  const { summary } = await up(services, file('classic', ', azure-docker-port: 2377'));
  expect(summary.failed).toEqual([]);
  const seen = await services.clusters.refresh();
  expect((await recordOf('kvstore')).Driver.DockerPort).toBe(2377);
  expect(machineOf(findMachine(seen, 'kvstore')!)?.enginePort).toBe(2377);
  expect(healths(seen)).toEqual(['cloud healthy 3/3']);
});

test('a window that opens on it asks each driver once, and never calls a machine incomplete', async () => {
  await up(services, file('classic'));
  services.dispose();
  calls = [];
  open();
  const told: string[] = [];
  services.clusters.onDidChange((snapshot) => {
    for (const cluster of snapshot.clusters)
      told.push(...clusterHealth(cluster, snapshot).findings.map(({ kind }) => kind));
  });
  await shownWithin(services.clusters, {
    most: 20_000,
    began: Date.now(),
    holds: () => healths(services.clusters.snapshot).join() === 'cloud healthy 3/3',
    seen: () => healths(services.clusters.snapshot).join(),
  });
  expect(told.filter((kind) => kind === 'incomplete')).toEqual([]);
  const machines = ['kvstore', 'swarm-manager', 'swarm-node1', 'swarm-node2'];
  expect(calls.filter((call) => call.startsWith('ip ')).sort()).toEqual(machines.map((name) => `ip ${name}`));
  expect(calls).toHaveLength(8);
});

test('what was stopped is started by the next Bring Up', async () => {
  await up(services, file('classic'));
  await simulated.machine('stop', 'swarm-node1');
  const seen = await services.clusters.refresh();
  expect(findMachine(seen, 'swarm-node1')).toMatchObject({ power: 'stopped' });
  const plan = value(await planUp(services, file('classic')));
  expect(plan.steps.map(({ action }) => action.kind)).not.toContain('removeMachine');
  expect(plan.steps[0]).toMatchObject({ action: { kind: 'startMachine', machine: 'swarm-node1' } });
  const { summary } = await up(services, file('classic'));
  expect(summary.failed).toEqual([]);
  expect(healths(await services.clusters.refresh())).toEqual(['cloud healthy 3/3']);
});
