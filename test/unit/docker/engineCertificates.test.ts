/** Certificates that are too old, too young, foreign, missing or made anew, on both sides, against real TLS servers on loopback. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, symlinkSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { EngineDoor } from '../../../src/docker/doors.ts';
import { daysAway, makeCertificate } from './certificates.ts';
import { answerInfo, failure, fakeEngines } from './fakeEngines.ts';

vi.setConfig({ testTimeout: 60_000 });

const at = fakeEngines();
const serve = async (...given: Parameters<typeof at.serve>): Promise<EngineDoor> =>
  at.engineAt(await at.serve(...given));
let stranger: ReturnType<typeof makeCertificate>;

beforeAll(() => {
  stranger = makeCertificate({ name: 'stranger', isAuthority: true });
});

describe('certificates', () => {
  test("the engine's has expired, and when", async () => {
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
    const engine = await serve(answerInfo, { certificate: { authority: stranger } });
    expect(await failure(engine)).toMatchObject({ kind: 'certificateForeign', whose: 'engine' });
  });

  test("the engine's is its own authority", async () => {
    const own = makeCertificate({ name: 'self', addresses: ['127.0.0.1'] });
    const engine = await serve(answerInfo, { tls: { cert: own.certificate, key: own.key } });
    expect(await failure(engine)).toMatchObject({ kind: 'certificateForeign', whose: 'engine' });
  });

  test.skipIf(process.platform === 'win32').each([
    ['a pipe', (file: string) => spawnSync('sh', ['-c', 'mkfifo "$0"', file]), 'not a file'],
    ['a device', (file: string) => symlinkSync('/dev/zero', file), 'not a file'],
    ['a folder', (file: string) => mkdirSync(file), 'not a file'],
    ['1 GiB long', (file: string) => truncateSync(file, 1024 ** 3), 'more than'],
  ])('a certificate that is %s fails at once', async (_, put, said) => {
    const engine = await serve(answerInfo);
    for (const file of [at.folder.files.authority, at.folder.files.certificate, at.folder.files.key]) {
      const content = readFileSync(file);
      unlinkSync(file);
      if (said === 'more than') writeFileSync(file, content);
      put(file);
      expect(await failure(engine)).toEqual({
        kind: 'certificateMissing',
        address: engine.address,
        path: file,
        said: expect.stringContaining(said) as string,
      });
      rmSync(file, { recursive: true });
      writeFileSync(file, content);
    }
    expect((await engine.engine()).ok).toBe(true);
  });

  test("the engine's is for another address", async () => {
    const engine = await serve(answerInfo, { certificate: { addresses: ['10.1.2.3'] } });
    expect(await failure(engine)).toMatchObject({
      kind: 'certificateForeign',
      whose: 'engine',
      said: expect.stringContaining('10.1.2.3') as string,
    });
  });

  test.each(['ca.pem', 'cert.pem', 'key.pem'])('%s is gone, is empty, is garbage, is back', async (name) => {
    const engine = await serve(answerInfo);
    const file = `${at.folder.path}/${name}`;
    const good = at.folder.files;
    const content = readFileSync(file, 'utf8');
    unlinkSync(file);
    expect(await failure(engine)).toEqual({
      kind: 'certificateMissing',
      address: engine.address,
      path: file,
      said: expect.stringContaining('ENOENT') as string,
    });
    for (const text of ['', '-----BEGIN CERTIFICATE-----\nMIIB', 'hello']) {
      at.folder.write(name, text);
      expect(await failure(engine)).toMatchObject({ kind: 'certificateMissing', path: file });
    }
    at.folder.write(name, content);
    expect(await engine.engine()).toMatchObject({ ok: true });
    expect(good.key).toContain(at.folder.path);
  });

  test('one with a time in it that is none', async () => {
    const engine = await serve(answerInfo);
    const file = `${at.folder.path}/cert.pem`;
    const text = readFileSync(file, 'latin1').replaceAll(/-----[^-]+-----|\s/g, '');
    const bytes = Buffer.from(text, 'base64');
    // The first of its two times: a tag, a length and digits.
    const time = bytes.indexOf(Buffer.from([0x17, 13]));
    bytes.write('zz', time + 2, 'latin1');
    at.folder.write(
      'cert.pem',
      `-----BEGIN CERTIFICATE-----\n${bytes.toString('base64')}\n-----END CERTIFICATE-----\n`,
    );
    expect(await failure(engine)).toMatchObject({ kind: 'certificateMissing', path: file });
  });

  test('a key that does not belong to the certificate', async () => {
    const engine = await serve(answerInfo);
    at.folder.write('key.pem', stranger.key);
    expect(await failure(engine)).toMatchObject({ kind: 'certificateMissing', path: at.folder.files.key });
  });

  test('after regenerate-certs, all being new, the first question is answered', async () => {
    const engine = await serve(answerInfo);
    expect(await engine.engine()).toMatchObject({ ok: true });
    const [server] = at.servers.splice(0);
    await server?.close();
    const anew = makeCertificate({ name: 'authority', isAuthority: true });
    at.folder.write('ca.pem', anew.certificate);
    at.folder.writeClient(anew);
    const own = makeCertificate({ name: 'engine', authority: anew, addresses: ['127.0.0.1'] });
    const tls = { cert: own.certificate, key: own.key, ca: anew.certificate };
    await at.serve(answerInfo, { port: server?.port ?? 0, tls });
    expect(await engine.engine()).toMatchObject({ ok: true });
  });

  test('what was made anew is picked up by the next connection', async () => {
    const engine = await serve(answerInfo);
    const mine = at.folder.authority;
    at.folder.write('ca.pem', stranger.certificate);
    expect(await failure(engine)).toMatchObject({ kind: 'certificateForeign', whose: 'engine' });
    at.folder.write('ca.pem', mine.certificate);
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
    const own = makeCertificate({ name: 'engine', authority: at.folder.authority, addresses: ['127.0.0.1'] });
    const cert = at.folder.write('server.pem', own.certificate + own.key);
    const files = ['-cert', cert, '-CAfile', at.folder.files.authority, '-Verify', '2', '-verify_return_error'];
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
    return at.engineAt({ port });
  }

  test.each(['-tls1_3', '-tls1_2'])('it has expired · %s', async (version) => {
    const to = daysAway(-2);
    at.folder.writeClient(at.folder.authority, { from: daysAway(-9), to });
    const engine = await opensslServer(version);
    expect(await failure(engine)).toEqual({
      kind: 'certificateExpired',
      address: engine.address,
      whose: 'client',
      at: to,
    });
  });

  test('it is not valid yet', async () => {
    const from = daysAway(2);
    at.folder.writeClient(at.folder.authority, { from });
    const engine = await opensslServer();
    expect(await failure(engine)).toEqual({
      kind: 'certificateNotYetValid',
      address: engine.address,
      whose: 'client',
      from,
    });
  });

  test.each(['-tls1_3', '-tls1_2'])('it is signed by somebody else · %s', async (version) => {
    at.folder.writeClient(stranger);
    const engine = await opensslServer(version);
    // OpenSSL's server gives no verdict when it cannot find an issuer in TLS 1.3 but "unknown ca": it is told in both.
    expect(await failure(engine)).toMatchObject({ kind: 'certificateForeign', whose: 'client' });
  });

  test('made anew, it is taken', async () => {
    at.folder.writeClient(stranger);
    const engine = await opensslServer();
    expect(await failure(engine)).toMatchObject({ kind: 'certificateForeign', whose: 'client' });
    at.folder.writeClient(at.folder.authority);
    // It answers with a page of its own.
    expect(await failure(engine)).toMatchObject({ kind: 'notDocker' });
  });
});
