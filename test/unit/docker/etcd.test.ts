/** etcd as a key-value store: a real one, where it is installed. */
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { recordJson } from '../records.ts';
import { eventually } from './eventually.ts';
import { fakeStores, freePort, nodes, overlayId, url } from './fakeStores.ts';

vi.setConfig({ testTimeout: 60_000 });

const { stores } = fakeStores();

const hasEtcd = spawnSync('etcd', ['--version']).status === 0;

describe.skipIf(!hasEtcd)(`etcd${hasEtcd ? '' : ' (not installed here)'}`, () => {
  const running = new Map<string, ChildProcess>();
  let folder = '';

  /** A member of a cluster of those peers' ports by name; by default it is alone. */
  async function etcd(name: string, more: readonly string[], peers?: Record<string, number>): Promise<number> {
    const client = await freePort();
    const peer = (port: number): string => `http://127.0.0.1:${port}`;
    const members = peers ?? { [name]: await freePort() };
    const [at, own] = [`http://127.0.0.1:${client}`, peer(members[name] ?? 0)];
    const child = spawn(
      'etcd',
      [
        ...['--name', name, '--data-dir', path.join(folder, name), '--log-level', 'error'],
        ...['--listen-client-urls', at, '--advertise-client-urls', at],
        ...['--listen-peer-urls', own, '--initial-advertise-peer-urls', own],
        '--initial-cluster',
        Object.entries(members)
          .map(([each, port]) => `${each}=${peer(port)}`)
          .join(','),
        ...more,
      ],
      { stdio: 'ignore' },
    );
    running.set(name, child);
    const answers = (): Promise<boolean> =>
      fetch(`${at}/version`).then(
        (answer) => answer.ok,
        () => false,
      );
    await eventually(answers).toBe(true);
    return client;
  }

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'etcd-'));
  });
  afterAll(() => {
    for (const child of running.values()) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  const put = async (port: number, key: string, value: string): Promise<void> => {
    const answer = await fetch(`http://127.0.0.1:${port}/v2/keys/${key}`, {
      method: 'PUT',
      body: new URLSearchParams({ value }),
    });
    expect(answer.status).toBeLessThan(300);
  };

  test('with everything, empty, and below a path', async () => {
    const port = await etcd('one', ['--enable-v2']);
    await expect.poll(async () => (await stores.ask(url('etcd', port))).ok, { timeout: 10_000 }).toBe(true);
    expect(await stores.ask(url('etcd', port))).toMatchObject({
      ok: true,
      value: { version: expect.stringMatching(/^3\./) as string, leader: 'one', engines: [], swarmNodes: [] },
    });
    await putAll(recordJson('kv/v2-keys-recursive.json') as Directory, (key, value) => put(port, key, value));
    expect(await stores.ask(url('etcd', port))).toMatchObject({
      ok: true,
      value: {
        engines: nodes,
        swarmNodes: nodes,
        overlays: new Map([
          [overlayId, { subnets: [{ subnet: '10.0.0.0/24', vni: 256 }], mtu: undefined }],
          [
            '37d748c20ed06229e9a8d77b8e36628f2c2f572a3c05d25dae487ec930f3fc6b',
            { subnets: [{ subnet: '10.77.0.0/24', vni: 257 }], mtu: undefined },
          ],
        ]),
      },
    });
    await put(port, 'some/path/docker/nodes/10.1.1.1:2376', '10.1.1.1:2376');
    expect(await stores.ask(url('etcd', port, 'some/path'))).toMatchObject({
      ok: true,
      value: { engines: ['10.1.1.1:2376'], swarmNodes: [] },
    });
  });

  test('without its v2 API', async () => {
    const port = await etcd('v3', ['--enable-v2=false']);
    expect(await stores.ask(url('etcd', port))).toMatchObject({
      ok: false,
      error: { kind: 'notAStore', said: expect.stringMatching(/^etcd 3\.\S+: \/v2: 404/) as string },
    });
  });

  test('without a leader', async () => {
    const peers = { half: await freePort(), other: await freePort() };
    const [port] = await Promise.all(['half', 'other'].map((name) => etcd(name, ['--enable-v2'], peers)));
    const half = url('etcd', port ?? 0);
    await expect.poll(async () => (await stores.ask(half)).ok, { timeout: 10_000 }).toBe(true);
    running.get('other')?.kill('SIGKILL');
    await eventually(() => stores.ask(half)).toEqual({
      ok: false,
      error: { kind: 'storeWithoutLeader', url: `etcd://127.0.0.1:${port ?? 0}`, isElecting: false },
    });
  });
});

interface Directory {
  readonly node: Node;
}
interface Node {
  readonly key?: string;
  readonly value?: string;
  readonly nodes?: readonly Node[];
}

async function putAll({ node }: Directory, put: (key: string, value: string) => Promise<void>): Promise<void> {
  if (node.key !== undefined && node.value !== undefined) await put(node.key.slice(1), node.value);
  for (const each of node.nodes ?? []) await putAll({ node: each }, put);
}
