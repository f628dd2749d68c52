// A classic file whose engines would be too new: the refusal offers swarm mode, shows what changes, and changes it on a word.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { productPackage } from '../../vscode/product.ts';
import { openWorkbench, type Workbench } from '../../vscode/workbench.ts';
import { standInMachine, well, type StandInMachine } from './standInMachine.ts';

const name = 'overlay-cluster.yaml';
const classic = `# what the article makes
name: demo
engine: { installUrl: "https://get.docker.com" }
keyValueStore: { type: consul }
`;
const swarmMode = classic.replace('name: demo\n', 'name: demo\norchestration: swarm-mode\n');

let tool: StandInMachine;
let workbench: Workbench;
const onDisk = (): string => readFileSync(path.join(tool.folder, name), 'utf8');

beforeAll(async () => {
  tool = standInMachine();
  tool.behave(well);
  writeFileSync(path.join(tool.folder, name), classic);
  workbench = await openWorkbench({
    folder: tool.folder,
    vsix: [productPackage()],
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

beforeEach(async () => {
  await workbench.clearNotifications();
});

/** Brings the file up and takes the offer of the refusal. */
async function takeOffer(): Promise<void> {
  await workbench.runCommand('Docker Overlay: Bring Cluster Up…');
  await workbench.pick(name);
  const told = await workbench.waitForNotification('cannot join a key-value store');
  expect(told).toMatchObject({
    severity: 'error',
    buttons: expect.arrayContaining(['Change to swarm-mode']) as unknown,
  });
  await workbench.clickNotification('cannot join a key-value store', 'Change to swarm-mode');
  await workbench.waitForNotification(`Change ${name} to swarm-mode?`);
}

test('the difference is shown, and nothing is changed before it is wanted', async () => {
  await takeOffer();
  const tab = workbench.page.locator('.tab.active');
  expect(await tab.innerText()).toContain(`${name}: swarm mode`);
  const added = workbench.page.locator('.modified-in-monaco-diff-editor .view-lines');
  await workbench.until('the new line', async () =>
    (await added.innerText()).replaceAll('\u00a0', ' ').includes('orchestration: swarm-mode'),
  );
  await workbench.screenshot('change-to-swarm-mode');
  await workbench.clearNotifications();
  await workbench.until(
    'the difference goes',
    async () => (await workbench.page.locator('.monaco-diff-editor').count()) === 0,
  );
  expect(onDisk()).toBe(classic);
});

test('on a word the file says swarm-mode, and is brought up from there', async () => {
  await takeOffer();
  await workbench.clickNotification(`Change ${name} to swarm-mode?`, 'Change');
  const told = await workbench.waitForNotification(`${name} is in swarm mode now`);
  expect(told.buttons).toEqual(['Bring Cluster Up…']);
  expect(onDisk()).toBe(swarmMode);
  await workbench.clickNotification(`${name} is in swarm mode now`, 'Bring Cluster Up…');
  const dialog = await workbench.dialog();
  expect(dialog.message).toContain('Bring demo up?');
  expect(dialog.detail).toContain('init the swarm on swarm-manager');
  expect(dialog.detail).toContain('Managers have a quorum: swarm-manager is not created yet');
  await workbench.screenshot('swarm-mode-plan');
  await workbench.answerDialog('Cancel');
});
