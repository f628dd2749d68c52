// The default cluster, `name: demo` and nothing but a mirror, through docker-machine's own virtualbox driver; and before it a
// cluster that a shell script with the article's commands made, which the product has never heard of.
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openVirtualboxLab, run, type VirtualboxLab } from '../../lab/lab.ts';
import type { Workbench } from '../../vscode/workbench.ts';
import { newFolder, openOnLab, testsInTurn } from './opening.ts';
import { person, type Person } from './person.ts';

const root = path.resolve(import.meta.dirname, '../../..');
let lab: VirtualboxLab;
let folder = '';
let vscode: Workbench;
let user: Person;

beforeAll(async () => {
  lab = await openVirtualboxLab({ prefix: 'lv', net: '10.97.0' });
  folder = await newFolder();
  await writeFile(
    path.join(folder, 'overlay-cluster.yaml'),
    `name: demo\nengine:\n  registryMirrors: ["${lab.registry}"]\n`,
  );
  vscode = await openOnLab(lab, folder, {
    // VS Code takes PATH from the login shell, which does not know where the lab's VBoxManage is.
    settings: { 'dockerOverlay.machine.environment': { PATH: lab.environment['PATH'] ?? '' } },
  });
  user = person(vscode);
  await vscode.openSidebar('Docker Overlay');
});

afterAll(async () => {
  await vscode.close();
  await lab.down();
  if (folder) await rm(folder, { recursive: true, force: true });
});

testsInTurn(() => vscode);

const machine = (...args: string[]): Promise<unknown> =>
  run([lab.tools.dockerMachine, ...args], { environment: lab.environment, deadline: 60_000 });

const script = (verb: string): Promise<unknown> =>
  run([path.join(root, 'test/lab/virtualbox/cluster.sh'), verb], { environment: lab.environment, deadline: 300_000 });

describe('a cluster made by a shell script', () => {
  test('appears by itself, healthy, under its manager’s name', async () => {
    await script('up');
    await user.describedAs('swarm-manager', /^classic · 3\/3 healthy$/, 60_000);
    await vscode.expand('swarm-manager');
    await user.openGroup('Machines', 'swarm-node2');
    await user.describedAs('kvstore', /^key-value store · consul · 10\.97\.0\.\d+$/);
    await script('check');
    await user.openGroup('Overlay networks', 'my-net');
    await user.describedAs('my-net', /· 2 containers$/);
  });

  test('can be taken down', async () => {
    const asked = await user.bringDown('swarm-manager', 'swarm-manager is down: 4 machines removed');
    for (const name of ['kvstore', 'swarm-manager', 'swarm-node1', 'swarm-node2']) expect(asked).toContain(name);
    // Its containers were named, too: they go with their machines.
    expect(asked).toContain('c1');
    await vscode.until('no cluster in the tree', async () => (await user.row('swarm-manager')) === undefined);
  });
});

describe('name: demo', () => {
  test('brings up the whole cluster of the article', async () => {
    const plan = await user.bringUp('demo is up: 3 of 3 nodes healthy');
    expect(plan).toContain('create swarm-manager — virtualbox');
    await user.describedAs('demo', /^classic · 3\/3 healthy$/);
    await vscode.expand('demo');
    await user.openGroup('Machines', 'swarm-node2');
  });

  test('a stopped machine says so, and up starts it again', async () => {
    await machine('stop', 'swarm-node2');
    await user.describedAs('swarm-node2', /stopped/, 60_000);
    await user.bringUp('demo is up: 3 of 3 nodes healthy');
    await user.describedAs('swarm-node2', /^node · healthy/);
  });

  test('down removes its machines', async () => {
    await user.bringDown('demo', 'demo is down: 4 machines removed');
    await vscode.until('no cluster in the tree', async () => (await user.row('demo')) === undefined);
    expect((await run([lab.tools.dockerMachine, 'ls', '-q'], { environment: lab.environment })).stdout.trim()).toBe('');
  });
});
