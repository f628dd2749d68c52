// What is done to machines, over a small world: each verb is one call, and what is told afterwards is what the world shows.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { silentLog } from '../../../src/base/log.ts';
import { english } from '../../../src/base/text.ts';
import { takeRunLock } from '../../../src/cluster/runLock.ts';
import { defaultImages } from '../../../src/model/images.ts';
import type { MachineAction, MachineChange, MachineService } from '../../../src/service/actions.ts';
import { createClusterModel } from '../../../src/service/clusterModel.ts';
import { createMachineService } from '../../../src/service/machineService.ts';
import type { ClusterStore, Config } from '../../../src/service/services.ts';
import { targetsOf, type Targets } from '../../../src/model/identity.ts';
import type { Outcome } from '../../../src/model/failure.ts';
import { articleWorld, type FakeWorld } from '../fakeWorld.ts';
import { container, engine, identity, machine, storePath } from '../samples.ts';

let folder: string;
let world: FakeWorld;
let clusters: ClusterStore;
let machines: MachineService & { dispose(): void };

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'machine-service-'));
  const program = path.join(folder, 'docker-machine');
  await writeFile(program, '', { mode: 0o755 });
  const config: Config = {
    machinePath: program,
    storagePath: path.join(folder, 'store'),
    environment: () => Promise.resolve({ CLOUD_TOKEN: 'sesame' }),
    probeTimeout: 1,
    parallelism: 0,
    onFailure: 'keep',
    images: defaultImages,
    journalPath: folder,
    sharedPath: folder,
  };
  world = articleWorld();
  clusters = createClusterModel({ doors: world, probeTimeout: () => 1, log: silentLog });
  machines = createMachineService({
    config: () => config,
    doors: world,
    clusters,
    log: silentLog,
    t: english,
    patience: 500,
  });
  await clusters.refresh();
});

afterEach(async () => {
  machines.dispose();
  clusters.dispose();
  await rm(folder, { recursive: true });
});

const never = new AbortController().signal;
const change = (verb: MachineAction, name: string): Promise<Outcome<MachineChange>> =>
  machines.change(verb, name, { signal: never, targets: targetsOf(clusters.snapshot, [name]) });

/** docker-machine works, and the machines end or come back as it says. */
function obey(): void {
  for (const verb of ['start', 'stop', 'restart', 'rm', 'regenerate-certs']) world.says.set(verb, '');
  world.acts.set('stop', (name) => {
    world.engineOf(name).refuse();
    world.says.set('status', 'Stopped\n');
  });
  world.acts.set('start', (name) => {
    world.engineOf(name).mend();
  });
  world.acts.set('rm', (name) => {
    world.remove(name);
  });
}

describe('what is done', () => {
  test('a stop is one call, and the machine is shown as stopped', async () => {
    obey();
    const stopped = await change('stop', 'swarm-node1');
    expect(stopped).toMatchObject({
      ok: true,
      value: {
        machine: 'swarm-node1',
        isThere: true,
        findings: [{ kind: 'machineStopped' }],
        addressBefore: undefined,
      },
    });
    expect(world.ran.filter(([verb]) => verb !== 'status')).toEqual([['stop', 'swarm-node1']]);
  });

  test('a node that is started again may not be listed yet: that is said', async () => {
    obey();
    await change('stop', 'swarm-node1');
    world.managerOf('swarm-manager').info = undefined;
    const started = await change('start', 'swarm-node1');
    expect(started).toMatchObject({ ok: true, value: { findings: [], level: 'healthy' } });

    const well = articleWorld().managerOf('swarm-manager').info;
    world.managerOf('swarm-manager').info = well && { ...well, nodes: well.nodes.slice(0, 1) };
    await change('stop', 'swarm-node1');
    const late = await change('start', 'swarm-node1');
    expect(late).toMatchObject({ ok: true, value: { level: 'unknown', findings: [{ kind: 'joining' }] } });
  });

  test('a new address after a start is told beside the old one, also where the record lost it with the stop', async () => {
    obey();
    world.acts.set('stop', () => {
      const lost = machine('kvstore');
      world.entries = world.entries.map((each) => (each.name === 'kvstore' ? { ...each, machine: lost } : each));
      world.says.set('status', 'Stopped\n');
      world.tellStore();
    });
    world.acts.set('start', () => {
      world.add(machine('kvstore', { address: '192.168.99.177' }));
      world.tellStore();
    });
    expect(await change('stop', 'kvstore')).toMatchObject({ value: { address: undefined } });
    expect(await change('start', 'kvstore')).toMatchObject({
      value: { address: '192.168.99.177', addressBefore: '192.168.99.100' },
    });
  });

  test('containers that do not come back with a restart are named, and no others', async () => {
    obey();
    const endpoint = world.engineOf('swarm-node1');
    endpoint.containers = [container('c1'), container('swarm-agent'), container('old', { state: 'exited' })];
    endpoint.tell('container', 'start');
    await clusters.refresh();
    world.acts.set('restart', () => {
      endpoint.containers = [
        container('c1', { state: 'exited' }),
        container('swarm-agent'),
        container('old', { state: 'exited' }),
      ];
    });
    expect(await change('restart', 'swarm-node1')).toMatchObject({ value: { ended: ['c1'] } });
  });

  test('what is removed is gone from the picture', async () => {
    obey();
    expect(await change('remove', 'swarm-node2')).toMatchObject({ value: { isThere: false } });
    expect(clusters.snapshot.machines.map(({ name }) => name)).not.toContain('swarm-node2');
    expect(world.ran.at(-1)).toEqual(['rm', '-y', 'swarm-node2']);
  });

  test('what cannot be removed is a failure; only forgetting it takes force', async () => {
    expect(await change('remove', 'swarm-node2')).toMatchObject({ ok: false, error: { kind: 'toolFailed' } });
    obey();
    await change('forget', 'swarm-node2');
    expect(world.ran.at(-1)).toEqual(['rm', '-f', 'swarm-node2']);
  });

  test('a machine that docker-machine says it removed, and that is still there, is told so', async () => {
    world.says.set('rm', '');
    expect(await change('forget', 'swarm-node2')).toMatchObject({ value: { isThere: true } });
  });

  test('certificates', async () => {
    obey();
    expect(await change('regenerateCertificates', 'kvstore')).toMatchObject({ ok: true, value: { level: 'healthy' } });
    expect(world.ran.at(-1)).toEqual(['regenerate-certs', '-f', 'kvstore']);
  });
});

