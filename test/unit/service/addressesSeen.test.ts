// Machines whose records have no address although they run: their drivers ask their cloud each time.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { parseMachineRecord } from '../../../src/docker/machineRecord.ts';
import { clusterHealth, machineHealth } from '../../../src/checks/health.ts';
import type { Machine } from '../../../src/model/machine.ts';
import { machineOf } from '../../../src/model/snapshot.ts';
import { articleWorld, FakeWorld } from '../fakeWorld.ts';
import { machine } from '../samples.ts';
import { cluster } from './classicPicture.ts';
import { clusters, pass, seenMachine, useOwnClock, watch, world } from './looking.ts';

useOwnClock();

const calls = (verb: string): string[] =>
  world.ran.flatMap(([each, name]) => (each === verb ? [String(name)] : [])).sort();
const findings = (name: string): string[] =>
  machineHealth(seenMachine(name), undefined).findings.map(({ kind }) => kind);

/** The article's cluster, made by a driver that keeps no address in its records. */
function cloud(driver: string): FakeWorld {
  const made = articleWorld();
  made.says.set('status', 'Running\n');
  for (const entry of made.entries) {
    if (!('machine' in entry)) continue;
    const { name, address } = entry.machine;
    made.addresses.set(name, String(address));
  }
  made.entries = made.entries.map((entry) =>
    'machine' in entry ? { ...entry, machine: { ...entry.machine, driver, address: undefined } } : entry,
  );
  return made;
}

const names = ['kvstore', 'swarm-manager', 'swarm-node1', 'swarm-node2'];

describe.each(['azure', 'google', 'some-plugin'])('a cluster of %s', (driver) => {
  beforeEach(() => watch(cloud(driver)));

  test('is healthy, and each driver was asked once', async () => {
    await pass(2000);
    expect(clusterHealth(cluster(), clusters.snapshot)).toMatchObject({ level: 'healthy', healthy: 3, of: 3 });
    expect(calls('ip')).toEqual(names);
    expect(calls('status')).toEqual(names);
    await pass(120_000);
    void clusters.refresh();
    await pass(1000);
    expect(world.ran).toHaveLength(8);
  });

  test('follows an engine that comes back from a stop with another address', async () => {
    await pass(2000);
    world.engineAt('192.168.99.102').refuse();
    world.says.set('status', 'Stopped\n');
    await pass(1000);
    expect(findings('swarm-node1')).toEqual(['machineStopped']);
    world.move('swarm-node1', '192.168.99.142');
    world.says.set('status', 'Running\n');
    void clusters.refresh();
    await pass(3000);
    expect(machineOf(seenMachine('swarm-node1'))?.address).toBe('192.168.99.142');
    expect(seenMachine('swarm-node1').engine.state).toBe('seen');
  });
});

test('a record as azure leaves it belongs to a machine that runs, and is never called incomplete', async () => {
  const json = readFileSync(join(import.meta.dirname, '../../records/reported/azure-without-address.json'), 'utf8');
  const record = parseMachineRecord(json, { store: '/s', name: 'docker-host' });
  if (!record.ok) throw new Error('unreadable');
  const [certificates] = record.value.certificates;
  const made = new FakeWorld();
  made.says.set('status', 'Running\n');
  made.addresses.set('docker-host', '203.0.113.7');
  made.add({ ...record.value.machine, certificates, address: '203.0.113.7' });
  made.entries = [
    { name: 'docker-host', directory: '/s/machines/docker-host', machine: { ...record.value.machine, certificates } },
  ];
  const told: string[] = [];
  await watch(made);
  clusters.onDidChange(() => told.push(...findings('docker-host')));
  await pass(5000);
  expect(seenMachine('docker-host').engine.state).toBe('seen');
  expect(told).toEqual([]);
});

describe('a driver that cannot tell the address', () => {
  beforeEach(async () => {
    const made = cloud('azure');
    made.addresses.delete('swarm-node1');
    await watch(made);
    await pass(2000);
  });

  test('says why, once, and the machine is not called incomplete', async () => {
    expect(seenMachine('swarm-node1')).toMatchObject({
      power: 'running',
      engine: { failure: { kind: 'addressUntold' } },
    });
    expect(findings('swarm-node1')).toEqual(['engineDown']);
    await pass(120_000);
    expect(calls('ip')).toEqual(names);
  });

  test('is asked again by a refresh', async () => {
    world.addresses.set('swarm-node1', '192.168.99.102');
    void clusters.refresh();
    await pass(3000);
    expect(seenMachine('swarm-node1').engine.state).toBe('seen');
    expect(calls('ip').filter((name) => name === 'swarm-node1')).toHaveLength(2);
  });
});

test('a machine that begins to run after its record was read is asked about a little later', async () => {
  const made = cloud('azure');
  made.says.set('status', 'Starting\n');
  await watch(made);
  expect(calls('ip')).toEqual([]);
  world.says.set('status', 'Running\n');
  await pass(20_000);
  expect(clusterHealth(cluster(), clusters.snapshot)).toMatchObject({ healthy: 3 });
});

test('a refresh waits for the driver, and for what the address shows', async () => {
  const made = new FakeWorld();
  made.says.set('status', 'Running\n');
  await watch(made);
  const late: Machine = machine('late', { driver: 'azure' });
  world.addresses.set('late', '203.0.113.8');
  world.add({ ...late, address: '203.0.113.8' });
  world.entries = [{ name: 'late', directory: late.directory, machine: late }];
  let isDone = false;
  const refreshed = clusters.refresh().then(() => (isDone = true));
  await pass(1000);
  expect(isDone).toBe(true);
  await refreshed;
  expect(seenMachine('late').engine.state).toBe('seen');
});

test('fifty such machines cost one status and one address each', async () => {
  const made = new FakeWorld();
  made.says.set('status', 'Running\n');
  const records = Array.from({ length: 50 }, (_, index) => machine(`m${String(index)}`, { driver: 'azure' }));
  for (const [index, each] of records.entries()) {
    made.addresses.set(each.name, `203.0.113.${String(index)}`);
    made.add({ ...each, address: `203.0.113.${String(index)}` });
  }
  made.entries = records.map((each) => ({ name: each.name, directory: each.directory, machine: each }));
  await watch(made);
  await pass(10_000);
  expect(records.every(({ name }) => seenMachine(name).engine.state === 'seen')).toBe(true);
  expect([calls('status').length, calls('ip').length]).toEqual([50, 50]);
});
