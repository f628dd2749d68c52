// The served workbench with the packaged extension in it, dark and light: what every other page test stands on.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { productPackage } from '../../vscode/product.ts';
import { openWorkbench, type Workbench } from '../../vscode/workbench.ts';

let folder = '';
let elsewhere = '';
let workbench: Workbench;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'docker-overlay-folder-'));
  writeFileSync(path.join(folder, 'overlay-cluster.yaml'), 'name: demo\n');
  writeFileSync(path.join(folder, 'notes.md'), '# Notes\n');
  mkdirSync(path.join(folder, 'more'));
  writeFileSync(path.join(folder, 'more/other.overlay-cluster.yaml'), 'name: other\n');
  writeFileSync(path.join(folder, 'more/values.yaml'), 'name: no cluster\n');
  elsewhere = mkdtempSync(path.join(tmpdir(), 'docker-overlay-elsewhere-'));
  writeFileSync(path.join(elsewhere, 'mine.yaml'), 'name: demo\nnodez: []\n');
  workbench = await openWorkbench({ folder, vsix: [productPackage()], theme: 'dark' });
});

afterAll(async () => {
  await workbench.close();
  for (const each of [folder, elsewhere]) rmSync(each, { recursive: true, force: true });
});

test('the workbench shows the folder, and the extension is installed', async () => {
  await workbench.treeRow('overlay-cluster.yaml').waitFor();
  const rows = await workbench.treeRows();
  expect(rows.map((row) => row.label)).toContain('overlay-cluster.yaml');

  await workbench.runCommand('Extensions: Show Installed Extensions');
  await workbench.page.locator('.extension-list-item .name').getByText('Docker Overlay', { exact: true }).waitFor();
  await workbench.screenshot('workbench-dark');
});

test('it follows the theme', async () => {
  await workbench.setTheme('light');
  await workbench.screenshot('workbench-light');
});

test('a web page opens and its document can be read', async () => {
  await workbench.openFile('notes.md');
  await workbench.runCommand('Markdown: Open Preview');
  await workbench.webview().getByRole('heading', { name: 'Notes' }).waitFor();
  await workbench.screenshot('workbench-page');
});

test('a cluster file is one of the open editor, of the workspace or of the disk', async () => {
  await workbench.runCommand('View: Close All Editors');
  await workbench.runCommand('Docker Overlay: Bring Cluster Up…');
  expect(await workbench.quickPickItems()).toEqual(['other.overlay-cluster.yaml', 'overlay-cluster.yaml', 'Browse…']);
  await workbench.page.keyboard.press('Escape');

  await workbench.openFile('overlay-cluster.yaml');
  await workbench.runCommand('Docker Overlay: Bring Cluster Up…');
  // The open one comes first, and is not named twice.
  expect(await workbench.quickPickItems()).toEqual(['overlay-cluster.yaml', 'other.overlay-cluster.yaml', 'Browse…']);
  await workbench.screenshot('file-picker');
  await workbench.pick('Browse…');
  await workbench.page.locator('.quick-input-title', { hasText: 'Choose a Cluster File' }).waitFor();
  // The dialog writes its folder there as it opens, over what was typed before.
  const input = workbench.page.locator('.quick-input-box input');
  await expect
    .poll(
      async () => {
        await input.fill(`${elsewhere}/`);
        await workbench.page.waitForTimeout(500);
        return workbench.quickPickItems();
      },
      { timeout: 20_000 },
    )
    .toContain('mine.yaml');
  await workbench.pick('mine.yaml');
  await workbench.page.keyboard.press('Enter');
  await workbench.screenshot('file-dialog');
  const told = await workbench.waitForNotification('mine.yaml has');
  expect(told.message).toContain('so nothing was done');
  await workbench.clearNotifications();
  await workbench.runCommand('View: Close All Editors');
});

test('settings, palette and notifications answer', async () => {
  expect(await workbench.commandTitles('Show Installed')).toContain('Extensions: Show Installed Extensions');
  expect(await workbench.notifications()).toEqual([]);
  expect(await workbench.statusItem('no.such.item')).toBeUndefined();
});
