/** ZooKeeper as a key-value store: its frames, its words, and bytes that are neither. */
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { eventually } from './eventually.ts';
import { tcpServer } from './fakeEngine.ts';
import { fakeStores, nodes, overlay, overlayId, url } from './fakeStores.ts';
import { zookeeperServer } from './zookeeperServer.ts';

vi.setConfig({ testTimeout: 60_000 });

const { stores, closing, tcp } = fakeStores();

describe('ZooKeeper', () => {
  const tree = (prefix = ''): Record<string, string> => ({
    ...Object.fromEntries(nodes.map((node) => [`${prefix}/docker/nodes/${node}`, node])),
    ...Object.fromEntries(nodes.slice(1).map((node) => [`${prefix}/docker/swarm/nodes/${node}`, node])),
    [`${prefix}/docker/network/v1.0/overlay/network/${overlayId}`]: overlay,
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
        overlays: new Map([[overlayId, { subnets: [{ subnet: '10.0.0.0/24', vni: 256 }], mtu: undefined }]]),
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
