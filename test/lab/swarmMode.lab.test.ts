// Swarm mode up, half, and down on real hosts with engines of two generations, through the services alone. One story per engine:
// each test begins with the cluster that the one before it left.
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { english } from '../../src/base/text.ts';
import { conditions } from '../../src/checks/conditions.ts';
import { clusterHealth } from '../../src/checks/health.ts';
import { lastOf } from '../../src/model/seen.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { changed } from '../../src/model/textChange.ts';
import type { Services } from '../../src/service/services.ts';
import { infoPage } from '../../src/ui/panels/infoPage.ts';
import { genericClusterFile } from './genericCluster.ts';
import { labLacks, openLab, run as runProgram, type Lab, type Ran, type Suite } from './lab.ts';
import { down, planUp, run, servicesOn, up, value } from './labServices.ts';
import { swarmClusterFile } from './swarmCluster.ts';

const reasons = labLacks();
const suites: readonly Suite[] = ['trixie', 'bullseye'];
const network = 'networks:\n  - { name: my-net, subnet: 10.10.0.0/24 }';
const options =
  'swarmMode: { defaultAddressPools: [10.20.0.0/16], dataPathPort: 7789, autolock: true, drainManagers: true }';

/** What `nodes` gives of the cluster with all options. */
const drained = [
  'm1 Ready Drain Leader',
  'm2 Ready Drain Reachable',
  'm3 Ready Drain Reachable',
  'w4 Ready Active ',
  'w5 Ready Active ',
];

