// Hosts that come back at another address: their agents still advertise the former one, until they are recreated.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { clusterHealth, machineHealth } from '../../src/checks/health.ts';
import { targetsOf } from '../../src/model/identity.ts';
import { clusterOf, findMachine } from '../../src/model/snapshot.ts';
import { value } from '../lab/labServices.ts';
import { dockerApi } from './simulatedCluster.ts';
import { close, open, read, soon, type World } from './shownWorld.ts';

let world: World;
beforeEach(async () => {
  world = await open('article');
  await vi.waitFor(() => {
    expect(counted()).toMatch(/demo 3\/3$/);
  }, soon);
});
afterEach(() => close(world));

/** It is stopped, gets another address, is started, and docker-machine makes it a certificate for that one: all without the product. */
async function move(name: string): Promise<{ readonly from: string; readonly to: string }> {
  const { simulated } = world;
  const machine = async (...words: string[]): Promise<void> => {
    const { exitCode, stderr } = await simulated.machine(...words);
    if (exitCode !== 0) throw new Error(stderr);
  };
  const from = (await simulated.machine('ip', name)).stdout.trim();
  await machine('stop', name);
  const to = (await simulated.control('move', name)).trim();
  await machine('start', name);
  await machine('regenerate-certs', '-f', name);
  return { from, to };
}

const seen = () => world.services.clusters.snapshot;
const kinds = (): readonly string[] => clusterHealth(seen().clusters[0]!, seen()).findings.map(({ kind }) => kind);
const counted = (): string => read(seen()).status;
const command = async (name: string, container: string): Promise<readonly string[]> => {
  const { text } = await dockerApi(world.simulated, name, 'GET', `/containers/${container}/json`);
  const { Config } = JSON.parse(text) as { readonly Config: { readonly Cmd: readonly string[] } };
  return Config.Cmd;
};

async function recreate(name: string) {
  const { agents, clusters } = world.services;
  const found = value(await agents.find(name));
  const targets = targetsOf(clusters.snapshot, [name]);
  return { found, done: value(await agents.recreate(found, { signal: AbortSignal.timeout(60_000), targets })) };
}

test('a node: both addresses are told, and its recreated agent makes it healthy', async () => {
  const { from, to } = await move('swarm-node1');
  await vi.waitFor(() => {
    const host = findMachine(seen(), 'swarm-node1')!;
    expect(machineHealth(host, clusterOf(seen(), 'swarm-node1')).findings).toMatchObject([
      { kind: 'nodeMoved', manager: 'swarm-manager', from: `${from}:2376`, to: `${to}:2376` },
    ]);
  }, soon);
  const before = await command('swarm-node1', 'swarm-agent');
  const { found, done } = await recreate('swarm-node1');
  expect(found.agents).toEqual([
    expect.objectContaining({ name: 'swarm-agent', from: `${from}:2376`, to: `${to}:2376`, image: 'swarm:1.2.9' }),
  ]);
  expect(done.left).toEqual([]);
  expect(await command('swarm-node1', 'swarm-agent')).toEqual(
    before.map((word) => (word === `${from}:2376` ? `${to}:2376` : word)),
  );
  await vi.waitFor(() => {
    expect(kinds()).toEqual([]);
    expect(counted()).toMatch(/demo 3\/3$/);
  }, soon);
  expect(await world.services.agents.find('swarm-node1')).toMatchObject({ error: { kind: 'agentCurrent' } });
});

test("a manager: its own container advertises the host's address too", async () => {
  const { from, to } = await move('swarm-manager');
  await vi.waitFor(() => {
    expect(kinds()).toContain('nodeMoved');
  }, soon);
  const { found } = await recreate('swarm-manager');
  expect(found.agents.map(({ name, to: next }) => `${name} ${next}`)).toEqual([
    `swarm-agent ${to}:2376`,
    `swarm-agent-master ${to}:3376`,
  ]);
  expect((await command('swarm-manager', 'swarm-agent-master')).join(' ')).not.toContain(from);
  await vi.waitFor(() => {
    expect(kinds()).toEqual([]);
    expect(counted()).toMatch(/demo 3\/3$/);
  }, soon);
});

test('a container that is no more, or has been recreated by others, is not touched', async () => {
  await move('swarm-node1');
  await vi.waitFor(() => {
    expect(kinds()).toContain('nodeMoved');
  }, soon);
  const { agents, clusters } = world.services;
  const found = value(await agents.find('swarm-node1'));
  const targets = targetsOf(clusters.snapshot, ['swarm-node1']);
  const signal = AbortSignal.timeout(60_000);
  await dockerApi(world.simulated, 'swarm-node1', 'POST', '/containers/swarm-agent/rename?name=other');
  expect(await agents.recreate(found, { signal, targets })).toMatchObject({ error: { kind: 'containerUnknown' } });
  await dockerApi(world.simulated, 'swarm-node1', 'DELETE', '/containers/other?force=1');
  expect(await agents.recreate(found, { signal, targets })).toMatchObject({ error: { kind: 'containerUnknown' } });
});
