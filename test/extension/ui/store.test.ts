// The product over a machine store whose hosts are all away and some of whose records are broken: everything is shown, nothing thrown.
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { productPackage } from '../../vscode/product.ts';
import type { TreeRow } from '../../vscode/tree.ts';
import { openWorkbench, type Workbench } from '../../vscode/workbench.ts';

const records = path.resolve(import.meta.dirname, '../../records/store');
let home = '';
let workbench: Workbench;

/** Real records, moved to addresses of this computer where nothing listens. */
function writeStore(store: string): void {
  const machine = (name: string): string => {
    const folder = path.join(store, 'machines', name);
    mkdirSync(folder, { recursive: true });
    return folder;
  };
  for (const name of ['kvstore', 'swarm-manager', 'swarm-node1']) {
    const record = readFileSync(path.join(records, `${name}-config.json`), 'utf8');
    const folder = machine(name);
    writeFileSync(
      path.join(folder, 'config.json'),
      record.replaceAll('10.99.0.', '127.0.0.').replaceAll('/tmp/lab/store', store),
    );
  }
  writeFileSync(path.join(machine('broken'), 'config.json'), '{ "ConfigVersion": 3, "Dri');
  machine('empty');
}

beforeAll(async () => {
  home = mkdtempSync(path.join(tmpdir(), 'docker-overlay-store-'));
  const folder = path.join(home, 'folder');
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'overlay-cluster.yaml'), 'name: demo\n');
  workbench = await openWorkbench({
    folder,
    vsix: [productPackage()],
    theme: 'dark',
    settings: {
      'dockerOverlay.machine.path': path.join(home, 'no-such-docker-machine'),
      'dockerOverlay.machine.storagePath': path.join(home, 'store'),
      'dockerOverlay.probeTimeout': 1,
    },
  });
});

afterAll(async () => {
  await workbench.close();
  rmSync(home, { recursive: true, force: true });
});

const row = async (label: string): Promise<TreeRow | undefined> =>
  (await workbench.treeRows()).find((each) => each.label === label);

test('without docker-machine and without a store, the view says what to do', async () => {
  await workbench.openSidebar('Docker Overlay');
  const sidebar = workbench.page.locator('[id="workbench.parts.sidebar"]');
  await sidebar.getByText('docker-machine was not found on this computer', { exact: false }).waitFor();
  await sidebar.getByText('Open Setting', { exact: true }).waitFor();
  expect(await workbench.statusItem('dockerOverlay.health')).toBeUndefined();
  await workbench.screenshot('store-missing-dark');
});

test('bringing a cluster up without docker-machine says what is missing, where to set it, and within 5 s', async () => {
  await workbench.openFile('overlay-cluster.yaml');
  await workbench.runCommand('Docker Overlay: Bring Cluster Up…');
  await workbench.pick('overlay-cluster.yaml');
  const told = await workbench.waitForNotification('docker-machine was not found', 5000);
  expect(told.severity).toBe('error');
  expect(told.message).toContain('no-such-docker-machine');
  expect(told.buttons).toContain('Open Setting');
  await workbench.clearNotifications();
});

