/** Every way in which an engine can be out of reach, each against a real server on loopback. */
import { spawn, spawnSync } from 'node:child_process';
import type { RequestListener } from 'node:http';
import { createServer as createHttp } from 'node:http';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { unlinkSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { silentLog } from '../../../src/base/log.ts';
import type { EngineDoor, EnginePool } from '../../../src/docker/doors.ts';
import { createEnginePool } from '../../../src/docker/engineClient.ts';
import type { Failure } from '../../../src/model/failure.ts';
import { record } from '../records.ts';
import { eventually } from './eventually.ts';
import { CertificateFolder, daysAway, makeCertificate } from './certificates.ts';
import { engineServer, machineAt, tcpServer } from './fakeEngine.ts';
import type { Listening } from './fakeEngine.ts';

vi.setConfig({ testTimeout: 60_000 });

let folder: CertificateFolder;
let pool: EnginePool;
let stranger: ReturnType<typeof makeCertificate>;
const servers: Listening[] = [];
/** Long enough for a slow computer; only what stays silent waits it out. */
let timeout = 5000;

beforeAll(() => {
  stranger = makeCertificate({ name: 'stranger', isAuthority: true });
});
afterEach(async () => {
  pool.dispose();
  await Promise.all(servers.splice(0).map((server) => server.close()));
  folder.remove();
  timeout = 5000;
});

const answerInfo: RequestListener = (_, response) => {
  response.setHeader('Api-Version', '1.41');
  response.setHeader('Content-Type', 'application/json');
  response.end(record('api/node1-info.stdout'));
};

function fresh(): CertificateFolder {
  folder = new CertificateFolder();
  pool = createEnginePool({ probeTimeout: () => timeout, log: silentLog });
  return folder;
}

function door(port: number): EngineDoor {
  return pool.engine(machineAt(port, folder));
}

async function serve(
  ...args: Parameters<typeof engineServer> extends [unknown, ...infer R] ? R : never
): Promise<EngineDoor> {
  const server = await engineServer(folder, ...args);
  servers.push(server);
  return door(server.port);
}

async function serveTcp(onConnection: Parameters<typeof tcpServer>[0]): Promise<EngineDoor> {
  const server = await tcpServer(onConnection);
  servers.push(server);
  return door(server.port);
}

async function failure(of: EngineDoor): Promise<Failure> {
  const outcome = await of.engine();
  if (outcome.ok) throw new Error('It answered.');
  return outcome.error;
}

test('an engine that is well', async () => {
  fresh();
  const outcome = await (await serve(answerInfo)).engine();
  expect(outcome).toMatchObject({ ok: true, value: { hostname: 'swarm-node1', apiVersion: '1.41' } });
});

describe('the network', () => {
  test('refused', async () => {
    fresh();
    const free = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => free.once('listening', resolve));
    const { port } = free.address() as AddressInfo;
    await new Promise((resolve) => free.close(resolve));
    expect(await failure(door(port))).toEqual({ kind: 'engineRefused', address: `127.0.0.1:${port}` });
  });

  test('unreachable: no such name', async () => {
    fresh();
    const machine = machineAt(2376, folder, { address: 'no-such-host.invalid' });
    expect(await failure(pool.engine(machine))).toMatchObject({
      kind: 'engineUnreachable',
      address: 'no-such-host.invalid:2376',
      said: expect.stringContaining('no-such-host.invalid') as string,
    });
  });

  test('no address at all', async () => {
    fresh();
    const machine = machineAt(2376, folder, { address: undefined });
    expect(await failure(pool.engine(machine))).toEqual({ kind: 'addressUnknown', machine: 'm1' });
  });

  test('reset before TLS', async () => {
    fresh();
    const engine = await serveTcp((socket) => socket.resetAndDestroy());
    expect(await failure(engine)).toEqual({ kind: 'engineReset', address: engine.address });
  });

  test('reset instead of an answer', async () => {
    fresh();
    const engine = await serve((request) => request.socket.destroy());
    expect(await failure(engine)).toEqual({ kind: 'engineReset', address: engine.address });
  });

  test('cut off in the middle of an answer', async () => {
    fresh();
    const engine = await serve((_, response) => {
      response.setHeader('Content-Length', 1000);
      response.write('{"ID":', () => response.destroy());
    });
    expect(await failure(engine)).toEqual({ kind: 'engineReset', address: engine.address });
  });

  test('a port that is open but silent', async () => {
    fresh();
    timeout = 300;
    const engine = await serveTcp((socket) => void socket.resume());
    expect(await failure(engine)).toEqual({
      kind: 'engineSilent',
      address: engine.address,
      after: 300,
      connected: true,
    });
    await eventually(() => servers[0]?.open()).toBe(0);
  });

  test('an engine that takes the question and falls silent', async () => {
    fresh();
    timeout = 300;
    const engine = await serve(() => undefined);
    expect(await failure(engine)).toMatchObject({ kind: 'engineSilent', connected: true });
    await eventually(() => servers[0]?.open()).toBe(0);
  });

  test('an answer that begins and never ends', async () => {
    fresh();
    timeout = 300;
    const engine = await serve((_, response) => void response.write('{"ID":'));
    expect(await failure(engine)).toMatchObject({ kind: 'engineSilent', connected: true });
    await eventually(() => servers[0]?.open()).toBe(0);
  });

  test('a host that takes no connections: silent, not connected', async () => {
    fresh();
    timeout = 300;
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
      expect(await failure(door(port))).toMatchObject({ kind: 'engineSilent', connected: false });
    } finally {
      stuck.kill('SIGKILL');
      for (const socket of filling) socket.destroy();
    }
  });

  test('cancelled', async () => {
    fresh();
    const engine = await serve(() => undefined);
    const stop = new AbortController();
    const asked = engine.engine({ signal: stop.signal });
    await eventually(() => servers[0]?.open()).toBe(1);
    stop.abort();
    expect(await asked).toEqual({ ok: false, error: { kind: 'cancelled', what: engine.address } });
    await eventually(() => servers[0]?.open()).toBe(0);
  });

  test('a pool that is disposed ends what is under way, and starts nothing more', async () => {
    fresh();
    const engine = await serve(() => undefined);
    const asked = engine.engine();
    await eventually(() => servers[0]?.open()).toBe(1);
    pool.dispose();
    expect(await asked).toMatchObject({ ok: false, error: { kind: 'cancelled' } });
    await eventually(() => servers[0]?.open()).toBe(0);
    expect(await engine.ping()).toMatchObject({ ok: false, error: { kind: 'cancelled' } });
    expect(await pool.manager(machineAt(1, folder)).ping()).toMatchObject({ ok: false, error: { kind: 'cancelled' } });
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
    fresh();
    const http = createHttp((_, response) => response.end('hello'));
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    const engine = door((http.address() as AddressInfo).port);
    expect(await failure(engine)).toEqual(notDocker(engine, expect.any(String)));
    http.close();
  });

  test('an SSH server', async () => {
    fresh();
    const engine = await serveTcp((socket) => void socket.write('SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n'));
    expect(await failure(engine)).toEqual(notDocker(engine, expect.any(String)));
  });

  test('noise', async () => {
    fresh();
    const engine = await serveTcp((socket) => void socket.write(Buffer.alloc(100, 0xa5)));
    expect(await failure(engine)).toEqual(notDocker(engine, expect.any(String)));
  });

  test('TLS, then no HTTP', async () => {
    fresh();
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
    fresh();
    const engine = await serve((_request, response) => {
      response.writeHead(status, { 'Content-Type': type });
      response.end(body);
    });
    expect(await failure(engine)).toEqual(notDocker(engine, said.replace(/^"(.*)"$/, '$1')));
  });

  test('a redirection is not followed', async () => {
    fresh();
    const engine = await serve((_, response) => {
      response.writeHead(301, { Location: 'http://127.0.0.1:1/' });
      response.end('Moved');
    });
    expect(await failure(engine)).toEqual(notDocker(engine, '301 Moved'));
  });

  test('an answer without end is cut off', async () => {
    fresh();
    const engine = await serve((_, response) => {
      const piece = Buffer.alloc(1024 * 1024, 'x');
      const more = (): void => {
        while (!response.destroyed && response.write(piece)) continue;
      };
      response.on('drain', more);
      more();
    });
    expect(await failure(engine)).toEqual(notDocker(engine, expect.stringMatching(/^more than 32 MiB: xxx/)));
  });

  test('a swarm manager where an engine should be, and an engine where a manager should be', async () => {
    fresh();
    const engine = await serve((_, response) => response.end(record('api/mgr-info.stdout')));
    expect(await failure(engine)).toEqual(notDocker(engine, 'swarm/1.2.9'));
    const server = await engineServer(folder, answerInfo);
    servers.push(server);
    const manager = pool.manager(machineAt(server.port, folder));
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
    fresh();
    const engine = await serve((_request, response) => {
      response.writeHead(status, { 'Content-Type': type });
      response.end(body);
    });
    expect(await failure(engine)).toEqual({ kind: 'engineError', address: engine.address, status, said });
  });
});

