// What changes under an open question: another machine gets the name, a setting or a link leads to another machine store. Only what the
// question named is touched; and no argument leaves the question out.
import { cpSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { productPackage } from '../../vscode/product.ts';
import { openWorkbench, type Workbench } from '../../vscode/workbench.ts';
import { standInMachine, type StandInMachine } from './standInMachine.ts';

let tool: StandInMachine;
let workbench: Workbench;
/** Another store, with machines of the same names. */
let other: string;
/** What the setting names: a link to the first store. */
let link: string;

const names = ['kvstore', 'swarm-manager', 'swarm-node1'];

/** Writes down which store it was told about. */
const obeys = `
case "$1 $last" in
  'version version') echo 'docker-machine version 0.16.2, build bd45ab13' ;;
  status*) echo Stopped ;;
  rm*) echo "rm in $MACHINE_STORAGE_PATH" >> '{log}'; rm -rf "$MACHINE_STORAGE_PATH/machines/$last" ;;
esac`;

function settle(): void {
  rmSync(path.join(tool.folder, '.vscode'), { recursive: true, force: true });
  rmSync(link, { force: true });
  symlinkSync(tool.storagePath, link);
  tool.removeMachines(...names);
  tool.addMachines(...names);
  rmSync(other, { recursive: true, force: true });
  cpSync(tool.storagePath, other, { recursive: true });
  tool.forgetCalls();
}

beforeAll(async () => {
  tool = standInMachine();
  tool.behave(obeys.replace('{log}', path.join(tool.home, 'calls')));
  other = path.join(tool.home, 'other');
  link = path.join(tool.home, 'link');
  settle();
  workbench = await openWorkbench({
    folder: tool.folder,
    vsix: [productPackage()],
    settings: {
      'dockerOverlay.machine.path': tool.program,
      'dockerOverlay.machine.storagePath': link,
      'dockerOverlay.probeTimeout': 1,
    },
  });
  await workbench.openSidebar('Docker Overlay');
});

afterAll(async () => {
  await workbench.close();
  tool.remove();
});

beforeEach(async () => {
  settle();
  await workbench.runCommand('Docker Overlay: Refresh');
  await workbench.treeRow('swarm-node1').waitFor();
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await workbench.screenshot(`failed-${task.name.replace(/\W+/g, '-')}`);
  await workbench.page.keyboard.press('Escape');
  await workbench.clearNotifications();
});

const machinesIn = (store: string): readonly string[] => readdirSync(path.join(store, 'machines')).sort();
const removals = (): readonly string[] => tool.calls().filter((call) => call.startsWith('rm'));

async function askToBringDown(): Promise<void> {
  await workbench.runCommand('Docker Overlay: Bring Cluster Down…');
  await workbench.pick('swarm-manager');
  const { detail } = await workbench.dialog();
  for (const name of names) expect(detail).toContain(name);
}

test('a machine that is replaced under the question is left alone', async () => {
  await workbench.runOnRow('swarm-node1', 'Remove Machine…');
  expect((await workbench.dialog()).message).toContain('Remove swarm-node1?');
  const folder = path.join(tool.storagePath, 'machines', 'swarm-node1');
  renameSync(folder, path.join(tool.home, 'former'));
  tool.addMachines('swarm-node1');
  await workbench.answerDialog('Remove');
  const told = await workbench.waitForNotification('Machine swarm-node1 was replaced after you were asked');
  expect(told.severity).toBe('error');
  await workbench.screenshot('replaced-machine');
  expect(removals()).toEqual([]);
  expect(machinesIn(tool.storagePath)).toEqual(names);
  rmSync(path.join(tool.home, 'former'), { recursive: true });
});

test('a cluster of which a machine is replaced under the question is left alone', async () => {
  await askToBringDown();
  tool.removeMachines('kvstore');
  tool.addMachines('kvstore');
  await workbench.answerDialog('Bring Down');
  await workbench.waitForNotification('Machine kvstore was replaced after you were asked');
  expect(removals()).toEqual([]);
});

test('a link that leads to another store under the question: nothing is done there', async () => {
  await askToBringDown();
  rmSync(link);
  symlinkSync(other, link);
  await workbench.answerDialog('Bring Down');
  const told = await workbench.waitForNotification('The machine store changed, so nothing was done.');
  expect(told.message).toContain(other);
  expect(removals()).toEqual([]);
  expect(machinesIn(other)).toEqual(names);
});

test('a setting that names another store under the question does not move the answer there', async () => {
  await askToBringDown();
  mkdirSync(path.join(tool.folder, '.vscode'));
  writeFileSync(
    path.join(tool.folder, '.vscode/settings.json'),
    JSON.stringify({ 'dockerOverlay.machine.storagePath': other, 'dockerOverlay.machine.path': '/nowhere/else' }),
  );
  // VS Code reads the file on its own.
  await workbench.page.waitForTimeout(3000);
  await workbench.answerDialog('Bring Down');
  await workbench.waitForNotification(/swarm-manager is down/, 60_000);
  expect(new Set(removals().filter((call) => call.startsWith('rm in')))).toEqual(new Set([`rm in ${link}`]));
  expect(machinesIn(tool.storagePath)).toEqual([]);
  expect(machinesIn(other)).toEqual(names);
});

test('no argument leaves the question out, as of a key or a link', async () => {
  const given = [
    ['removeMachine', { machine: 'kvstore' }, 'Remove kvstore?'],
    ['removeMachine', { machine: 'kvstore', force: true }, 'Forget kvstore?'],
    ['bringClusterDown', { cluster: 'swarm-manager', removeVolumes: true }, 'Bring swarm-manager down?'],
  ] as const;
  const { page } = workbench;
  await workbench.runCommand('Preferences: Open Keyboard Shortcuts (JSON)');
  await page.locator('.editor-instance .view-lines').first().click();
  await page.keyboard.press('Control+A');
  const bindings = given.map(([command, argument], index) => ({
    key: `ctrl+shift+f${String(index + 6)}`,
    command: `dockerOverlay.${command}`,
    args: { ...argument, confirm: false },
  }));
  // What the editor closes by itself ends up in the comment.
  await page.keyboard.insertText(`${JSON.stringify(bindings)} // `);
  await page.keyboard.press('Control+S');
  await workbench.until('saved', async () => (await page.locator('.tab.dirty').count()) === 0);
  for (const [index, [, , question]] of given.entries()) {
    // VS Code reads the file again in its own time.
    await workbench.until(question, async () => {
      await page.keyboard.press(`Control+Shift+F${String(index + 6)}`);
      return page
        .locator('.monaco-dialog-box')
        .waitFor({ timeout: 1500 })
        .then(
          () => true,
          () => undefined,
        );
    });
    expect((await workbench.dialog()).message).toContain(question);
    await workbench.answerDialog('Cancel');
  }
  expect(removals()).toEqual([]);
  expect(machinesIn(tool.storagePath)).toEqual(names);
});
