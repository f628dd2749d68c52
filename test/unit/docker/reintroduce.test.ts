/** Introducing an engine anew: its registration goes and comes back, whatever happens in between. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { silentLog } from '../../../src/base/log.ts';
import { createKeyValueStores } from '../../../src/docker/kvClient.ts';
import { parseStoreUrl, type StoreUrl } from '../../../src/model/keyValueStore.ts';

let server: Server | undefined;
afterEach(() => {
  server?.close();
  server?.closeAllConnections();
});

/** A store that keeps what it is told, in the order it was told. */
async function store(
  type: string,
  status: (method: string) => number,
  path = '',
): Promise<{ url: StoreUrl; told: string[]; gap: () => number }> {
  const told: string[] = [];
  const at: number[] = [];
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (piece: Buffer) => (body += piece.toString()));
    request.on('end', () => {
      told.push(`${request.method ?? ''} ${request.url ?? ''} ${body}`.trim());
      at.push(Date.now());
      response.writeHead(status(request.method ?? '')).end('true');
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = parseStoreUrl(`${type}://127.0.0.1:${String(port)}${path}`);
  if (!url) throw new Error('no url');
  return { url, told, gap: () => (at[1] ?? 0) - (at[0] ?? 0) };
}

const stores = createKeyValueStores({ timeout: () => 2000, log: silentLog });

describe('reintroducing an engine', () => {
  test('consul: the key goes, is away long enough to be missed, and comes back with its address', async () => {
    const { url, told, gap } = await store('consul', () => 200);
    expect(await stores.reintroduce(url, '10.0.0.12:2376')).toEqual({ ok: true, value: undefined });
    expect(told).toEqual([
      'DELETE /v1/kv/docker/nodes/10.0.0.12:2376',
      'PUT /v1/kv/docker/nodes/10.0.0.12:2376 10.0.0.12:2376',
    ]);
    expect(gap()).toBeGreaterThan(250);
  });

  test('etcd: below the URL’s path, with the engines’ own time to live', async () => {
    const { url, told } = await store('etcd', (method) => (method === 'PUT' ? 201 : 404), '/team');
    expect((await stores.reintroduce(url, '10.0.0.12:2376')).ok).toBe(true);
    expect(told).toEqual([
      'DELETE /v2/keys/team/docker/nodes/10.0.0.12:2376',
      'PUT /v2/keys/team/docker/nodes/10.0.0.12:2376 value=10.0.0.12%3A2376&ttl=60',
    ]);
  });

  test('what was taken away comes back though the person cancels', async () => {
    const { url, told } = await store('consul', () => 200);
    const cancel = new AbortController();
    const done = stores.reintroduce(url, '10.0.0.12:2376', { signal: cancel.signal });
    await expect.poll(() => told.length).toBe(1);
    cancel.abort();
    await done;
    expect(told[1]).toContain('PUT');
  });

  test('a store that refuses keeps the registration, and says so', async () => {
    const { url, told } = await store('consul', () => 403);
    expect(await stores.reintroduce(url, '10.0.0.12:2376')).toMatchObject({ ok: false, error: { kind: 'notAStore' } });
    expect(told).toHaveLength(1);
  });
});
