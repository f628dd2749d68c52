/** Every way in which an engine can be out of reach, each against a real server on loopback. */
import { spawn } from 'node:child_process';
import { createServer as createHttp } from 'node:http';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describe, expect, test, vi } from 'vitest';
import type { EngineDoor } from '../../../src/docker/doors.ts';
import { record } from '../records.ts';
import { eventually } from './eventually.ts';
import { machineAt } from './fakeEngine.ts';
import { answerInfo, failure, fakeEngines } from './fakeEngines.ts';

vi.setConfig({ testTimeout: 60_000 });

const at = fakeEngines();
const serve = async (...given: Parameters<typeof at.serve>): Promise<EngineDoor> =>
  at.engineAt(await at.serve(...given));
const serveTcp = async (...given: Parameters<typeof at.serveTcp>): Promise<EngineDoor> =>
  at.engineAt(await at.serveTcp(...given));

test('an engine that is well', async () => {
  const outcome = await (await serve(answerInfo)).engine();
  expect(outcome).toMatchObject({ ok: true, value: { hostname: 'swarm-node1', apiVersion: '1.41' } });
});

describe('the network', () => {
  test('refused', async () => {
    const free = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => free.once('listening', resolve));
    const { port } = free.address() as AddressInfo;
    await new Promise((resolve) => free.close(resolve));
    expect(await failure(at.engineAt({ port }))).toEqual({ kind: 'engineRefused', address: `127.0.0.1:${port}` });
  });

  test('unreachable: no such name', async () => {
    const machine = machineAt(2376, at.folder, { address: 'no-such-host.invalid' });
    expect(await failure(at.pool.engine(machine))).toMatchObject({
      kind: 'engineUnreachable',
      address: 'no-such-host.invalid:2376',
      said: expect.stringContaining('no-such-host.invalid') as string,
    });
  });

  test('no address at all', async () => {
    const machine = machineAt(2376, at.folder, { address: undefined });
    expect(await failure(at.pool.engine(machine))).toEqual({ kind: 'addressUnknown', machine: 'm1' });
  });

  test('reset before TLS', async () => {
    const engine = await serveTcp((socket) => socket.resetAndDestroy());
    expect(await failure(engine)).toEqual({ kind: 'engineReset', address: engine.address });
  });

  test('reset instead of an answer', async () => {
    const engine = await serve((request) => request.socket.destroy());
    expect(await failure(engine)).toEqual({ kind: 'engineReset', address: engine.address });
  });

  test('cut off in the middle of an answer', async () => {
    const engine = await serve((_, response) => {
      response.setHeader('Content-Length', 1000);
      response.write('{"ID":', () => response.destroy());
    });
    expect(await failure(engine)).toEqual({ kind: 'engineReset', address: engine.address });
  });

  test('a port that is open but silent', async () => {
    at.timeout = 300;
    const engine = await serveTcp((socket) => void socket.resume());
    expect(await failure(engine)).toEqual({
      kind: 'engineSilent',
      address: engine.address,
      after: 300,
      connected: true,
    });
    await eventually(() => at.servers[0]?.open()).toBe(0);
  });

  test('an engine that takes the question and falls silent', async () => {
    at.timeout = 300;
    const engine = await serve(() => undefined);
    expect(await failure(engine)).toMatchObject({ kind: 'engineSilent', connected: true });
    await eventually(() => at.servers[0]?.open()).toBe(0);
  });

  test('an answer that begins and never ends', async () => {
    at.timeout = 300;
    const engine = await serve((_, response) => void response.write('{"ID":'));
    expect(await failure(engine)).toMatchObject({ kind: 'engineSilent', connected: true });
    await eventually(() => at.servers[0]?.open()).toBe(0);
  });

  test('a host that takes no connections: silent, not connected', async () => {
    at.timeout = 300;
    // A listener that takes nothing and whose queue is full swallows what comes, as a host behind a wall does.
    const stuck = spawn(process.execPath, ['-e', stuckListener], { stdio: ['ignore', 'pipe', 'inherit'] });
    const port = await new Promise<number>((resolve) => {
      stuck.stdout.once('data', (text: Buffer) => {
        resolve(Number(text));
      });
    });
    const filling = Array.from({ length: 8 }, () => connect(port, '127.0.0.1').on('error', () => undefined));
    try {
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(await failure(at.engineAt({ port }))).toMatchObject({ kind: 'engineSilent', connected: false });
    } finally {
      stuck.kill('SIGKILL');
      for (const socket of filling) socket.destroy();
    }
  });

  test('cancelled', async () => {
    const engine = await serve(() => undefined);
    const stop = new AbortController();
    const asked = engine.engine({ signal: stop.signal });
    await eventually(() => at.servers[0]?.open()).toBe(1);
    stop.abort();
    expect(await asked).toEqual({ ok: false, error: { kind: 'cancelled', what: engine.address } });
    await eventually(() => at.servers[0]?.open()).toBe(0);
  });

  test('a pool that is disposed ends what is under way, and starts nothing more', async () => {
    const engine = await serve(() => undefined);
    const asked = engine.engine();
    await eventually(() => at.servers[0]?.open()).toBe(1);
    at.pool.dispose();
    expect(await asked).toMatchObject({ ok: false, error: { kind: 'cancelled' } });
    await eventually(() => at.servers[0]?.open()).toBe(0);
    expect(await engine.ping()).toMatchObject({ ok: false, error: { kind: 'cancelled' } });
    expect(await at.pool.manager(machineAt(1, at.folder)).ping()).toMatchObject({
      ok: false,
      error: { kind: 'cancelled' },
    });
  });
});

