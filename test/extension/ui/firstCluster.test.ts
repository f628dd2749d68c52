// From nothing to a first cluster, and what is then done to one machine of it, all on a simulated docker-machine: New Cluster File from
// the welcome, Bring Up above what it wrote, stop, start, restart, a shell, new certificates, removal. One story, in turn.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Demo } from '../../../scripts/demo.ts';
import { startProductDemo } from '../../vscode/product.ts';
import type { Workbench } from '../../vscode/workbench.ts';
import { testsInTurn } from '../recipe/opening.ts';
import { person, type Person } from '../recipe/person.ts';
import { openOnDemo } from './demoWorkbench.ts';
import { questions } from './questions.ts';

let demo: Demo;
let vscode: Workbench;
let user: Person;

beforeAll(async () => {
  demo = await startProductDemo({ world: 'empty', machines: 0, fault: undefined, speed: 20 });
  rmSync(path.join(demo.folder, 'overlay-cluster.yaml'));
  vscode = await openOnDemo(demo);
  user = person(vscode);
});
afterAll(async () => {
  await vscode.close();
  await demo.stop();
});
testsInTurn(() => vscode);

const node = 'swarm-node2';
const well = /^classic · 3\/3 healthy$/;

/** A file of the node in the simulated docker-machine's store. */
function recordPath(file: string): string {
  const settings = readFileSync(path.join(demo.folder, '.vscode/settings.json'), 'utf8');
  const { 'dockerOverlay.machine.storagePath': store } = JSON.parse(settings) as Record<string, string>;
  return path.join(store ?? '', 'machines', node, file);
}

/** Runs an entry of the node's menu and answers its question. @returns the question and what it named */
async function confirmed(entry: string, button: string): Promise<string> {
  await vscode.runOnRow(node, entry);
  const { message, detail } = await vscode.dialog();
  await vscode.answerDialog(button);
  return `${message}\n${detail}`;
}

/** Waits for the message that ends something: it is good news. */
async function ended(words: string): Promise<void> {
  expect(await vscode.waitForNotification(words)).toMatchObject({ severity: 'info' });
  await vscode.clearNotifications();
}

const aboveTheFile = (words: string): Promise<void> =>
  vscode.page.locator('.editor-instance .codelens-decoration', { hasText: words }).waitFor();

const terminal = () => vscode.page.locator('.terminal-wrapper.active');
const terminalText = async (): Promise<string> =>
  (await terminal().locator('.xterm-rows > div').allTextContents())
    .map((line) => line.replaceAll('\u00a0', ' ').trim())
    .filter((line) => line !== '')
    .join('\n');

test('from the welcome, New Cluster File writes a file without a fault', async () => {
  const { at, answer } = questions(() => vscode);
  await vscode.openSidebar('Docker Overlay');
  const welcome = vscode.page.locator('.welcome-view-content');
  await welcome.locator('.monaco-button', { hasText: 'New Cluster File…' }).click();
  await at(1);
  await answer('shop');
  await at(2);
  await vscode.pick('classic');
  await at(3);
  expect(await vscode.quickPickItems()).toEqual(['virtualbox', 'generic', 'azure', 'digitalocean']);
  await vscode.pick('virtualbox');
  await at(4);
  await vscode.pick('virtualbox-cpu-count');
  await vscode.page.keyboard.press('Enter');
  await at(5);
  await answer('2');
  await at(6);
  await vscode.pick('consul');
  await at(7);
  await vscode.pick('1');
  for (const [step, text] of [
    [8, '2'],
    [9, 'eth1'],
    [10, ''],
  ] as const) {
    await at(step);
    await answer(text);
  }
  await at(11);
  await vscode.pick('overlay-cluster.yaml');
  await vscode.page.locator('.tab.active[data-resource-name="overlay-cluster.yaml"]').waitFor();
  await aboveTheFile('0/4 exist');
  expect(await vscode.page.locator('.editor-instance').locator('.squiggly-error, .squiggly-warning').count()).toBe(0);
});

test('Bring Up above it shows the plan, and makes what the plan names', async () => {
  await vscode.page.locator('.editor-instance .codelens-decoration a', { hasText: 'Bring Up' }).click();
  const { message, detail } = await vscode.dialog();
  expect(message).toContain('Bring shop up?');
  const machines = ['kvstore', 'swarm-manager', 'swarm-node1', node];
  for (const machine of machines) expect(detail).toContain(`create ${machine} — virtualbox`);
  expect(detail).not.toContain('--virtualbox-cpu-count');
  await vscode.screenshot('first-cluster-plan');
  await vscode.answerDialog('Bring Up');
  await ended('shop is up: 3 of 3 nodes healthy');
  expect(JSON.parse(readFileSync(recordPath('config.json'), 'utf8'))).toMatchObject({ Driver: { CPU: 2 } });
  await user.describedAs('shop', well);
});

test('a machine is stopped, after what stops with it was named, and started again', async () => {
  expect(await confirmed('Stop Machine', 'Stop')).toBe(
    `Stop ${node}?\n${node} (node of shop): these containers stop: swarm-agent.`,
  );
  await ended(`Stopped: ${node}.`);
  await user.describedAs(node, /^node · stopped/);
  await user.describedAs('shop', /^classic · 2\/3 healthy$/);

  await vscode.runOnRow(node, 'Start Machine');
  await ended(`Started: ${node}.`);
  await user.describedAs(node, /^node · healthy/);
  await user.describedAs('shop', well);
});

test('a restart says what it stops for a moment, and ends well', async () => {
  expect(await confirmed('Restart Machine', 'Restart')).toContain(`Restart ${node}?`);
  await ended(`Restarted: ${node}.`);
  await user.describedAs('shop', well);
});

test('in a shell its host answers, until one leaves it', async () => {
  await vscode.runOnRow(node, 'Open Shell on Machine');
  const prompt = `docker@${node}:~$`;
  await vscode.until('a prompt', async () => (await terminalText()) === prompt);
  await vscode.page.keyboard.type('hostname\n');
  await vscode.until('its answer', async () => (await terminalText()) === `${prompt} hostname\n${node}\n${prompt}`);
  await vscode.screenshot('first-cluster-shell');
  await vscode.page.keyboard.type('exit\n');
  await terminal().waitFor({ state: 'detached' });
});

test('new certificates are others, and the engine answers with them', async () => {
  const certificate = (): string => readFileSync(recordPath('server.pem'), 'utf8');
  const before = certificate();
  const asked = await confirmed('Regenerate Certificates…', 'Regenerate Certificates');
  expect(asked).toContain(`Regenerate the certificates of ${node}?`);
  expect(asked).toContain('Its engine restarts, which stops its containers');
  await ended(`Certificates regenerated: ${node}.`);
  expect(certificate()).not.toBe(before);
  await user.describedAs('shop', well);
});

test('a removal that nobody confirms removes nothing, one that is confirmed the machine that it named', async () => {
  const asked = await confirmed('Remove Machine…', 'Cancel');
  expect(asked).toContain(`Remove ${node}?`);
  expect(asked).toContain('is removed with its containers and their data: swarm-agent.');
  expect(existsSync(recordPath('config.json'))).toBe(true);

  await confirmed('Remove Machine…', 'Remove');
  await ended(`Removed: ${node}.`);
  await vscode.until('its row gone', async () => (await user.row(node)) === undefined);
  expect(existsSync(recordPath('config.json'))).toBe(false);
  await aboveTheFile('3/4 exist');
});
