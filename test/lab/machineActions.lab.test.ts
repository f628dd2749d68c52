// What is done to single machines and containers, through docker-machine's own virtualbox driver: real stops and starts, real
// certificates, a real new address. The tests stand on each other, over a store and a swarm manager that is its only node.
import { spawn } from 'node:child_process';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFailed } from 'vitest';
import { targetsOf } from '../../src/model/identity.ts';
import { clusterHealth } from '../../src/checks/health.ts';
import { now } from '../../src/model/seen.ts';
import { findMachine, machineOf, type SeenMachine } from '../../src/model/snapshot.ts';
import type { MachineAction, MachineChange } from '../../src/service/actions.ts';
import type { Services } from '../../src/service/services.ts';
import { labLacks, openVirtualboxLab, run, type VirtualboxLab } from './lab.ts';
import { servicesOn, up, value } from './labServices.ts';

const reasons = labLacks();
const never = new AbortController().signal;

describe.skipIf(reasons.length > 0)(
  `machines and containers${reasons.length > 0 ? ` (not here: ${reasons.join('; ')})` : ''}`,
  () => {
    let lab: VirtualboxLab;
    let services: Services;
    let broken = '';

    beforeAll(async () => {
      lab = await openVirtualboxLab({ prefix: 'ha', net: '10.84.0', mgmt: '10.74.0' });
      services = servicesOn(lab, { environment: lab.environment });
      const file = `name: demo\nengine: { registryMirrors: ["${lab.registry}"] }\nnodes: []\n`;
      await up(services, file);
    });

    beforeEach(({ skip, task }) => {
      if (broken) skip(`after “${broken}” failed`);
      onTestFailed(() => {
        broken = task.name;
      });
    });

    afterAll(async () => {
      services.dispose();
      await lab.down();
    });

    const lines: string[] = [];
    const change = async (verb: MachineAction, machine: string): Promise<MachineChange> => {
      const onLine = (line: string): void => void lines.push(line);
      return value(
        await services.machines.change(verb, machine, {
          signal: never,
          onLine,
          targets: targetsOf(services.clusters.snapshot, [machine]),
        }),
      );
    };
    const seen = (name = 'swarm-manager'): SeenMachine | undefined => findMachine(services.clusters.snapshot, name);
    const tool = (...args: string[]): ReturnType<typeof run> =>
      run([lab.tools.dockerMachine, ...args], { environment: lab.environment, anyExit: true, deadline: 60_000 });
    const demo = (): string => {
      const { snapshot } = services.clusters;
      return snapshot.clusters
        .map((cluster) => {
          const { level, findings } = clusterHealth(cluster, snapshot);
          return [cluster.name, level, ...findings.map((each) => JSON.stringify(each))].join(' ');
        })
        .join();
    };
    const healthyAgain = async (): Promise<void> => {
      await expect.poll(demo, { timeout: 100_000, interval: 500 }).toBe('demo healthy');
    };
    const docker = async (...args: string[]): Promise<string> =>
      (await lab.enter(await lab.hostOf('swarm-manager'), ['docker', ...args])).stdout;

    it('a stop stops it, and the picture says so as docker-machine does', async () => {
      const stopped = await change('stop', 'swarm-manager');
      expect(stopped).toMatchObject({ isThere: true, level: 'down', findings: [{ kind: 'machineStopped' }] });
      expect((await tool('status', 'swarm-manager')).stdout.trim()).toBe('Stopped');
      expect(lines.join('\n')).toContain('Stopping "swarm-manager"');
      expect(await services.machines.isWorkedOn('demo')).toBe(true);
    });

    it('a start starts it; while the swarm does not list it yet that is what is said, and then it is healthy', async () => {
      const started = await change('start', 'swarm-manager');
      expect(started).toMatchObject({ isThere: true, address: machineOf(seen()!)?.address, addressBefore: undefined });
      expect(seen()?.engine.state).toBe('seen');
      // Its own engine is well: whatever is still missing is others' word about it, and passes.
      expect(['joining', 'managerDown', 'managerSays', undefined]).toContain(started.findings[0]?.kind);
      await healthyAgain();
    });

    it('what somebody kills at a shell is seen without being asked for, and is not our doing', async () => {
      services.dispose();
      services = servicesOn(lab, { environment: lab.environment });
      await services.clusters.refresh();
      expect((await tool('kill', 'swarm-manager')).exitCode).toBe(0);
      await expect.poll(() => seen()?.power, { timeout: 20_000 }).toBe('stopped');
      expect(await services.machines.isWorkedOn('demo')).toBe(false);
      expect(demo()).toMatch(/^demo down/);
    });

    it('a machine that comes back at another address says both, and that its certificate is for the old one', async () => {
      const before = `10.84.0.${String(10 + (await lab.hostOf('swarm-manager')))}`;
      await moveTo(9);
      const moved = await change('start', 'swarm-manager');
      expect(moved).toMatchObject({
        address: '10.84.0.19',
        addressBefore: before,
        level: 'down',
        findings: [{ kind: 'engineDown', cause: { kind: 'certificateForeign', whose: 'engine' } }],
      });
    });

    it('new certificates mend that, and its agent tells the swarm the new address', async () => {
      const renewed = await change('regenerateCertificates', 'swarm-manager');
      expect(renewed.findings.map(({ kind }) => kind)).not.toContain('engineDown');
      await healthyAgain();
      expect(await docker('inspect', '-f', '{{.Args}}', 'swarm-agent')).toContain('10.84.0.19:2376');
    });

    it('new certificates of a swarm manager are such that engines take them from it, and its containers stay', async () => {
      const agents = (): Promise<string> => docker('ps', '-q', '--no-trunc', '--filter', 'name=swarm-agent');
      const before = await agents();
      expect(before).not.toBe('');
      await change('regenerateCertificates', 'swarm-manager');
      expect(await agents()).toBe(before);
      await healthyAgain();
    });

    it('a restart names the containers that do not come back, and those that do are not named', async () => {
      const image = ['busybox:1.36', 'sh', '-c', 'echo I sleep; exec sleep 600'];
      await docker('run', '-d', '--name', 'c1', '--stop-signal=KILL', ...image);
      await docker('run', '-d', '--name', 'c2', '--stop-signal=KILL', '--restart=always', ...image);
      const has = (name: string): boolean =>
        now(seen()!.engine)?.containers.some((each) => each.name === name) ?? false;
      await expect.poll(() => has('c1') && has('c2'), { timeout: 10_000 }).toBe(true);
      const restarted = await change('restart', 'swarm-manager');
      expect(restarted.ended).toEqual(['c1']);
    });

    it('containers are started, followed, restarted, stopped and removed, as the picture shows at once', async () => {
      const at = { machine: 'swarm-manager', container: 'c1' };
      const options = { signal: never };
      const state = async (verb: 'start' | 'restart' | 'stop' | 'remove'): Promise<string | undefined> =>
        value(await services.containers.change(verb, value(await services.containers.find(at)), options)).state;
      expect(await state('start')).toBe('running');
      let said = '';
      const following = services.containers.followLog(at, 500, {
        onText: (text) => void (said += text),
        signal: never,
      });
      // Twice: of its first life, and of the second.
      await expect.poll(() => said, { timeout: 10_000 }).toBe('I sleep\nI sleep\n');
      expect(await state('stop')).toBe('exited');
      expect((await following).ok).toBe(true);
      expect(await state('restart')).toBe('running');
      expect(await state('remove')).toBeUndefined();
      expect(await docker('ps', '-aq', '--filter', 'name=^c1$')).toBe('');
      expect(await services.containers.find(at)).toMatchObject({
        ok: false,
        error: { kind: 'containerUnknown' },
      });
    });

    it('terminals lead onto the host, and into a container there', async () => {
      expect(await typed(undefined, 'hostname')).toContain('swarm-manager');
      const inside = await typed('c2', 'tty; cat /proc/1/cmdline');
      expect(inside).toContain('/dev/pts/');
      expect(inside).toContain('sleep');
    });

    it('what is removed is gone: machine, record and row', async () => {
      expect(await change('remove', 'swarm-manager')).toMatchObject({ isThere: false });
      expect((await tool('ls', '-q')).stdout.trim()).toBe('kvstore');
      expect((await run(['VBoxManage', 'list', 'vms'], { environment: lab.environment })).stdout).not.toContain(
        'swarm-manager',
      );
      expect(seen()).toBeUndefined();
    });

    /** Has the stopped machine come back as another host of the lab: the same disk, another address. */
    async function moveTo(host: number): Promise<void> {
      const machine = path.join(lab.dir, 'vbox', 'vm', 'swarm-manager');
      const from = await lab.hostOf('swarm-manager');
      await mkdir(path.join(lab.dir, 'hosts'), { recursive: true });
      await rename(path.join(lab.dir, 'hosts', `m${String(from)}`), path.join(lab.dir, 'hosts', `m${String(host)}`));
      const hex = (number: number): string => number.toString(16).padStart(2, '0').toUpperCase();
      await writeFile(path.join(machine, 'host'), `${String(host)}\n`);
      // As the lab gives them to its hosts; docker-machine finds the address by the second.
      for (const card of [0, 1])
        await writeFile(path.join(machine, `mac${String(card + 1)}`), `080027${hex(98 + card)}00${hex(10 + host)}\n`);
    }

    /** Types a line into a terminal, as VS Code would open it, and gives what stands there in the end. */
    async function typed(container: string | undefined, line: string): Promise<string> {
      const call = value(await services.machines.terminal('swarm-manager', container));
      const words = [call.program, ...call.args].map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
      const child = spawn('script', ['-qec', words, '/dev/null'], {
        env: { ...process.env, ...call.environment },
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      let said = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
      child.stdin.end(`${line}\nexit\n`);
      const deadline = setTimeout(() => child.kill('SIGKILL'), 30_000);
      await new Promise((closed) => child.once('close', closed));
      clearTimeout(deadline);
      return said;
    }
  },
);
