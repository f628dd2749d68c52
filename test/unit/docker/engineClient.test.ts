/** What engines and managers are asked and told, against real TLS servers on loopback. */
import type { RequestListener, ServerResponse } from 'node:http';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { EngineDoor } from '../../../src/docker/doors.ts';
import type { ContainerToRun } from '../../../src/model/plan.ts';
import { record } from '../records.ts';
import type { Listening } from './fakeEngine.ts';
import { fakeEngines } from './fakeEngines.ts';

vi.setConfig({ testTimeout: 60_000 });

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: Record<string, string>;
  readonly body: unknown;
}

const at = fakeEngines();
const asked: Asked[] = [];

beforeEach(() => {
  asked.length = 0;
});

type Answer = string | readonly [status: number, body: string | Buffer] | ((response: ServerResponse) => void);

/** Serves by `METHOD /path`; notes what was asked; what nobody expects is Docker's 404. */
async function serve(answers: Record<string, Answer>): Promise<Listening> {
  const listener: RequestListener = (request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const url = new URL(request.url ?? '', 'https://engine');
      const text = Buffer.concat(pieces).toString();
      const method = request.method ?? '';
      asked.push({
        method,
        path: url.pathname,
        query: Object.fromEntries(url.searchParams),
        body: text === '' ? undefined : JSON.parse(text),
      });
      const answer = answers[`${method} ${url.pathname}`] ?? ([404, '{"message":"page not found"}'] as const);
      response.setHeader('Api-Version', '1.41');
      if (typeof answer === 'function') answer(response);
      else if (typeof answer === 'string') response.end(answer);
      else {
        response.writeHead(answer[0]);
        response.end(answer[1]);
      }
    });
  };
  return at.serve(listener);
}

const engineAt = (server: Listening): EngineDoor => at.engineAt(server, { name: 'swarm-node1' });
const managerAt = (server: Listening): EngineDoor => at.managerAt(server);

