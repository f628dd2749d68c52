// What must hold of a container that an engine runs for us, and of stores that are such containers.
import { expect, test } from 'vitest';
import { recreateContainer } from '../../src/cluster/recreateContainer.ts';
import type { ContainerToRun } from '../../src/model/plan.ts';
import { failure, soon, type Standing } from './engineWorld.ts';

export function engineContainers({ world, engine, manager, ask }: Standing): void {
  test('run, tell of and remove a container with its volume', async () => {
    const node = engine('swarm-node2');
    const container: ContainerToRun = {
      name: 'contract',
      image: 'busybox:1.36',
      command: ['sh', '-c', 'echo hällo $NAME; echo oh >&2; trap exit TERM; sleep 1000 & wait'],
      ports: [{ host: 8099, container: 80 }],
      volume: { name: 'contract-data', path: '/data' },
      restart: 'always',
      labels: { purpose: 'contract' },
      environment: ['NAME=world'],
    };
    const lines: string[] = [];
    expect(await node.pullImage(container.image, { onProgress: (line) => lines.push(line) })).toMatchObject({
      ok: true,
    });
    expect(lines.at(-1)).toMatch(/^Status: /);
    expect(await failure(node.pullImage('no/such:image'))).toMatchObject({ kind: 'engineError' });
    expect(await node.runContainer(container)).toEqual({ ok: true, value: undefined });
    expect(await failure(node.runContainer(container))).toMatchObject({ kind: 'engineError', status: 409 });
    expect(await node.startContainer('contract')).toMatchObject({ ok: true });
    // Two streams: the engine keeps each in order, not one among the other.
    const logged = async (): Promise<string[] | undefined> => {
      const log = await node.containerLog('contract', 10);
      return log.ok ? log.value.trim().split('\n').sort() : undefined;
    };
    await expect.poll(logged, soon).toEqual(['hällo world', 'oh']);
    const all = await node.containers();
    expect(all.ok && all.value.find((each) => each.name === 'contract')).toMatchObject({
      state: 'running',
      image: 'busybox:1.36',
      labels: { purpose: 'contract' },
      mounts: [{ name: 'contract-data', destination: '/data' }],
    });
    const created = expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string;
    expect(await node.volume('contract-data')).toEqual({ ok: true, value: { created } });
    expect(await failure(node.removeVolume('contract-data'))).toMatchObject({ kind: 'engineError', status: 409 });
    for (let i = 0; i < 2; i += 1) expect(await node.removeContainer('contract')).toMatchObject({ ok: true });
    for (let i = 0; i < 2; i += 1) expect(await node.removeVolume('contract-data')).toMatchObject({ ok: true });
  });

  test('recreate a container with another command, and keep everything else', async () => {
    const node = engine('swarm-node2');
    const container: ContainerToRun = {
      name: 'contract-again',
      image: 'busybox:1.36',
      command: ['sh', '-c', 'echo first $NAME; trap exit TERM; sleep 1000 & wait'],
      ports: [{ host: 8098, container: 80 }],
      volume: { name: 'contract-kept', path: '/data' },
      restart: 'always',
      labels: { purpose: 'contract' },
      environment: ['NAME=world'],
    };
    expect(await node.pullImage(container.image)).toMatchObject({ ok: true });
    expect(await node.runContainer(container)).toMatchObject({ ok: true });
    const before = await node.containerSetup(container.name);
    if (!before.ok) throw new Error(before.error.kind);
    const command = ['sh', '-c', 'echo second $NAME; trap exit TERM; sleep 1000 & wait'];
    const recreated = await recreateContainer(node, 'swarm-node2', { setup: before.value, command }, {});
    expect(recreated).toMatchObject({ ok: true, value: { left: undefined } });
    const after = await node.containerSetup(container.name);
    if (!after.ok || !recreated.ok) throw new Error('It was not recreated.');
    expect(after.value).toMatchObject({ id: recreated.value.id, name: container.name, isRunning: true, command });
    expect(after.value.id).not.toBe(before.value.id);
    const all = await node.containers();
    expect(all.ok && all.value.filter((each) => each.name.startsWith('contract'))).toMatchObject([
      { state: 'running', labels: { purpose: 'contract' }, mounts: [{ name: 'contract-kept', destination: '/data' }] },
    ]);
    const logged = async (): Promise<string | undefined> => {
      const log = await node.containerLog(container.name, 10);
      return log.ok ? log.value.trim() : undefined;
    };
    await expect.poll(logged, soon).toBe('second world');
    expect(await node.removeContainer(container.name)).toMatchObject({ ok: true });
    expect(await node.removeVolume('contract-kept')).toMatchObject({ ok: true });
  });

  test('recreate the agent of a node, which stays healthy', async () => {
    const node = engine('swarm-node1');
    const setup = await node.containerSetup('swarm-agent');
    if (!setup.ok) throw new Error(setup.error.kind);
    const { command } = setup.value;
    expect(await recreateContainer(node, 'swarm-node1', { setup: setup.value, command }, {})).toMatchObject({
      ok: true,
    });
    const status = async (): Promise<string | undefined> => {
      const info = await manager().manager();
      return info.ok ? info.value.nodes.find(({ name }) => name === 'swarm-node1')?.status : undefined;
    };
    await expect.poll(status, soon).toBe('Healthy');
    const all = await node.containers();
    expect(all.ok && all.value.filter(({ name }) => name.startsWith('swarm-agent'))).toMatchObject([
      { state: 'running' },
    ]);
  });

  test.each([
    ['zookeeper:3.8.4', 'zk', 2181, '/data', []],
    [
      'rancher/mirrored-coreos-etcd:v3.5.12',
      'etcd',
      2379,
      '/etcd-data',
      [
        'etcd',
        '--enable-v2',
        '--data-dir=/etcd-data',
        '--listen-client-urls=http://0.0.0.0:2379',
        '--advertise-client-urls=http://0.0.0.0:2379',
      ],
    ],
  ] as const)('use other stores too: %s', async (image, scheme, port, path, command) => {
    const store = engine('kvstore');
    const container: ContainerToRun = {
      name: scheme,
      image,
      command,
      ports: [{ host: port, container: port }],
      volume: { name: scheme, path },
      restart: 'always',
      labels: {},
      environment: [],
    };
    expect(await store.pullImage(image)).toMatchObject({ ok: true });
    expect(await store.runContainer(container)).toMatchObject({ ok: true });
    const url = `${scheme}://${world().addressOf('kvstore')}:${String(port)}/some/path`;
    await expect.poll(async () => (await ask(url)).ok, soon).toBe(true);
    expect(await ask(url)).toMatchObject({ ok: true, value: { engines: [], swarmNodes: [] } });
    await world().joinSwarm('swarm-node1', url);
    await expect
      .poll(() => ask(url), soon)
      .toMatchObject({ ok: true, value: { swarmNodes: [`${world().addressOf('swarm-node1')}:2376`] } });
    expect(await store.removeContainer(scheme)).toMatchObject({ ok: true });
    await expect.poll(() => failure(ask(url)), soon).toMatchObject({ kind: 'storeRefused' });
  });
}
