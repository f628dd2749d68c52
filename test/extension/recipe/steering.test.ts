// A swarm made by hand on real hosts, steered by the commands of the installed package in a real VS Code.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { labLacks, openLab, run, type Lab } from '../../lab/lab.ts';
import { runInHost } from '../../vscode/inHost.ts';
import { productPackage } from '../../vscode/product.ts';
import type { Workbench } from '../../vscode/workbench.ts';
import { newFolder, openOnLab } from './opening.ts';

const reasons = labLacks();

const compose = `version: "3.8"
services:
  web:
    image: busybox:1.36
    command: sh -c 'while true; do date; sleep 1; done'
    stop_signal: SIGKILL
    deploy: { replicas: 2 }
`;

describe.skipIf(reasons.length > 0)(
  `steering from VS Code${reasons.length > 0 ? ` (not here: ${reasons.join('; ')})` : ''}`,
  () => {
    let lab: Lab;
    let workbench: Workbench | undefined;

    beforeAll(async () => {
      lab = await openLab({ prefix: 'ht', net: '10.83.0', mgmt: '10.73.0', hosts: 2, suite: 'trixie' });
      for (const { number, address } of lab.hosts)
        await run(
          [
            ...[lab.tools.dockerMachine, 'create', '-d', 'generic'],
            ...['--generic-ssh-user', 'root', '--generic-ssh-key', lab.key, '--generic-ip-address', address],
            ...['--engine-opt', `registry-mirror=${lab.registry}`, `m${String(number)}`],
          ],
          { environment: lab.environment, deadline: 300_000 },
        );
      const own = ['--advertise-addr', 'eth1', '--data-path-addr', 'eth1'];
      await lab.enter(1, ['docker', 'swarm', 'init', ...own]);
      const { stdout: token } = await lab.enter(1, ['docker', 'swarm', 'join-token', '-q', 'worker']);
      const manager = `${lab.hosts[0]?.address ?? ''}:2377`;
      await lab.enter(2, ['docker', 'swarm', 'join', ...own, '--token', token.trim(), manager]);
    });

    afterAll(async () => {
      await workbench?.close();
      await lab.down();
    });

    it('asks before it deploys a stack, does it in a terminal of its own, and says what docker refuses', async () => {
      const folder = await newFolder();
      await writeFile(path.join(folder, 'compose.yaml'), compose);
      await writeFile(path.join(folder, 'stack.broken.yaml'), 'services: nonsense\n');
      const opened = await openOnLab(lab, folder);
      workbench = opened;
      await opened.openSidebar('Docker Overlay');
      await opened.until('the cluster', async () => (await opened.treeRows()).find(({ label }) => label === 'm1'));
      const deploy = async (file: string, stack: string): Promise<void> => {
        await opened.runCommand('Docker Overlay: Deploy Stack…');
        await opened.pick(file);
        await opened.typeAndAccept(stack);
        expect((await opened.dialog()).message).toContain(`Deploy the stack ${stack} to `);
        await opened.answerDialog('Deploy');
      };
      await deploy('compose.yaml', 'shop');
      await opened.waitForNotification(/shop is deployed to .*: 2 of 2 tasks run \(shop_web\)/, 60_000);
      await opened.clearNotifications();
      await deploy('stack.broken.yaml', 'bad');
      const refused = await opened.waitForNotification('docker stack deploy of bad ended with exit code 1.', 60_000);
      expect(refused.severity).toBe('error');
      await opened.close();
      workbench = undefined;
    });

    it('does what its commands say, and opens what they open', async () => {
      const { tests } = await runInHost({
        files: [path.join(import.meta.dirname, 'inHost/steering.ts')],
        folder: await newFolder(),
        vsix: [productPackage()],
        env: lab.environment,
        settings: {
          'dockerOverlay.machine.path': lab.tools.dockerMachine,
          'dockerOverlay.machine.storagePath': lab.storagePath,
        },
      });
      expect(tests.filter(({ state }) => state !== 'passed')).toEqual([]);
      expect(tests.length).toBeGreaterThan(4);
    });

    it('asks which node, says what moves, and offers the way back', async () => {
      const opened = await openOnLab(lab, await newFolder());
      workbench = opened;
      await opened.openSidebar('Docker Overlay');
      await opened.until('the cluster', async () => (await opened.treeRows()).find(({ label }) => label === 'm1'));

      await opened.runCommand('Docker Overlay: Drain Node…');
      expect(await opened.quickPickItems()).toEqual(['m1', 'm2']);
      await opened.screenshot('steering-pick');
      await opened.pick('m2');
      const draining = await opened.dialog();
      expect(draining.message).toBe('Drain m2?');
      expect(draining.detail).toMatch(/These tasks move to other nodes: shop_web\.\d/);
      expect(draining.buttons).toContain('Drain');
      await opened.screenshot('steering-drain');
      await opened.answerDialog('Drain');
      await opened.waitForNotification(/m2 is drained: shop_web\.\d.* moved\. Activate Node undoes this\./, 60_000);
      await opened.clickNotification(/m2 is drained/, 'Activate Node');
      await opened.waitForNotification('m2 is active again.', 60_000);
      await opened.clearNotifications();

      await opened.runCommand('Docker Overlay: Scale Service…');
      await opened.pick('shop_web');
      await opened.typeAndAccept('1');
      expect((await opened.dialog()).detail).toContain('2 of its 3 tasks end.');
      await opened.answerDialog('Scale');
      await opened.waitForNotification('shop_web is scaled to 1. 1 of 1 run.', 60_000);
      await opened.clearNotifications();

      await opened.runCommand('Docker Overlay: Demote Node…');
      await opened.pick('m1');
      await opened.waitForNotification('m1 is the last manager of its swarm, so nothing was changed.', 30_000);
      await opened.clearNotifications();

      await opened.runCommand('Docker Overlay: Show Service Logs');
      await opened.pick('shop_web');
      const terminal = opened.page.locator('.terminal-wrapper.active');
      await terminal.waitFor({ timeout: 20_000 });
      await opened.screenshot('steering-logs');
    });
  },
);