/** Listens with the shortest queue, says where, and does nothing more. */
const stuckListener = `
  const server = require('node:net').createServer();
  server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
    require('node:fs').writeSync(1, String(server.address().port));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });
`;

describe('something that is not Docker', () => {
  const notDocker = (engine: EngineDoor, said: unknown): object => ({
    kind: 'notDocker',
    address: engine.address,
    said,
  });

  test('a plain HTTP server', async () => {
    const http = createHttp((_, response) => response.end('hello'));
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    const engine = at.engineAt(http.address() as AddressInfo);
    expect(await failure(engine)).toEqual(notDocker(engine, expect.any(String)));
    http.close();
  });

  test('an SSH server', async () => {
    const engine = await serveTcp((socket) => void socket.write('SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n'));
    expect(await failure(engine)).toEqual(notDocker(engine, expect.any(String)));
  });

  test('noise', async () => {
    const engine = await serveTcp((socket) => void socket.write(Buffer.alloc(100, 0xa5)));
    expect(await failure(engine)).toEqual(notDocker(engine, expect.any(String)));
  });

  test('TLS, then no HTTP', async () => {
    const engine = await serve((request) => void request.socket.end('220 mail.example ESMTP\r\n'));
    expect(await failure(engine)).toEqual(notDocker(engine, expect.any(String)));
  });

  test.each([
    ['a web page', 200, 'text/html', '<html><body>It works!</body></html>', '"<html><body>It works!</body></html>"'],
    ['a page of errors', 502, 'text/html', '<h1>Bad Gateway</h1>', '502 <h1>Bad Gateway</h1>'],
    [
      'another API',
      200,
      'application/json',
      '{"kind":"Status","apiVersion":"v1"}',
      '{"kind":"Status","apiVersion":"v1"}',
    ],
    ["another API's error", 400, 'application/json', '{"errors":[]}', '400 {"errors":[]}'],
    ['an empty answer', 200, 'text/plain', '', ''],
  ])('%s', async (_, status, type, body, said) => {
    const engine = await serve((_request, response) => {
      response.writeHead(status, { 'Content-Type': type });
      response.end(body);
    });
    expect(await failure(engine)).toEqual(notDocker(engine, said.replace(/^"(.*)"$/, '$1')));
  });

  test('a redirection is not followed', async () => {
    const engine = await serve((_, response) => {
      response.writeHead(301, { Location: 'http://127.0.0.1:1/' });
      response.end('Moved');
    });
    expect(await failure(engine)).toEqual(notDocker(engine, '301 Moved'));
  });

  test('an answer without end is cut off', async () => {
    const engine = await serve((_, response) => {
      const piece = Buffer.alloc(1024 * 1024, 'x');
      const more = (): void => {
        while (!response.destroyed && response.write(piece)) continue;
      };
      response.on('drain', more);
      more();
    });
    expect(await failure(engine)).toMatchObject({ kind: 'engineTooMuch', address: engine.address, of: 'bytes' });
  });

  test('a swarm manager where an engine should be, and an engine where a manager should be', async () => {
    const engine = await serve((_, response) => response.end(record('api/mgr-info.stdout')));
    expect(await failure(engine)).toEqual(notDocker(engine, 'swarm/1.2.9'));
    const manager = at.managerAt(await at.serve(answerInfo));
    expect(await manager.manager()).toEqual({
      ok: false,
      error: notDocker(manager, 'ServerVersion "20.10.24+dfsg1"'),
    });
  });
});

describe("Docker's own errors", () => {
  test.each([
    ['an engine', 500, 'application/json', '{"message":"oh no"}\n', 'oh no'],
    [
      'an engine before 1.12',
      400,
      'text/plain; charset=utf-8',
      'client is newer than server\n',
      'client is newer than server',
    ],
    ['a manager', 404, 'text/plain; charset=utf-8', '404 page not found\n', '404 page not found'],
    [
      "a manager that passes on an engine's",
      500,
      'application/json',
      '{"message":"Error response from daemon: Error response from daemon: Pool overlaps"}',
      'Pool overlaps',
    ],
  ])('%s', async (_, status, type, body, said) => {
    const engine = await serve((_request, response) => {
      response.writeHead(status, { 'Content-Type': type });
      response.end(body);
    });
    expect(await failure(engine)).toEqual({ kind: 'engineError', address: engine.address, status, said });
  });
});
