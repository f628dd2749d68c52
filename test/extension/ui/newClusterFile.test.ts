// The way to a first cluster file: what the view offers while there is none, New Cluster File from its first question to what it
// writes, and the first steps.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
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
const textOf = (name: string): string => readFileSync(pathOf(name), 'utf8');

beforeAll(async () => {
  tool = machineOfThreeDrivers();
  workbench = await openOnTool(tool);
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

const { input, at: atStep, answer, refusal, back } = questions(() => workbench);
const { lensTitles } = editing(() => workbench);

describe('with nothing there', () => {
  test('the view offers to write a cluster file, and nothing else', async () => {
    await workbench.openSidebar('Docker Overlay');
    const welcome = workbench.page.locator('.welcome-view-content');
    await welcome.getByText('New Cluster File…').waitFor();
    expect(await welcome.locator('.monaco-button').allTextContents()).toEqual(['New Cluster File…']);
    expect(await welcome.textContent()).toContain('Get started with Docker Overlay');
    await workbench.screenshot('welcome-without-file-dark');
    await welcome.locator('.monaco-button', { hasText: 'New Cluster File…' }).click();
    expect(await atStep(1)).toContain('New Cluster File (1/');
  });
});

test('while everything is read-only the view leads to that setting', async () => {
  await workbench.changeSettings({ 'dockerOverlay.readOnly': true });
  const welcome = workbench.page.locator('.welcome-view-content');
  await welcome.getByText('clusters can be viewed but not changed', { exact: false }).waitFor();
  expect(await welcome.locator('.monaco-button').allTextContents()).toEqual(['Open Setting']);
  await workbench.changeSettings({ 'dockerOverlay.readOnly': false });
  await welcome.locator('.monaco-button', { hasText: 'New Cluster File…' }).waitFor();
});

describe('without docker-machine', () => {
  test('the view leads to the setting that says where it is, and the questions go on with the drivers that all have', async () => {
    await workbench.changeSettings({ 'dockerOverlay.machine.path': path.join(tool.home, 'gone') });
    const welcome = workbench.page.locator('.welcome-view-content');
    await welcome.locator('.monaco-button', { hasText: 'Open Setting' }).waitFor();
    expect(await welcome.locator('.monaco-button').allTextContents()).toEqual(['Open Setting']);
    await workbench.screenshot('welcome-without-tool-dark');
    await workbench.runCommand('Docker Overlay: New Cluster File…');
    await atStep(1);
    await answer('demo');
    await atStep(2);
    await workbench.pick('classic');
    await atStep(3);
    expect(await workbench.quickPickItems()).toContain('amazonec2');
    expect(await input().getAttribute('placeholder')).toContain('docker-machine not found');
    await workbench.page.keyboard.press('Escape');
    await workbench.changeSettings({ 'dockerOverlay.machine.path': tool.program });
    await welcome.locator('.monaco-button', { hasText: 'New Cluster File…' }).waitFor();
  });
});

describe('New Cluster File', () => {
  test('asks, refuses, goes back, and writes what was chosen', async () => {
    await workbench.runCommand('Docker Overlay: New Cluster File…');
    await atStep(1);
    expect(await input().inputValue()).toBe('demo');
    await answer('--force');
    await refusal('only letters');
    await workbench.screenshot('wizard-refused-dark');
    await answer('demo');

    await atStep(2);
    expect(await workbench.quickPickItems()).toEqual(['classic', 'swarm-mode', 'none']);
    await workbench.screenshot('wizard-orchestration-dark');
    await workbench.pick('classic');

    await atStep(3);
    expect(await workbench.quickPickItems()).toEqual(['virtualbox', 'generic', 'digitalocean']);
    await workbench.screenshot('wizard-driver-dark');
    await workbench.pick('virtualbox');
    await atStep(4);
    await back();
    await atStep(3);
    await workbench.pick('generic');

    await atStep(4);
    expect(await workbench.quickPickItems()).toEqual(['generic-engine-port', 'generic-ssh-port']);
    await workbench.screenshot('wizard-options-dark');
    await workbench.pick('generic-ssh-port');
    await workbench.page.keyboard.press('Enter');
    await atStep(5);
    expect(await input().inputValue()).toBe('22');
    await answer('many');
    await refusal('a whole number');
    await answer('2222');

    await atStep(6);
    await workbench.pick('consul');
    await atStep(7);
    await workbench.pick('1');
    await atStep(8);
    await answer('1');
    await atStep(9);
    await answer('10.99.0.11 10.99.0.12');
    await refusal('2 of 3 addresses');
    await workbench.screenshot('wizard-addresses-dark');
    await answer('10.99.0.11 10.99.0.12 10.99.0.13');
    await atStep(10);
    await answer('root');
    await atStep(11);
    await workbench.pick('None');
    await atStep(12);
    expect(await input().inputValue()).toBe('eth0');
    await answer('eth1');
    await atStep(13);
    await answer('http://mirror.example:5000');
    await atStep(14);
    expect(await workbench.quickPickItems()).toEqual(['overlay-cluster.yaml', 'Another Folder…']);
    await workbench.pick('overlay-cluster.yaml');

    await workbench.page.locator('.tab.active[data-resource-name="overlay-cluster.yaml"]').waitFor();
    const text = textOf('overlay-cluster.yaml');
    expect(text).toContain('name: demo\n');
    expect(text).toContain('  options:\n    generic-ssh-user: root\n    generic-ssh-port: 2222\n');
    expect(text).toContain('  machine: { name: kvstore, driver: { options: { generic-ip-address: 10.99.0.11 } } }\n');
    expect(text).toContain('  - { name: swarm-node1, driver: { options: { generic-ip-address: 10.99.0.13 } } }\n');
    await workbench.until('its links', async () => (await lensTitles()).includes('0/3 exist'));
    expect(
      await workbench.page.locator('.editor-instance .squiggly-error, .editor-instance .squiggly-warning').count(),
    ).toBe(0);
    await workbench.screenshot('new-cluster-file-dark');
    expect(tool.calls().filter((call) => call.startsWith('create ') && !call.endsWith('--help'))).toEqual([]);
  });

  test('once there is a file, the view offers to bring it up', async () => {
    await workbench.openSidebar('Docker Overlay');
    const welcome = workbench.page.locator('.welcome-view-content');
    await welcome.locator('.monaco-button', { hasText: 'Bring Cluster Up…' }).waitFor();
    expect(await welcome.locator('.monaco-button').allTextContents()).toEqual(['Bring Cluster Up…']);
  });

  test('keeps secrets out of the file, and asks before it overwrites', async () => {
    const taken = pathOf('cloud.overlay-cluster.yaml');
    writeFileSync(taken, 'name: keep-me\n');
    const askAll = async (): Promise<void> => {
      await workbench.runCommand('Docker Overlay: New Cluster File…');
      await atStep(1);
      await answer('cloud');
      await atStep(2);
      await workbench.pick('swarm-mode');
      await atStep(3);
      await workbench.pick('digitalocean');
      await atStep(4);
      await workbench.page.keyboard.press('Enter');
      await atStep(5);
      await workbench.pick('3');
      await atStep(6);
      await answer('2');
      await atStep(7);
      await answer('eth0');
      await atStep(8);
      await answer('');
      await atStep(9);
      await workbench.pick('cloud.overlay-cluster.yaml');
    };
    await askAll();
    const asked = await workbench.dialog();
    expect(asked.message).toContain('Overwrite cloud.overlay-cluster.yaml?');
    await workbench.answerDialog('Cancel');
    expect(readFileSync(taken, 'utf8')).toBe('name: keep-me\n');

    await askAll();
    await workbench.dialog();
    await workbench.answerDialog('Overwrite');
    const told = await workbench.waitForNotification('DIGITALOCEAN_ACCESS_TOKEN');
    expect(told.buttons).toEqual(['Add to Settings']);
    const text = readFileSync(taken, 'utf8');
    expect(text).toContain('"DIGITALOCEAN_ACCESS_TOKEN": "${secret:DIGITALOCEAN_ACCESS_TOKEN}"');
    expect(text).toContain('  - { name: swarm-manager3 }\n');
    expect(text).not.toContain('keyValueStore');
    await workbench.setTheme('light');
    await workbench.screenshot('new-cluster-file-light');
    await workbench.setTheme('dark');
  });
});

test('the first steps follow what is there', async () => {
  await workbench.runCommand('Docker Overlay: Refresh');
  await workbench.runCommand('Welcome: Open Walkthrough...');
  await workbench.pick('Get started with Docker Overlay');
  const steps = workbench.page.locator('.getting-started-step');
  await steps.first().waitFor();
  const titles = await workbench.page.locator('.getting-started-step .step-title').allTextContents();
  expect(titles.slice(1)).toEqual([
    'Write a cluster file',
    'Bring the cluster up',
    'View docker info',
    'Connect containers',
  ]);
  expect(titles[0]).toMatch(/docker-machine is installed|Everything is installed/);
  // The first two are ticked off by themselves.
  const done = workbench.page.locator('.getting-started-step .codicon.complete:visible');
  await workbench.until('two steps done', async () => (await done.count()) >= 2);
  await workbench.screenshot('walkthrough-dark');
  for (const [index, title] of titles.entries()) {
    await workbench.page.locator('.getting-started-step .step-title', { hasText: title }).click();
    await workbench.page.waitForTimeout(700);
    await workbench.screenshot(`walkthrough-${index + 1}-dark`);
  }
  await workbench.setTheme('light');
  await workbench.page.waitForTimeout(700);
  await workbench.screenshot('walkthrough-light');
  expect(existsSync(pathOf('overlay-cluster.yaml'))).toBe(true);
});
