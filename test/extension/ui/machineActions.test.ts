// Machines and containers from the tree: menus by state, what is asked before something goes, terminals and logs, and being told
// once when a cluster stops being healthy. The tool is a stand-in, the engines are ours.
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { productPackage } from '../../vscode/product.ts';
import { openWorkbench, type Workbench } from '../../vscode/workbench.ts';
import { standInEngine, type StandInEngine } from './standInEngine.ts';
import { standInMachine, type StandInMachine } from './standInMachine.ts';

let tool: StandInMachine;
let dev: StandInEngine;
let solo: StandInEngine;
let workbench: Workbench;

/** Each machine is as the driver says; starting, stopping and terminals are only written down. */
const obeys = `
case "$1 $last" in
  'version version') echo 'docker-machine version 0.16.2, build bd45ab13' ;;
  'create --help') printf 'Options:\\n   \\n   --driver, -d "virtualbox"\\tDriver to create machine with.\\n' ;;
  'status half') echo Error ;;
  'status dev') echo Running ;;
  status*) echo Stopped ;;
  rm*) rm -rf "$MACHINE_STORAGE_PATH/machines/$last"; echo "Successfully removed $last" ;;
  start*|stop*|restart*) echo "$1 of $last begins" ;;
  ssh*) echo "a shell"; sleep 30 ;;
esac`;

/** A record of a machine that does not answer, with dev's certificates; without an address it was never finished. */
function addRecord(name: string, driver: string, address: string, labels: readonly string[] = []): void {
  const folder = path.join(tool.storagePath, 'machines', name);
  mkdirSync(folder, { recursive: true });
  const certificates = path.join(tool.storagePath, 'machines', 'dev');
  for (const file of ['ca.pem', 'cert.pem', 'key.pem'])
    if (address) copyFileSync(path.join(certificates, file), path.join(folder, file));
  const record = {
    ConfigVersion: 3,
    Name: name,
    DriverName: driver,
    Driver: { IPAddress: address, MachineName: name },
    HostOptions: { EngineOptions: { Labels: labels }, SwarmOptions: {}, AuthOptions: {} },
  };
  writeFileSync(path.join(folder, 'config.json'), JSON.stringify(record));
}

beforeAll(async () => {
  tool = standInMachine();
  tool.behave(obeys);
  dev = await standInEngine({
    storagePath: tool.storagePath,
    name: 'dev',
    containers: { web: 'running', old: 'exited' },
  });
  solo = await standInEngine({ storagePath: tool.storagePath, name: 'solo', isSwarm: true });
  addRecord('off', 'virtualbox', '127.0.0.21');
  addRecord('off2', 'virtualbox', '127.0.0.22');
  addRecord('host', 'generic', '127.0.0.23');
  addRecord('half', 'virtualbox', '', ['dockeroverlay.cluster=demo']);
  writeFileSync(path.join(tool.folder, 'overlay-cluster.yaml'), 'name: other\n');
  writeFileSync(path.join(tool.folder, 'mine.overlay-cluster.yaml'), 'name: demo\n');
  workbench = await openWorkbench({
    folder: tool.folder,
    vsix: [productPackage()],
    settings: {
      'dockerOverlay.machine.path': tool.program,
      'dockerOverlay.machine.storagePath': tool.storagePath,
      'dockerOverlay.probeTimeout': 2,
      'terminal.integrated.enablePersistentSessions': false,
    },
    size: { width: 1280, height: 1000 },
  });
  await workbench.openSidebar('Docker Overlay');
  await workbench.treeRow('off').waitFor();
});

afterAll(async () => {
  await workbench.close();
  await Promise.all([dev.end(), solo.end()]);
  tool.remove();
});

beforeEach(() => {
  tool.forgetCalls();
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await workbench.screenshot(`failed-${task.name.replace(/\W+/g, '-')}`);
  // A dialog or question that a failed test left keeps the palette shut.
  await workbench.page.keyboard.press('Escape');
  await workbench.clearNotifications();
});

/** What the row's menu offers, top to bottom. */
async function menu(label: string): Promise<string[]> {
  const { page } = workbench;
  await workbench.treeRow(label).click({ button: 'right' });
  await page.locator('.monaco-menu .action-label').first().waitFor();
  const entries = await page.locator('.monaco-menu .action-item:not(.disabled) .action-label').allTextContents();
  await page.keyboard.press('Escape');
  await page.locator('.monaco-menu').first().waitFor({ state: 'detached' });
  return entries.map((each) => each.trim()).filter(Boolean);
}

