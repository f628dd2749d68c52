// Every call that leaves the program has its line in the log, at its level and without secrets.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { silentLog, type Log } from '../../../src/base/log.ts';
import { loggedCall } from '../../../src/docker/callLog.ts';
import type { EngineDoor } from '../../../src/docker/doors.ts';
import { createEnginePool } from '../../../src/docker/enginePool.ts';
import { createHosts } from '../../../src/docker/hosts.ts';
import { createKeyValueStores } from '../../../src/docker/kvClient.ts';
import { parseStoreUrl, type StoreUrl } from '../../../src/model/keyValueStore.ts';
import type { ContainerToRun } from '../../../src/model/plan.ts';
import { answerInfo, fakeEngines } from './fakeEngines.ts';
import { machineAt } from './fakeEngine.ts';
import { zookeeperServer } from './zookeeperServer.ts';

const at = fakeEngines();
const ended: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0)) await end();
});

/** What is told at each level, times and ports taken out. */
function notebook(wantsDebug = true): Log & { readonly lines: string[] } {
  const lines: string[] = [];
  const keep = (level: string) => (text: string) => {
    lines.push(`${level} ${text.replace(/127\.0\.0\.1:\d+/, 'HOST').replace(/\d+ ms/, 'N ms')}`);
  };
  return { ...silentLog, wantsDebug, debug: keep('debug'), info: keep('info'), lines };
}

/** The door to an engine on loopback, whose calls are written down. */
function engineAt(port: number, log: Log, timeout = 5000): EngineDoor {
  const pool = createEnginePool({ probeTimeout: () => timeout, log });
  ended.push(() => pool.dispose());
  return pool.engine(machineAt(port, at.folder));
}

describe('an engine', () => {
  test('is asked at Debug, by method and path, with its status', async () => {
    const log = notebook();
    const { port } = await at.serve(answerInfo);
    await engineAt(port, log).engine();
    await engineAt(port, log).containers();
    expect(log.lines).toEqual([
      'debug GET HOST /info: 200 after N ms',
      'debug GET HOST /containers/json?all=true: 200 after N ms',
    ]);
  });

  test('is changed at Info, without what the body holds', async () => {
    const log = notebook(false);
    const { port } = await at.serve((request, response) => {
      response.setHeader('Api-Version', '1.41');
      response.writeHead(request.url?.startsWith('/containers/create') ? 201 : 500);
      response.end('{"Id":"c1","message":"no"}');
    });
    const container: ContainerToRun = {
      name: 'web',
      image: 'busybox',
      command: ['--token', 'hunter2'],
      ports: [],
      volume: { name: 'web', path: '/data' },
      restart: 'always',
      labels: {},
      environment: ['PASSWORD=hunter2'],
    };
    await engineAt(port, log).runContainer(container);
    expect(log.lines).toEqual([
      'info POST HOST /containers/create?name=web: 201 after N ms',
      'info POST HOST /containers/c1/start: 500 after N ms',
    ]);
  });

  test('that does not answer is told by why', async () => {
    const log = notebook();
    const silent = await at.serve(() => undefined);
    await engineAt(silent.port, log, 300).engine();
    const gone = await at.serve(answerInfo);
    await gone.close();
    await engineAt(gone.port, log).engine();
    expect(log.lines).toEqual([
      'debug GET HOST /info: given up after N ms',
      'debug GET HOST /info: ECONNREFUSED after N ms',
    ]);
  });

  test('whose log streams has its line when the stream begins', async () => {
    const log = notebook();
    const { port } = await at.serve((_, response) => {
      response.setHeader('Api-Version', '1.41');
      response.flushHeaders();
    });
    const begun = new Promise<void>((resolve) => {
      const events = engineAt(port, log).events({
        onEvent: () => undefined,
        onConnected: resolve,
        onLost: () => undefined,
      });
      ended.push(() => events.dispose());
    });
    await begun;
    expect(log.lines).toEqual(['debug GET HOST /events: 200 after N ms']);
  });

  test('costs no line, not even its wording, while nobody reads Debug', async () => {
    const log = notebook(false);
    const { port } = await at.serve(answerInfo);
    expect((await engineAt(port, log).engine()).ok).toBe(true);
    const call = {
      address: 'a:1',
      method: 'GET',
      isChange: false,
      get path(): string {
        throw new Error('worded');
      },
    };
    expect(await loggedCall(log, call, () => Promise.resolve(1))).toBe(1);
    expect(log.lines).toEqual([]);
  });
});

describe('a store', () => {
  const urlOf = (type: string, port: number): StoreUrl => parseStoreUrl(`${type}://127.0.0.1:${port}`)!;

  test('is asked at Debug, and changed at Info', async () => {
    const log = notebook();
    const server = createServer((_, response) => response.writeHead(200).end('true'));
    ended.push(() => server.close());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const stores = createKeyValueStores({ timeout: () => 2000, log });
    const url = urlOf('consul', (server.address() as AddressInfo).port);
    await stores.ask(url);
    await stores.reintroduce(url, '10.0.0.12:2376');
    expect(log.lines).toEqual([
      'debug GET HOST /v1/status/leader: 200 after N ms',
      'info DELETE HOST /v1/kv/docker/nodes/10.0.0.12:2376: 200 after N ms',
      'info PUT HOST /v1/kv/docker/nodes/10.0.0.12:2376: 200 after N ms',
    ]);
  });

  test('that speaks no HTTP is told in its own words', async () => {
    const log = notebook();
    const server = await zookeeperServer({ '/docker/nodes/10.0.0.12:2376': '' });
    ended.push(server.close);
    await createKeyValueStores({ timeout: () => 2000, log }).ask(urlOf('zookeeper', server.port));
    expect(log.lines).toContain('debug connect HOST: done after N ms');
    expect(log.lines).toContain('debug srvr HOST: done after N ms');
    expect(log.lines).toContain('debug getChildren HOST /docker/nodes: done after N ms');
  });
});

test('a port is tried at Debug', async () => {
  const log = notebook();
  const hosts = createHosts({ timeout: () => 2000, log });
  const { port, close } = await at.serve(answerInfo);
  await hosts.probe('127.0.0.1', port);
  await close();
  await hosts.probe('127.0.0.1', port);
  expect(log.lines).toEqual(['debug connect HOST: done after N ms', 'debug connect HOST: engineRefused after N ms']);
});

test('no token, no password and no endless path gets into a line', async () => {
  const log = notebook();
  const path = `/x?token=SWMTKN-1-secret&url=https://me:hunter2@registry/${'x'.repeat(1000)}`;
  await loggedCall(log, { address: 'a:1', method: 'POST', path, isChange: true }, () => Promise.resolve());
  expect(log.lines[0]).not.toMatch(/secret|hunter2/);
  expect(log.lines[0]?.length).toBeLessThan(400);
});
