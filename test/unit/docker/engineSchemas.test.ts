/** An engine, its containers and its events as the readers make them of what it answers. */
import { describe, expect, test } from 'vitest';
import {
  readContainers,
  readContainerSetup,
  readEngine,
  readEvent,
  readVersion,
} from '../../../src/docker/engineSchemas.ts';
import { record, recordJson } from '../records.ts';
import { at, now } from './readerArguments.ts';

describe('an engine', () => {
  test('20.10 with a cluster store, every field', () => {
    expect(readEngine(recordJson('api/node1-info.stdout'), now, { apiVersion: '1.41' })).toEqual({
      id: 'VUV7:4OM6:XRWO:MI2S:DB5F:EFRN:HSFL:5MZS:SX5P:KILJ:NDH7:ZPQP',
      hostname: 'swarm-node1',
      version: '20.10.24+dfsg1',
      apiVersion: '1.41',
      operatingSystem: 'Debian GNU/Linux 12 (bookworm)',
      kernel: '6.18.44-fc-v669',
      architecture: 'x86_64',
      cpus: 2,
      memory: 25276502016,
      storageDriver: 'overlay2',
      rootDirectory: '/var/lib/docker',
      containers: { total: 2, running: 2, paused: 0, stopped: 0 },
      images: 2,
      labels: { provider: 'generic' },
      registryMirrors: ['http://10.99.0.2:5000/'],
      clusterStore: 'etcd://10.99.0.11:2379',
      clusterAdvertise: '10.99.0.13:2376',
      swarm: {
        state: 'inactive',
        nodeId: '',
        nodeAddress: '',
        isManager: false,
        clusterId: undefined,
        managers: [],
        error: '',
      },
      warnings: [expect.stringContaining('deprecated')],
      clockSkew: 0,
    });
  });

  test('a manager and a worker of swarm mode', () => {
    expect(readEngine(recordJson('swarmmode/api-s1-info.json'), now, { apiVersion: '1.41' })?.swarm).toEqual({
      state: 'active',
      nodeId: 'ydyy9msdnfe09ky6urj1qm341',
      nodeAddress: '10.99.0.11',
      isManager: true,
      clusterId: 'thnlyz52x6lri4ze8ys6re7m3',
      managers: ['10.99.0.11:2377'],
      counts: { managers: 1, nodes: 4 },
      error: '',
      settings: {
        created: at('2026-11-22T18:48:56.630Z'),
        defaultAddressPools: [],
        subnetSize: 24,
        dataPathPort: 4789,
        isAutolocked: false,
        tuning: {
          taskHistory: 5,
          raft: { snapshotInterval: 10_000, oldSnapshots: 0, heartbeatTick: 1, electionTick: 10 },
          heartbeatPeriod: 5000,
          certificateExpiry: 7_776_000_000,
          forceRotate: 0,
          isRotatingRoot: false,
        },
      },
    });
    expect(readEngine(recordJson('swarmmode/api-s2-info.json'), now, { apiVersion: '1.41' })?.swarm).toMatchObject({
      state: 'active',
      isManager: false,
      clusterId: undefined,
    });
  });

  test('26.1, which says null for empty lists', () => {
    const engine = readEngine(recordJson('engine26/info-manager.json'), now, { apiVersion: '1.45' });
    expect(engine).toMatchObject({ version: '26.1.5+dfsg1', clusterStore: '', hostname: 'n1' });
    expect(readVersion(recordJson('engine26/version.json'))).toEqual({ version: '26.1.5+dfsg1', apiVersion: '1.45' });
  });

  test('1.9, which tells neither its version nor its API here', () => {
    const info = { ID: 'A:B', Containers: 1, Images: 2, Driver: 'aufs', Name: 'old', Labels: null, NCPU: 1 };
    expect(readEngine(info, now, { version: '1.9.1', apiVersion: '1.21' })).toMatchObject({
      version: '1.9.1',
      apiVersion: '1.21',
      containers: { total: 1, running: 0 },
    });
  });

  test.each([
    ['behind', '2026-11-22T18:23:11.100Z', -10_000],
    ['ahead', '2026-11-22T18:23:31.200Z', 10_000],
    ['within the round trip', '2026-11-22T18:23:21.150Z', 0],
    ['without a clock', '', 0],
  ])('a clock %s', (_, SystemTime, clockSkew) => {
    const info = { ...(recordJson('api/node1-info.stdout') as object), SystemTime };
    expect(readEngine(info, now, { apiVersion: '1.41' })?.clockSkew).toBe(clockSkew);
  });

  test.each([[{ hello: 'world' }], [[]], ['OK'], [null], [{ Containers: 3 }]])('%j is no engine', (body) => {
    expect(readEngine(body, now, { apiVersion: undefined })).toBeUndefined();
  });
});