describe('certificates', () => {
  test("the engine's has expired, and when", async () => {
    fresh();
    const to = daysAway(-2);
    const engine = await serve(answerInfo, { certificate: { from: daysAway(-9), to } });
    expect(await failure(engine)).toEqual({
      kind: 'certificateExpired',
      address: engine.address,
      whose: 'engine',
      at: to,
    });
  });

  test("the engine's is not valid yet: one of the clocks is wrong", async () => {
    fresh();
    const from = daysAway(2);
    const engine = await serve(answerInfo, { certificate: { from } });
    expect(await failure(engine)).toEqual({
      kind: 'certificateNotYetValid',
      address: engine.address,
      whose: 'engine',
      from,
    });
  });

  test("the engine's is signed by somebody else", async () => {
    fresh();
    const engine = await serve(answerInfo, { certificate: { authority: stranger } });
    expect(await failure(engine)).toMatchObject({ kind: 'certificateForeign', whose: 'engine' });
  });

  test("the engine's is its own authority", async () => {
    fresh();
    const own = makeCertificate({ name: 'self', addresses: ['127.0.0.1'] });
    const engine = await serve(answerInfo, { tls: { cert: own.certificate, key: own.key } });
    expect(await failure(engine)).toMatchObject({ kind: 'certificateForeign', whose: 'engine' });
  });

  test("the engine's is for another address", async () => {
    fresh();
    const engine = await serve(answerInfo, { certificate: { addresses: ['10.1.2.3'] } });
    expect(await failure(engine)).toMatchObject({
      kind: 'certificateForeign',
      whose: 'engine',
      said: expect.stringContaining('10.1.2.3') as string,
    });
  });

  test.each(['ca.pem', 'cert.pem', 'key.pem'])('%s is gone, is empty, is garbage, is back', async (name) => {
    fresh();
    const engine = await serve(answerInfo);
    const file = `${folder.path}/${name}`;
    const good = folder.files;
    const { readFileSync } = await import('node:fs');
    const content = readFileSync(file, 'utf8');
    unlinkSync(file);
    expect(await failure(engine)).toEqual({
      kind: 'certificateMissing',
      address: engine.address,
      path: file,
      said: expect.stringContaining('ENOENT') as string,
    });
    for (const text of ['', '-----BEGIN CERTIFICATE-----\nMIIB', 'hello']) {
      folder.write(name, text);
      expect(await failure(engine)).toMatchObject({ kind: 'certificateMissing', path: file });
    }
    folder.write(name, content);
    expect(await engine.engine()).toMatchObject({ ok: true });
    expect(good.key).toContain(folder.path);
  });

  test('a key that does not belong to the certificate', async () => {
    fresh();
    const engine = await serve(answerInfo);
    folder.write('key.pem', stranger.key);
    expect(await failure(engine)).toMatchObject({ kind: 'certificateMissing', path: folder.files.key });
  });

  test('after regenerate-certs, all being new, the first question is answered', async () => {
    fresh();
    const engine = await serve(answerInfo);
    expect(await engine.engine()).toMatchObject({ ok: true });
    const [server] = servers.splice(0);
    await server?.close();
    const anew = makeCertificate({ name: 'authority', isAuthority: true });
    folder.write('ca.pem', anew.certificate);
    folder.writeClient(anew);
    const own = makeCertificate({ name: 'engine', authority: anew, addresses: ['127.0.0.1'] });
    const tls = { cert: own.certificate, key: own.key, ca: anew.certificate };
    servers.push(await engineServer(folder, answerInfo, { port: server?.port ?? 0, tls }));
    expect(await engine.engine()).toMatchObject({ ok: true });
  });

  test('what was made anew is picked up by the next connection', async () => {
    fresh();
    const engine = await serve(answerInfo);
    const mine = folder.authority;
    folder.write('ca.pem', stranger.certificate);
    expect(await failure(engine)).toMatchObject({ kind: 'certificateForeign', whose: 'engine' });
    folder.write('ca.pem', mine.certificate);
    expect(await engine.engine()).toMatchObject({ ok: true });
  });
});

