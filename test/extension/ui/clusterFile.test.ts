// A cluster file in the editor: marks, completions, hovers, the links above it, Show Plan, and what is told of an issue.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Workbench } from '../../vscode/workbench.ts';
import { editing } from './editing.ts';
import { questions } from './questions.ts';
import type { StandInMachine } from './standInMachine.ts';
import { machineOfThreeDrivers, openOnTool } from './threeDrivers.ts';

let tool: StandInMachine;
let workbench: Workbench;
const pathOf = (name: string): string => path.join(tool.folder, name);

beforeAll(async () => {
  tool = machineOfThreeDrivers();
  workbench = await openOnTool(tool);
  // Machines are looked at sooner while somebody sees them.
  await workbench.openSidebar('Docker Overlay');
});

afterAll(async () => {
  await workbench.close();
  tool.remove();
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await workbench.screenshot(`failed-${task.name.replace(/\W+/g, '-')}`);
  await workbench.page.keyboard.press('Escape');
  await workbench.page.keyboard.press('Escape');
  await workbench.clearNotifications();
});

const { input } = questions(() => workbench);
const { lensTitles, lens, shown, goTo, suggestions } = editing(() => workbench);

async function writeAndOpen(name: string, text: string): Promise<void> {
  writeFileSync(pathOf(name), text);
  await workbench.page.keyboard.press('Control+P');
  // By its path: what was written a moment ago is not in the list of files yet.
  await input().fill(pathOf(name));
  await workbench.pick(name);
  await workbench.page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
}

describe('in the editor', () => {
  test('what is wrong is marked while one types, and no longer once it is mended', async () => {
    await writeAndOpen('typing.overlay-cluster.yaml', 'name: typing\n');
    await goTo(2);
    await workbench.page.keyboard.type('nodez: []');
    await workbench.page.keyboard.press('Escape');
    await workbench.page.locator('.editor-instance .squiggly-error').first().waitFor();
    await workbench.until('1 error', async () => (await lensTitles()).includes('1 error: nothing can be brought up'));
    await workbench.page.keyboard.press('Home');
    await workbench.page.keyboard.press('Control+.');
    const fix = workbench.page.locator('.action-widget .action').getByText('Change to "nodes"');
    await fix.waitFor();
    await workbench.page.keyboard.press('Enter');
    await workbench.page.locator('.editor-instance .squiggly-error').first().waitFor({ state: 'detached' });
    await workbench.until('its links', async () => (await lensTitles()).includes('0/2 exist'));
  });

  test('keys, words, drivers, their options and machines are completed', async () => {
    await writeAndOpen('complete.overlay-cluster.yaml', 'name: complete\n');
    await goTo(2);
    await workbench.page.keyboard.type('orc');
    expect(await suggestions()).toContain('orchestration');
    await workbench.screenshot('completion-keys-dark');
    await workbench.page.keyboard.press('Enter');
    // A key with a choice behind it asks on by itself.
    await workbench.until('its words', async () => (await suggestions()).includes('swarm-mode'));
    expect(await suggestions()).toEqual(['classic', 'swarm-mode', 'none']);
    await workbench.page.keyboard.type('cl');
    await workbench.page.keyboard.press('Enter');
    await workbench.page.keyboard.press('Enter');
    await workbench.page.keyboard.type('driver: { name: ge');
    await workbench.until('the drivers', async () => (await suggestions()).includes('generic'));
    await workbench.page.keyboard.press('Enter');
    await workbench.page.keyboard.type(', options: { ');
    await workbench.until('the options', async () => (await suggestions()).includes('generic-ssh-user'));
    expect((await suggestions())[0]).toBe('generic-ip-address');
    await workbench.screenshot('completion-options-dark');
    await workbench.page.keyboard.type('ssh-u');
    await workbench.until('the one that is meant', async () => (await suggestions())[0] === 'generic-ssh-user');
    await workbench.page.keyboard.press('Enter');
    const text = await workbench.until('its default', async () => {
      const written = await shown();
      return written.includes('generic-ssh-user: root') ? written : undefined;
    });
    await workbench.page.keyboard.press('Escape');
    expect(text).toContain('orchestration: classic');
    await workbench.setTheme('light');
    await workbench.screenshot('completion-light');
    await workbench.setTheme('dark');
  });

  test('a hover tells what a key is, and the flag that it becomes', async () => {
    await writeAndOpen(
      'hover.overlay-cluster.yaml',
      'name: hover\nadvertiseInterface: eth1\ndriver: { options: { virtualbox-memory: 2048 } }\n',
    );
    const hover = workbench.page.locator('.monaco-hover:not(.hidden) .hover-contents').first();
    await workbench.page
      .locator('.editor-instance .view-line', { hasText: 'advertiseInterface' })
      .locator('span span')
      .first()
      .hover();
    await hover.waitFor();
    expect(await hover.innerText()).toContain('--engine-opt cluster-advertise=eth1:2376');
    await workbench.screenshot('hover-key-dark');
    await workbench.page.mouse.move(900, 600);
    await workbench.page.keyboard.press('Escape');
    const option = workbench.page.locator('.editor-instance .view-line span', { hasText: /^virtualbox-memory$/ });
    await option.hover();
    await workbench.until('the option', async () =>
      (await hover.innerText()).includes('Size of memory for host in MB'),
    );
    expect(await hover.innerText()).toContain('--virtualbox-memory=2048');
    await workbench.setTheme('light');
    await workbench.screenshot('hover-option-light');
    await workbench.setTheme('dark');
    await workbench.page.mouse.move(900, 600);
  });
});

