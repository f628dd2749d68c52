// Runs that do not go as they should, met from VS Code: what is told, which buttons help, and that nothing is left running. The
// tool is a stand-in whose every create ends as the test says.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { untilStarted } from '../../vscode/driver.ts';
import { productPackage } from '../../vscode/product.ts';
import { openWorkbench, type Workbench } from '../../vscode/workbench.ts';
import { standInMachine, well, type StandInMachine } from './standInMachine.ts';

let tool: StandInMachine;
let workbench: Workbench;

const fails = `${well}echo 'Running pre-create checks...'; echo 'Creating machine...'; record "$last"
echo 'Error creating machine: no room on the disk' >&2; exit 1`;
/** Says how far it is, goes on for ten minutes, and ends when it is asked to. */
const listens = `${well}echo 'Creating machine...'; record "$last"
sleep 600 & wait`;
/** Says how far it is, and goes on for ten minutes with a child that does not listen. */
const hangs = `${well}echo 'Running pre-create checks...'; echo 'Creating machine...'; record "$last"
(trap '' TERM; sleep 600) & wait`;

beforeAll(async () => {
  tool = standInMachine();
  tool.behave(fails);
  writeFileSync(path.join(tool.folder, 'overlay-cluster.yaml'), 'name: demo\n');
  workbench = await openWorkbench({
    folder: tool.folder,
    vsix: [productPackage()],
    settings: {
      'dockerOverlay.machine.path': tool.program,
      'dockerOverlay.machine.storagePath': tool.storagePath,
      'dockerOverlay.probeTimeout': 1,
    },
  });
  await workbench.openSidebar('Docker Overlay');
});

afterAll(async () => {
  await workbench.close();
  tool.remove();
});

beforeEach(() => {
  tool.removeMachines('kvstore');
  tool.forgetCalls();
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await workbench.screenshot(`failed-${task.name.replace(/\W+/g, '-')}`);
  // A dialog or question that a failed test left keeps the palette shut.
  await workbench.page.keyboard.press('Escape');
  await workbench.clearNotifications();
});

const started = (word: string): string[] =>
  tool.calls().filter((call) => call.startsWith(word) && !call.endsWith('--help'));

async function askForUp(): Promise<void> {
  await workbench.runCommand('Docker Overlay: Bring Cluster Up…');
  await workbench.pick('overlay-cluster.yaml');
}

async function bringUp(): Promise<void> {
  await askForUp();
  await workbench.dialog();
  await workbench.answerDialog('Bring Up');
}

const isThere = async (label: string): Promise<boolean> =>
  (await workbench.treeRows()).some((row) => row.label === label);

const gone = (label: string): Promise<boolean> => workbench.until(`${label} gone`, async () => !(await isThere(label)));

describe('a create that fails', () => {
  beforeEach(() => {
    tool.behave(fails);
  });

  test('is told with the tool’s words, the stage and what it left; nothing that rests on it was begun', async () => {
    await bringUp();
    const told = await workbench.waitForNotification('demo is not fully up');
    expect(told.severity).toBe('error');
    for (const words of ['kvstore', 'creating the machine', 'no room on the disk', 'incomplete record', 'Skipped'])
      expect(told.message).toContain(words);
    expect(told.buttons).toEqual(['Show Log', 'Bring Up Again', 'Roll Back']);
    expect(started('create')).toHaveLength(1);
    await workbench.screenshot('weather-create-failed');

    await workbench.clickNotification('demo is not fully up', 'Show Log');
    // Only what is in sight can be read, and looks come behind the last step.
    await workbench.runCommand('View: Toggle Maximized Panel');
    const log = await workbench.until('the log to its last step', async () => {
      const shown = await workbench.outputText();
      return shown.includes(' introduce swarm-manager: ') ? shown : undefined;
    });
    expect(log).toContain('kvstore');
    expect(log.match(/ introduce swarm-manager: /g), 'each event once').toHaveLength(1);
    await workbench.runCommand('View: Toggle Maximized Panel');
    await workbench.runCommand('View: Toggle Panel Visibility');
  });

  test('“Bring Up Again” shows the plan anew: the leftover goes first', async () => {
    await bringUp();
    await workbench.waitForNotification('demo is not fully up');
    await workbench.clickNotification('demo is not fully up', 'Bring Up Again');
    const { detail } = await workbench.dialog();
    expect(detail).toMatch(/remove kvstore[\s\S]*create kvstore/);
    await workbench.answerDialog('Cancel');
    expect(started('create')).toHaveLength(1);
  });

  test('“Roll Back” names what goes, and takes it back', async () => {
    await bringUp();
    await workbench.waitForNotification('demo is not fully up');
    await workbench.clickNotification('demo is not fully up', 'Roll Back');
    const { message, detail } = await workbench.dialog();
    expect(message).toContain('demo');
    expect(detail).toContain('kvstore');
    await workbench.answerDialog('Roll Back');
    await workbench.waitForNotification('demo was rolled back: 1 machine removed');
    expect(started('rm')).toHaveLength(1);
    await gone('kvstore');
  });

  test('up.onFailure: rollback takes it back unasked and says both', async () => {
    await workbench.changeSettings({ 'dockerOverlay.up.onFailure': 'rollback' });
    try {
      await bringUp();
      const told = await workbench.waitForNotification('demo was rolled back: 1 machine removed');
      for (const words of ['demo is not fully up', 'no room on the disk']) expect(told.message).toContain(words);
      expect(told.message).not.toContain('incomplete record');
      expect(told.buttons).toEqual(['Show Log', 'Bring Up Again']);
      await gone('kvstore');
    } finally {
      await workbench.changeSettings({ 'dockerOverlay.up.onFailure': 'keep' });
    }
  });

  test('up.onFailure: ask asks, and a no keeps it', async () => {
    await workbench.changeSettings({ 'dockerOverlay.up.onFailure': 'ask' });
    try {
      await bringUp();
      const { message, buttons } = await workbench.dialog();
      expect(message).toContain('Roll demo back?');
      expect(buttons).toContain('Roll Back');
      await workbench.answerDialog('Cancel');
      // A rollback would be under way by now, and be in the way of the next up.
      await askForUp();
      const { detail } = await workbench.dialog();
      expect(detail).toContain('remove kvstore');
      await workbench.answerDialog('Cancel');
      expect(started('rm')).toEqual([]);
      expect(await isThere('demo')).toBe(true);
    } finally {
      await workbench.changeSettings({ 'dockerOverlay.up.onFailure': 'keep' });
    }
  });
});

