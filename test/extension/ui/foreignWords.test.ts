// What engines, docker-machine, containers, machines and cluster files say stays words: in VS Code itself no link, no icon and no image
// comes of it, and nothing is asked of the address that it names.
import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { asLabel } from '../../../src/ui/surface/labels.ts';
import { productPackage } from '../../vscode/product.ts';
import { openWorkbench, type Workbench } from '../../vscode/workbench.ts';
import { standInEngine, type StandInEngine } from './standInEngine.ts';
import { standInMachine, type StandInMachine } from './standInMachine.ts';

const link = '[Click](command:workbench.action.terminal.new)';
const swarm = 'solo$(flame)';
const container = 'web\n\nNothing else is removed.\u001b\u202e$(flame)';
const shownContainer = 'web␊␊Nothing else is removed.␛<U+202E>$(flame)';

let tool: StandInMachine;
let dev: StandInEngine;
let solo: StandInEngine;
let member: StandInEngine;
let workbench: Workbench;
let listener: Server;
let connections = 0;

beforeAll(async () => {
  listener = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const { port } = listener.address() as { readonly port: number };
  tool = standInMachine();
  tool.behave(`
case "$1" in
  version) echo 'docker-machine version 0.16.2, build bd45ab13' ;;
  status) echo Running ;;
  restart) echo '${link}'; sleep 6 ;;
esac`);
  const { storagePath } = tool;
  dev = await standInEngine({ storagePath, name: 'dev', containers: { [container]: 'running' } });
  solo = await standInEngine({ storagePath, name: swarm, isSwarm: true, workers: ['member'] });
  member = await standInEngine({ storagePath, name: 'member', isWorker: true });
  writeFileSync(
    path.join(tool.folder, 'overlay-cluster.yaml'),
    `name: demo\nengine:\n  labels:\n    "![p](https://127.0.0.1:${port}/x.png)": x\n`,
  );
  workbench = await openWorkbench({
    folder: tool.folder,
    vsix: [productPackage()],
    settings: {
      'dockerOverlay.machine.path': tool.program,
      'dockerOverlay.machine.storagePath': storagePath,
      'dockerOverlay.probeTimeout': 2,
    },
  });
  await workbench.openSidebar('Docker Overlay');
  await workbench.treeRow('dev').waitFor();
});

afterAll(async () => {
  await workbench.close();
  await Promise.all([dev.end(), solo.end(), member.end()]);
  listener.close();
  tool.remove();
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await workbench.screenshot(`failed-${task.name.replace(/\W+/g, '-')}`);
  await workbench.page.keyboard.press('Escape');
  await workbench.clearNotifications();
});

/** The message of the notification with these words, and how many links are in it. */
async function told(words: string): Promise<{ readonly message: string; readonly links: number }> {
  const message = workbench.page
    .locator('.notifications-toasts .notification-list-item-message')
    .filter({ hasText: words })
    .first();
  await message.waitFor();
  return { message: (await message.textContent()) ?? '', links: await message.locator('a').count() };
}

/** Without the joiners that keep VS Code from reading a text. */
const read = (text: string): string => text.replaceAll('\u2060', '');

test('the name of a swarm in the status bar is no icon', async () => {
  const text = await workbench.until(
    'the status',
    async () => (await workbench.statusItem('dockerOverlay.health'))?.text,
  );
  expect(read(text)).toBe(`${swarm} 2/2`);
  const entry = workbench.page.locator('.statusbar-item[id$="dockerOverlay.health"]');
  expect(await entry.locator('.codicon-flame').count()).toBe(0);
  expect(await workbench.page.locator('.monaco-list-row .codicon-flame').count()).toBe(0);
});

test('a removal is asked about in one line, whatever the container is called', async () => {
  await workbench.expand('dev');
  await workbench.runOnRow(asLabel(shownContainer), 'Remove Container…');
  const { message, detail } = await workbench.dialog();
  expect(read(message)).toContain(`Remove container ${shownContainer} on dev?`);
  expect(read(detail).split('\n')[0]).toBe(`${shownContainer} on dev · busybox:1.36`);
  await workbench.screenshot('foreign-question');
  await workbench.page.keyboard.press('Escape');
});

test('a line of docker-machine is no link while it is shown as progress', async () => {
  await workbench.runOnRow('dev', 'Restart Machine');
  const asked = workbench.page.locator('.monaco-dialog-box');
  await asked.waitFor();
  await workbench.answerDialog('Restart');
  expect(await told('Click')).toEqual({ message: expect.stringContaining('command:') as string, links: 0 });
});

test('a hover over a key of a cluster file fetches nothing', async () => {
  await workbench.openFile('overlay-cluster.yaml');
  const key = workbench.page.locator('.editor-instance .view-line span span', { hasText: '![p]' }).first();
  await key.waitFor();
  await key.hover();
  const hover = workbench.page.locator('.monaco-hover:not(.hidden)').first();
  await hover.getByText('Becomes').waitFor();
  expect(read(await hover.innerText())).toContain('![p](https://127.0.0.1:');
  expect(await hover.locator('img').count()).toBe(0);
  expect(await hover.locator('a[data-href]').count()).toBe(0);
  expect(connections).toBe(0);
  await workbench.page.mouse.move(900, 600);
});

test('an engine’s error is no link in the notice that its cluster is ill', async () => {
  member.refuse(`${link} disk full`);
  await workbench.runCommand('Docker Overlay: Refresh');
  const notice = await told('is no longer healthy');
  expect(read(notice.message)).toContain(link);
  expect(notice.links).toBe(0);
  await workbench.screenshot('foreign-notice');
});
