// A swarm made by hand on real hosts, steered by the commands of the installed package in a real VS Code.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { labLacks, openLab, run, type Lab } from '../../lab/lab.ts';
import { runInHost } from '../../vscode/inHost.ts';
import { productPackage } from '../../vscode/product.ts';
import { newFolder } from './opening.ts';

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
      await lab.down();
    });

    it('does what its commands say, and opens what they open', async () => {
      const folder = await newFolder();
      await writeFile(path.join(folder, 'compose.yaml'), compose);
      await writeFile(path.join(folder, 'broken.yaml'), 'services: nonsense\n');
      const { tests } = await runInHost({
        files: [path.join(import.meta.dirname, 'inHost/steering.ts')],
        folder,
        vsix: [productPackage()],
        env: lab.environment,
        settings: {
          'dockerOverlay.machine.path': lab.tools.dockerMachine,
          'dockerOverlay.machine.storagePath': lab.storagePath,
        },
      });
      expect(tests.filter(({ state }) => state !== 'passed')).toEqual([]);
      expect(tests.length).toBeGreaterThan(5);
    });
  },
);
