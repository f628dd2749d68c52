// Five hundred machines: all of them are shown, a dead one is found among them, and the window stays quick.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDemo, type Demo } from '../../../scripts/demo.ts';
import { productPackage } from '../../vscode/product.ts';
import { openWorkbench, type Workbench } from '../../vscode/workbench.ts';
import { testsInTurn } from '../recipe/opening.ts';
import { person, type Person } from '../recipe/person.ts';

let demo: Demo;
let vscode: Workbench;
let user: Person;

beforeAll(async () => {
  demo = await startDemo({ world: 'machines', machines: 500, fault: undefined });
  vscode = await openWorkbench({ folder: demo.folder, vsix: [productPackage()], timeout: 60_000 });
  user = person(vscode);
});

afterAll(async () => {
  await vscode.close();
  await demo.stop();
});

testsInTurn(() => vscode);

test('the cluster stands in the tree, and all its nodes on the page', async () => {
  await vscode.openSidebar('Docker Overlay');
  await user.describedAs('large', /^classic · 499\/499 healthy$/);
  await vscode.runCommand('Docker Overlay: Show Docker Info');
  await vscode.webview().locator('tr.healthy[data-row="swarm-node498"]').waitFor();
});

test('one that freezes is told by name', async () => {
  await demo.tell('fault', 'freeze', 'swarm-node321');
  await user.describedAs('large', /^classic · 498\/499 healthy/);
  await vscode.clickStatusItem('dockerOverlay.health');
  expect(await vscode.quickPickItems()).toEqual(['swarm-node321']);
  await vscode.page.keyboard.press('Escape');
});

test('the palette opens while it goes on', async () => {
  const begun = performance.now();
  expect(await vscode.commandTitles('Docker Overlay: Refresh')).toContain('Docker Overlay: Refresh');
  expect(performance.now() - begun).toBeLessThan(5000);
});