describe('a secret of machine.environment', () => {
  beforeEach(async () => {
    // A variable whose name does not tell that it is secret, and a tool that says it aloud.
    tool.behave(`${well}echo "LOGIN is $WEATHER_LOGIN" | tee '${tool.home}/login' >&2; ${fails.slice(well.length)}`);
    await workbench.changeSettings({
      'dockerOverlay.machine.environment': { WEATHER_LOGIN: 'me:${secret:weather}' },
    });
  });

  afterEach(async () => {
    await workbench.changeSettings({ 'dockerOverlay.machine.environment': {} });
  });

  test('not given: nothing is started, and the setting is named', async () => {
    await askForUp();
    await workbench.page
      .locator('.quick-input-widget')
      .getByText('names the secret "weather"', { exact: false })
      .waitFor();
    await workbench.page.keyboard.press('Escape');
    const told = await workbench.waitForNotification('The secret "weather" was not entered');
    expect(told.buttons).toEqual(['Open Setting']);
    expect(tool.calls()).toEqual([]);
  });

  test('given once reaches docker-machine, is asked for no more, and stands nowhere', async () => {
    await askForUp();
    await workbench.page.locator('.quick-input-widget').getByText('names the secret', { exact: false }).waitFor();
    await workbench.typeAndAccept('opensesame');
    await workbench.dialog();
    await workbench.answerDialog('Bring Up');
    const told = await workbench.waitForNotification('demo is not fully up');
    expect(readFileSync(path.join(tool.home, 'login'), 'utf8')).toBe('LOGIN is me:opensesame\n');
    expect(told.message).toContain('LOGIN is me:•••');
    expect(told.message).not.toContain('opensesame');
    await workbench.clearNotifications();
    tool.removeMachines('kvstore');
    await askForUp();
    await workbench.dialog();
    await workbench.answerDialog('Cancel');
    await workbench.runCommand('Docker Overlay: Show Log');
    const log = await workbench.until('the log', () => workbench.outputText());
    expect(log).toContain('LOGIN is me:•••');
    expect(log).not.toContain('opensesame');
    // Nor in any file: the log's, the journal's.
    const kept = readdirSync(workbench.server.dataDir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name));
    const saying = (words: string): string[] => kept.filter((file) => readFileSync(file, 'utf8').includes(words));
    expect(
      saying('LOGIN is me:')
        .map((file) => path.extname(file))
        .sort(),
    ).toEqual(['.jsonl', '.log']);
    expect(saying('opensesame')).toEqual([]);
    await workbench.runCommand('View: Toggle Panel Visibility');
  });
});