describe('what stands in the way', () => {
  test('a machine that is not there', async () => {
    expect(await change('stop', 'ghost')).toMatchObject({ error: { kind: 'machineUnknown', machine: 'ghost' } });
    expect(world.ran).toEqual([]);
  });

  test('a driver that can neither start nor stop, and one without a way onto the host', async () => {
    world.add(machine('host', { address: '10.1.1.1', driver: 'generic' }));
    world.add(machine('bare', { address: '10.1.1.2', driver: 'none' }));
    await clusters.refresh();
    for (const verb of ['start', 'stop', 'restart'] as const)
      for (const name of ['host', 'bare'])
        expect(await change(verb, name)).toMatchObject({ error: { kind: 'driverCannot', machine: name, verb } });
    expect(await machines.obstacle('regenerateCertificates', 'host')).toBeUndefined();
    expect(await machines.obstacle('regenerateCertificates', 'bare')).toMatchObject({ kind: 'driverCannot' });
    expect(await machines.obstacle('remove', 'bare')).toBeUndefined();
    expect(await machines.terminal('bare')).toMatchObject({ error: { kind: 'driverCannot', verb: 'openShell' } });
    expect(world.ran).toEqual([]);
  });

  test('a record that cannot be read: it can only be removed', async () => {
    const failure = { kind: 'recordMissing', machine: 'half', path: '/store/machines/half' } as const;
    world.entries.push({ name: 'half', directory: '/store/machines/half', failure });
    await clusters.refresh();
    expect(await change('start', 'half')).toMatchObject({ error: { kind: 'recordMissing' } });
    expect(await machines.obstacle('remove', 'half')).toBeUndefined();
  });

  test('a run under way on its cluster, and only there', async () => {
    world.add(machine('dev', { address: '10.1.1.3' }));
    await clusters.refresh();
    const about = { storePath: path.join(folder, 'store'), cluster: 'swarm-manager', verb: 'up' } as const;
    const lock = await takeRunLock(about);
    for (const verb of ['stop', 'remove', 'regenerateCertificates'] as const)
      expect(await change(verb, 'swarm-node1')).toMatchObject({ error: { kind: 'alreadyRunning', verb: 'up' } });
    expect(await machines.obstacle('stop', 'dev')).toBeUndefined();
    expect(await machines.obstacle('openShell', 'swarm-node1')).toBeUndefined();
    expect(await machines.isWorkedOn('swarm-manager')).toBe(true);
    if (lock.ok) await lock.value.release();
    expect(await machines.obstacle('stop', 'swarm-node1')).toBeUndefined();
    expect(await machines.isWorkedOn('swarm-manager')).toBe(false);
  });

  test('something that is being done to it already', async () => {
    obey();
    const first = change('stop', 'swarm-node1');
    const second = change('remove', 'swarm-node1');
    expect(await second).toMatchObject({ error: { kind: 'machineBusy', machine: 'swarm-node1', verb: 'stop' } });
    expect((await first).ok).toBe(true);
    expect(await machines.obstacle('remove', 'swarm-node1')).toBeUndefined();
  });
});