/** What stands beside the row's name, left to right. */
async function beside(label: string): Promise<string[]> {
  const row = workbench.treeRow(label);
  await row.hover();
  const icons = row.locator('.actions .action-label');
  await icons.first().waitFor();
  return icons.evaluateAll((all) => all.map((each) => each.getAttribute('aria-label') ?? ''));
}

const described = (label: string, words: string): Promise<unknown> =>
  workbench.until(`${label} ${words}`, async () =>
    (await workbench.treeRows()).find((row) => row.label === label && row.description.includes(words)),
  );

const called = (call: string): Promise<unknown> =>
  workbench.until(call, () => Promise.resolve(tool.calls().includes(call)));

const inStatusBar = (words: string): Promise<void> =>
  workbench.page.locator('.statusbar').getByText(words).first().waitFor();

const copies = ['Copy Address', 'Copy Engine ID', 'Copy Environment for Docker'];

describe('menus by state', () => {
  test('a machine that runs', async () => {
    await described('dev', 'running');
    expect(await menu('dev')).toEqual([
      'Show Docker Info',
      ...copies,
      'Open Shell on Machine',
      'Stop Machine',
      'Restart Machine',
      'Regenerate Certificates…',
      'Remove Machine…',
    ]);
    expect(await beside('dev')).toEqual(['Show Docker Info', 'Open Shell on Machine']);
  });

  test('a machine that is stopped', async () => {
    await described('off', 'stopped');
    expect(await menu('off')).toEqual(['Show Docker Info', ...copies, 'Start Machine', 'Remove Machine…']);
    expect(await beside('off')).toEqual(['Start Machine', 'Show Docker Info']);
  });

  test('a host that docker-machine only reaches', async () => {
    expect(await menu('host')).toEqual([
      'Show Docker Info',
      ...copies,
      'Open Shell on Machine',
      'Regenerate Certificates…',
      'Remove Machine…',
    ]);
  });

  test('a leftover says so, and can be finished or removed', async () => {
    await described('half', 'incomplete');
    expect(await menu('half')).toEqual(['Finish Machine…', 'Show Docker Info', 'Remove Machine…']);
    expect(await beside('half')).toEqual(['Show Docker Info', 'Finish Machine…', 'Remove Machine…']);
    await workbench.screenshot('actions-tree');
  });

  test('containers', async () => {
    await workbench.expand('dev');
    await workbench.treeRow('web').waitFor();
    expect(await menu('web')).toEqual([
      'Show Container Logs',
      'Open Shell in Container',
      'Stop Container',
      'Restart Container',
      'Remove Container…',
    ]);
    expect(await beside('web')).toEqual(['Show Container Logs', 'Open Shell in Container']);
    expect(await menu('old')).toEqual([
      'Show Container Logs',
      'Start Container',
      'Restart Container',
      'Remove Container…',
    ]);
  });

  test('while everything is read-only nothing that changes something is offered, in menus nor in the palette', async () => {
    await workbench.changeSettings({ 'dockerOverlay.readOnly': true });
    try {
      await workbench.until('menus without changes', async () => (await menu('dev')).length === 1 + copies.length);
      expect(await menu('web')).toEqual(['Show Container Logs']);
      const offered = await workbench.commandTitles('Docker Overlay: ');
      expect(offered.filter((title) => /Start|Stop|Restart|Remove|Finish|Shell|Regenerate|Bring/.test(title))).toEqual(
        [],
      );
    } finally {
      await workbench.changeSettings({ 'dockerOverlay.readOnly': false });
    }
  });
});

describe('keys', () => {
  /** Clicks on host, goes so many rows up (web, old, dev), and presses a key there. */
  async function press(key: string, up: number): Promise<void> {
    await workbench.treeRow('host').click();
    for (let row = 0; row < up; row++) await workbench.page.keyboard.press('ArrowUp');
    await workbench.page.keyboard.press(key);
  }

  test('Enter on a machine shows its docker info', async () => {
    await press('Enter', 3);
    await workbench.page.locator('.tab', { hasText: 'dev' }).waitFor();
    await workbench.runCommand('View: Close All Editors');
  });

  test('Delete asks about the row that has the focus, whatever is selected', async () => {
    await press('Delete', 2);
    expect((await workbench.dialog()).message).toContain('Remove container old on dev?');
    await workbench.answerDialog('Cancel');
    await press('Delete', 0);
    expect((await workbench.dialog()).message).toContain('Remove host?');
    await workbench.answerDialog('Cancel');
    expect(tool.calls().filter((call) => call.startsWith('rm'))).toEqual([]);
  });

  test('Delete does nothing while everything is read-only, Ctrl+C copies the name', async () => {
    await workbench.changeSettings({ 'dockerOverlay.readOnly': true });
    try {
      await workbench.until('menus without changes', async () => (await menu('dev')).length === 1 + copies.length);
      await press('Delete', 0);
      await press('Control+C', 1);
      await inStatusBar('Copied web');
      expect(await workbench.page.locator('.monaco-dialog-box').count()).toBe(0);
    } finally {
      await workbench.changeSettings({ 'dockerOverlay.readOnly': false });
    }
  });
});