describe('a run under way', () => {
  beforeEach(() => {
    tool.behave(hangs);
  });

  const untilCreating = async (): Promise<void> => {
    await bringUp();
    await workbench.waitForNotification('creating kvstore');
    await workbench.until('its create', async () => Promise.resolve(started('create').length === 1));
  };
  const cancel = async (): Promise<void> => {
    await workbench.clickNotification('Bringing demo up', 'Cancel');
  };
  const nothingRuns = async (): Promise<void> => {
    await workbench.until('no process of docker-machine', async () => Promise.resolve(tool.running().length === 0));
  };

  test('that is cancelled leaves no process, says what was begun, and down clears it away', async () => {
    await untilCreating();
    expect(tool.running().length).toBeGreaterThan(1);
    await cancel();
    const told = await workbench.waitForNotification('Cancelled. demo is not fully up');
    for (const words of ['Machine kvstore was not created', 'incomplete record', 'Skipped'])
      expect(told.message).toContain(words);
    await nothingRuns();
    expect(await isThere('demo')).toBe(true);
    await workbench.clearNotifications();

    await workbench.runCommand('Docker Overlay: Bring Cluster Down…');
    await workbench.pick('demo');
    await workbench.dialog();
    await workbench.answerDialog('Bring Down');
    await workbench.waitForNotification('demo is down: 1 machine removed');
    await gone('demo');
  });

  test('keeps a second up and a down out, who says since when', async () => {
    await untilCreating();
    await askForUp();
    const again = await workbench.waitForNotification('The cluster demo is already being brought up');
    expect(again.severity).toBe('error');
    const first = workbench.page.locator('.notification-list-item').filter({ hasText: 'already being brought up' });
    await first.hover();
    await first.locator('.codicon-notifications-clear').click();
    await first.waitFor({ state: 'detached' });
    await workbench.runCommand('Docker Overlay: Bring Cluster Down…');
    await workbench.pick('demo');
    await workbench.waitForNotification('The cluster demo is already being brought up');
    expect(started('create')).toHaveLength(1);
    expect(started('rm')).toEqual([]);
    await cancel();
    await workbench.waitForNotification('Cancelled. demo is not fully up');
  });

  test.each([
    ['that listens to its end', listens],
    ['that must be forced', hangs],
  ])('whose window is reloaded, over a tool %s, is told afterwards; nothing runs on', async (_, script) => {
    tool.behave(script);
    await untilCreating();
    await workbench.reload();
    const told = await workbench.waitForNotification('Bringing demo up was interrupted', 60_000);
    expect(told.severity).toBe('warning');
    expect(told.buttons).toEqual(['Bring Up Again', 'Roll Back']);
    await nothingRuns();
    await workbench.openSidebar('Docker Overlay');
    await workbench.treeRow('demo').waitFor();
    await workbench.screenshot('weather-cut-off');
    await workbench.clickNotification('was interrupted', 'Roll Back');
    await workbench.dialog();
    await workbench.answerDialog('Roll Back');
    await workbench.waitForNotification('demo was rolled back: 1 machine removed');
    await gone('demo');
  });
});

test('the notice of a cut-off run returns with each window until it is dismissed in one that stays', async () => {
  const { page, server } = workbench;
  const notice = 'Bringing demo up was interrupted';
  tool.behave(listens);
  await bringUp();
  await workbench.waitForNotification('creating kvstore');
  await workbench.until('its create', async () => Promise.resolve(started('create').length === 1));
  await workbench.reload();
  await workbench.waitForNotification(notice, 60_000);
  await workbench.reload();
  await workbench.waitForNotification(notice, 60_000);
  await page.goto('about:blank');
  // As long as it takes a window that lives on to count it as read.
  await page.waitForTimeout(4000);
  await page.goto(server.address(tool.folder));
  await untilStarted(page);
  await workbench.waitForNotification(notice, 60_000);

  const isSettled = (): boolean =>
    readdirSync(server.dataDir, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\bruns\b.*\.jsonl$/.test(file))
      .every((file) => readFileSync(path.join(server.dataDir, file), 'utf8').includes('"kind":"end"'));
  expect(isSettled()).toBe(false);
  await workbench.clearNotifications();
  await workbench.until('settled', async () => Promise.resolve(isSettled()));
  await workbench.reload();
  await workbench.openSidebar('Docker Overlay');
  await workbench.treeRow('demo').waitFor();
  expect(await workbench.notifications()).toEqual([]);
});

describe('a plan that was overtaken while it was shown', () => {
  test('is not run; “Show Again” shows it as it is by now', async () => {
    tool.behave(`${well}record kvstore; exit 1`);
    await bringUp();
    await workbench.waitForNotification('demo is not fully up');
    tool.forgetCalls();
    await askForUp();
    expect((await workbench.dialog()).detail).toMatch(/remove kvstore[\s\S]*create kvstore/);
    tool.removeMachines('kvstore');
    await workbench.answerDialog('Bring Up');
    const told = await workbench.waitForNotification('The plan for bringing demo up has changed since it was shown.');
    expect(told.buttons).toEqual(['Show Again']);
    expect(started('rm')).toEqual([]);
    await workbench.clickNotification('has changed since it was shown', 'Show Again');
    const { detail } = await workbench.dialog();
    expect(detail).toContain('create kvstore');
    expect(detail).not.toContain('remove kvstore');
    await workbench.answerDialog('Cancel');
    expect(started('create')).toEqual([]);
  });
});

test('a page whose cluster goes away says so and keeps what it knew', async () => {
  tool.behave(well);
  tool.addMachines('kvstore', 'swarm-manager', 'swarm-node1');
  await workbench.treeRow('swarm-manager').waitFor();
  await workbench.runCommand('Docker Overlay: Show Docker Info');
  await workbench.until(
    'the page',
    async () => (await workbench.webview().locator('h1').innerText()) === 'swarm-manager',
  );
  tool.removeMachines('kvstore', 'swarm-manager', 'swarm-node1');
  await workbench.webview().getByText('The cluster swarm-manager no longer exists.').first().waitFor();
  expect(await workbench.webview().locator('h1').innerText()).toBe('swarm-manager');
  await workbench.screenshot('weather-page-gone');
});
