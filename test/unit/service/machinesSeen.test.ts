// Machines in the picture: those that come, go, stop, move or begin anew, and what their drivers and hosts are asked then.
import { beforeEach, describe, expect, test } from 'vitest';
import { clusterHealth, machineHealth } from '../../../src/checks/health.ts';
import { now } from '../../../src/model/seen.ts';
import { findMachine, machineOf } from '../../../src/model/snapshot.ts';
import { articleWorld } from '../fakeWorld.ts';
import { articleMachines, classicNode, kvUrl, machine, managerInfo, storeState, swarmMachine } from '../samples.ts';
import { cluster, level } from './classicPicture.ts';
import { clusters, pass, pictures, seenMachine, until, useOwnClock, watch, world } from './looking.ts';
import { inShort } from '../inShort.ts';

useOwnClock();

describe('while it is looked at', () => {
  beforeEach(() => watch(articleWorld()));

  test('a machine that appears in the store is seen, and one that goes is not', async () => {
    world.add(swarmMachine('swarm-node3', '192.168.99.104', kvUrl));
    world.tellStore();
    await pass(300);
    expect(cluster().members.map((each) => each.machine)).toContain('swarm-node3');
    expect(seenMachine('swarm-node3').engine.state).toBe('seen');
    expect(level('swarm-node3')).toBe('unknown');
    world.remove('swarm-node3');
    world.tellStore();
    await pass(300);
    expect(findMachine(clusters.snapshot, 'swarm-node3')).toBeUndefined();
    expect(world.endpoints.get('192.168.99.104:2376')!.listeners.size).toBe(0);
  });

  test('a new engine may be missing from the lists for a while, then not any more', async () => {
    world.add(swarmMachine('swarm-node3', '192.168.99.104', kvUrl));
    world.tellStore();
    await pass(500);
    const kinds = (): string[] => machineHealth(seenMachine('swarm-node3'), cluster()).findings.map(({ kind }) => kind);
    expect(kinds()).toEqual(['joining']);
    await pass(91_000);
    expect(kinds()).toEqual(['notListed', 'notRegistered']);
    expect(pictures.at(-1)!.machines.find(({ name }) => name === 'swarm-node3')!.isSettling).toBe(false);
  });

  test('a new node is healthy as soon as manager and store list it', async () => {
    world.managerOf('swarm-manager').info = managerInfo([
      ...now(cluster().managers[0]!.info)!.nodes,
      classicNode('swarm-node3', '192.168.99.104:2376'),
    ]);
    const store = world.stores.get(kvUrl)!;
    store.state = storeState({ engines: [...store.state.engines, '192.168.99.104:2376'] });
    world.add(swarmMachine('swarm-node3', '192.168.99.104', kvUrl));
    world.tellStore();
    expect(await until(() => clusterHealth(cluster(), clusters.snapshot).healthy === 4, 500)).toBeGreaterThan(0);
  });

  test('an engine that was away settles again', async () => {
    await pass(100_000);
    expect(seenMachine('swarm-node1').isSettling).toBe(false);
    world.engineOf('swarm-node1').refuse();
    await pass(1000);
    world.engineOf('swarm-node1').mend();
    await pass(1000);
    expect(seenMachine('swarm-node1').isSettling).toBe(true);
    // The end of it is told at its time, although nobody says anything then.
    let told = 0;
    clusters.onDidChange(({ machines }) => {
      if (!machines.some(({ isSettling }) => isSettling)) told ||= Date.now();
    });
    const since = Date.now();
    await pass(100_000);
    expect(told - since).toBeGreaterThan(88_000);
    expect(told - since).toBeLessThan(89_100);
  });

  test('a host whose engine is not registered tries the store itself, once', async () => {
    world.says.set(
      'ssh',
      'curl: (7) Failed to connect to 192.168.99.100 port 8500: Connection refused\nconnect=0.000000  exit=7\n',
    );
    world.add(swarmMachine('swarm-node3', '192.168.99.104', kvUrl));
    world.tellStore();
    await pass(120_000);
    expect(world.ran.map((argv) => argv.slice(0, 2))).toEqual([['ssh', 'swarm-node3']]);
    expect(machineHealth(seenMachine('swarm-node3'), cluster()).findings.map(inShort)).toContainEqual({
      kind: 'storeUnreachableFrom',
      machine: 'swarm-node3',
      url: kvUrl,
      cause: { kind: 'storeRefused', url: kvUrl },
    });
    void clusters.refresh();
    await pass(1000);
    expect(world.ran).toHaveLength(2);
  });

  test('a machine that was removed and made anew begins anew', async () => {
    world.remove('swarm-node1');
    world.tellStore();
    await pass(300);
    world.add(articleMachines()[2]!).freeze();
    world.tellStore();
    await pass(300);
    expect(seenMachine('swarm-node1').engine).toEqual({ state: 'waiting', last: undefined });
  });

  test('a record that changes its address is followed', async () => {
    const moved = swarmMachine('swarm-node1', '192.168.99.120', kvUrl);
    world.add(moved, { images: 77 });
    world.tellStore();
    await pass(300);
    expect(now(seenMachine('swarm-node1').engine)?.engine.images).toBe(77);
    expect(machineOf(seenMachine('swarm-node1'))?.address).toBe('192.168.99.120');
  });

  test.each([
    ['virtualbox', 'Stopped\n', 'stopped', 'machineStopped'],
    ['virtualbox', 'Running\n', 'running', 'engineDown'],
    ['generic', 'Stopped\n', 'unknown', 'engineDown'],
  ] as const)('the driver %s is asked when an engine falls silent (%j)', async (driver, says, power, finding) => {
    world.says.set('status', says);
    world.entries = world.entries.map((entry) =>
      'machine' in entry ? { ...entry, machine: { ...entry.machine, driver } } : entry,
    );
    world.tellStore();
    await pass(1000);
    world.engineOf('swarm-node1').refuse();
    await pass(60_000);
    expect(seenMachine('swarm-node1').power).toBe(power);
    expect(machineHealth(seenMachine('swarm-node1'), cluster()).findings[0]?.kind).toBe(finding);
    // One that says Running is asked thrice: its machine may be about to end.
    const asked = { unknown: 0, stopped: 1, running: 3 }[power];
    expect(world.ran).toEqual(Array.from({ length: asked }, () => ['status', 'swarm-node1']));
    world.engineOf('swarm-node1').mend();
    await pass(1000);
    expect(seenMachine('swarm-node1').power).toBe('unknown');
  });

  test('a driver that still said Running as the engine ended is asked again, until the machine has', async () => {
    world.says.set('status', 'Running\n');
    world.engineOf('swarm-node1').refuse();
    await pass(1000);
    expect(seenMachine('swarm-node1').power).toBe('running');
    world.says.set('status', 'Stopped\n');
    await pass(2500);
    expect(seenMachine('swarm-node1').power).toBe('stopped');
    await pass(60_000);
    expect(world.ran).toHaveLength(2);
  });

  test('nor is it asked again of an engine that answers again', async () => {
    world.says.set('status', 'Running\n');
    world.engineOf('swarm-node1').refuse();
    await pass(1000);
    world.engineOf('swarm-node1').mend();
    await pass(60_000);
    expect(world.ran).toHaveLength(1);
  });

  test('a stopped machine whose record lost its address is stopped, not half made', async () => {
    const entry = world.entries.find(({ name }) => name === 'swarm-node1')!;
    if (!('machine' in entry)) throw new Error('no record');
    world.engineOf('swarm-node1').refuse();
    await pass(1000);
    // The engine went first, and the driver still said Running.
    expect(seenMachine('swarm-node1').power).toBe('running');
    world.says.set('status', 'Stopped\n');
    world.entries = world.entries.map((each) =>
      each === entry ? { ...entry, machine: { ...entry.machine, address: undefined } } : each,
    );
    world.tellStore();
    await pass(1000);
    expect(machineHealth(seenMachine('swarm-node1'), cluster()).findings.map(({ kind }) => kind)).toContain(
      'machineStopped',
    );
  });

  test('a machine that never had an address is asked of its driver', async () => {
    world.says.set('status', 'Stopped\n');
    const record = machine('half', { address: undefined });
    world.entries = [...world.entries, { name: 'half', directory: record.directory, machine: record }];
    world.tellStore();
    await pass(1000);
    expect(seenMachine('half')).toMatchObject({ engine: { failure: { kind: 'addressUnknown' } }, power: 'stopped' });
  });
});
