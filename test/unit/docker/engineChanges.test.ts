/** What engines and managers are told to change, against real TLS servers on loopback. */
import { describe, expect, test, vi } from 'vitest';
import type { ContainerToRun } from '../../../src/model/plan.ts';
import { record } from '../records.ts';
import { askedEngines } from './askedEngines.ts';

vi.setConfig({ testTimeout: 60_000 });

const { asked, serve, engineAt, managerAt } = askedEngines();

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
    const made: string[] = [];
    const onMade = (id: string): void => void made.push(id);
    expect(await engine.runContainer(store, { onMade })).toEqual({ ok: true, value: undefined });
    expect(made).toEqual(['abc']);
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

  test('one that is created and does not start is told', async () => {
    const engine = engineAt(await serve({ 'POST /containers/create': [201, '{"Id":"abc"}'] }));
    const made: string[] = [];
    expect((await engine.runContainer(store, { onMade: (id) => void made.push(id) })).ok).toBe(false);
    expect(made).toEqual(['abc']);
  });

  test('a volume tells when it was created', async () => {
    const engine = engineAt(
      await serve({
        'GET /volumes/data': [200, '{"CreatedAt":"2026-12-01T11:00:00Z","Name":"data"}'],
        'GET /volumes/old': [200, '{"Name":"old"}'],
      }),
    );
    expect(await engine.volume('data')).toEqual({ ok: true, value: { created: '2026-12-01T11:00:00Z' } });
    expect(await engine.volume('old')).toEqual({ ok: true, value: { created: '' } });
    expect(await engine.volume('gone')).toEqual({ ok: true, value: undefined });
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

  test('one like another: its setup with another command, under a name that was given away', async () => {
    const body = record('api/node1-containers_c1_json.stdout');
    const engine = engineAt(
      await serve({
        'GET /containers/c1/json': [200, body],
        'POST /containers/c1/rename': [204, ''],
        'POST /containers/create': [201, '{"Id":"new"}'],
      }),
    );
    const setup = await engine.containerSetup('c1');
    if (!setup.ok) throw new Error(setup.error.kind);
    expect(await engine.renameContainer('c1', 'c1-former')).toMatchObject({ ok: true });
    expect(await engine.createContainer({ ...setup.value, command: ['top'] })).toEqual({ ok: true, value: 'new' });
    const { Config, HostConfig } = JSON.parse(body) as Record<'Config' | 'HostConfig', Record<string, unknown>>;
    const { Hostname: _, ...config } = Config;
    expect(asked.slice(1)).toMatchObject([
      { method: 'POST', query: { name: 'c1-former' } },
      { method: 'POST', query: { name: 'c1' }, body: { ...config, Cmd: ['top'], HostConfig } },
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
    const made: string[] = [];
    expect(await engine.createNetwork(network, { onMade: (id) => void made.push(id) })).toMatchObject({ ok: true });
    expect(made).toHaveLength(1);
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
