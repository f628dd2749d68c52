// The served VS Code of `npm start` and of these tests: it gives its user a shell, and so must answer its user alone.
import { readdir, readFile, stat } from 'node:fs/promises';
import { request, type IncomingMessage } from 'node:http';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startServer, type VsCodeServer } from '../../vscode/server.ts';

let server: VsCodeServer;
beforeAll(async () => {
  server = await startServer({ hasDriver: false });
});
afterAll(() => server.stop());

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
}

/** Sends a request as a program could; `headers` win over what would be sent of itself. */
function send(to: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port: server.port, path: to, headers, agent: false });
    asked.on('response', (answer) => {
      answer.resume();
      resolve({ status: answer.statusCode ?? 0, headers: answer.headers });
    });
    asked.on('upgrade', (answer, socket) => {
      socket.destroy();
      resolve({ status: answer.statusCode ?? 0, headers: answer.headers });
    });
    asked.on('error', reject);
    asked.end();
  });
}

const upgrade = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
};
const socketPath =
  '/?reconnectionToken=2f1b5cd4-9a2c-4a0c-8f3d-111111111111&reconnection=false&skipWebSocketFrames=false';
const withToken = (): string => {
  const { pathname, search } = new URL(server.address('/tmp'));
  return `${pathname}${search}`;
};

test('without its token it shows nothing', async () => {
  expect((await send('/?folder=/tmp')).status).toBe(403);
  expect((await send('/?folder=/tmp&tkn=wrong')).status).toBe(403);
  expect((await send('/?folder=/tmp', { cookie: 'vscode-tkn=wrong' })).status).toBe(403);
});

test('with the token that its address has it answers, and keeps the token out of what follows', async () => {
  const answer = await send(withToken());
  expect(answer.status).toBe(302);
  expect(answer.headers.location).not.toContain('tkn');
  const cookie = String(answer.headers['set-cookie']).replace(/;.*/s, '');
  expect((await send('/?folder=/tmp', { cookie })).status).toBe(200);
});

test.each(['evil.example', 'evil.example:80', '127.0.0.1', '127.0.0.1:1', '127.0.0.1.evil.example', '0.0.0.0'])(
  'a request to the host %s is refused, whatever it knows',
  async (host) => {
    expect((await send(withToken(), { host })).status).toBe(403);
    expect((await send(socketPath, { ...upgrade, host })).status).toBe(403);
  },
);

test.each(['https://evil.example', 'http://127.0.0.1:1', 'http://127.0.0.1', 'null', 'https://127.0.0.1.evil.example'])(
  'a web page of %s opens no web socket and sends no request',
  async (origin) => {
    expect((await send(socketPath, { ...upgrade, origin })).status).toBe(403);
    expect((await send(withToken(), { origin })).status).toBe(403);
  },
);

test('its own page opens its web socket', async () => {
  expect((await send(socketPath, { ...upgrade, origin: `http://127.0.0.1:${String(server.port)}` })).status).toBe(101);
});

test('no other user of this computer can get at it', async () => {
  const token = new URL(server.address('/tmp')).searchParams.get('tkn') ?? '';
  expect(token).toMatch(/^[\w-]{20,}$/);
  const folder = path.dirname(server.dataDir);
  expect((await stat(folder)).mode & 0o077).toBe(0);
  if (process.platform !== 'linux') return;
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const shown = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'latin1').catch(() => '')));
  expect(shown.some((argv) => argv.includes(folder))).toBe(true);
  expect(shown.filter((argv) => argv.includes(token))).toEqual([]);
});
