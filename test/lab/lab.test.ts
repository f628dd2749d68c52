// What the lab promises to whoever tests on it: it may be called twice, killed at any moment, and stand beside another;
// its disturbances are real; and when it is down nothing of it is left.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { labLacks, openLab, openVirtualboxLab, run } from './lab.ts';
import type { Lab } from './lab.ts';

const reasons = labLacks();
const script = join(import.meta.dirname, 'lab');
// Addresses and names that nobody's own lab has by default.
const first = { prefix: 'labtesta', net: '10.254.61', mgmt: '10.254.60' };
const second = { prefix: 'labtestb', net: '10.254.62', mgmt: '10.254.60' };
const flags = ['--prefix', first.prefix, '--net', first.net, '--mgmt', first.mgmt];
const dirOf = async (which: { prefix: string }): Promise<string> =>
  /LAB_DIR=(.*)/.exec((await run([script, '--prefix', which.prefix, 'env'])).stdout)![1]!;

/** Every trace of a lab on this computer: namespaces, links, cgroups, processes, mounts. */
async function traces(prefix: string, dir: string): Promise<string[]> {
  const found: string[] = [];
  const lines = (text: string): string[] => text.split('\n').filter(Boolean);
  for (const line of lines((await run(['ip', 'netns', 'list'])).stdout))
    if (line.startsWith(`${prefix}-`)) found.push(`netns ${line}`);
  for (const line of lines((await run(['ip', '-o', 'link'])).stdout))
    if (line.includes(` ${prefix}0@`)) found.push(`link ${line}`);
  for (const hierarchy of ['.', ...readdirSync('/sys/fs/cgroup')]) {
    const cgroup = join('/sys/fs/cgroup', hierarchy, prefix);
    if (existsSync(cgroup)) found.push(`cgroup ${cgroup}`);
  }
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      // What has ended and only waits for this computer's init to notice is nobody's.
      if (/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))) continue;
      const argv = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      const cgroup = readFileSync(`/proc/${pid}/cgroup`, 'utf8');
      // This test itself and its children name the folder, too; they are no part of the lab.
      if (cgroup.includes(`:/${prefix}/`) || (argv.includes(`${dir}/`) && !argv.includes('vitest')))
        found.push(`process ${pid} ${argv}`);
      if (readFileSync(`/proc/${pid}/mountinfo`, 'utf8').includes(` ${dir}/`)) found.push(`mount of ${pid} ${argv}`);
    } catch {
      // It ended while it was looked at.
    }
  }
  return found;
}

/**
 * The state of this computer that labs could change, a line each: addresses, routes, firewall rules, namespaces, mounts, control
 * groups, network settings. Without kernel modules, which stay loaded, and the lab's own folders.
 */
