import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { silentLog } from '../../../src/base/log.ts';
import { createHosts } from '../../../src/docker/hosts.ts';
import { eventually } from './eventually.ts';
import { tcpServer } from './fakeEngine.ts';

vi.setConfig({ testTimeout: 60_000 });

const hosts = createHosts({ timeout: () => 2000, log: silentLog });

test('a port that takes connections, and one that does not any more', async () => {
  const server = await tcpServer((socket) => void socket.resume());
  expect(await hosts.probe('127.0.0.1', server.port)).toEqual({ ok: true, value: undefined });
  await eventually(() => server.open()).toBe(0);
  await server.close();
  expect(await hosts.probe('127.0.0.1', server.port)).toEqual({
    ok: false,
    error: { kind: 'engineRefused', address: `127.0.0.1:${server.port}` },
  });
});

test('a name that nobody knows', async () => {
  expect(await hosts.probe('no-such-host.invalid', 22)).toMatchObject({
    ok: false,
    error: { kind: 'engineUnreachable', address: 'no-such-host.invalid:22' },
  });
});

test('given up', async () => {
  const stop = new AbortController();
  stop.abort();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  expect(await hosts.probe('127.0.0.1', port, { signal: stop.signal })).toMatchObject({ error: { kind: 'cancelled' } });
  server.close();
});

test('files', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'hosts-'));
  const key = path.join(folder, 'id_rsa');
  expect(await hosts.fileReadable(key)).toBe(false);
  writeFileSync(key, 'key');
  expect(await hosts.fileReadable(key)).toBe(true);
  expect(await hosts.fileReadable(folder)).toBe(false);
  if (process.getuid?.() !== 0) {
    chmodSync(key, 0);
    expect(await hosts.fileReadable(key)).toBe(false);
  }
  rmSync(folder, { recursive: true });
});