/** OpenSSL's own server refuses a client as engines do, with an alert; Node's only hangs up. */
const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

describe.skipIf(!hasOpenssl)(`a refused client${hasOpenssl ? '' : ' (needs openssl)'}`, () => {
  let port = 0;
  let child: ReturnType<typeof spawn> | undefined;

  afterEach(() => {
    child?.kill('SIGKILL');
  });

  async function opensslServer(...more: string[]): Promise<EngineDoor> {
    const own = makeCertificate({ name: 'engine', authority: folder.authority, addresses: ['127.0.0.1'] });
    const cert = folder.write('server.pem', own.certificate + own.key);
    const files = ['-cert', cert, '-CAfile', folder.files.authority, '-Verify', '2', '-verify_return_error'];
    const free = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => free.once('listening', resolve));
    ({ port } = free.address() as AddressInfo);
    await new Promise((resolve) => free.close(resolve));
    const server = spawn('openssl', ['s_server', '-accept', `127.0.0.1:${port}`, '-www', ...files, ...more]);
    child = server;
    let told = '';
    await new Promise<void>((resolve) => {
      server.stdout.on('data', (text: Buffer) => {
        told += text.toString();
        if (told.includes('ACCEPT')) resolve();
      });
    });
    return door(port);
  }

  test.each(['-tls1_3', '-tls1_2'])('it has expired · %s', async (version) => {
    fresh();
    const to = daysAway(-2);
    folder.writeClient(folder.authority, { from: daysAway(-9), to });
    const engine = await opensslServer(version);
    expect(await failure(engine)).toEqual({
      kind: 'certificateExpired',
      address: engine.address,
      whose: 'client',
      at: to,
    });
  });

  test('it is not valid yet', async () => {
    fresh();
    const from = daysAway(2);
    folder.writeClient(folder.authority, { from });
    const engine = await opensslServer();
    expect(await failure(engine)).toEqual({
      kind: 'certificateNotYetValid',
      address: engine.address,
      whose: 'client',
      from,
    });
  });

  test.each(['-tls1_3', '-tls1_2'])('it is signed by somebody else · %s', async (version) => {
    fresh();
    folder.writeClient(stranger);
    const engine = await opensslServer(version);
    // OpenSSL's server gives no verdict when it cannot find an issuer in TLS 1.3 but "unknown ca": it is told in both.
    expect(await failure(engine)).toMatchObject({ kind: 'certificateForeign', whose: 'client' });
  });

  test('made anew, it is taken', async () => {
    fresh();
    folder.writeClient(stranger);
    const engine = await opensslServer();
    expect(await failure(engine)).toMatchObject({ kind: 'certificateForeign', whose: 'client' });
    folder.writeClient(folder.authority);
    // It answers with a page of its own.
    expect(await failure(engine)).toMatchObject({ kind: 'notDocker' });
  });
});

afterAll(() => {
  servers.length = 0;
});