describe('a store that appears while the window is open', () => {
  beforeAll(async () => {
    writeStore(path.join(home, 'store'));
    await workbench.treeRow('swarm-node1').waitFor();
  });

  test('the cluster is recognised by itself, its machines are named with what is wrong', async () => {
    // While its engines are asked it says so, and counts nothing.
    const cluster = await workbench.until('the cluster’s row', async () => {
      const each = await row('swarm-manager');
      return each?.description.includes('checking…') === false ? each : undefined;
    });
    expect(cluster).toMatchObject({ level: 1, description: 'classic · store down · 0/2 nodes' });
    // There are no certificates in its folder.
    const node = await workbench.until('the node told as not working', async () => {
      const each = await row('swarm-node1');
      return each?.description === 'node · incomplete · 127.0.0.13' ? each : undefined;
    });
    expect(node.spoken).toContain('Machine swarm-node1, node, incomplete');
  });

  test('a broken record and a folder without one are marked, each on its own row', async () => {
    expect(await row('Other machines')).toMatchObject({ level: 1 });
    expect((await row('broken'))?.description).toBe('unhealthy: record not readable');
    expect((await row('empty'))?.description).toBe('unhealthy: no record');
  });

  test('the status bar says it in red, and a click lists every problem', async () => {
    const status = await workbench.until('the status item', () => workbench.statusItem('dockerOverlay.health'));
    expect(status).toMatchObject({
      text: 'swarm-manager · store down · 0/2 nodes · docker-machine not found',
      background: 'error',
    });
    await workbench.clickStatusItem('dockerOverlay.health');
    const listed = await workbench.quickPickItems();
    for (const machine of ['swarm-manager', 'swarm-node1', 'broken', 'empty']) expect(listed).toContain(machine);
    await workbench.screenshot('store-health-dark');
    await workbench.page.keyboard.press('Escape');
  });

  test('it looks right in light as well', async () => {
    await workbench.screenshot('store-dark');
    await workbench.setTheme('light');
    await workbench.screenshot('store-light');
  });

  test('read-only hides what changes something', async () => {
    await workbench.changeSettings({ 'dockerOverlay.readOnly': true });
    await workbench.until('the command gone from the palette', async () => {
      const titles = await workbench.commandTitles('Docker Overlay: ');
      return titles.includes('Docker Overlay: Refresh') && !titles.includes('Docker Overlay: Bring Cluster Up…');
    });
    await workbench.changeSettings({ 'dockerOverlay.readOnly': false });
  });

  test('the log can be opened', async () => {
    await workbench.runCommand('Docker Overlay: Show Log');
    await workbench.page.locator('[id="workbench.parts.panel"]').getByText('Output', { exact: true }).first().waitFor();
  });

  test('a folder that is removed is told everywhere, the last snapshot stays with its date, and all recovers with it', async () => {
    await workbench.runCommand('Docker Overlay: Show Docker Info');
    const page = await workbench.webviewTitled('Docker Info: swarm-manager');
    renameSync(path.join(home, 'store'), path.join(home, 'away'));
    const message = await workbench.until('the row of the store', () => row('machine store disappeared'));
    expect(message.spoken).toContain(`The machine store ${path.join(home, 'store')} has disappeared.`);
    expect((await row('swarm-manager'))?.description).toMatch(
      /^as of \d\d:\d\d:\d\d · classic · store down · 0\/2 nodes$/,
    );
    expect(await workbench.statusItem('dockerOverlay.health')).toMatchObject({
      text: 'machine store disappeared',
      background: 'error',
    });
    const told = await workbench.waitForNotification('The machine store', 15_000);
    expect(told).toMatchObject({ severity: 'error', buttons: ['Open Setting', 'Start with Empty Store…'] });
    await page.getByText('No response (machine store disappeared)', { exact: false }).waitFor();
    await workbench.screenshot('store-gone-light');
    await workbench.setTheme('dark');
    await workbench.screenshot('store-gone-dark');
    await workbench.clearNotifications();
    await workbench.clickStatusItem('dockerOverlay.health');
    expect(await workbench.quickPickItems()).toContain('machine store disappeared');
    await workbench.screenshot('store-gone-health-dark');
    await workbench.page.keyboard.press('Escape');
    renameSync(path.join(home, 'away'), path.join(home, 'store'));
    await workbench.until('the cluster as it is now', async () => {
      const each = await row('swarm-manager');
      return each?.description === 'classic · store down · 0/2 nodes' ? each : undefined;
    });
    expect(await row('machine store disappeared')).toBeUndefined();
    await page.getByText('The machine store has disappeared', { exact: false }).waitFor({ state: 'detached' });
  });

  test('another store takes effect without a reload', async () => {
    await workbench.changeSettings({ 'dockerOverlay.machine.storagePath': path.join(home, 'elsewhere') });
    await workbench.treeRow('swarm-node1').waitFor({ state: 'detached' });
    expect(await workbench.statusItem('dockerOverlay.health')).toBeUndefined();
  });
});
