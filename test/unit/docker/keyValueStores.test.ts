/** Key-value stores through their own protocols: a real etcd, consul's answers as recorded, ZooKeeper's frames. */
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer as createHttp } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { silentLog } from '../../../src/base/log.ts';
import { createKeyValueStores } from '../../../src/docker/kvClient.ts';
import { overlayRecords } from '../../../src/docker/storeTrouble.ts';
import type { StoreType, StoreUrl } from '../../../src/model/keyValueStore.ts';
import { recordJson } from '../records.ts';
import { eventually } from './eventually.ts';
import { tcpServer } from './fakeEngine.ts';
import type { Listening } from './fakeEngine.ts';
import { zookeeperServer } from './zookeeperServer.ts';

vi.setConfig({ testTimeout: 60_000 });

let timeout = 3000;
const stores = createKeyValueStores({ timeout: () => timeout, log: silentLog });
const closing: (() => void | Promise<void>)[] = [];

afterEach(async () => {
  timeout = 3000;
  for (const close of closing.splice(0)) await close();
});

function url(type: StoreType, ports: number | readonly number[], prefix = ''): StoreUrl {
  return { type, hosts: [ports].flat().map((port) => ({ host: '127.0.0.1', port })), path: prefix };
}

async function httpServer(
  answers: (path: string) => readonly [status: number, body: string] | undefined,
): Promise<number> {
  const server = createHttp((request, response) => {
    const [status, body] = answers(request.url ?? '') ?? [404, ''];
    response.writeHead(status);
    response.end(body);
  });
  return listening(server);
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => new Promise<void>((resolve) => void server.close(() => resolve())));
  return (server.address() as AddressInfo).port;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function tcp(onConnection: Parameters<typeof tcpServer>[0]): Promise<Listening> {
  const server = await tcpServer(onConnection);
  closing.push(() => server.close());
  return server;
}

const id = '37038204c6c399a63db8c6084bacc0c4ea45e1381fed47ebd3e0cd695bb63bf0';
const overlay = '{"mtu":0,"secure":false,"subnets":[{"SubnetIP":"10.0.0.0/24","GwIP":"10.0.0.1/24","Vni":256}]}';
const nodes = ['10.99.0.12:2376', '10.99.0.13:2376', '10.99.0.14:2376'];

describe('consul', () => {
  /** consul 1.8.7 with the article's cluster in it, keys as it lists them. */
  const consul =
    (prefix = '', leader = '"172.17.0.2:8300"') =>
    (asked: string): readonly [number, string] | undefined => {
      const key = (name: string): string => `/v1/kv/${prefix}${name}`;
      const list = (name: string): readonly [number, string] => [
        200,
        JSON.stringify(nodes.map((node) => `${prefix}${name}/${node}`)),
      ];
      switch (asked) {
        case '/v1/status/leader':
          return [200, leader];
        case '/v1/agent/self':
          return [200, '{"Config":{"Datacenter":"dc1","Version":"1.8.7"},"Member":{}}'];
        case `${key('docker/nodes/')}?keys`:
          return list('docker/nodes');
        case `${key('docker/swarm/nodes/')}?keys`:
          return list('docker/swarm/nodes');
        case `${key('docker/network/v1.0/overlay/network/')}?recurse`:
          return [
            200,
            JSON.stringify([
              { Key: `${prefix}docker/network/v1.0/overlay/network/`, Value: null },
              {
                Key: `${prefix}docker/network/v1.0/overlay/network/${id}/`,
                Value: Buffer.from(overlay).toString('base64'),
              },
            ]),
          ];
        default:
          return undefined;
      }
    };

  test.each(['', 'some/path'])('with everything, below "%s"', async (prefix) => {
    const port = await httpServer(consul(prefix && `${prefix}/`));
    expect(await stores.ask(url('consul', port, prefix))).toEqual({
      ok: true,
      value: {
        version: '1.8.7',
        leader: '172.17.0.2:8300',
        engines: nodes,
        swarmNodes: nodes,
        overlays: new Map([[id, { subnets: [{ subnet: '10.0.0.0/24', vni: 256 }], mtu: undefined }]]),
      },
    });
  });

  test('empty, and without the right to see the agent', async () => {
    const port = await httpServer((asked) =>
      asked === '/v1/status/leader'
        ? [200, '"a:8300"']
        : asked === '/v1/agent/self'
          ? [403, 'Permission denied']
          : undefined,
    );
    expect(await stores.ask(url('consul', port))).toEqual({
      ok: true,
      value: { version: undefined, leader: 'a:8300', engines: [], swarmNodes: [], overlays: new Map() },
    });
  });

  test.each([
    [200, '""'],
    [500, 'No known Consul leader'],
  ])('without a leader: %i %s', async (status, body) => {
    const port = await httpServer(() => [status, body]);
    expect(await stores.ask(url('consul', port))).toEqual({
      ok: false,
      error: { kind: 'storeWithoutLeader', url: `consul://127.0.0.1:${port}`, isElecting: false },
    });
  });

  test.each([
    ['["172.17.0.2:8300"]', true],
    ['[]', false],
    ['["a:8300","b:8300"]', false],
  ])('with the peers %s it leads soon: %s', async (peers, isElecting) => {
    const port = await httpServer((asked) => [200, asked === '/v1/status/peers' ? peers : '""']);
    expect(await stores.ask(url('consul', port))).toMatchObject({ error: { kind: 'storeWithoutLeader', isElecting } });
  });

  test('that loses its leader between two questions', async () => {
    const port = await httpServer((asked) =>
      asked === '/v1/status/leader' ? [200, '"a:8300"'] : [500, 'No cluster leader'],
    );
    expect(await stores.ask(url('consul', port))).toMatchObject({ error: { kind: 'storeWithoutLeader' } });
  });
});

