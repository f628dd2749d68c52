/** What engines and managers are asked, of themselves, their containers and overlays, against real TLS servers on loopback. */
import type { ServerResponse } from 'node:http';
import { describe, expect, test, vi } from 'vitest';
import { record } from '../records.ts';
import { askedEngines } from './askedEngines.ts';

vi.setConfig({ testTimeout: 60_000 });

const { at, asked, serve, engineAt, managerAt } = askedEngines();

describe('questions', () => {
  test('ping', async () => {
    const pinged = await engineAt(await serve({ 'GET /_ping': 'OK' })).ping();
    // Its answer's date, in whole seconds.
    expect(pinged.ok && Math.abs(pinged.value.clockSkew ?? Infinity)).toBeLessThan(1500);
    expect(await engineAt(await serve({ 'GET /_ping': 'PONG' })).ping()).toMatchObject({
      ok: false,
      error: { kind: 'notDocker', said: 'PONG' },
    });
  });

  test('an engine that names its API with the answer is not asked for it', async () => {
    const engine = engineAt(await serve({ 'GET /info': record('api/node1-info.stdout') }));
    expect(await engine.engine()).toMatchObject({ ok: true, value: { apiVersion: '1.41', hostname: 'swarm-node1' } });
    expect(asked.map((each) => each.path)).toEqual(['/info']);
  });

  test('an engine that does not name its API is asked for it', async () => {
    const bare = (body: string) => (response: ServerResponse) => {
      response.removeHeader('Api-Version');
      response.end(body);
    };
    const server = await serve({
      'GET /info': bare('{"ID":"A","Containers":0,"Name":"old"}'),
      'GET /version': bare('{"Version":"1.9.1","ApiVersion":"1.21"}'),
    });
    expect(await engineAt(server).engine()).toMatchObject({
      ok: true,
      value: { version: '1.9.1', apiVersion: '1.21' },
    });
  });

  test('a manager', async () => {
    const manager = managerAt(await serve({ 'GET /info': record('api/mgr-info.stdout') }));
    const info = await manager.manager();
    expect(info.ok && info.value.nodes.map((node) => node.status)).toEqual(['Healthy', 'Healthy', 'Healthy']);
  });

  test('all containers, the stopped too', async () => {
    const engine = engineAt(await serve({ 'GET /containers/json': record('api/node1-containers_json_all_1.stdout') }));
    expect(await engine.containers()).toMatchObject({ ok: true, value: [{ name: 'c1' }, { name: 'swarm-agent' }] });
    expect(asked[0]?.query).toEqual({ all: 'true' });
  });

  test('a log, both streams', async () => {
    const frame = (stream: number, text: string): Buffer => {
      const head = Buffer.alloc(8);
      head[0] = stream;
      head.writeUInt32BE(Buffer.byteLength(text), 4);
      return Buffer.concat([head, Buffer.from(text)]);
    };
    const framed = Buffer.concat([frame(1, 'out\n'), frame(2, 'ärr\n'), frame(1, '7\n')]);
    const engine = engineAt(
      await serve({ 'GET /containers/kv/logs': [200, framed], 'GET /containers/tty/logs': [200, '42'] }),
    );
    expect(await engine.containerLog('kv', 20)).toEqual({ ok: true, value: 'out\närr\n7\n' });
    expect(asked[0]?.query).toEqual({ stdout: 'true', stderr: 'true', tail: '20' });
    expect(await engine.containerLog('tty', 20)).toEqual({ ok: true, value: '42' });
  });
});

describe('overlay networks', () => {
  const id = '37038204c6c399a63db8c6084bacc0c4ea45e1381fed47ebd3e0cd695bb63bf0';

  test('of a manager, with the node of each container', async () => {
    const manager = managerAt(
      await serve({
        'GET /networks': record('api/mgr-networks.stdout'),
        'GET /containers/json': record('api/mgr-containers_json_all_1.stdout'),
        [`GET /networks/${id}`]: record('api/mgr-networks_ID.stdout'),
      }),
    );
    const overlays = await manager.overlays();
    expect(overlays).toMatchObject({
      ok: true,
      value: [
        {
          name: 'my-net',
          endpoints: [
            { container: 'c1', address: '10.0.0.2', machine: 'swarm-node1' },
            { container: 'c2', address: '10.0.0.3', machine: 'swarm-node2' },
          ],
        },
      ],
    });
    expect(asked.find((each) => each.path === '/networks')?.query).toEqual({ filters: '{"driver":["overlay"]}' });
  });

  test('of an engine, whose own machine is known', async () => {
    const engine = engineAt(
      await serve({
        'GET /networks': `[{"Id":"${id}","Name":"my-net","Driver":"overlay"},{"Id":"b","Name":"bridge","Driver":"bridge"}]`,
        [`GET /networks/${id}`]: record('api/node1-networks_ID.stdout'),
      }),
    );
    expect(await engine.overlays()).toMatchObject({
      ok: true,
      value: [
        {
          endpoints: [
            { container: 'c1', machine: 'swarm-node1' },
            { container: 'c2', machine: undefined },
          ],
        },
      ],
    });
  });

  test('one that is gone meanwhile is left out, one that fails or hangs is told as listed, the others whole', async () => {
    at.timeout = 600;
    const listed = ['gone', 'broken', 'stuck', 'whole'].map((name) => ({
      Id: name,
      Name: name,
      Driver: 'overlay',
      Labels: { from: 'list' },
    }));
    const engine = engineAt(
      await serve({
        'GET /networks': JSON.stringify(listed),
        'GET /networks/gone': [404, '{"message":"network gone not found"}'],
        'GET /networks/broken': [500, '{"message":"no"}'],
        'GET /networks/stuck': () => undefined,
        'GET /networks/whole': '{"Id":"whole","Name":"whole","Driver":"overlay","Labels":{"from":"inspect"}}',
      }),
    );
    expect(await engine.overlays()).toMatchObject({
      ok: true,
      value: [
        { name: 'broken', labels: { from: 'list' } },
        { name: 'stuck', labels: { from: 'list' } },
        { name: 'whole', labels: { from: 'inspect' } },
      ],
    });
  });
});

test('an id that no path can hold is asked for as far as it can be written', async () => {
  const odd = { Id: 'a\ud83d b\u0000é', Name: 'odd', Driver: 'overlay' };
  const server = await serve({ 'GET /networks': JSON.stringify([odd]) });
  expect(await engineAt(server).overlays()).toMatchObject({ ok: true, value: [] });
  expect(asked.at(-1)?.path).toBe('/networks/a%EF%BF%BD%20b%00%C3%A9');
});
