// The demo on real hosts, without VS Code: the cluster stands, is broken and mended as the demo's commands do it, and all of it ends.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Demo } from '../../scripts/demo.ts';
import { startLabDemo } from '../../scripts/labDemo.ts';
import { clusterHealth } from '../../src/checks/health.ts';
import type { Services } from '../../src/service/services.ts';
import { run } from './lab.ts';
import { servicesOn } from './labServices.ts';

let demo: Demo | undefined;
let services: Services;

beforeAll(async () => {
  const { signal } = new AbortController();
  demo = await startLabDemo({
    orchestration: 'classic',
    isEmpty: false,
    fault: undefined,
    signal,
    log: () => undefined,
  });
  const settings = JSON.parse(readFileSync(path.join(demo.folder, '.vscode/settings.json'), 'utf8')) as Readonly<
    Record<string, string>
  >;
  services = servicesOn({
    tools: { dockerMachine: settings['dockerOverlay.machine.path'] ?? '' },
    storagePath: settings['dockerOverlay.machine.storagePath'] ?? '',
    dir: demo.folder,
  });
});

afterAll(async () => {
  services.dispose();
  await demo?.stop();
});

const healthy = async (): Promise<readonly [name: string, healthy: number]> => {
  const seen = await services.clusters.refresh();
  const cluster = seen.clusters[0]!;
  return [cluster.name, clusterHealth(cluster, seen).healthy];
};

const control = async (...words: readonly string[]): Promise<string> =>
  (await run([...demo!.control.split(' '), '--', ...words])).stdout.trim();

test('the cluster stands', async () => {
  await expect.poll(healthy, { timeout: 30_000, interval: 500 }).toEqual(['demo', 3]);
});

test('a node is broken, told as broken, and mended', async () => {
  expect(await control('fault', 'freeze', 'swarm-node2')).toMatch(/^swarm-node2: its ports are open/);
  await expect.poll(healthy, { timeout: 30_000, interval: 500 }).toEqual(['demo', 2]);
  expect(await control('question', 'mend')).toContain('"words":["freeze","swarm-node2"]');
  expect(await control('mend', 'all')).toBe('All faults are fixed.');
  expect(await control('question', 'mend')).toContain('Nothing is broken.');
  await expect.poll(healthy, { timeout: 60_000, interval: 500 }).toEqual(['demo', 3]);
});

test('nothing of it is left', async () => {
  const { folder } = demo!;
  await demo?.stop();
  demo = undefined;
  expect(existsSync(folder)).toBe(false);
  expect(readdirSync('/run/netns').filter((name) => name.startsWith('demo-'))).toEqual([]);
});