describe('machines', () => {
  test('the number of problems stands at the view', async () => {
    const badge = workbench.page.locator(
      '.activitybar .action-item:has(a[aria-label^="Docker Overlay"]) .badge-content',
    );
    await workbench.until('the badge', async () => Number(await badge.textContent()) > 0);
  });

  test('the status bar’s hover is a table of clusters', async () => {
    const { page } = workbench;
    await page.locator('.statusbar-item[id$="dockerOverlay.health"]').first().hover();
    const hover = page.locator('.monaco-hover:not(.hidden) table');
    await hover.waitFor();
    expect((await hover.locator('tr').allInnerTexts()).map((row) => row.replaceAll(/\s+/g, ' ').trim())).toEqual([
      'Cluster State Nodes Orchestration',
      expect.stringMatching(/^demo .*degraded incomplete classic$/),
      expect.stringMatching(/^solo .*healthy 1 of 1 ready swarm mode$/),
    ]);
    await workbench.screenshot('actions-hover');
    await page.mouse.move(700, 400);
  });

  test('a start is one call, and its progress ends in a message', async () => {
    await workbench.runOnRow('off', 'Start Machine');
    await called('start off');
    const told = await workbench.waitForNotification('Started: off.', 40_000);
    // It was told to start and does not answer: that is no good news.
    expect(told.severity).toBe('warning');
    expect(told.message).toContain('Machine off');
  });

  test('a stop of a machine on which something runs names it, and a no leaves it', async () => {
    await workbench.runOnRow('dev', 'Stop Machine');
    const { message, detail, buttons } = await workbench.dialog();
    expect(message).toContain('Stop dev?');
    expect(detail).toContain('these containers stop: web');
    expect(buttons).toContain('Stop');
    await workbench.answerDialog('Cancel');
    expect(tool.calls().filter((call) => call.startsWith('stop'))).toEqual([]);
  });

  test('several that are chosen are removed together, after all of them were named', async () => {
    await workbench.treeRow('off').click();
    await workbench.treeRow('off2').click({ modifiers: ['Control'] });
    await workbench.runOnRow('off2', 'Remove Machine…');
    const { message, detail } = await workbench.dialog();
    expect(message).toContain('Remove 2 machines?');
    for (const name of ['off', 'off2']) expect(detail).toContain(`${name}: its contents are unknown`);
    await workbench.screenshot('actions-remove');
    await workbench.answerDialog('Remove');
    await workbench.waitForNotification('Removed: 2 machines.');
    expect(
      tool
        .calls()
        .filter((call) => call.startsWith('rm'))
        .sort(),
    ).toEqual(['rm -y off', 'rm -y off2']);
    await workbench.until('both gone', async () =>
      (await workbench.treeRows()).every(({ label }) => !label.startsWith('off')),
    );
  });

  test('a leftover is finished with the file of its cluster, without asking which', async () => {
    await workbench.runOnRow('half', 'Finish Machine…');
    const { message, detail } = await workbench.dialog();
    expect(message).toContain('Bring demo up?');
    expect(detail).toContain('create');
    await workbench.answerDialog('Cancel');
  });

  test('a shell is a terminal on docker-machine’s ssh, and has its line in the log', async () => {
    await workbench.runOnRow('dev', 'Open Shell on Machine');
    await called('ssh dev');
    await workbench.runCommand('Terminal: Kill All Terminals');
    await workbench.runCommand('Docker Overlay: Show Log');
    await workbench.until('its line in the log', async () => /terminal: .*ssh dev/.test(await workbench.outputText()));
  });

  test('its environment is copied without asking docker-machine', async () => {
    await workbench.runOnRow('dev', 'Copy Environment for Docker');
    await inStatusBar('Copied the environment of dev');
    expect(tool.calls()).toEqual([]);
  });
});

