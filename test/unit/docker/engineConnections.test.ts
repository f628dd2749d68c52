/** How connections to engines are kept, shared, replaced and bounded, against real TLS servers on loopback. */
import type { RequestListener } from 'node:http';
import { expect, test, vi } from 'vitest';
import { sleep } from '../../../src/base/async.ts';
import { fakeEngines } from './fakeEngines.ts';

vi.setConfig({ testTimeout: 60_000 });

const at = fakeEngines();
const answerPing: RequestListener = (_, response) => void response.end('OK');

test('are kept', async () => {
  const server = await at.serve(answerPing);
  for (let i = 0; i < 5; i += 1) await at.engineAt(server).ping();
  expect(server.connections()).toBe(1);
});

test('a kept one that died is replaced, unseen', async () => {
  const server = await at.serve(answerPing);
  const engine = at.engineAt(server);
  await engine.ping();
  server.cut();
  expect(await engine.ping()).toMatchObject({ ok: true });
});

test('a question on a kept connection that is reset is asked once more', async () => {
  const seen = new WeakSet<object>();
  let resets = 0;
  const server = await at.serve((request, response) => {
    if (seen.has(request.socket)) {
      resets += 1;
      request.socket.destroy();
      return;
    }
    seen.add(request.socket);
    response.end('OK');
  });
  const engine = at.engineAt(server);
  expect(await engine.ping()).toMatchObject({ ok: true });
  expect(await engine.ping()).toMatchObject({ ok: true });
  expect(resets).toBe(1);
});

test('a change is never sent twice, and not over a kept connection', async () => {
  const seen = new WeakSet<object>();
  let changes = 0;
  let isOnKept = false;
  const server = await at.serve((request, response) => {
    if (request.method === 'POST') {
      changes += 1;
      isOnKept ||= seen.has(request.socket);
      request.socket.destroy();
      return;
    }
    seen.add(request.socket);
    response.end('OK');
  });
  const engine = at.engineAt(server);
  await engine.ping();
  expect(await engine.startContainer('x')).toMatchObject({ ok: false, error: { kind: 'engineReset' } });
  expect(changes).toBe(1);
  expect(isOnKept).toBe(false);
});

test('silence on a kept connection of a living host: connected', async () => {
  at.timeout = 400;
  let isFrozen = false;
  const server = await at.serve((_, response) => {
    if (!isFrozen) response.end('OK');
  });
  const engine = at.engineAt(server);
  await engine.ping();
  isFrozen = true;
  expect(await engine.ping()).toMatchObject({ ok: false, error: { kind: 'engineSilent', connected: true } });
  isFrozen = false;
  expect(await engine.ping()).toMatchObject({ ok: true });
});

test('no more than four questions at once to one endpoint, all are answered', async () => {
  let now = 0;
  let most = 0;
  const server = await at.serve((_, response) => {
    most = Math.max(most, ++now);
    setTimeout(() => {
      now -= 1;
      response.end('OK');
    }, 20);
  });
  const all = await Promise.all(Array.from({ length: 30 }, () => at.engineAt(server).ping()));
  expect(all.every((each) => each.ok)).toBe(true);
  expect(most).toBe(4);
});

test('who waits behind a frozen engine is done when its own time is over', async () => {
  const engine = at.engineAt(await at.serve(() => undefined));
  const stop = new AbortController();
  const ahead = Array.from({ length: 4 }, () => engine.ping({ signal: stop.signal, deadline: 60_000 }));
  expect(await engine.ping({ deadline: 200 })).toMatchObject({
    ok: false,
    error: { kind: 'engineSilent', after: 200 },
  });
  stop.abort();
  await Promise.all(ahead);
});

test('forty frozen engines do not keep a living one from being heard', async () => {
  at.timeout = 4000;
  const frozen = await Promise.all(Array.from({ length: 40 }, () => at.serve(() => undefined)));
  const living = await at.serve(answerPing);
  const stop = new AbortController();
  const silent = frozen.map((server, index) =>
    at.engineAt(server, { name: `f${index}` }).ping({ signal: stop.signal }),
  );
  const first = await Promise.race([at.engineAt(living).ping(), sleep(2500)]);
  expect(first).toMatchObject({ ok: true });
  stop.abort();
  await Promise.all(silent);
});

test('a deadline of the call goes before the usual one', async () => {
  const engine = at.engineAt(await at.serve(() => undefined));
  expect(await engine.ping({ deadline: 200 })).toMatchObject({ ok: false, error: { after: 200 } });
});

test("nothing of the user's Docker environment gets in", async () => {
  process.env.DOCKER_HOST = ':::not a url';
  process.env.DOCKER_CERT_PATH = '/nowhere';
  try {
    expect(await at.engineAt(await at.serve(answerPing)).ping()).toMatchObject({ ok: true });
  } finally {
    delete process.env.DOCKER_HOST;
    delete process.env.DOCKER_CERT_PATH;
  }
});

test('two doors to one endpoint share its connections', async () => {
  const server = await at.serve(answerPing);
  await at.engineAt(server).ping();
  await at.engineAt(server).ping();
  expect(at.engineAt(server)).toBe(at.engineAt(server));
  expect(server.connections()).toBe(1);
});
