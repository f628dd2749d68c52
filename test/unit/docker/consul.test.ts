/** consul as a key-value store: its answers as recorded, with a leader and without. */
import { describe, expect, test, vi } from 'vitest';
import { fakeStores, nodes, overlay, overlayId, url } from './fakeStores.ts';

vi.setConfig({ testTimeout: 60_000 });

const { stores, httpServer } = fakeStores();

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
                Key: `${prefix}docker/network/v1.0/overlay/network/${overlayId}/`,
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
        overlays: new Map([[overlayId, { subnets: [{ subnet: '10.0.0.0/24', vni: 256 }], mtu: undefined }]]),
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