const hasEtcd = spawnSync('etcd', ['--version']).status === 0;

describe.skipIf(!hasEtcd)(`etcd${hasEtcd ? '' : ' (not installed here)'}`, () => {
  const running = new Map<string, ChildProcess>();
  let folder = '';

  /** A member of a cluster of those peers' ports by name; by default it is alone. */
  async function etcd(name: string, more: readonly string[], peers?: Record<string, number>): Promise<number> {
    const client = await freePort();
    const peer = (port: number): string => `http://127.0.0.1:${port}`;
    const members = peers ?? { [name]: await freePort() };
    const [at, own] = [`http://127.0.0.1:${client}`, peer(members[name] ?? 0)];
    const child = spawn(
      'etcd',
      [
        ...['--name', name, '--data-dir', path.join(folder, name), '--log-level', 'error'],
        ...['--listen-client-urls', at, '--advertise-client-urls', at],
        ...['--listen-peer-urls', own, '--initial-advertise-peer-urls', own],
        '--initial-cluster',
        Object.entries(members)
          .map(([each, port]) => `${each}=${peer(port)}`)
          .join(','),
        ...more,
      ],
      { stdio: 'ignore' },
    );
    running.set(name, child);
    const answers = (): Promise<boolean> =>
      fetch(`${at}/version`).then(
        (answer) => answer.ok,
        () => false,
      );
    await eventually(answers).toBe(true);
    return client;
  }

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'etcd-'));
  });
  afterAll(() => {
    for (const child of running.values()) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  const put = async (port: number, key: string, value: string): Promise<void> => {
    const answer = await fetch(`http://127.0.0.1:${port}/v2/keys/${key}`, {
      method: 'PUT',
      body: new URLSearchParams({ value }),
    });
    expect(answer.status).toBeLessThan(300);
  };

  test('with everything, empty, and below a path', async () => {
    const port = await etcd('one', ['--enable-v2']);
    await expect.poll(async () => (await stores.ask(url('etcd', port))).ok, { timeout: 10_000 }).toBe(true);
    expect(await stores.ask(url('etcd', port))).toMatchObject({
      ok: true,
      value: { version: expect.stringMatching(/^3\./) as string, leader: 'one', engines: [], swarmNodes: [] },
    });
    await putAll(recordJson('kv/v2-keys-recursive.json') as Directory, (key, value) => put(port, key, value));
    expect(await stores.ask(url('etcd', port))).toMatchObject({
      ok: true,
      value: {
        engines: nodes,
        swarmNodes: nodes,
        overlays: new Map([
          [id, { subnets: [{ subnet: '10.0.0.0/24', vni: 256 }], mtu: undefined }],
          [
            '37d748c20ed06229e9a8d77b8e36628f2c2f572a3c05d25dae487ec930f3fc6b',
            { subnets: [{ subnet: '10.77.0.0/24', vni: 257 }], mtu: undefined },
          ],
        ]),
      },
    });
    await put(port, 'some/path/docker/nodes/10.1.1.1:2376', '10.1.1.1:2376');
    expect(await stores.ask(url('etcd', port, 'some/path'))).toMatchObject({
      ok: true,
      value: { engines: ['10.1.1.1:2376'], swarmNodes: [] },
    });
  });

  test('without its v2 API', async () => {
    const port = await etcd('v3', ['--enable-v2=false']);
    expect(await stores.ask(url('etcd', port))).toMatchObject({
      ok: false,
      error: { kind: 'notAStore', said: expect.stringMatching(/^etcd 3\.\S+: \/v2: 404/) as string },
    });
  });

  test('without a leader', async () => {
    const peers = { half: await freePort(), other: await freePort() };
    const [port] = await Promise.all(['half', 'other'].map((name) => etcd(name, ['--enable-v2'], peers)));
    const half = url('etcd', port ?? 0);
    await expect.poll(async () => (await stores.ask(half)).ok, { timeout: 10_000 }).toBe(true);
    running.get('other')?.kill('SIGKILL');
    await eventually(() => stores.ask(half)).toEqual({
      ok: false,
      error: { kind: 'storeWithoutLeader', url: `etcd://127.0.0.1:${port ?? 0}`, isElecting: false },
    });
  });
});

