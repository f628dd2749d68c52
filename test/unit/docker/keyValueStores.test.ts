/** What holds of every key-value store: how a call fails, which of several hosts is heard, and what is kept of an overlay. */
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { overlayRecords } from '../../../src/docker/storeTrouble.ts';
import type { StoreType } from '../../../src/model/keyValueStore.ts';
import { eventually } from './eventually.ts';
import { fakeStores, freePort, overlay, url } from './fakeStores.ts';

vi.setConfig({ testTimeout: 60_000 });

const fake = fakeStores();
const { stores, httpServer, tcp } = fake;

describe.each<StoreType>(['consul', 'etcd', 'zookeeper'])('%s', (type) => {
  const text = (port: number): string => `${type === 'zookeeper' ? 'zk' : type}://127.0.0.1:${port}`;

  test('refused', async () => {
    const port = await freePort();
    expect(await stores.ask(url(type, port))).toEqual({ ok: false, error: { kind: 'storeRefused', url: text(port) } });
  });

  test('silent, and nothing is left open', async () => {
    fake.timeout = 300;
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
    fake.timeout = 600;
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
