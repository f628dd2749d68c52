/** The event stream against real TLS servers on loopback: pieces, losses, returns. */
import type { RequestListener, ServerResponse } from 'node:http';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { silentLog } from '../../../src/base/log.ts';
import { ok } from '../../../src/base/result.ts';
import type { EnginePool } from '../../../src/docker/doors.ts';
import type { EngineEvent, EventListener } from '../../../src/docker/engineStreams.ts';
import { createEnginePool } from '../../../src/docker/enginePool.ts';
import { followEvents } from '../../../src/docker/engineEvents.ts';
import type { Failure } from '../../../src/model/failure.ts';
import { record } from '../records.ts';
import { eventually } from './eventually.ts';
import { CertificateFolder } from './certificates.ts';
import { engineServer, machineAt } from './fakeEngine.ts';
import type { Listening } from './fakeEngine.ts';

vi.setConfig({ testTimeout: 60_000 });

let folder: CertificateFolder;
let pool: EnginePool;
const servers: Listening[] = [];
const streams: ServerResponse[] = [];

/** Notes what it hears. */
class Ear implements EventListener {
  readonly heard: string[] = [];
  readonly events: EngineEvent[] = [];
  readonly failures: Failure[] = [];
  readonly onEvent = (event: EngineEvent): void => {
    this.heard.push(`${event.type} ${event.action}`);
    this.events.push(event);
  };
  readonly onConnected = (): void => void this.heard.push('connected');
  readonly onLost = (failure: Failure): void => {
    this.heard.push(`lost: ${failure.kind}`);
    this.failures.push(failure);
  };
}

const answer: RequestListener = (request, response) => {
  if (request.url === '/_ping') {
    response.end('OK');
    return;
  }
  response.flushHeaders();
  streams.push(response);
};

async function listen(port = 0): Promise<Listening> {
  const server = await engineServer(folder, answer, { port });
  servers.push(server);
  return server;
}

beforeEach(() => {
  folder = new CertificateFolder();
  pool = createEnginePool({ probeTimeout: () => 2000, log: silentLog });
  streams.length = 0;
});
afterEach(async () => {
  pool.dispose();
  await Promise.all(servers.splice(0).map((server) => server.close()));
  folder.remove();
});

const network = '{"Type":"network","Action":"create","Actor":{"ID":"n","Attributes":{"name":"my-net"}},"time":1}';