interface Directory {
  readonly node: Node;
}
interface Node {
  readonly key?: string;
  readonly value?: string;
  readonly nodes?: readonly Node[];
}

async function putAll({ node }: Directory, put: (key: string, value: string) => Promise<void>): Promise<void> {
  if (node.key !== undefined && node.value !== undefined) await put(node.key.slice(1), node.value);
  for (const each of node.nodes ?? []) await putAll({ node: each }, put);
}

describe('ZooKeeper', () => {
  const tree = (prefix = ''): Record<string, string> => ({
    ...Object.fromEntries(nodes.map((node) => [`${prefix}/docker/nodes/${node}`, node])),
    ...Object.fromEntries(nodes.slice(1).map((node) => [`${prefix}/docker/swarm/nodes/${node}`, node])),
    [`${prefix}/docker/network/v1.0/overlay/network/${id}`]: overlay,
    [`${prefix}/docker/network/v1.0/overlay/network/gone`]: '\u0001',
  });
  const srvr = (mode: string): string =>
    `Zookeeper version: 3.8.0-5a02a05, built on 2022\nLatency min/avg/max: 0\nMode: ${mode}\n`;

  test.each(['', 'some/path'])('with everything, below "%s"', async (prefix) => {
    const server = await zookeeperServer(tree(prefix && `/${prefix}`), { word: srvr('standalone') });
    closing.push(server.close);
    expect(await stores.ask(url('zookeeper', server.port, prefix))).toEqual({
      ok: true,
      value: {
        version: '3.8.0',
        leader: `127.0.0.1:${server.port}`,
        engines: nodes,
        swarmNodes: nodes.slice(1),
        overlays: new Map([[id, { subnets: [{ subnet: '10.0.0.0/24', vni: 256 }], mtu: undefined }]]),
      },
    });
    await eventually(() => server.sessionsClosed()).toBe(1);
  });

  test('empty, its words forbidden, its frames cut into bytes', async () => {
    const server = await zookeeperServer({}, { isCut: true });
    closing.push(server.close);
    expect(await stores.ask(url('zookeeper', server.port))).toMatchObject({
      ok: true,
      value: { version: undefined, leader: '', engines: [] },
    });
  });

  test('a follower', async () => {
    const server = await zookeeperServer(tree(), { word: srvr('follower') });
    closing.push(server.close);
    expect(await stores.ask(url('zookeeper', server.port))).toMatchObject({
      ok: true,
      value: { leader: '' },
    });
  });

  test('without a leader: sessions are closed, the word says why', async () => {
    const word = 'This ZooKeeper instance is not currently serving requests\n';
    const server = await zookeeperServer({}, { word, isRefusing: true });
    closing.push(server.close);
    expect(await stores.ask(url('zookeeper', server.port))).toEqual({
      ok: false,
      error: { kind: 'storeWithoutLeader', url: `zk://127.0.0.1:${server.port}`, isElecting: false },
    });
  });

  test('an answer cut short', async () => {
    const { port } = await tcp((socket) => void socket.resume().end(Buffer.from([0, 0, 0, 4, 0, 0, 0, 0])));
    expect(await stores.ask(url('zookeeper', port))).toMatchObject({ error: { kind: 'notAStore' } });
  });

  test('any bytes whatever are an answer or a failure', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 120 }), async (bytes) => {
        const { port, close } = await tcpServer((socket) => void socket.resume().end(bytes));
        const outcome = await stores.ask(url('zookeeper', port));
        await close();
        expect(outcome.ok).toBe(false);
      }),
      { numRuns: 40 },
    );
  });
});