describe('the links above it, and its plan', () => {
  test('of a cluster that is not there the plan stands alone', async () => {
    await writeAndOpen('plan.overlay-cluster.yaml', 'name: demo\nnetworks: [{ name: my-net, subnet: 10.10.0.0/24 }]\n');
    await workbench.until('its links', async () => (await lensTitles()).includes('0/4 exist'));
    expect(await lensTitles()).toMatch(/Bring Up.*0\/4 exist.*Show Plan/);
    expect(await lensTitles()).not.toContain('Bring Down');
    await lens('Show Plan').first().click();
    await workbench.page.locator('.tab.active[data-resource-name="demo: Plan"]').waitFor();
    await workbench.until('the plan', async () => (await shown()).includes('create swarm-node2'));
    expect(await shown()).toContain('--swarm-master');
    await workbench.screenshot('plan-alone-dark');
  });

  test('of one that is half there it stands beside what is', async () => {
    for (const name of ['kvstore', 'swarm-manager']) {
      tool.addMachines(name);
      const record = `{"ConfigVersion":3,"DriverName":"virtualbox","Name":"${name}","Driver":{"IPAddress":""},"HostOptions":{"EngineOptions":{"Labels":["dockeroverlay.cluster=demo"]}}}`;
      writeFileSync(path.join(tool.storagePath, 'machines', name, 'config.json'), record);
    }
    await writeAndOpen('plan.overlay-cluster.yaml', 'name: demo\nnetworks: [{ name: my-net, subnet: 10.10.0.0/24 }]\n');
    await workbench.until('its links', async () => (await lensTitles()).includes('2/4 exist'));
    await lens('Show Plan').first().click();
    await workbench.page.locator('.tab.active', { hasText: 'demo: current ↔ planned' }).waitFor();
    const side = (which: 'original' | 'modified') =>
      workbench.page.locator(`.monaco-diff-editor .editor.${which} .view-lines`);
    await workbench.until('both sides', async () => (await side('modified').textContent())?.includes('started'));
    expect(await side('original').textContent()).toContain('stopped');
    expect(await side('original').textContent()).not.toContain('swarm-node1');
    expect(await side('modified').textContent()).toContain('swarm-node1');
    await workbench.screenshot('plan-beside-dark');
    await workbench.setTheme('light');
    await workbench.screenshot('plan-beside-light');
    await workbench.setTheme('dark');
  });
});

test('an issue is told in a document, and copied only from there', async () => {
  await workbench.runCommand('Docker Overlay: Report Issue');
  await workbench.waitForNotification('Review and edit the report');
  const text = await shown();
  expect(text).toContain('- docker-machine: 0.16.2');
  expect(text).toContain('Machines: 2 virtualbox');
  await workbench.screenshot('issue-report-dark');
  await workbench.clickNotification('Review and edit the report', 'Copy Report');
});
