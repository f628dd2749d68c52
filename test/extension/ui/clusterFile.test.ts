// A cluster file from its first question to its plan: welcome, New Cluster File, marks, completions, hovers, the links above it,
// Show Plan, and what is told of an issue. docker-machine is one that only prints what the real one prints.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { productPackage } from '../../vscode/product.ts';
import { openWorkbench, type Workbench } from '../../vscode/workbench.ts';
import { questions } from './questions.ts';
import { standInMachine, well, type StandInMachine } from './standInMachine.ts';

const records = path.resolve(import.meta.dirname, '../../records/dm');

/** Three drivers, each with the help that the real one prints; all others are not there. */
const threeDrivers = `
if [ "$1" = create ] && [ "$last" = --help ]; then
  case "$3" in
    virtualbox|generic|digitalocean) cat "${records}/create-$3-help.stdout"; exit ;;
    *) echo "Driver \\"$3\\" not found. Do you have the plugin binary \\"docker-machine-driver-$3\\" accessible in your PATH?" >&2; exit 1 ;;
  esac
fi
`;

let tool: StandInMachine;
let workbench: Workbench;
const pathOf = (name: string): string => path.join(tool.folder, name);
const textOf = (name: string): string => readFileSync(pathOf(name), 'utf8');

beforeAll(async () => {
  tool = standInMachine();
  tool.behave(threeDrivers + well);
  workbench = await openWorkbench({
    folder: tool.folder,
    // The pictures of the first steps need room beside the words.
    size: { width: 1600, height: 900 },
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

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await workbench.screenshot(`failed-${task.name.replace(/\W+/g, '-')}`);
  await workbench.page.keyboard.press('Escape');
  await workbench.page.keyboard.press('Escape');
  await workbench.clearNotifications();
});

// ---------------------------------------------------------------- what is on the screen

const { input, at: atStep, answer, refusal, back } = questions(() => workbench);

/** The links above the first line. */
async function lensTitles(): Promise<string> {
  const lens = workbench.page.locator('.editor-instance .codelens-decoration');
  return ((await lens.first().textContent()) ?? '').replaceAll('\u00a0', ' ').trim();
}

const lens = (title: string) => workbench.page.locator('.editor-instance .codelens-decoration a', { hasText: title });

async function writeAndOpen(name: string, text: string): Promise<void> {
  writeFileSync(pathOf(name), text);
  await workbench.page.keyboard.press('Control+P');
  // By its path: what was written a moment ago is not in the list of files yet.
  await input().fill(pathOf(name));
  await workbench.pick(name);
  await workbench.page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
}

/** The active editor's text, as it is shown. */
async function shown(): Promise<string> {
  const lines = workbench.page.locator(
    '.editor-instance .monaco-editor.focused .view-line, .editor-instance .view-line',
  );
  return (await lines.allTextContents()).map((line) => line.replaceAll('\u00a0', ' ')).join('\n');
}

/** Puts the cursor behind the last letter of a line, from 1. */
async function goTo(line: number): Promise<void> {
  await workbench.page.locator('.editor-instance .view-lines').first().click();
  await workbench.page.keyboard.press('Control+G');
  await answer(`:${line}`);
  await workbench.page.keyboard.press('End');
}

async function suggestions(): Promise<string[]> {
  const rows = workbench.page.locator('.suggest-widget.visible .monaco-list-row .label-name');
  await rows.first().waitFor();
  return rows.allTextContents();
}

// ---------------------------------------------------------------- the tour

describe('with nothing there', () => {
  test('the view offers to write a cluster file, and nothing else', async () => {
    await workbench.openSidebar('Docker Overlay');
    const welcome = workbench.page.locator('.welcome-view-content');
    await welcome.getByText('New Cluster File…').waitFor();
    expect(await welcome.locator('.monaco-button').allTextContents()).toEqual(['New Cluster File…']);
    expect(await welcome.textContent()).toContain('Take the first steps');
    await workbench.screenshot('welcome-without-file-dark');
    await welcome.locator('.monaco-button', { hasText: 'New Cluster File…' }).click();
    expect(await atStep(1)).toContain('New Cluster File (1/');
  });
});

test('while everything is read-only the view leads to that setting', async () => {
  await workbench.changeSettings({ 'dockerOverlay.readOnly': true });
  const welcome = workbench.page.locator('.welcome-view-content');
  await welcome.getByText('clusters can only be looked at', { exact: false }).waitFor();
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
    expect(await workbench.quickPickItems()).toEqual(['overlay-cluster.yaml', 'Another Place…']);
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
    await workbench.page.keyboard.press('Escape');
    const text = await shown();
    expect(text).toContain('orchestration: classic');
    expect(text).toContain('generic-ssh-user: root');
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
    await workbench.page.locator('.tab.active', { hasText: 'demo: what is ↔ what will be' }).waitFor();
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
  await workbench.waitForNotification('Read the report');
  const text = await shown();
  expect(text).toContain('docker-machine: docker-machine 0.16.2');
  expect(text).toContain('Machines: 2 virtualbox');
  await workbench.screenshot('issue-report-dark');
  await workbench.clickNotification('Read the report', 'Copy Report');
});

test('the first steps follow what is there', async () => {
  await workbench.runCommand('Docker Overlay: Refresh');
  await workbench.runCommand('Welcome: Open Walkthrough...');
  await workbench.pick('First steps with Docker Overlay');
  const steps = workbench.page.locator('.getting-started-step');
  await steps.first().waitFor();
  const titles = await workbench.page.locator('.getting-started-step .step-title').allTextContents();
  expect(titles.slice(1)).toEqual([
    'Write a cluster file',
    'Bring the cluster up',
    'Read docker info',
    'Make containers talk',
  ]);
  expect(titles[0]).toMatch(/docker-machine is there|All that is needed is there/);
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
