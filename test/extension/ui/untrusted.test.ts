// A workspace that is not trusted: its cluster file is looked at, but not run.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { productPackage } from '../../vscode/product.ts';
import { openWorkbench, type Workbench } from '../../vscode/workbench.ts';

let folder = '';
let workbench: Workbench;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'docker-overlay-untrusted-'));
  writeFileSync(path.join(folder, 'overlay-cluster.yaml'), 'name: demo\nnodez: []\n');
  workbench = await openWorkbench({ folder, vsix: [productPackage()], trusted: false });
});

afterAll(async () => {
  await workbench.close();
  rmSync(folder, { recursive: true, force: true });
});

test('bringing it up is refused before anything is asked, with the way to trust', async () => {
  await workbench.runCommand('Docker Overlay: Bring Cluster Up…');
  const told = await workbench.waitForNotification('not trusted');
  expect(told).toMatchObject({ severity: 'error', buttons: ['Manage Workspace Trust'] });
});

test('nor is docker-machine run there, whatever a person wants of a machine', async () => {
  await workbench.clearNotifications();
  for (const title of ['Open Shell on Machine', 'Start Machine', 'Remove Machine…', 'Regenerate Certificates…']) {
    await workbench.runCommand(`Docker Overlay: ${title}`);
    const told = await workbench.waitForNotification('docker-machine is not run in a workspace that is not trusted');
    expect(told).toMatchObject({ severity: 'error', buttons: ['Manage Workspace Trust'] });
    await workbench.clearNotifications();
  }
});

test('what is wrong in the file is marked all the same', async () => {
  await workbench.openFile('overlay-cluster.yaml');
  await workbench.page.locator('.squiggly-error').first().waitFor();
});