describe('containers', () => {
  test('the log is shown and goes on', async () => {
    await workbench.runOnRow('web', 'Show Container Logs');
    await workbench.until('its beginning', async () => (await workbench.outputText()).includes('web has begun'));
    dev.log('and here is more');
    await workbench.until('what came later', async () => (await workbench.outputText()).includes('and here is more'));
    await workbench.screenshot('actions-log');
    await workbench.runCommand('View: Toggle Panel Visibility');
  });

  test('a shell in it gets a terminal there', async () => {
    await workbench.runOnRow('web', 'Open Shell in Container');
    await called("ssh dev -t sudo docker exec '-it' web sh");
    await workbench.runCommand('Terminal: Kill All Terminals');
  });

  test('stop and start show at once', async () => {
    await workbench.runOnRow('web', 'Stop Container');
    await workbench.answerDialog('Stop');
    await inStatusBar('Stopped: container web on dev.');
    await described('web', 'ended');
    await workbench.runOnRow('web', 'Start Container');
    await inStatusBar('Started: container web on dev.');
    await described('web', 'running');
    expect(dev.changes).toEqual(['stop web', 'start web']);
  });

  test('a removal names it first', async () => {
    await workbench.runOnRow('old', 'Remove Container…');
    const { message, detail } = await workbench.dialog();
    expect(message).toContain('Remove container old on dev?');
    expect(detail).toContain('old on dev · busybox:1.36');
    await workbench.answerDialog('Remove');
    await inStatusBar('Removed: container old on dev.');
    await workbench.until('gone', async () => (await workbench.treeRows()).every(({ label }) => label !== 'old'));
  });
});

test('more than ten machines are not brought down by a button alone', async () => {
  const names = Array.from({ length: 11 }, (_, index) => `big${String(index)}`);
  for (const [index, name] of names.entries())
    addRecord(name, 'virtualbox', `127.0.0.${String(50 + index)}`, ['dockeroverlay.cluster=big']);
  await workbench.treeRow('big').waitFor();
  const ask = async (): Promise<void> => {
    await workbench.runCommand('Docker Overlay: Bring Cluster Down…');
    await workbench.pick('big');
    await workbench.dialog();
    await workbench.answerDialog('Bring Down');
    await workbench.page.locator('.quick-input-widget').getByText('Type “big” to confirm.', { exact: false }).waitFor();
  };
  const removed = (): string[] => tool.calls().filter((call) => call.startsWith('rm'));
  await ask();
  await workbench.typeAndAccept('bi');
  await workbench.page.keyboard.press('Escape');
  await workbench.page.waitForTimeout(500);
  expect(removed()).toEqual([]);
  await ask();
  await workbench.typeAndAccept('big');
  await workbench.waitForNotification('big is down: 11 machines removed');
  expect(removed()).toHaveLength(11);
});

test('that a cluster stops being healthy is told once, and not at all when it is muted', async () => {
  const { page } = workbench;
  await described('solo', '1/1 ready');
  await solo.end();
  const told = await workbench.waitForNotification('solo is no longer healthy: only 0 of 1 nodes are.', 30_000);
  expect(told).toMatchObject({ severity: 'warning', buttons: expect.arrayContaining(['Show', 'Mute']) as string[] });
  await workbench.screenshot('actions-notice');
  await workbench.clickNotification('solo is no longer healthy', 'Mute');
  await workbench.waitForNotification('You no longer get a notification when solo becomes unhealthy.');
  await workbench.clearNotifications();
  await page.waitForTimeout(6000);
  expect(await workbench.notifications()).toEqual([]);
  await workbench.runCommand('Docker Overlay: Unmute Cluster Health…');
  await workbench.pick('solo');
});

test('every problem is listed, with what Enter does and a button for each remedy', async () => {
  addRecord('off3', 'virtualbox', '127.0.0.24');
  await described('off3', 'stopped');
  const { page } = workbench;
  const list = page.locator('.quick-input-list');
  const problem = list.locator('.monaco-list-row', { hasText: 'off3' });
  const open = async (): Promise<void> => {
    await workbench.runCommand('Docker Overlay: Show Cluster Health');
    await workbench.page.keyboard.type('off3');
    await problem.waitFor();
  };
  await open();
  expect(await problem.textContent()).toContain('Enter: Start · ');
  await problem.hover();
  const buttons = problem.locator('.action-label');
  const titles = await buttons.evaluateAll((all) => all.map((each) => each.getAttribute('aria-label')));
  expect(titles).toEqual(['Start', 'Bring Cluster Up…']);
  await workbench.screenshot('actions-health');
  await buttons.nth(1).click();
  await list.getByText('mine.overlay-cluster.yaml').first().waitFor();
  await page.keyboard.press('Escape');
  expect(tool.calls().filter((call) => !call.startsWith('status'))).toEqual([]);
  await open();
  await page.keyboard.press('Enter');
  await called('start off3');
});