describe('a stream', () => {
  test('tells events as they come, however they are cut', async () => {
    const ear = new Ear();
    pool.engine(machineAt((await listen()).port, folder)).events(ear);
    await eventually(() => ear.heard).toEqual(['connected']);
    streams[0]?.write(network.slice(0, 30));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(ear.heard).toEqual(['connected']);
    streams[0]?.write(`${network.slice(30)}\n${record('api/node1-events.json').trim().split('\n')[0] ?? ''}\n`);
    await eventually(() => ear.heard).toEqual(['connected', 'network create', 'container create']);
    expect(ear.events[0]).toMatchObject({ id: 'n', name: 'my-net' });
  });

  test('of a classic manager', async () => {
    const ear = new Ear();
    pool.manager(machineAt((await listen()).port, folder)).events(ear);
    await eventually(() => streams.length).toBe(1);
    streams[0]?.write(record('api/mgr-events.json'));
    await eventually(() => ear.heard).toContain('network disconnect');
    expect(ear.heard.slice(0, 3)).toEqual(['connected', 'network create', 'container create']);
  });

  test('an event in a letter of two bytes that was cut in two', async () => {
    const ear = new Ear();
    pool.engine(machineAt((await listen()).port, folder)).events(ear);
    await eventually(() => streams.length).toBe(1);
    const bytes = Buffer.from(network.replace('my-net', 'nätz'));
    const at = bytes.indexOf(0xc3) + 1;
    streams[0]?.write(bytes.subarray(0, at));
    await new Promise((resolve) => setTimeout(resolve, 20));
    streams[0]?.write(bytes.subarray(at));
    await eventually(() => ear.events[0]?.name).toBe('nätz');
  });

  test('that ends is opened again by itself', async () => {
    const ear = new Ear();
    const server = await listen();
    pool.engine(machineAt(server.port, folder)).events(ear);
    await eventually(() => ear.heard).toEqual(['connected']);
    server.cut();
    await eventually(() => ear.heard).toEqual(['connected', 'lost: engineReset', 'connected']);
  });

  test('is opened again at once when the engine is heard from otherwise', async () => {
    const ear = new Ear();
    const server = await listen();
    const { port } = server;
    await server.close();
    const engine = pool.engine(machineAt(port, folder));
    engine.events(ear);
    // Three failures in a row: the next try by itself is two seconds away at least.
    await eventually(() => ear.failures.length).toBe(3);
    await listen(port);
    expect(await engine.ping()).toMatchObject({ ok: true });
    await expect.poll(() => ear.heard.at(-1), { timeout: 1900 }).toBe('connected');
  });

  test('that brings no events', async () => {
    const ear = new Ear();
    pool.engine(machineAt((await listen()).port, folder)).events(ear);
    await eventually(() => streams.length).toBe(1);
    streams[0]?.write('<html>');
    await eventually(() => ear.heard).toEqual(['connected', 'lost: notDocker']);
  });

  test('of a machine without an address', async () => {
    const ear = new Ear();
    pool.engine(machineAt(1, folder, { address: undefined })).events(ear);
    await eventually(() => ear.failures).toEqual([{ kind: 'addressUnknown', machine: 'm1' }]);
  });

  test.each(['the stream', 'the pool'])('ends at once with %s, and is not heard of any more', async (whose) => {
    const ear = new Ear();
    const server = await listen();
    const stream = pool.engine(machineAt(server.port, folder)).events(ear);
    await eventually(() => ear.heard).toEqual(['connected']);
    if (whose === 'the stream') stream.dispose();
    else pool.dispose();
    await eventually(() => server.open()).toBe(0);
    expect(ear.heard).toEqual(['connected']);
  });

  test('is not counted among the questions', async () => {
    const server = await listen();
    const engine = pool.engine(machineAt(server.port, folder));
    const all = Array.from({ length: 6 }, () => engine.events(new Ear()));
    await eventually(() => streams.length).toBe(6);
    expect(await engine.ping()).toMatchObject({ ok: true });
    for (const each of all) each.dispose();
  });

  test("survives a listener's mistake", async () => {
    const ear = new Ear();
    let thrown = 0;
    pool.engine(machineAt((await listen()).port, folder)).events({
      onConnected: ear.onConnected,
      onLost: ear.onLost,
      onEvent: (event) => {
        ear.onEvent(event);
        thrown += 1;
        throw new Error('mine');
      },
    });
    await eventually(() => streams.length).toBe(1);
    streams[0]?.write(network + network);
    await eventually(() => thrown).toBe(2);
  });
});

test('waits grow from the first to the longest, and start anew only after a stream that held', async () => {
  const waits: number[] = [];
  let opened = 0;
  const real = setTimeout;
  const spied = ((work: () => void, time?: number) => {
    waits.push(time ?? 0);
    return real(work, 0);
  }) as typeof setTimeout;
  globalThis.setTimeout = spied;
  const follower = followEvents(
    {
      address: 'a',
      open: () => {
        opened += 1;
        const stream = new PassThrough();
        stream.end();
        return Promise.resolve(ok(stream));
      },
      failureOf: () => ({ kind: 'engineReset', address: 'a' }),
    },
    new Ear(),
    silentLog,
    { first: 1000, most: 30_000, random: () => 1 },
  );
  try {
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if (opened > 7) resolve();
        else setImmediate(look);
      };
      look();
    });
  } finally {
    follower.dispose();
    globalThis.setTimeout = real;
  }
  expect(waits.slice(0, 7)).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
});