describe('containers', () => {
  test('of a manager are named node/name, with their networks', () => {
    const all = readContainers(recordJson('api/mgr-containers_json_all_1.stdout'));
    expect(all?.[0]).toMatchObject({
      name: 'swarm-node2/c2',
      image: 'busybox',
      state: 'running',
      status: 'Up About a minute',
      networks: {
        'my-net': {
          networkId: '37038204c6c399a63db8c6084bacc0c4ea45e1381fed47ebd3e0cd695bb63bf0',
          address: '10.0.0.3',
        },
      },
    });
    expect(all?.find((each) => each.name === 'swarm-node2/swarm-agent')?.mounts).toEqual([
      { name: 'bb336bff898669eb3364b0955d1e8487c3b682ece99fe503b60e0b3ae6ce0f6d', destination: '/.swarm' },
    ]);
  });

  test('of an engine', () => {
    expect(readContainers(recordJson('api/node1-containers_json_all_1.stdout'))?.map((each) => each.name)).toEqual([
      'c1',
      'swarm-agent',
    ]);
  });

  test('links do not rename, and old engines tell the state in words', () => {
    const all = readContainers([
      { Id: '1', Names: ['/other/alias', '/web'], Status: 'Up 3 minutes (Paused)' },
      { Id: '2', Names: ['/gone'], Status: 'Exited (137) 2 hours ago' },
      { Id: '3', Names: ['/half'], Status: 'Created' },
    ]);
    expect(all?.map(({ name, state }) => [name, state])).toEqual([
      ['web', 'paused'],
      ['gone', 'exited'],
      ['half', 'created'],
    ]);
  });
});

describe('events', () => {
  test('of an engine', () => {
    const [first, second] = record('api/node1-events.json')
      .trim()
      .split('\n')
      .map((line) => readEvent(JSON.parse(line)));
    expect(first).toEqual({
      type: 'container',
      action: 'create',
      id: 'bc71280f5eacb553ef081a92b325dbfef2f29fa5d1bb7e2e854d4e86bd131362',
      name: 'ev1',
      isOfTask: false,
      at: at('2026-11-22T18:23:23.709Z'),
    });
    expect(second).toMatchObject({ type: 'network', action: 'connect', name: 'bridge' });
  });

  test('of swarm mode', () => {
    const all = record('engine26/events-manager.jsonl')
      .trim()
      .split('\n')
      .map((line) => readEvent(JSON.parse(line)));
    expect(all.map((each) => each?.type)).toContain('service');
    expect(all.map((each) => each?.type)).toContain('node');
    // A task has no events, but its container has.
    expect(new Set(all.flatMap((each) => (each?.isOfTask ? [each.type] : [])))).toEqual(new Set(['container']));
  });

  test('before 1.10 containers only, without a type', () => {
    expect(readEvent({ status: 'die', id: 'abc', from: 'busybox', time: 1 })).toEqual({
      type: 'container',
      action: 'die',
      id: 'abc',
      name: undefined,
      isOfTask: false,
      at: new Date(1000),
    });
  });

  test('a kind from the future is passed over', () => {
    expect(readEvent({ Type: 'hologram', Action: 'project', Actor: { ID: '1' } })).toBeUndefined();
  });
});

describe('how a container was created', () => {
  const record = recordJson('api/node1-containers_c1_json.stdout') as {
    readonly Id: string;
    readonly Config: Readonly<Record<string, unknown>>;
    readonly HostConfig: Readonly<Record<string, unknown>>;
  };

  test('is all that another one is made of, but for the host name that stands for its ID', () => {
    const setup = readContainerSetup(record)!;
    expect(setup).toMatchObject({ name: 'c1', image: 'busybox', command: ['sleep', '86400'], isRunning: true });
    const { Hostname, ...config } = record.Config;
    expect(record.Id.startsWith(String(Hostname))).toBe(true);
    expect(setup.body).toEqual({ ...config, HostConfig: record.HostConfig });
  });

  test('keeps a host name of its own', () => {
    const own = { ...record, Config: { ...record.Config, Hostname: 'web' } };
    expect(readContainerSetup(own)?.body).toMatchObject({ Hostname: 'web' });
  });

  test('a container that is about to run again counts as running', () => {
    const state = (State: object) => readContainerSetup({ ...record, State })?.isRunning;
    expect(state({ Running: false, Restarting: true })).toBe(true);
    expect(state({ Running: false, Restarting: false })).toBe(false);
  });

  test('is not read of what is no container', () => {
    expect(readContainerSetup({ ...record, Config: null })).toBeUndefined();
    expect(readContainerSetup({ ...record, Config: { ...record.Config, Cmd: [1] } })).toBeUndefined();
  });
});
