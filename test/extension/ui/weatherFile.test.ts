// Bad cluster files met from VS Code: each fault is marked at its place, and bringing the file up runs nothing at all. (Every
// fault that there is, with its offsets: test/unit/cluster/clusterFile.test.ts.)
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { productPackage } from '../../vscode/product.ts';
import { openWorkbench, type Workbench } from '../../vscode/workbench.ts';
import { standInMachine, well, type StandInMachine } from './standInMachine.ts';

let tool: StandInMachine;
let workbench: Workbench;

interface Case {
  readonly name: string;
  readonly text: string;
  /** What the mark says, and where: line and column as the editor counts them. */
  readonly marks: RegExp;
  readonly at: readonly [line: number, column: number];
}

const long = 'n'.repeat(64);

const cases: readonly Case[] = [
  { name: 'bad-yaml', text: 'name: demo\nnodes: [ { name: a }\n', marks: /./, at: [3, 1] },
  { name: 'unknown-key', text: 'name: demo\nnodez: []\n', marks: /nodez.*nodes/, at: [2, 1] },
  { name: 'wrong-type', text: 'name: demo\nnodes: three\n', marks: /nodes/, at: [2, 8] },
  {
    name: 'duplicate',
    text: 'name: demo\nnodes:\n  - { name: twin }\n  - { name: twin }\n',
    marks: /twin/,
    at: [4, 13],
  },
  { name: 'long-name', text: `name: demo\nnodes:\n  - { name: ${long} }\n`, marks: /too long/, at: [3, 13] },
  {
    name: 'shell',
    text: `name: demo\nnodes:\n  - { name: "$(touch pwned); rm -rf /" }\n`,
    marks: /letters/,
    at: [3, 13],
  },
  { name: 'flag', text: 'name: demo\nnodes:\n  - { name: --force }\n', marks: /letters/, at: [3, 13] },
  { name: 'unicode', text: 'name: demo\nnodes:\n  - { name: nöde-1 }\n', marks: /letters/, at: [3, 13] },
];
const fileOf = (name: string): string => `${name}.overlay-cluster.yaml`;

beforeAll(async () => {
  tool = standInMachine();
  tool.behave(well);
  for (const { name, text } of cases) writeFileSync(path.join(tool.folder, fileOf(name)), text);
  workbench = await openWorkbench({
    folder: tool.folder,
    vsix: [productPackage()],
    settings: {
      'dockerOverlay.machine.path': tool.program,
      'dockerOverlay.machine.storagePath': tool.storagePath,
    },
  });
  await workbench.runCommand('View: Toggle Problems');
});

afterAll(async () => {
  await workbench.close();
  tool.remove();
});

beforeEach(() => {
  tool.forgetCalls();
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await workbench.screenshot(`failed-${task.name.replace(/\W+/g, '-')}`);
  await workbench.page.keyboard.press('Escape');
  await workbench.clearNotifications();
  await workbench.runCommand('View: Close All Editors');
});

test.each(cases)('$name is marked at its place, and nothing runs', async ({ name, marks, at }) => {
  await workbench.page.keyboard.press('Control+P');
  await workbench.page.locator('.quick-input-box input').fill(fileOf(name));
  await workbench.pick(fileOf(name));
  const rows = workbench.page.locator('.markers-panel .monaco-list-row');
  const place = `[Ln ${at[0]}, Col ${at[1]}]`;
  const mark = await workbench.until(`a mark at ${place}`, async () => {
    const all = (await rows.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' '));
    const found = all.find((text) => text.includes(place) && marks.test(text));
    if (found === undefined) throw new Error(all.join(' | '));
    return found;
  });
  expect(mark).toContain('Docker Overlay');

  await workbench.runCommand('Docker Overlay: Bring Cluster Up…');
  await workbench.pick(fileOf(name));
  const told = await workbench.waitForNotification(`${fileOf(name)} has`);
  expect(told.severity).toBe('error');
  expect(told.message).toContain('so nothing was done');
  expect(told.buttons).toContain('Open');
  // The editor asks only which options a driver has.
  expect(tool.calls().filter((call) => !call.endsWith(' --help'))).toEqual([]);
});