describe.each<StoreType>(['consul', 'etcd', 'zookeeper'])('%s', (type) => {
  const text = (port: number): string => `${type === 'zookeeper' ? 'zk' : type}://127.0.0.1:${port}`;

  test('refused', async () => {
    const port = await freePort();
    expect(await stores.ask(url(type, port))).toEqual({ ok: false, error: { kind: 'storeRefused', url: text(port) } });
  });

  test('silent, and nothing is left open', async () => {
    timeout = 300;
    const server = await tcp((socket) => void socket.resume());
    expect(await stores.ask(url(type, server.port))).toEqual({
      ok: false,
      error: { kind: 'storeSilent', url: text(server.port), after: 300 },
    });
    await eventually(() => server.open()).toBe(0);
  });

  test('unreachable', async () => {
    const asked = { type, hosts: [{ host: 'no-such-host.invalid', port: 1 }], path: '' };
    expect(await stores.ask(asked)).toMatchObject({ error: { kind: 'storeUnreachable' } });
  });

  test.each([
    ['a web server', 'HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n<html>hi</html>'],
    ['an SSH server', 'SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n'],
    ['JSON of something else', 'HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n{"hello":"you"} '],
  ])('%s is no store', async (_, said) => {
    const { port } = await tcp((socket) => void socket.resume().write(said));
    expect(await stores.ask(url(type, port))).toMatchObject({ error: { kind: 'notAStore', url: text(port) } });
  });

  test('cancelled', async () => {
    const { port, open } = await tcp((socket) => void socket.resume());
    const stop = new AbortController();
    const asked = stores.ask(url(type, port), { signal: stop.signal });
    await eventually(open).toBeGreaterThan(0);
    stop.abort();
    expect(await asked).toEqual({ ok: false, error: { kind: 'cancelled', what: text(port) } });
  });
});

describe('several hosts', () => {
  const answers = (asked: string): readonly [number, string] | undefined =>
    asked === '/v1/status/leader' ? [200, '"a:8300"'] : undefined;

  test('the second answers when the first refuses, or is silent', async () => {
    const living = await httpServer(answers);
    const silent = await tcp((socket) => void socket.resume());
    expect(await stores.ask(url('consul', [await freePort(), living]))).toMatchObject({ ok: true });
    expect(await stores.ask(url('consul', [silent.port, living]))).toMatchObject({ ok: true });
    await eventually(() => silent.open()).toBe(0);
  });

  test("when all fail, a store's own word goes before silence", async () => {
    timeout = 600;
    const silent = await tcp((socket) => void socket.resume());
    const leaderless = await httpServer(() => [200, '""']);
    expect(await stores.ask(url('consul', [silent.port, leaderless]))).toMatchObject({
      error: { kind: 'storeWithoutLeader' },
    });
  });
});

test('what the overlay driver keeps: any text is a record or none', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.string(), fc.oneof(fc.string(), fc.json()))),
      (values) => void overlayRecords(values),
    ),
  );
  expect(overlayRecords([['a/x/', overlay.replace('"mtu":0', '"mtu":1400')]])).toEqual(
    new Map([['x', { subnets: [{ subnet: '10.0.0.0/24', vni: 256 }], mtu: 1400 }]]),
  );
});
