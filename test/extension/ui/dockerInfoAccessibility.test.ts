// The docker info pages of two clusters and a machine side by side in a real VS Code, for everybody: in every kind of theme, well and
// ill, at twice the size, from the keyboard, and over a reload of the window. The world is simulated.
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Demo } from '../../../scripts/demo.ts';
import { outOfSight, violations } from '../../vscode/accessibility.ts';
import { productPackage, startProductDemo } from '../../vscode/product.ts';
import { openWorkbench, type Theme, type Workbench } from '../../vscode/workbench.ts';
import { testsInTurn } from '../recipe/opening.ts';

const themes: readonly Theme[] = ['light', 'high-contrast', 'high-contrast-light', 'dark'];
const pages = ['demo', 'cloud', 'swarm-node2'] as const;
const full = { width: 1800, height: 1000 };

let demo: Demo;
let vscode: Workbench;

beforeAll(async () => {
  demo = await startProductDemo({ world: 'both', machines: 0, fault: undefined, speed: 10 });
  vscode = await openWorkbench({ folder: demo.folder, vsix: [productPackage()], timeout: 30_000, size: full });
});
afterAll(async () => {
  await vscode.close();
  await demo.stop();
});
testsInTurn(() => vscode);

const page = (name: (typeof pages)[number]): Promise<Frame> => vscode.webviewTitled(`Docker Info: ${name}`);
/**
 * Waits until a page in the group at this position has the focus. VS Code passes the focus on to a page by message: a palette or quick
 * pick that is opened before the message arrives loses the focus to the page, and closes.
 */
async function untilFocused(name: (typeof pages)[number], group: number): Promise<void> {
  const tab = vscode.page.locator('.editor-group-container').nth(group).locator('.tab.active');
  await tab.getByText(`Docker Info: ${name}`).waitFor();
  const frame = await page(name);
  await vscode.until(`the focus in the page of ${name}`, () => frame.evaluate(() => document.hasFocus()));
}
const drawn = (node: string, level = ''): string => `#drawing ${level}[data-node="${node}"]`;
/** What has the focus in a page, by its key. */
const focused = async (frame: Frame): Promise<string | null | undefined> =>
  frame.evaluate(() => document.activeElement?.getAttribute('data-key'));
/** How the nodes' table is sorted by a column. */
const sorted = (frame: Frame, column: string): Promise<string | null> =>
  frame.locator('#table-nodes').getByRole('columnheader', { name: column }).getAttribute('aria-sort');

/** What is wrong with each page in each theme; an empty record: nothing. */
async function inEveryTheme(): Promise<Record<string, readonly string[]>> {
  const found: Record<string, readonly string[]> = {};
  for (const theme of themes) {
    await vscode.setTheme(theme);
    for (const name of pages) {
      const frame = await page(name);
      await frame
        .locator(`body[data-vscode-theme-kind$="${theme === 'high-contrast-light' ? 'contrast-light' : theme}"]`)
        .waitFor();
      const own = await violations(frame);
      if (own.length > 0) found[`${name}, ${theme}`] = own;
    }
  }
  return found;
}

test('two clusters and a machine stand side by side, each on its own page', async () => {
  await vscode.openSidebar('Docker Overlay');
  for (const [group, name] of pages.entries()) {
    await vscode.treeRow(name).waitFor();
    await vscode.runCommand('Docker Overlay: Show Docker Info');
    await vscode.pick(name);
    await (await page(name)).locator('h1').getByText(name, { exact: true }).waitFor();
    await untilFocused(name, Math.max(0, group - 1));
    if (group === 0) continue;
    await vscode.runCommand('View: Move Editor into Next Group');
    await untilFocused(name, group);
  }
  await vscode.page.keyboard.press('Control+B');
  const [classic, swarm, machine] = [await page('demo'), await page('cloud'), await page('swarm-node2')];
  await classic.locator(drawn('swarm-node2', '.healthy')).waitFor();
  await swarm.locator(drawn('cloud-worker2', '.healthy')).waitFor();
  await machine.locator('.card.healthy').waitFor();
  expect(await classic.locator('#drawing li').count()).toBe(3);
  expect(await swarm.locator('#drawing li').count()).toBe(5);
});

test('no rule is broken in any theme while all is well', async () => {
  expect(await inEveryTheme()).toEqual({});
  await vscode.screenshot('docker-info-side-by-side-dark');
});

test('at twice the size, in narrow columns, nothing is out of sight', async () => {
  await vscode.page.setViewportSize({ width: full.width / 2, height: full.height / 2 });
  const lost: Record<string, readonly string[]> = {};
  for (const name of pages) lost[name] = await outOfSight(await page(name));
  expect(lost).toEqual({ demo: [], cloud: [], 'swarm-node2': [] });
  await vscode.screenshot('docker-info-side-by-side-zoomed');
  await vscode.page.setViewportSize(full);
});

test('all can be done without a pointer', async () => {
  const swarm = await page('cloud');
  await swarm.locator('h1').click();
  const stops: unknown[] = [];
  for (let count = 0; count < 5; count += 1) {
    await vscode.page.keyboard.press('Tab');
    stops.push(await focused(swarm));
  }
  expect(stops).toEqual(['refresh', 'drawn-machine cloud-manager1', 'nodes', 'nodes-sort-name', 'nodes-sort-role']);
  await vscode.page.keyboard.press('Enter');
  expect([await sorted(swarm, 'Role'), await focused(swarm)]).toEqual(['ascending', 'nodes-sort-role']);
  await vscode.page.keyboard.press('Enter');
  expect(await sorted(swarm, 'Role')).toBe('descending');

  await swarm.locator(drawn('cloud-manager1')).focus();
  await vscode.page.keyboard.press('End');
  expect(await focused(swarm)).toBe('drawn-machine cloud-worker2');
  await vscode.page.keyboard.press('Enter');
  expect(await focused(swarm)).toBe('nodes-open-machine cloud-worker2');
});

test('the pages come back with the window as they were left', async () => {
  const scrollTop = async (): Promise<number> => (await page('demo')).evaluate(() => scrollY);
  await (
    await page('demo')
  ).evaluate(() => {
    scrollTo(0, 300);
  });
  // In a browser VS Code writes what its editors remember every five seconds, when it is idle.
  await vscode.page.waitForTimeout(12_000);
  await vscode.reload();
  for (const name of pages) await (await page(name)).locator('#facts').waitFor();
  expect(await sorted(await page('cloud'), 'Role')).toBe('descending');
  await vscode.until('scrolled as before', async () => (await scrollTop()) === 300);
});

test('no rule is broken in any theme while something is wrong', async () => {
  const [classic, swarm] = [await page('demo'), await page('cloud')];
  await classic.locator(drawn('swarm-node1')).focus();
  expect(await classic.getByRole('status').textContent()).toBe('');
  for (const node of ['swarm-node2', 'cloud-manager3', 'cloud-worker2']) await demo.tell('fault', 'freeze', node);
  await classic.locator(drawn('swarm-node2', '.down')).waitFor();
  for (const node of ['cloud-worker2', 'cloud-manager3']) await swarm.locator(drawn(node, '.down')).waitFor();
  // Said in a place that was there before; and nobody was taken from where they were.
  expect(await classic.getByRole('status').textContent()).toMatch(/^2 of 3 nodes healthy/);
  expect(await focused(classic)).toBe('drawn-machine swarm-node1');
  expect(await inEveryTheme()).toEqual({});
  await vscode.screenshot('docker-info-side-by-side-ill-dark');
});