test('while a machine is worked on, and shortly after, what happens to its cluster is our doing', async () => {
  obey();
  expect(await machines.isWorkedOn('swarm-manager')).toBe(false);
  const stopping = change('stop', 'swarm-node1');
  await expect.poll(() => machines.isWorkedOn('swarm-manager')).toBe(true);
  await stopping;
  expect(await machines.isWorkedOn('swarm-manager')).toBe(true);
  expect(await machines.isWorkedOn('another')).toBe(false);
});

describe('a terminal', () => {
  test('on a host: the program by its path, words apart, the store and the user’s environment', async () => {
    expect(await machines.terminal('swarm-node1')).toEqual({
      ok: true,
      value: {
        program: path.join(folder, 'docker-machine'),
        args: ['ssh', 'swarm-node1'],
        environment: { CLOUD_TOKEN: 'sesame', MACHINE_STORAGE_PATH: path.join(folder, 'store') },
      },
    });
  });

  test('in a container: a terminal there, too', async () => {
    expect(await machines.terminal('swarm-node1', 'c1')).toMatchObject({
      value: { args: ['ssh', 'swarm-node1', '-t', 'sudo', 'docker', 'exec', `'-it'`, 'c1', 'sh'] },
    });
  });

  test.each(['', '-v', 'a b', '$(reboot)', 'c1;reboot', '../c1'])('not with %j for a container', async (name) => {
    expect(await machines.terminal('swarm-node1', name)).toMatchObject({ error: { kind: 'argumentRefused' } });
  });

  test('without docker-machine: that is what is told', async () => {
    await rm(path.join(folder, 'docker-machine'));
    expect(await machines.terminal('swarm-node1')).toMatchObject({ error: { kind: 'toolMissing' } });
  });
});

describe('another machine that has the name by the time a person has answered', () => {
  const verbs = ['start', 'stop', 'restart', 'regenerateCertificates', 'remove', 'forget'] as const;
  /** The record of a machine in another folder, as the store has it. */
  const inFolder = (name: string, of: string): void => {
    world.entries = world.entries.map((each) =>
      each.name === name ? { ...each, identity: identity({ folder: of }) } : each,
    );
  };
  const asked = async (name: string): Promise<Targets> => targetsOf(await clusters.refresh(), [name]);
  const calls = (): readonly string[][] => world.ran.filter(([verb]) => verb !== 'status').map((argv) => [...argv]);

  test.each(verbs)('is left alone by %s', async (verb) => {
    obey();
    inFolder('swarm-node1', 'first');
    const targets = await asked('swarm-node1');
    inFolder('swarm-node1', 'second');
    expect(await machines.change(verb, 'swarm-node1', { signal: never, targets })).toEqual({
      ok: false,
      error: {
        ...{ kind: 'targetChanged', what: 'machine', name: 'swarm-node1', part: 'folder' },
        ...{ was: 'first', now: 'second' },
      },
    });
    expect(calls()).toEqual([]);
  });

  test.each(verbs)('is left alone by %s where its engine says that it is another', async (verb) => {
    obey();
    const targets = await asked('swarm-node1');
    world.engineOf('swarm-node1').engine = engine('swarm-node1', { id: 'ANOTHER' });
    expect(await machines.change(verb, 'swarm-node1', { signal: never, targets })).toMatchObject({
      error: { kind: 'targetChanged', part: 'engine', was: 'ID:swarm-node1', now: 'ANOTHER' },
    });
    expect(calls()).toEqual([]);
  });

  test('is left alone between two calls: certificates are made by several', async () => {
    obey();
    world.says.set('provision', '');
    inFolder('swarm-node1', 'first');
    const targets = await asked('swarm-node1');
    world.engineOf('swarm-node1').refuse();
    // Made by `provision` here; what comes before it is the removal of an agent that tells another address.
    world.acts.set('provision', () => {
      inFolder('swarm-node1', 'second');
    });
    await machines.change('regenerateCertificates', 'swarm-node1', { signal: never, targets });
    expect(await machines.change('regenerateCertificates', 'swarm-node1', { signal: never, targets })).toMatchObject({
      error: { kind: 'targetChanged' },
    });
    expect(calls().map(([verb]) => verb)).toEqual(['provision']);
  });

  test.each(verbs)('or another store: %s does nothing there', async (verb) => {
    obey();
    const targets = await asked('swarm-node1');
    world.realPath = '/another/store';
    expect(await machines.change(verb, 'swarm-node1', { signal: never, targets })).toMatchObject({
      error: { kind: 'storeChanged', was: storePath, now: '/another/store' },
    });
    expect(calls()).toEqual([]);
  });
});
