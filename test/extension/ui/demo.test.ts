// The demo as a person meets it who has cloned the project and has no docker, no docker-machine and no hypervisor: a living cluster in
// a real VS Code, that breaks, is mended, goes down and comes up again. All of it is simulated but VS Code and the product.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Demo } from '../../../scripts/demo.ts';
import { demoPackage, startProductDemo } from '../../vscode/product.ts';
import type { Workbench } from '../../vscode/workbench.ts';
import { testsInTurn } from '../recipe/opening.ts';
import { person, type Person } from '../recipe/person.ts';
import { openOnDemo } from './demoWorkbench.ts';

const breakSomething = 'Docker Overlay Demo: Break Something…';
const mend = 'Docker Overlay Demo: Fix…';

const worlds = [
  {
    world: 'article',
    cluster: 'demo',
    well: /^classic · 3\/3 healthy$/,
    ill: /^classic · 2\/3 healthy/,
    node: 'swarm-node2',
    up: '3 of 3',
  },
  {
    world: 'swarm-mode',
    cluster: 'cloud',
    well: /^swarm mode · 5\/5 ready$/,
    ill: /^swarm mode · 4\/5 ready/,
    node: 'cloud-worker2',
    up: '5 of 5',
  },
] as const;

describe.each(worlds)('the demo, $world', ({ world, cluster, well, ill, node, up }) => {
  let demo: Demo;
  let vscode: Workbench;
  let user: Person;

  beforeAll(async () => {
    demo = await startProductDemo({ world, machines: 0, fault: undefined, speed: 10 });
    // Stacks are deployed by the docker command, which has to be there to be asked for a file.
    const tools = path.join(demo.folder, '.tools');
    mkdirSync(tools);
    writeFileSync(path.join(tools, 'docker'), '#!/bin/sh\n', { mode: 0o755 });
    vscode = await openOnDemo(demo, {
      vsix: [await demoPackage()],
      env: { PATH: `${tools}${path.delimiter}${process.env['PATH'] ?? ''}` },
    });
    user = person(vscode);
  });

  afterAll(async () => {
    await vscode.close();
    await demo.stop();
  });

  testsInTurn(() => vscode);

  test('it is told once how to break something', async () => {
    const { buttons } = await vscode.waitForNotification('This is a demo');
    expect(buttons).toEqual(['Break Something…']);
    await vscode.screenshot(`demo-${world}-told`);
    await vscode.clearNotifications();
  });

  test('the cluster stands, with a network, and its docker info', async () => {
    await vscode.openSidebar('Docker Overlay');
    await user.describedAs(cluster, well);
    await user.openGroup('Overlay networks', 'my-net');
    await vscode.runCommand('Docker Overlay: Show Docker Info');
    const page = vscode.webview();
    await page.locator(`tr.healthy[data-row="${node}"]`).waitFor();
    await vscode.screenshot(`demo-${world}-dark`);
  });

  test('a node that freezes turns red, and well again when it is mended', async () => {
    await demo.tell('fault', 'freeze', node);
    await user.describedAs(cluster, ill);
    await vscode.webview().locator(`tr.down[data-row="${node}"]`).waitFor();
    await vscode.setTheme('light');
    await vscode.screenshot(`demo-${world}-frozen-light`);
    await demo.tell('mend', 'freeze', node);
    await user.describedAs(cluster, well, 60_000);
    await vscode.setTheme('dark');
  });

  test('a node is broken and mended from the command palette', async () => {
    await vscode.runCommand(breakSomething);
    const faults = await vscode.quickPickItems();
    await vscode.screenshot(`demo-${world}-break`);
    // Those in sight: the list is longer. What cannot befall this world is not in it.
    expect(faults.slice(0, 4)).toEqual(['Frozen engine', 'Stopped engine', 'Engine that starts again', 'Pulled cable']);
    expect(faults.includes('Killed key-value store')).toBe(world === 'article');
    await vscode.pick('Stopped engine');
    await vscode.until('machines to choose from', async () => (await vscode.quickPickItems()).includes(node));
    await vscode.screenshot(`demo-${world}-break-machine`);
    await vscode.pick(node);
    await vscode.waitForNotification(`${node}: it refuses connections and turns red`);
    await user.describedAs(cluster, ill);
    await vscode.webview().locator(`tr.down[data-row="${node}"]`).waitFor();
    await vscode.screenshot(`demo-${world}-broken`);

    await vscode.clearNotifications();
    await vscode.runCommand(mend);
    expect(await vscode.quickPickItems()).toEqual(['Stopped engine']);
    await vscode.pick('Stopped engine');
    await vscode.waitForNotification('Fixed.');
    await user.describedAs(cluster, well, 60_000);
    await vscode.clearNotifications();
  });

  test('all that is broken is mended at once, and then nothing is', async () => {
    for (const fault of ['freeze', 'fill-disk', 'unplug']) await demo.tell('fault', fault, node);
    await vscode.runCommand(mend);
    expect(await vscode.quickPickItems()).toEqual(['Fix everything', 'Frozen engine', 'Pulled cable', 'Full disk']);
    await vscode.screenshot(`demo-${world}-mend`);
    await vscode.pick('Fix everything');
    await vscode.waitForNotification('All faults are fixed.');
    await vscode.clearNotifications();
    await vscode.runCommand(mend);
    await vscode.waitForNotification('Nothing is broken.');
    await user.describedAs(cluster, well, 60_000);
    await vscode.clearNotifications();
  });

  test.runIf(world === 'article')('a shell in a container reaches those of other hosts by name', async () => {
    await user.openGroup('my-net', 'c1');
    await vscode.runOnRow('c1', 'Open Shell in Container');
    const shell = vscode.page.locator('.terminal-wrapper.active .xterm-rows');
    await shell.getByText('/ #').first().waitFor();
    await vscode.page.keyboard.type('ping -c 2 c2\n');
    await shell.getByText('2 packets transmitted, 2 packets received').waitFor();
    await vscode.screenshot('demo-article-shell');
    await vscode.runCommand('Terminal: Kill All Terminals');
    // As it goes it takes the focus, and with that closes what asks.
    await shell.waitFor({ state: 'detached' });
  });

  test.runIf(world === 'swarm-mode')('a stack comes from a compose file, among which no other file is', async () => {
    for (const name of ['compose.yaml', 'values.yaml']) writeFileSync(path.join(demo.folder, name), 'services: {}\n');
    await vscode.until('the file found', async () => {
      await vscode.runOnRow(cluster, 'Deploy Stack…');
      const found = await vscode.quickPickItems();
      await vscode.page.keyboard.press('Escape');
      if (found.length < 2) return false;
      expect(found).toEqual(['compose.yaml', 'Browse…']);
      return true;
    });
  });

  test('it goes down, and comes up again from its file', async () => {
    const asked = await user.bringDown(cluster, `${cluster} is down`);
    expect(asked).toContain(node);
    await vscode.until('no cluster', async () => (await user.row(cluster)) === undefined);
    await user.bringUp(`${cluster} is up: ${up} nodes healthy`, 120_000);
    await user.describedAs(cluster, well, 30_000);
    await user.openGroup('Overlay networks', 'my-net');
  });
});