async function computer(): Promise<string[]> {
  const said = async (...argv: readonly string[]): Promise<string[]> =>
    (
      await run(['sh', '-c', `command -v ${argv[0]!} >/dev/null || exit 0; ${argv.join(' ')}`], { anyExit: true })
    ).stdout
      .split('\n')
      .map((line) => `${argv[0]!} ${line}`);
  const lines = [
    ...(await said('ip', '-o', 'addr', 'show')),
    ...(await said('ip', '-4', 'route', 'show', 'table', 'all')),
    ...(await said('ip', '-6', 'route', 'show', 'table', 'all')),
    ...(await said('ip', 'rule', 'show')),
    ...(await said('ip', 'netns', 'list')),
    ...(await said('iptables-save')),
    ...(await said('nft', 'list', 'ruleset')),
    ...(await said('find', '/sys/fs/cgroup', '-type', 'd')),
    ...(await said(
      'find',
      '/sys/fs/cgroup',
      '-maxdepth',
      '1',
      '-name',
      'cgroup.subtree_control',
      '-exec',
      'cat',
      '{}',
      '+',
    )),
    ...(await said('find', '/run', '-maxdepth', '1')),
    ...(await said(
      'grep',
      '-rs',
      '.',
      '/proc/sys/net/ipv4/conf',
      '/proc/sys/net/ipv4/ip_forward',
      '/proc/sys/net/ipv6/conf',
    )),
    // Without the numbers that mounts have.
    ...readFileSync('/proc/self/mountinfo', 'utf8')
      .split('\n')
      .map((line) => `mount ${line.split(' ').slice(3).join(' ')}`),
  ];
  // Counters, ages of addresses, and comments with the time of day.
  const still = lines.map((line) => line.replaceAll(/\[\d+:\d+\]|(valid_lft|preferred_lft|expires) \d+sec/g, ''));
  return still.filter((line) => !/^\S+ #/.test(line)).sort();
}

const inits = async (): Promise<string[]> =>
  [...(await run([script, ...flags, 'status'])).stdout.matchAll(/^m\d+ +(\S+)/gm)].map((row) => row[1]!);
const engineAnswers = async (lab: Lab, host: number): Promise<boolean> =>
  (await lab.enter(host, ['timeout', '3', 'docker', 'version'], { anyExit: true })).exitCode === 0;
const reached = async (address: string): Promise<boolean> =>
  (
    await run(['curl', '-s', '-m', '2', `telnet://${address}:22`], { anyExit: true, deadline: 10_000 })
  ).stdout.startsWith('SSH-');

describe.skipIf(reasons.length > 0)(`the lab${reasons.length > 0 ? ` (not here: ${reasons.join('; ')})` : ''}`, () => {
  describe('with two hosts', () => {
    let lab: Lab;
    let before: readonly string[];
    beforeAll(async () => {
      before = await computer();
      lab = await openLab({ ...first, hosts: 2, suite: ['bullseye', 'bookworm'] });
    });
    afterAll(() => lab.down());

    it('keeps what runs when it is brought up again', async () => {
      const before = await inits();
      expect(before).toHaveLength(2);
      await run([script, ...flags, 'up', '2']);
      expect(await inits()).toEqual(before);
    });

    it('gives each host the engine of its suite', async () => {
      const version = async (host: number): Promise<string> =>
        (await lab.enter(host, ['docker', 'version', '--format', '{{.Server.Version}}'])).stdout.trim();
      expect(await version(1)).toMatch(/^20\.10\.5/);
      expect(await version(2)).toMatch(/^20\.10\.24/);
    });

    it('freezes one engine and leaves its neighbour alone', async () => {
      await lab.freeze(1);
      expect(await engineAnswers(lab, 1)).toBe(false);
      expect(await engineAnswers(lab, 2)).toBe(true);
      await lab.thaw(1);
      expect(await engineAnswers(lab, 1)).toBe(true);
    });

    it.skipIf(process.arch !== 'x64')('shifts the clock of one engine alone, until it is started anew', async () => {
      const hour = 3_600_000;
      const off = async (host: number): Promise<number> => {
        const { stdout } = await lab.enter(host, ['docker', 'info', '--format', '{{.SystemTime}}']);
        return Math.round((Date.parse(stdout.trim()) - Date.now()) / hour) + 0;
      };
      await lab.skewClock(1, -hour);
      expect([await off(1), await off(2)]).toEqual([-1, 0]);
      await lab.skewClock(1, 2 * hour);
      expect(await off(1)).toBe(2);
      await lab.skewClock(1, 0);
      expect(await off(1)).toBe(0);
      await lab.skewClock(1, hour);
      await lab.enter(1, ['systemctl', 'restart', 'docker']);
      expect(await off(1)).toBe(0);
    });

    it('pulls and plugs a cable', async () => {
      const { address } = lab.hosts[1]!;
      expect(await reached(address)).toBe(true);
      await lab.link(2, 'down');
      expect(await reached(address)).toBe(false);
      await lab.link(2, 'up');
      expect(await reached(address)).toBe(true);
    });

    it('boots a host whose plug was pulled with the disk it had, and a wiped one with an empty disk', async () => {
      await lab.enter(1, ['touch', '/root/kept']);
      await lab.kill(1);
      expect(await reached(lab.hosts[0]!.address)).toBe(false);
      await lab.boot(1);
      expect((await lab.enter(1, ['ls', '/root'])).stdout).toContain('kept');
      await lab.wipe(1);
      expect((await lab.enter(1, ['ls', '/root'])).stdout).not.toContain('kept');
    });

    it('serves the images that clusters are made of, by the tags that settings pin', async () => {
      for (const image of [
        'library/swarm:1.2.9',
        'hashicorp/consul:1.20.6',
        'rancher/mirrored-coreos-etcd:v3.5.12',
        'library/zookeeper:3.8.4',
        'library/busybox:1.36',
      ]) {
        const [name, tag] = image.split(':');
        expect(
          await run([
            'curl',
            '-sf',
            '-m',
            '5',
            '-H',
            'Accept: application/vnd.docker.distribution.manifest.v2+json',
            `${lab.registry}/v2/${name}/manifests/${tag}`,
          ]),
          image,
        ).toMatchObject({ exitCode: 0 });
      }
    });

    it('keeps what is sent to its addresses on this computer', async () => {
      const { stderr } = await run(['ip', 'route', 'get', `${first.mgmt}.11`], { anyExit: true });
      expect(stderr).toMatch(/unreachable|No route/);
    });

    it('goes down with a frozen engine, and leaves the computer as it was', async () => {
      await lab.freeze(2);
      expect(await computer()).not.toEqual(before);
      await lab.down();
      expect(await traces(first.prefix, lab.dir)).toEqual([]);
      const after = await computer();
      expect(after.filter((line) => !before.includes(line))).toEqual([]);
      expect(before.filter((line) => !after.includes(line))).toEqual([]);
    });
  });

  describe('when it is interrupted', () => {
    afterEach(() => run([script, ...flags, 'wipe']));

    it.each([150, 400, 800, 1200, 1600, 2400])('goes down whole after `up` was killed at %i ms', async (moment) => {
      const up = spawn('bash', [script, ...flags, 'up', '3'], { detached: true, stdio: 'ignore' });
      const ended = new Promise((resolve) => up.once('exit', resolve));
      await sleep(moment);
      // A quick computer is done by then, and the lab that goes down is a whole one.
      if (up.exitCode === null) process.kill(-up.pid!, 'SIGKILL');
      await ended;
      await run([script, ...flags, 'down']);
      expect(await traces(first.prefix, await dirOf(first))).toEqual([]);
    });

    it('comes up and goes down after a host was killed from outside', async () => {
      await run([script, ...flags, 'up', '1']);
      process.kill(Number((await inits())[0]), 'SIGKILL');
      await expect.poll(inits, { timeout: 5000 }).toEqual(['-']);
      await run([script, ...flags, 'up', '1']);
      expect((await inits())[0]).toMatch(/^\d+$/);
      await run([script, ...flags, 'down']);
      expect(await traces(first.prefix, await dirOf(first))).toEqual([]);
    });

    it('goes down by its prefix alone when its folder is lost', async () => {
      await run([script, ...flags, 'up', '1']);
      const dir = await dirOf(first);
      await run(['mv', dir, `${dir}.lost`]);
      try {
        await run([script, '--prefix', first.prefix, 'down']);
        expect(await traces(first.prefix, `${dir}.lost`)).toEqual([]);
      } finally {
        await run(['rm', '-rf', `${dir}.lost`]);
      }
    });
  });

  it('stands beside another one, and ends without it', async () => {
    const one = await openLab({ ...first, hosts: 1 });
    try {
      const other = await openLab({ ...second, hosts: 1 });
      try {
        expect(await reached(one.hosts[0]!.address)).toBe(true);
        expect(await reached(other.hosts[0]!.address)).toBe(true);
        const across = await one.enter(1, ['ping', '-c', '1', '-W', '1', other.hosts[0]!.address], { anyExit: true });
        expect(across.exitCode).not.toBe(0);
        await one.down();
        expect(await traces(first.prefix, one.dir)).toEqual([]);
        expect(await engineAnswers(other, 1)).toBe(true);
      } finally {
        await other.down();
      }
      expect(await traces(second.prefix, other.dir)).toEqual([]);
    } finally {
      await one.down();
    }
  });

  it('refuses a network that is already somebody’s', async () => {
    const one = await openLab({ ...first, hosts: 0 });
    try {
      await expect(openLab({ ...second, net: first.net, hosts: 0 })).rejects.toThrow(/in use by labtesta0/);
    } finally {
      await one.down();
    }
  });

  it('lets docker-machine’s virtualbox driver make, stop, start and remove a machine', async () => {
    const lab = await openVirtualboxLab(first);
    const machine = async (...words: string[]): Promise<string> =>
      (
        await run([lab.tools.dockerMachine, ...words], { environment: lab.environment, deadline: 180_000 })
      ).stdout.trim();
    try {
      await machine('create', '-d', 'virtualbox', '--engine-opt', `registry-mirror=${lab.registry}`, 'one');
      expect(await machine('status', 'one')).toBe('Running');
      expect(await lab.hostOf('one')).toBe(1);
      await machine('stop', 'one');
      expect(await machine('status', 'one')).toBe('Stopped');
      await machine('start', 'one');
      expect(await machine('ip', 'one')).toBe(`${first.net}.11`);
      await machine('rm', '-y', 'one');
      expect(await machine('ls', '-q')).toBe('');
    } finally {
      await lab.down();
    }
    expect(await traces(first.prefix, lab.dir)).toEqual([]);
  });

  it('ends a call, and all that it started, at its deadline or when it is aborted', async () => {
    await expect(run(['bash', '-c', 'sleep 97531 & wait'], { deadline: 300 })).rejects.toThrow(/not done after 300 ms/);
    const stop = new AbortController();
    const late = run(['bash', '-c', 'sleep 97531 & wait'], { signal: stop.signal });
    setTimeout(() => stop.abort(), 200);
    await expect(late).rejects.toThrow(/aborted/);
    await expect.poll(async () => (await run(['pgrep', '-fx', 'sleep 97531'], { anyExit: true })).stdout).toBe('');
  });
});
