// Five hundred machines and two thousand networks in a real VS Code: the rows are there, are filtered, counted and kept.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Demo } from '../../../scripts/demo.ts';
import { productPackage, startProductDemo } from '../../vscode/product.ts';
import { openWorkbench, type Workbench } from '../../vscode/workbench.ts';
import { testsInTurn } from '../recipe/opening.ts';
import { person, type Person } from '../recipe/person.ts';

let demo: Demo;
let vscode: Workbench;
let user: Person;

beforeAll(async () => {
  demo = await startProductDemo({ world: 'machines', machines: 500, networks: 2000, fault: undefined });
  vscode = await openWorkbench({ folder: demo.folder, vsix: [productPackage()], timeout: 60_000 });
  user = person(vscode);
});
afterAll(async () => {
  await vscode.close();
  await demo.stop();
});
testsInTurn(() => vscode);

const typeFilter = async (text: string): Promise<void> => {
  await vscode.runCommand('Docker Overlay: Filter…');
  await vscode.page.locator('.quick-input-widget').getByText('Words from a name').waitFor();
  await vscode.page.keyboard.type(text);
};
const labels = async (): Promise<string[]> => (await vscode.treeRows()).map(({ label }) => label);
/** Empty where there is none, so that a wait for a number does not become one for the badge. */
const badge = async (): Promise<string> =>
  (
    await vscode.page
      .locator('.activitybar .action-item[role="tab"]:has(a[aria-label^="Docker Overlay"]) .badge-content')
      .allTextContents()
  ).join();

test('all are there, and all are seen to be healthy', async () => {
  await vscode.openSidebar('Docker Overlay');
  await user.describedAs('large', /^classic · 499\/499 healthy$/);
  expect((await vscode.treeRow('Machines').getAttribute('aria-label')) ?? '').toContain('500');
});

test('so are all networks, and one of them is found', async () => {
  // Below five hundred machines no row of theirs is in sight.
  await typeFilter('net-1234');
  await vscode.until('only the match', async () => (await labels()).includes('net-1234'));
  expect(await labels()).toEqual(['large', 'Overlay networks', 'net-1234']);
  expect((await vscode.treeRow('Overlay networks').getAttribute('aria-label')) ?? '').toMatch(/\b2000\b/);
  await vscode.page.keyboard.press('Enter');
  await vscode.page.getByText('Filtered by “net-1234”.').first().waitFor();
  await vscode.runCommand('Docker Overlay: Clear Filter');
  await vscode.until('all rows', async () => (await labels()).includes('kvstore'));
  await vscode.page.getByText('Filtered by “net-1234”.').waitFor({ state: 'detached' });
});

test('a filter leaves the rows that have all its words, and what they stand below', async () => {
  await typeFilter('node31 healthy');
  await vscode.until('only the matches', async () => {
    const rows = await labels();
    return rows.includes('swarm-node317') && !rows.includes('swarm-node32') && !rows.includes('kvstore');
  });
  expect(await labels()).toEqual([
    'large',
    'Machines',
    'swarm-node31',
    ...Array.from({ length: 10 }, (_, index) => `swarm-node31${String(index)}`),
  ]);
  await vscode.page.keyboard.press('Enter');
  await vscode.screenshot('scale-filter-dark');
});

test('a row keeps its place and its choice while others change; the badge counts what is wrong', async () => {
  await vscode.treeRow('swarm-node312').click();
  await demo.tell('fault', 'freeze', 'swarm-node315');
  await vscode.until('swarm-node315 gone from the filter', async () => !(await labels()).includes('swarm-node315'));
  expect(await vscode.treeRow('swarm-node312').getAttribute('aria-selected')).toBe('true');
  // What else is counted on a busy computer is told by the failure.
  await expect.poll(badge, { timeout: 60_000, message: 'the badge' }).toBe('1');
  await vscode.runCommand('Docker Overlay: Clear Filter');
  await vscode.until('all rows', async () => (await labels()).includes('kvstore'));
  await user.describedAs('large', /^classic · 498\/499 healthy/);
  await vscode.clickStatusItem('dockerOverlay.health');
  expect(await vscode.quickPickItems()).toEqual(['swarm-node315']);
  await vscode.page.keyboard.press('Escape');
});

test('all its nodes are on the page', async () => {
  await vscode.runCommand('Docker Overlay: Show Docker Info');
  await vscode.webview().locator('tr.healthy[data-row="swarm-node498"]').waitFor();
  await vscode.screenshot('scale-frozen-dark');
});

test('words that nothing has are said', async () => {
  await typeFilter('nobody');
  await vscode.page.getByText('Nothing matches “nobody”.').first().waitFor();
  await vscode.page.keyboard.press('Enter');
  await vscode.runCommand('Docker Overlay: Clear Filter');
  await vscode.until('all rows', async () => (await labels()).includes('kvstore'));
});
