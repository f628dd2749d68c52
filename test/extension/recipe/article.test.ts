// The product as a person meets it, on real hosts: the packaged extension in a real VS Code raises the article's cluster with
// the real docker-machine, shows it, sees a host freeze and thaw, and takes it down.
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Workbench } from '../../vscode/workbench.ts';
import { genericClusterFile } from '../../lab/genericCluster.ts';
import { openLab, run, type Lab } from '../../lab/lab.ts';
import { newFolder, openOnLab, testsInTurn } from './opening.ts';
import { person, type Person } from './person.ts';

let lab: Lab;
let folder = '';
let vscode: Workbench;
let user: Person;

beforeAll(async () => {
  lab = await openLab({ prefix: 'lp', net: '10.95.0', hosts: 4 });
  folder = await newFolder();
  await writeFile(path.join(folder, 'overlay-cluster.yaml'), genericClusterFile(lab));
  vscode = await openOnLab(lab, folder, { size: { width: 1560, height: 960 } });
  user = person(vscode);
});

afterAll(async () => {
  await vscode.close();
  await lab.down();
  if (folder) await rm(folder, { recursive: true, force: true });
});

/** docker of the engines' generation, pointed at the swarm manager as the article does. */
async function docker(...args: string[]): Promise<string> {
  const certificates = path.join(lab.storagePath, 'machines', 'swarm-manager');
  const tls = [
    '--tlsverify',
    `--tlscacert=${certificates}/ca.pem`,
    `--tlscert=${certificates}/cert.pem`,
    `--tlskey=${certificates}/key.pem`,
  ];
  const manager = `tcp://${lab.hosts[1]?.address ?? ''}:3376`;
  return (
    await run([lab.tools.docker, ...tls, '-H', manager, ...args], { environment: lab.environment, deadline: 60_000 })
  ).stdout.trim();
}
const firstNode = (): ReturnType<Workbench['webview']> => vscode.webview();

testsInTurn(() => vscode);
describe('the article’s cluster, from a file', () => {
  test('the plan names what will be made, and up makes it', async () => {
    await vscode.openSidebar('Docker Overlay');
    await user.widenSidebar(110);
    const plan = await user.bringUp('demo is up: 3 of 3 nodes healthy');
    for (const machine of ['kvstore', 'swarm-manager', 'swarm-node1', 'swarm-node2']) expect(plan).toContain(machine);
  });

  test('the tree shows the store, the manager and the nodes, healthy', async () => {
    await user.describedAs('demo', /^classic · 3\/3 healthy$/);
    await vscode.expand('demo');
    await vscode.expand('Machines');
    await user.describedAs('kvstore', /^key-value store · consul · 10\.95\.0\.11$/);
    await user.describedAs('swarm-manager', /^manager · healthy · 10\.95\.0\.12$/);
    await user.describedAs('swarm-node1', /^node · healthy · 10\.95\.0\.13$/);
    await user.describedAs('swarm-node2', /^node · healthy · 10\.95\.0\.14$/);
    expect(await vscode.statusItem('dockerOverlay.health')).toMatchObject({
      text: expect.stringContaining('demo 3/3') as string,
      background: 'none',
    });
  });

  test('running it again does nothing and says so', async () => {
    await user.askForUp();
    await vscode.waitForNotification('demo is already up: 3 of 3 nodes healthy', 60_000);
    await vscode.clearNotifications();
  });

  test('the docker info page shows three healthy nodes and the four conditions', async () => {
    await vscode.runCommand('Docker Overlay: Show Docker Info');
    const page = firstNode();
    await page.locator('tr.healthy').nth(2).waitFor();
    expect(await page.locator('tbody tr').count()).toBe(3);
    expect(await page.locator('h1').innerText()).toBe('demo');
    await vscode.until('four conditions pass', async () => (await page.locator('.conditions > li.pass').count()) === 4);
    const text = await page.locator('pre').innerText();
    expect(text).toContain('swarm-node2: 10.95.0.14:2376');
    expect(text).toContain('Status: Healthy');
    expect(text).toContain('Strategy: spread');
  });

  test('a network made by hand appears with its containers, which reach each other by name across hosts', async () => {
    await docker('network', 'create', '-d', 'overlay', 'my-net');
    await user.openGroup('Overlay networks', 'my-net');
    await user.describedAs('my-net', /10\.0\.0\.0\/24/);
    for (const n of [1, 2]) {
      await docker(
        'run',
        '-d',
        '--name',
        `c${String(n)}`,
        '--net',
        'my-net',
        '-e',
        `constraint:node==swarm-node${String(n)}`,
        'busybox',
        'sleep',
        '86400',
      );
    }
    await user.describedAs('my-net', /^10\.0\.0\.0\/24 · VNI \d+ · 2 containers$/);
    await vscode.expand('my-net');
    await user.describedAs('c1', /^10\.0\.0\.2 · swarm-node1$/);
    await user.describedAs('c2', /^10\.0\.0\.3 · swarm-node2$/);
    expect(await docker('exec', 'c1', 'ping', '-c', '2', 'c2')).toContain('0% packet loss');
    expect(await docker('exec', 'c2', 'ping', '-c', '2', 'c1')).toContain('0% packet loss');
    await vscode.screenshot('cluster-dark');
    await vscode.setTheme('light');
    await vscode.screenshot('cluster-light');
  });

  test('a frozen host is unhealthy within 5 s, everywhere, and its neighbours stay as they were', async () => {
    const frozenAt = Date.now();
    await lab.freeze(4);
    try {
      const shown: readonly (readonly [string, Promise<unknown>])[] = [
        ['page', firstNode().locator('tr.down[data-row="swarm-node2"]').waitFor({ timeout: 10_000 })],
        ['tree', user.describedAs('swarm-node2', /^node · unhealthy: .+ · 10\.95\.0\.14$/)],
        ['tree, above', user.describedAs('demo', /^classic · 2\/3 healthy/)],
        [
          'status bar',
          vscode.until('demo 2/3 in the status bar, coloured', async () => {
            const item = await vscode.statusItem('dockerOverlay.health');
            return item?.text.includes('demo 2/3') === true && item.background !== 'none';
          }),
        ],
      ];
      const took = await Promise.all(
        shown.map(async ([where, seen]) => [where, await seen.then(() => Date.now() - frozenAt)] as const),
      );
      console.log(`frozen, told after ${took.map(([where, ms]) => `${String(ms)} ms (${where})`).join(', ')}`);
      expect((await user.row('swarm-node1'))?.description).toBe('node · healthy · 10.95.0.13');
      await vscode.screenshot('frozen-light');
      await vscode.setTheme('dark');
      await vscode.screenshot('frozen-dark');
      // The issue's own bound: red without a click.
      expect(took.filter(([, ms]) => ms >= 5000)).toEqual([]);
    } finally {
      await lab.thaw(4);
    }
    await firstNode().locator('tr.healthy[data-row="swarm-node2"]').waitFor({ timeout: 90_000 });
    await user.describedAs('demo', /^classic · 3\/3 healthy$/, 90_000);
  });

  test('down names what goes, and the picture is empty afterwards', async () => {
    const asked = await user.bringDown('demo', 'demo is down: 4 machines removed');
    for (const machine of ['kvstore', 'swarm-manager', 'swarm-node1', 'swarm-node2']) expect(asked).toContain(machine);
    await vscode.until('no cluster in the tree', async () => (await user.row('demo')) === undefined);
    await vscode.until('no status item', async () => (await vscode.statusItem('dockerOverlay.health')) === undefined);
  });
});