describe.skipIf(reasons.length > 0).each(suites)('swarm mode on %s', (suite) => {
  let lab: Lab;
  let services: Services;
  let file: string;

  beforeAll(async () => {
    lab = await openLab({ prefix: 'hp', net: '10.81.0', mgmt: '10.71.0', hosts: 5, suite });
    services = servicesOn(lab);
    file = swarmClusterFile(lab, { more: network });
  });

  afterAll(async () => {
    services.dispose();
    await lab.down();
  });

  const docker = (host: number, ...args: readonly string[]): Promise<Ran> =>
    lab.enter(host, ['docker', ...args], { anyExit: true });

  /** The list as a manager's own client prints it: "m1 Ready Active Leader". */
  async function nodes(host = 1): Promise<string[]> {
    const format = '{{.Hostname}} {{.Status}} {{.Availability}} {{.ManagerStatus}}';
    const { stdout } = await docker(host, 'node', 'ls', '--format', format);
    return stdout.split('\n').filter(Boolean).sort();
  }

  const swarmState = async (host: number): Promise<string> =>
    (await docker(host, 'info', '--format', '{{.Swarm.LocalNodeState}}')).stdout.trim();
  const names = ({ machines }: Snapshot): string[] => machines.map(({ name }) => name).sort();
  const steps = async (text = file): Promise<string[]> =>
    value(await planUp(services, text)).steps.map(({ id }) => id.replace(/ [a-z0-9]{25}$/, ''));

  /** As our own picture has it, and the page that is made of it; what docker lists is asked for beside it. */
  function expectWell(seen: Snapshot): void {
    const [cluster] = seen.clusters;
    expect(clusterHealth(cluster!, seen)).toMatchObject({ level: 'healthy', healthy: 5, of: 5, findings: [] });
    expect(conditions(cluster!, seen).map(({ id, verdict }) => `${id} ${verdict}`)).toEqual([
      'quorum pass',
      'reach pass',
      'engines pass',
      'hostnames pass',
    ]);
    const page = infoPage({ kind: 'cluster', cluster: 'demo' }, seen, english, 'en');
    expect(page).toMatchObject({ level: 'healthy', headline: '5 of 5 nodes ready', notices: [], isStale: false });
    expect(page?.tables[0]?.rows.map(({ level }) => level)).toEqual(Array<string>(5).fill('healthy'));
  }

  /** By name, and at the full size that the network lets through. */
  async function pings(from: number, to: number): Promise<void> {
    for (const [host, name] of [
      [from, 'c1'],
      [to, 'c2'],
    ] as const) {
      const args = [
        'run',
        '-d',
        '--name',
        name,
        '--net',
        'my-net',
        '--stop-signal=KILL',
        'busybox:1.36',
        'sleep',
        '600',
      ];
      expect((await docker(host, ...args)).stderr).not.toContain('Error');
    }
    for (const size of ['56', '1400']) {
      const ping = await docker(from, 'exec', 'c1', 'ping', '-c', '2', '-W', '5', '-s', size, 'c2');
      expect(ping.stdout, size).toContain(' 0% packet loss');
    }
  }

  it('makes the cluster of a file, whose containers reach each other, and has nothing more to do', async () => {
    const plan = value(await planUp(services, file));
    const said: string[] = [];
    const ended = await run(services, plan, (event) => said.push(JSON.stringify(event)));
    expect(ended.summary).toMatchObject({ failed: [], skipped: [], isCancelled: false });
    expect(await nodes()).toEqual([
      'm1 Ready Active Leader',
      'm2 Ready Active Reachable',
      'm3 Ready Active Reachable',
      'w4 Ready Active ',
      'w5 Ready Active ',
    ]);
    expectWell(ended.after);
    expect(said.join('\n')).not.toContain('SWMTKN');
    const found = await runProgram(['grep', '-rlE', 'SWMTKN', path.join(lab.dir, 'journal')], { anyExit: true });
    expect(found.stdout).toBe('');
    await pings(4, 5);
    expect(await steps()).toEqual([]);
  });

  it('goes down with containers on its network, and comes up again on the same hosts, in two goes, with all options', async () => {
    const gone = await down(services, 'demo');
    expect(names(gone.after)).toEqual([]);
    for (const host of [1, 2, 3, 4, 5]) expect(await swarmState(host)).toBe('inactive');
    for (const host of [4, 5]) await docker(host, 'rm', '-f', 'c1', 'c2');
    file = swarmClusterFile(lab, { more: `${options}\n${network}\n  - { name: other }` });
    // Cut off when the swarm is there and nobody has joined it, while the other machines are being made.
    const half = await run(services, value(await planUp(services, file)), (event, cancel) => {
      if (event.kind === 'done' && event.step === 'init swarm on m1') cancel();
    });
    expect(half.summary).toMatchObject({ isCancelled: true });
    expect(half.summary.done).toContain('init swarm on m1');
    expectWell((await up(services, file)).after);
    expect(await nodes()).toEqual(drained);
    await pings(4, 5);
    for (const host of [4, 5]) await docker(host, 'rm', '-f', 'c1', 'c2');
    const subnet = await docker(1, 'network', 'inspect', '-f', '{{(index .IPAM.Config 0).Subnet}}', 'other');
    expect(subnet.stdout).toMatch(/^10\.20\./);
    const key = (await docker(1, 'swarm', 'unlock-key', '-q')).stdout.trim();
    expect(key).toMatch(/^SWMKEY-/);
    expect(await services.runs.unlockKey('m1')).toEqual({ ok: true, value: key });
    expect(value(await planUp(services, file))).toMatchObject({ steps: [], warnings: [] });
  });

  it('mends what people did by hand: one that left, one that was removed, one that was demoted', async () => {
    // A manager that comes back as a worker. Promoted right after it was demoted it would need half a minute.
    await docker(1, 'node', 'demote', 'm3');
    await expect.poll(() => nodes(), { timeout: 15_000 }).toContain('m3 Ready Drain ');
    await docker(3, 'swarm', 'leave');
    await docker(1, 'node', 'rm', '--force', 'm3');
    const token = (await docker(1, 'swarm', 'join-token', '-q', 'worker')).stdout.trim();
    const manager = `${lab.hosts[0]!.address}:2377`;
    await docker(3, 'swarm', 'join', '--advertise-addr', 'eth1', '--token', token, manager);
    await docker(4, 'swarm', 'leave');
    await docker(1, 'node', 'rm', '--force', 'w5');
    expect(await steps()).toEqual([
      'promote m3',
      'drain m3',
      'remove former w4',
      'join w4',
      'leave w5',
      'join w5',
      'wait until 5 nodes ready',
    ]);
    expectWell((await up(services, file)).after);
    expect(await nodes()).toEqual(drained);
  });

  it('stands again as it was when a worker’s host has lost its power and booted', async () => {
    await lab.kill(4);
    await expect.poll(() => nodes(), { timeout: 60_000, interval: 500 }).toContain('w4 Down Active ');
    await lab.boot(4);
    expectWell((await up(services, file)).after);
    expect(await nodes()).toEqual(drained);
    expect(await steps()).toEqual([]);
  });

  it('joins with the token of the moment, though it is rotated between two joins', async () => {
    for (const host of [4, 5]) await docker(host, 'swarm', 'leave', '--force');
    const plan = value(await planUp(services, file));
    let rotated: Promise<unknown> | undefined;
    const ended = await run(services, plan, (event) => {
      if (event.kind !== 'done' || !event.step.startsWith('join ')) return;
      rotated ??= docker(1, 'swarm', 'join-token', '--rotate', '-q', 'worker');
    });
    await rotated;
    expect(ended.summary.failed).toEqual([]);
    expect((await nodes()).filter((each) => /^w\d Ready/.test(each))).toHaveLength(2);
  });

  it('refuses a machine that is in another swarm, by name', async () => {
    await docker(5, 'swarm', 'leave', '--force');
    await docker(5, 'swarm', 'init', '--advertise-addr', 'eth1');
    expect(await planUp(services, file)).toMatchObject({
      ok: false,
      error: { kind: 'inAnotherSwarm', machine: 'w5', managers: [`${lab.hosts[4]!.address}:2377`] },
    });
    await docker(5, 'swarm', 'leave', '--force');
  });

  it('tells soon that a manager cannot be reached, and leaves nothing behind', async () => {
    // Only from there: engine and manager answer us.
    const wall = (verb: string): Promise<Ran> =>
      lab.enter(5, [
        'iptables',
        verb,
        'OUTPUT',
        '-d',
        lab.hosts[0]!.address,
        '-p',
        'tcp',
        '--dport',
        '2377',
        '-j',
        'DROP',
      ]);
    await wall('-I');
    try {
      const ended = await run(services, value(await planUp(services, file)));
      expect(ended.summary.failed).toMatchObject([
        { step: 'join w5', failure: { kind: 'managerNotReached', machine: 'w5', cause: { kind: 'engineSilent' } } },
      ]);
      expect(await swarmState(5)).toBe('inactive');
    } finally {
      await wall('-D');
    }
    await up(services, file);
  });

  it.skipIf(suite !== 'trixie')(
    'takes a dead worker and a dead manager off the list, and the others down',
    async () => {
      await lab.link(5, 'down');
      await lab.freeze(3);
      try {
        const seen = await services.clusters.refresh();
        expect(seen.machines.filter(({ engine }) => engine.state === 'failed').map(({ name }) => name)).toEqual([
          'm3',
          'w5',
        ]);
        const ended = await run(services, value(await services.runs.planDown('demo')).keepsData);
        // The frozen one was asked over SSH as well; nobody waits for it longer than that.
        expect(ended.summary.failed.map(({ step }) => step)).toEqual(['restore the engine of m3']);
        expect(names(ended.after)).toEqual([]);
        for (const host of [1, 2, 4]) expect(await swarmState(host)).toBe('inactive');
      } finally {
        // They have not heard of it.
        await lab.wipe(3, 5);
      }
    },
  );

  it.skipIf(suite !== 'bullseye')('goes down without a majority: each that answers leaves, one over SSH', async () => {
    await lab.enter(2, ['systemctl', 'stop', 'docker']);
    await lab.freeze(3);
    const ended = await run(services, value(await services.runs.planDown('demo')).keepsData);
    expect(ended.summary.failed.map(({ step }) => step)).toEqual(['restore the engine of m3']);
    expect(names(ended.after)).toEqual([]);
    for (const host of [1, 2, 4, 5]) expect(await swarmState(host)).toBe('inactive');
  });

  it.skipIf(suite !== 'trixie')(
    'refuses a classic file before a second machine is made, and takes it in swarm mode',
    async () => {
      const classic = genericClusterFile(lab);
      const ended = await run(services, value(await planUp(services, classic)));
      expect(ended.summary.failed).toMatchObject([{ failure: { kind: 'engineWithoutClusterStore', from: 'kvstore' } }]);
      expect(names(ended.after)).toEqual(['kvstore']);
      expect(lastOf(ended.after.machines[0]!.engine)?.value.engine.version).toMatch(/^26\./);
      const change = await services.runs.changeToSwarmMode(classic);
      await up(services, changed(classic, change!));
      expect(await nodes(2)).toHaveLength(4);
      // The store's machine is left over, and goes with the others.
      expect(names((await down(services, 'demo')).after)).toEqual([]);
    },
  );
});
