// A workspace that is not trusted: its cluster file is looked at, but not run.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { productPackage } from '../../vscode/product.ts';
import { openWorkbench, type Workbench } from '../../vscode/workbench.ts';
import { standInMachine, well, type StandInMachine } from './standInMachine.ts';

let tool: StandInMachine;
let workbench: Workbench;

beforeAll(async () => {
  tool = standInMachine();
  tool.behave(well);
  writeFileSync(path.join(tool.folder, 'overlay-cluster.yaml'), 'name: demo\nnodez: []\n');
  writeFileSync(path.join(tool.folder, 'good.overlay-cluster.yaml'), 'name: demo\n');
  workbench = await openWorkbench({
    folder: tool.folder,
    vsix: [productPackage()],
    trusted: false,
    settings: {
      'dockerOverlay.machine.path': tool.program,
      'dockerOverlay.machine.storagePath': tool.storagePath,
    },
  });
});

afterAll(async () => {
  await workbench.close();
  tool.remove();
});

test('bringing it up is refused before anything is asked, with the way to trust', async () => {
  await workbench.runCommand('Docker Overlay: Bring Cluster Up…');
  const told = await workbench.waitForNotification('Cluster files cannot be run in an untrusted workspace');
  expect(told).toMatchObject({ severity: 'error', buttons: ['Manage Workspace Trust'] });
});

test('nor is docker-machine run there, whatever a person wants of a machine', async () => {
  await workbench.clearNotifications();
  for (const title of [
    'Open Shell on Machine',
    'Start Machine',
    'Remove Machine…',
    'Regenerate Certificates…',
    'Bring Cluster Down…',
  ]) {
    await workbench.runCommand(`Docker Overlay: ${title}`);
    const told = await workbench.waitForNotification('docker-machine is not run in an untrusted workspace');
    expect(told).toMatchObject({ severity: 'error', buttons: ['Manage Workspace Trust'] });
    await workbench.clearNotifications();
  }
});

test('what is wrong in the file is marked all the same', async () => {
  await workbench.openFile('overlay-cluster.yaml');
  await workbench.page.locator('.squiggly-error').first().waitFor();
});

test('the links above a file lead to trust, and to nothing that would run', async () => {
  await workbench.page.keyboard.press('Control+P');
  await workbench.page.locator('.quick-input-box input').fill('good.overlay-cluster.yaml');
  await workbench.pick('good.overlay-cluster.yaml');
  const links = workbench.page.locator('.editor-instance .codelens-decoration').first();
  await workbench.until('the links', async () => (await links.textContent())?.includes('0/4 exist'));
  expect((await links.textContent())?.replaceAll('\u00a0', ' ').trim()).toBe(
    'Not trusted: Manage Workspace Trust | 0/4 exist',
  );
  expect(await workbench.commandTitles('Docker Overlay: Show Plan')).not.toContain('Docker Overlay: Show Plan');
});

test('the view has the one button that helps', async () => {
  await workbench.openSidebar('Docker Overlay');
  const buttons = workbench.page.locator('.welcome-view-content .monaco-button');
  await buttons.first().waitFor();
  expect(await buttons.allTextContents()).toEqual(['Manage Workspace Trust']);
  await workbench.screenshot('welcome-untrusted-dark');
});

test('also where it is the workspace that says where docker-machine is: until it is trusted that is not read', async () => {
  await withWorkspaceSettings(async (other) => {
    await other.openSidebar('Docker Overlay');
    const welcome = other.page.locator('.welcome-view-content');
    await welcome.locator('.monaco-button').first().waitFor();
    expect(await welcome.locator('.monaco-button').allTextContents()).toEqual(['Manage Workspace Trust']);
    expect(await welcome.textContent()).toContain('docker-machine was not found. This workspace is not trusted');
  });
});

/** A folder whose own settings name what the user's lack. */
async function withWorkspaceSettings(look: (workbench: Workbench) => Promise<void>): Promise<void> {
  const named = standInMachine();
  named.behave(well);
  mkdirSync(path.join(named.folder, '.vscode'));
  writeFileSync(
    path.join(named.folder, '.vscode/settings.json'),
    JSON.stringify({
      'dockerOverlay.machine.path': named.program,
      'dockerOverlay.machine.storagePath': named.storagePath,
    }),
  );
  const other = await openWorkbench({
    folder: named.folder,
    vsix: [productPackage()],
    trusted: false,
    settings: {
      'dockerOverlay.machine.path': path.join(named.home, 'nowhere/docker-machine'),
      'dockerOverlay.machine.storagePath': path.join(named.home, 'empty'),
    },
  });
  try {
    await look(other);
  } finally {
    await other.close();
    named.remove();
  }
}
