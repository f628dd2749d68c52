// Swarm mode as a person meets it, on real hosts with a current engine: the packaged extension in a real VS Code raises a cluster
// without a key-value store, shows its nodes, services and tasks, steers them, sees a node die and come back, and takes it down.
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { genericClusterFile } from '../../lab/genericCluster.ts';
import { openLab, type Lab } from '../../lab/lab.ts';
import type { Workbench } from '../../vscode/workbench.ts';
import { newFolder, openOnLab, testsInTurn } from './opening.ts';
import { person, type Person } from './person.ts';

let lab: Lab;
let folder = '';
let vscode: Workbench;
let user: Person;

beforeAll(async () => {
  lab = await openLab({ prefix: 'ls', net: '10.92.0', mgmt: '10.86.0', hosts: 4, suite: 'trixie' });
  folder = await newFolder();
  await writeFile(
    path.join(folder, 'overlay-cluster.yaml'),
    genericClusterFile(lab, {
      name: 'cloud',
      orchestration: 'swarm-mode',
      more: 'networks:\n  - { name: my-net, subnet: 10.10.0.0/24 }\n',
    }),
  );
  vscode = await openOnLab(lab, folder, { size: { width: 1560, height: 960 } });
  user = person(vscode);
});

afterAll(async () => {
  await vscode.close();
  await lab.down();
  if (folder) await rm(folder, { recursive: true, force: true });
});

/** docker inside a host: on the manager unless another is named. */
async function docker(host: number, ...args: string[]): Promise<string> {
  return (await lab.enter(host, ['docker', ...args], { deadline: 60_000 })).stdout.trim();
}

testsInTurn(() => vscode);
describe('a cluster of swarm mode, from a file', () => {
  test('the plan names init and joins, and up makes it', async () => {
    await vscode.openSidebar('Docker Overlay');
    await user.widenSidebar(110);
    const plan = await user.bringUp('cloud is up: 4 of 4 nodes healthy');
    for (const machine of ['swarm-manager', 'swarm-node1', 'swarm-node2', 'swarm-node3'])
      expect(plan).toContain(machine);
    expect(plan).toContain('my-net');
    expect(plan).not.toContain('consul');
  });

  test('the tree shows manager and workers, ready', async () => {
    await user.describedAs('cloud', /^swarm mode · 4\/4 ready$/);
    await vscode.expand('cloud');
    await vscode.expand('Machines');
    await user.describedAs('swarm-manager', /^manager · leader · ready · 10\.92\.0\.11$/);
    await user.describedAs('swarm-node1', /^worker · ready · 10\.92\.0\.12$/);
    await user.describedAs('swarm-node3', /^worker · ready · 10\.92\.0\.14$/);
    expect(await vscode.statusItem('dockerOverlay.health')).toMatchObject({
      text: expect.stringContaining('cloud 4/4') as string,
      background: 'none',
    });
    await user.askForUp();
    await vscode.waitForNotification('cloud is already up: 4 of 4 nodes healthy', 60_000);
    await vscode.clearNotifications();
  });

  test('a service made by hand appears with its tasks', async () => {
    await docker(
      1,
      'service',
      'create',
      '-d',
      '--name',
      'web',
      '--replicas',
      '3',
      '--network',
      'my-net',
      'busybox',
      'sleep',
      '86400',
    );
    await user.openGroup('Services', 'web');
    await user.describedAs('web', /^3\/3 · busybox:latest$/, 60_000);
    await vscode.expand('web');
    await user.describedAs('web.1', /^running · swarm-/);
    await user.openGroup('Overlay networks', 'my-net');
    await user.describedAs('my-net', /^10\.10\.0\.0\/24 · VNI \d+ · 3 containers$/);
  });

  test('the docker info page shows four healthy nodes, the services and four conditions', async () => {
    await vscode.runCommand('Docker Overlay: Show Docker Info');
    const page = vscode.webview();
    await page.locator('tr.healthy').nth(3).waitFor();
    expect(await page.locator('h1').innerText()).toBe('cloud');
    await vscode.until('four conditions pass', async () => (await page.locator('.conditions > li.pass').count()) === 4);
    const text = await page.locator('pre').innerText();
    expect(text).toContain('Swarm: active');
    expect(text).toContain('Nodes: 4');
    await vscode.screenshot('swarm-mode-dark');
    await vscode.setTheme('light');
    await vscode.screenshot('swarm-mode-light');
  });

  test('a node is drained from its row, its task moves, and it is activated again', async () => {
    await vscode.runOnRow('swarm-node2', 'Drain Node…');
    const { message, detail } = await vscode.dialog();
    expect(`${message} ${detail}`).toContain('swarm-node2');
    await vscode.answerDialog('Drain');
    await user.describedAs('swarm-node2', /^worker · drained · ready/, 60_000);
    // It says so once the last task has left, which busybox only does when it is killed.
    await vscode.waitForNotification(/swarm-node2 .*drained/, 60_000);
    await user.describedAs('web', /^3\/3 · busybox:latest$/, 60_000);
    expect(await docker(3, 'ps', '-q', '--filter', 'label=com.docker.swarm.service.name=web')).toBe('');
    await vscode.clearNotifications();
    await vscode.runOnRow('swarm-node2', 'Activate Node…');
    await user.describedAs('swarm-node2', /^worker · ready/, 60_000);
    await vscode.clearNotifications();
  });

  test('a service is scaled', async () => {
    await vscode.runOnRow('web', 'Scale Service…');
    await vscode.typeAndAccept('6');
    await user.describedAs('web', /^6\/6 · busybox:latest$/, 60_000);
    await vscode.clearNotifications();
  });

  test('a worker that freezes is red within 5 s, and its neighbours stay as they were', async () => {
    const page = vscode.webview();
    const frozenAt = Date.now();
    await lab.freeze(4);
    try {
      await page.locator('tr.down[data-row="swarm-node3"]').waitFor({ timeout: 10_000 });
      const after = Date.now() - frozenAt;
      await user.describedAs('swarm-node3', /^worker · unhealthy: .+ · 10\.92\.0\.14$/);
      expect((await user.row('swarm-node1'))?.description).toBe('worker · ready · 10.92.0.12');
      expect((await user.row('cloud'))?.description).toMatch(/^swarm mode · 3\/4 ready/);
      await vscode.screenshot('swarm-mode-frozen-light');
      await vscode.setTheme('dark');
      await vscode.screenshot('swarm-mode-frozen-dark');
      expect(after).toBeLessThan(5000);
    } finally {
      await lab.thaw(4);
    }
    await user.describedAs('cloud', /^swarm mode · 4\/4 ready$/, 90_000);
  });

  test('down names what goes, and the picture is empty afterwards', async () => {
    const asked = await user.bringDown('cloud', 'cloud is down: 4 machines removed');
    for (const name of ['swarm-manager', 'swarm-node1', 'swarm-node2', 'swarm-node3', 'web'])
      expect(asked).toContain(name);
    await vscode.until('no cluster in the tree', async () => (await user.row('cloud')) === undefined);
    // Every engine has left, so that the hosts can be used again.
    for (const host of [1, 2, 3, 4])
      expect(await docker(host, 'info', '--format', '{{.Swarm.LocalNodeState}}')).toBe('inactive');
  });
});
