// docker-machine that does not do as it should, met from VS Code: a clear message with the setting to change, soon, while the
// tree shows the store's machines all the same. (That it is missing where there is no store either: store.test.ts.)
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { productPackage } from '../../vscode/product.ts';
import { openWorkbench, type Workbench } from '../../vscode/workbench.ts';
import { standInMachine, type StandInMachine } from './standInMachine.ts';

let tool: StandInMachine;
let workbench: Workbench;

beforeAll(async () => {
  tool = standInMachine();
  tool.addMachines('kvstore', 'swarm-manager', 'swarm-node1');
  writeFileSync(
    path.join(tool.folder, 'overlay-cluster.yaml'),
    'name: other\nkeyValueStore: { machine: { name: kv } }\n',
  );
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
  await workbench.treeRow('swarm-node1').waitFor();
});

afterAll(async () => {
  await workbench.close();
  tool.remove();
});

beforeEach(() => {
  tool.forgetCalls();
});

afterEach(async () => {
  // A dialog that should not be there keeps the palette shut.
  await workbench.page.keyboard.press('Escape');
  await workbench.clearNotifications();
});

const labels = async (): Promise<string[]> => (await workbench.treeRows()).map(({ label }) => label);

interface Case {
  readonly name: string;
  readonly makeSo: () => void;
  /** What the message must say. */
  readonly says: RegExp;
  /** Milliseconds: five seconds, and for a hang its deadline, which are five seconds, and a moment to end it. */
  readonly within?: number;
}

const cases: readonly Case[] = [
  {
    name: 'is missing',
    makeSo: () => {
      rmSync(tool.program, { force: true });
    },
    says: /docker-machine was not found: there is no program ".*docker-machine"/,
  },
  {
    name: 'may not be run',
    makeSo: () => {
      tool.behave('exit 0');
      chmodSync(tool.program, 0o644);
    },
    says: /docker-machine" cannot be started/,
  },
  {
    name: 'is no program for this computer',
    makeSo: () => {
      writeFileSync(tool.program, Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 3]), { mode: 0o755 });
    },
    says: /docker-machine" cannot be started/,
  },
  {
    name: 'prints garbage',
    makeSo: () => {
      tool.behave('head -c 3000 /dev/urandom');
    },
    says: /printed cannot be read/,
  },
  {
    name: 'fails',
    makeSo: () => {
      tool.behave('echo "no such luck" >&2; exit 3');
    },
    says: /no such luck/,
  },
  {
    name: 'ends by a signal',
    makeSo: () => {
      tool.behave('kill -KILL $$');
    },
    says: /signal SIGKILL/,
  },
  {
    name: 'hangs, with a child',
    makeSo: () => {
      tool.behave('sleep 600 & wait');
    },
    says: /did not end within 5 s/,
    within: 10_000,
  },
];

describe.each(cases)('docker-machine that $name', ({ makeSo, says, within = 5000 }) => {
  test('is told on bringing up, with the setting, in time; the tree stays', async () => {
    makeSo();
    await workbench.runCommand('Docker Overlay: Bring Cluster Up…');
    await workbench.pick('overlay-cluster.yaml');
    const told = await workbench.waitForNotification(says, within);
    expect(told.severity).toBe('error');
    expect(told.message).toContain('dockerOverlay.machine.path');
    expect(told.buttons).toContain('Open Setting');
    expect(tool.calls().filter((call) => !/^version$|--help$/.test(call))).toEqual([]);
    await workbench.until('no process of it', async () => Promise.resolve(tool.running().length === 0));
    expect(await labels()).toEqual(expect.arrayContaining(['kvstore', 'swarm-manager', 'swarm-node1']));
  });

  test('takes nothing down: that too is told before anything is asked or done', async () => {
    makeSo();
    await workbench.runCommand('Docker Overlay: Bring Cluster Down…');
    await workbench.pick('swarm-manager');
    const told = await workbench.waitForNotification(says, within);
    expect(told.buttons).toContain('Open Setting');
    expect(tool.calls().filter((call) => call !== 'version')).toEqual([]);
  });
});

test('a machine is not asked about when docker-machine cannot remove it', async () => {
  tool.behave('echo "no such luck" >&2; exit 3');
  await workbench.runOnRow('swarm-node1', 'Remove Machine…');
  const told = await workbench.waitForNotification(/no such luck/, 5000);
  expect(told.buttons).toContain('Open Setting');
  expect(tool.calls().filter((call) => !/^(version|status)/.test(call))).toEqual([]);
});

test('a program that is missing is shown before any command is given, and no longer when it is back', async () => {
  rmSync(tool.program, { force: true });
  await workbench.runCommand('Docker Overlay: Refresh');
  await workbench.treeRow('docker-machine not found').waitFor();
  await workbench.page.locator('.statusbar-item', { hasText: 'docker-machine not found' }).first().waitFor();
  await workbench.screenshot('weather-tool-missing-tree');
  tool.behave('exit 0');
  await workbench.runCommand('Docker Overlay: Refresh');
  await workbench.treeRow('docker-machine not found').waitFor({ state: 'detached' });
});

test('the button opens the setting', async () => {
  rmSync(tool.program, { force: true });
  await workbench.runCommand('Docker Overlay: Bring Cluster Up…');
  await workbench.pick('overlay-cluster.yaml');
  await workbench.waitForNotification('docker-machine was not found');
  await workbench.screenshot('weather-tool-missing');
  await workbench.clickNotification('docker-machine was not found', 'Open Setting');
  await workbench.page.locator('.settings-editor').getByText('Machine: Path', { exact: false }).first().waitFor();
});