describe('questions', () => {
  test('ping', async () => {
    expect(await engineAt(await serve({ 'GET /_ping': 'OK' })).ping()).toEqual({ ok: true, value: undefined });
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

describe('changes', () => {
  const store: ContainerToRun = {
    name: 'consul',
    image: 'hashicorp/consul:1.20.6',
    command: ['agent', '-server'],
    ports: [{ host: 8500, container: 8500 }],
    volume: { name: 'consul-data', path: '/consul/data' },
    restart: 'always',
    labels: { 'dockeroverlay.cluster': 'demo' },
    environment: ['A=b'],
  };

  test('a container is created and started', async () => {
    const engine = engineAt(
      await serve({
        'POST /containers/create': [201, '{"Id":"abc","Warnings":null}'],
        'POST /containers/abc/start': [204, ''],
      }),
    );
    expect(await engine.runContainer(store)).toEqual({ ok: true, value: undefined });
    expect(asked).toEqual([
      {
        method: 'POST',
        path: '/containers/create',
        query: { name: 'consul' },
        body: {
          Image: 'hashicorp/consul:1.20.6',
          Cmd: ['agent', '-server'],
          Env: ['A=b'],
          Labels: { 'dockeroverlay.cluster': 'demo' },
          ExposedPorts: { '8500/tcp': {} },
          HostConfig: {
            PortBindings: { '8500/tcp': [{ HostPort: '8500' }] },
            Binds: ['consul-data:/consul/data'],
            RestartPolicy: { Name: 'always' },
          },
        },
      },
      { method: 'POST', path: '/containers/abc/start', query: {}, body: undefined },
    ]);
  });

  test('a name that is taken', async () => {
    const engine = engineAt(
      await serve({ 'POST /containers/create': [409, '{"message":"Conflict. The name is in use"}'] }),
    );
    expect(await engine.runContainer(store)).toMatchObject({
      ok: false,
      error: { kind: 'engineError', status: 409, said: 'Conflict. The name is in use' },
    });
  });

  test('starting what runs, removing what is not there: as wanted', async () => {
    const engine = engineAt(await serve({ 'POST /containers/consul/start': [304, ''] }));
    expect(await engine.startContainer('consul')).toMatchObject({ ok: true });
    expect(await engine.removeContainer('gone')).toMatchObject({ ok: true });
    expect(await engine.removeVolume('gone')).toMatchObject({ ok: true });
    expect(await engine.removeNetwork('gone')).toMatchObject({ ok: true });
    expect(await engine.startContainer('gone')).toMatchObject({
      ok: false,
      error: { kind: 'engineError', status: 404 },
    });
  });

  test('removing: stopped with grace first; volumes stay', async () => {
    const engine = engineAt(
      await serve({ 'POST /containers/consul/stop': [204, ''], 'DELETE /containers/consul': [204, ''] }),
    );
    expect(await engine.removeContainer('consul')).toMatchObject({ ok: true });
    expect(asked).toMatchObject([
      { method: 'POST', query: { t: '10' } },
      { method: 'DELETE', query: { force: 'true' } },
    ]);
  });

  test('a volume in use', async () => {
    const engine = engineAt(await serve({ 'DELETE /volumes/v': [409, '{"message":"volume is in use"}'] }));
    expect(await engine.removeVolume('v')).toMatchObject({ ok: false, error: { kind: 'engineError', status: 409 } });
  });

  test.each([
    ['busybox', 'busybox', 'latest'],
    ['swarm:1.2.9', 'swarm', '1.2.9'],
    ['localhost:5000/a/b', 'localhost:5000/a/b', 'latest'],
    ['localhost:5000/a/b:1', 'localhost:5000/a/b', '1'],
    ['a/b@sha256:00', 'a/b', 'sha256:00'],
    ['a/b:1@sha256:00', 'a/b', 'sha256:00'],
  ])('pulling %s', async (image, fromImage, tag) => {
    const lines = ['Pulling', 'Downloading', 'Downloading', 'Pull complete'].map((status) =>
      JSON.stringify({ id: 'layer', status, progress: String(Math.random()) }),
    );
    const engine = engineAt(await serve({ 'POST /images/create': [...lines, '{"status":"Done"}'].join('\r\n') }));
    const progress: string[] = [];
    expect(await engine.pullImage(image, { onProgress: (line) => progress.push(line) })).toMatchObject({ ok: true });
    expect(asked[0]?.query).toEqual({ fromImage, tag });
    expect(progress).toEqual(['layer: Pulling', 'layer: Downloading', 'layer: Pull complete', 'Done']);
  });

  test('a pull that fails after it has begun', async () => {
    const engine = engineAt(
      await serve({ 'POST /images/create': '{"status":"Pulling"}\n{"errorDetail":{},"error":"manifest unknown"}\n' }),
    );
    expect(await engine.pullImage('nope')).toMatchObject({
      ok: false,
      error: { kind: 'engineError', said: 'manifest unknown' },
    });
  });

  const network = {
    name: 'my-net',
    subnet: '10.10.0.0/24',
    gateway: '',
    isInternal: false,
    isAttachable: true,
    isEncrypted: true,
    mtu: 1400,
  };

  test('a network', async () => {
    const engine = engineAt(await serve({ 'POST /networks/create': [201, '{"Id":"n"}'] }));
    expect(await engine.createNetwork(network)).toMatchObject({ ok: true });
    expect(asked).toMatchObject([
      {
        query: {},
        body: {
          Name: 'my-net',
          CheckDuplicate: true,
          Driver: 'overlay',
          Internal: false,
          Attachable: true,
          IPAM: { Driver: 'default', Config: [{ Subnet: '10.10.0.0/24' }] },
          Options: { encrypted: '', 'com.docker.network.driver.mtu': '1400' },
        },
      },
    ]);
  });

  test('a network of that name is there, of another kind', async () => {
    const message = 'Error response from daemon: network with name my-net already exists';
    const manager = managerAt(
      await serve({
        'POST /networks/create': [500, JSON.stringify({ message })],
        'GET /networks': '[{"Id":"1","Name":"my-net","Driver":"bridge","Scope":"local"}]',
      }),
    );
    expect(await manager.createNetwork(network)).toEqual({
      ok: false,
      error: { kind: 'networkExists', network: 'my-net', driver: 'bridge', scope: 'local' },
    });
  });

  test('a network whose addresses are taken', async () => {
    const engine = engineAt(await serve({ 'POST /networks/create': [403, '{"message":"Pool overlaps"}'] }));
    expect(await engine.createNetwork(network)).toMatchObject({ ok: false, error: { said: 'Pool overlaps' } });
  });
});
