// A swarm made by hand on the lab's real hosts, as the picture shows it: by itself, live, and through everything that befalls it.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { silentLog } from '../../src/base/log.ts';
import type { Doors } from '../../src/docker/doors.ts';
import type { EngineEvent } from '../../src/docker/engineStreams.ts';
import { conditions } from '../../src/checks/conditions.ts';
import { machineHealth } from '../../src/checks/health.ts';
import type { Endpoint } from '../../src/model/network.ts';
import { now } from '../../src/model/seen.ts';
import { findMachine, machineOf } from '../../src/model/snapshot.ts';
import type { SwarmView } from '../../src/model/swarmMode.ts';
import { createClusterModel } from '../../src/service/clusterModel.ts';
import type { ClusterStore } from '../../src/service/services.ts';
import { median } from '../bench/measuring.ts';
import { createMachine, createMachines, initSwarm, joinSwarm } from './handMadeSwarm.ts';
import { labLacks, openLab, run, type Lab, type Ran } from './lab.ts';
import { doorsOn } from './labServices.ts';
import { firstTold, seenSwarm } from './seenSwarm.ts';
import { inShort } from '../unit/inShort.ts';

const reasons = labLacks();
const names = ['m1', 'm2', 'm3', 'w1', 'w2'];
const managers = names.slice(0, 3);
const deadline = 5000;
/** Where systemd finds what changes docker's unit until the next boot. */
const override = '/run/systemd/system/docker.service.d';
/** What is promised of the median from a manager's word to the picture; the medians are printed. */
const promised = 500;
/** For one change alone, generous: this computer may be busy. */
const soonEnough = 1500;

describe.skipIf(reasons.length > 0)(
  `a swarm seen${reasons.length > 0 ? ` (not here: ${reasons.join('; ')})` : ''}`,
  () => {
    let lab: Lab;
    let doors: Doors;
    let clusters: ClusterStore;

    const hostOf = (name: string): number => names.indexOf(name) + 1;
    const inside = (name: string, ...argv: string[]): Promise<Ran> => lab.enter(hostOf(name), argv);
    const docker = async (name: string, ...argv: string[]): Promise<string> =>
      (await inside(name, 'docker', ...argv)).stdout.trim();
    const { cluster, told, node, leader, running, networks, machine, kindsOf, health, kinds, within } = seenSwarm(
      () => clusters,
    );

    /** Without a word to anybody, and for good: else systemd starts it anew at once. */
    const killEngine = async (name: string): Promise<void> => {
      const stay = `mkdir -p ${override}; printf '[Service]\\nRestart=no\\n' > ${override}/stay.conf; systemctl daemon-reload`;
      await inside(name, 'sh', '-c', `${stay}; systemctl kill --signal=KILL docker`);
    };
    /** As it was before it was killed, stopped, frozen or cut off. */
    const mend = async (name: string): Promise<void> => {
      await inside(name, 'sh', '-c', `rm -f ${override}/stay.conf; systemctl daemon-reload; systemctl start docker`);
      await lab.thaw(hostOf(name));
      await lab.link(hostOf(name), 'up');
    };
    /** When a manager is first known to tell what is wanted. */
    const whenKnown = (
      wanted: (view: SwarmView | undefined) => boolean,
      signal: AbortSignal,
      of: readonly string[] = [leader() ?? 'm1'],
    ): Promise<number | undefined> =>
      firstTold({ engines: doors.engines, machines: of.map(machine), deadline }, wanted, signal);
    const isWell = (): boolean => cluster() !== undefined && health().level === 'healthy';
    const well = (): Promise<number> => within(180_000, isWell);
    /**
     * Once all are mended. An engine that came back from a crash may stay without a session to the new leader, which calls its node down
     * (seen once with 26.1.5, for three minutes): it is started anew, as a person would.
     */
    const wellAgain = async (): Promise<void> => {
      if ((await within(90_000, isWell).catch(() => undefined)) !== undefined) return;
      const lost = names.filter((name) => kindsOf(name).includes('nodeNotReady'));
      console.log(`still not ready after 90 s, and started anew: ${lost.join(', ')}`);
      for (const name of lost) await inside(name, 'systemctl', 'restart', 'docker');
      await well();
    };

    beforeAll(async () => {
      lab = await openLab({ prefix: 'hs', net: '10.82.0', mgmt: '10.72.0', suite: 'trixie', hosts: names.length });
      await createMachines(lab, names);
      doors = doorsOn(lab, deadline / 1000);
      clusters = createClusterModel({ doors, probeTimeout: () => deadline / 1000, log: silentLog });
      clusters.setAttention('visible');
      await clusters.refresh();
    });
    afterAll(async () => {
      clusters.dispose();
      doors.dispose();
      await lab.down();
    });

    test('that is made with docker swarm init and join appears by itself', async () => {
      expect(clusters.snapshot.clusters).toEqual([]);
      await initSwarm(lab);
      await within(soonEnough, () => leader() === 'm1');
      expect(cluster()).toMatchObject({ name: 'm1', members: [{ machine: 'm1', role: 'manager' }] });
      for (const name of names.slice(1)) {
        await joinSwarm(lab, lab.hosts[hostOf(name) - 1]!, managers.includes(name) ? 'manager' : 'worker');
        await within(5000, () => cluster()?.members.some((each) => each.machine === name) === true);
      }
      await well();
      expect(cluster()).toMatchObject({
        name: 'm1',
        orchestration: 'swarm-mode',
        members: [...managers.map((name) => ({ machine: name, role: 'manager' })), { role: 'node' }, { role: 'node' }],
      });
      expect(health()).toMatchObject({ healthy: 5, of: 5 });
      expect(conditions(cluster()!, clusters.snapshot).map(({ id, verdict }) => `${id} ${verdict}`)).toEqual([
        'quorum pass',
        'reach pass',
        'engines pass',
        'hostnames pass',
      ]);
      expect(networks()).toEqual(['ingress']);
    });

    describe('as it stands', () => {
      afterEach(async () => {
        for (const name of names) await mend(name);
        const began = Date.now();
        await wellAgain();
        console.log(`well again after ${String(Date.now() - began)} ms`);
      });

      test('shows changes soon after its managers tell of them, or know of them', async () => {
        const took: Record<string, number[]> = { node: [], service: [], network: [], task: [] };
        const heard = new Map<string, number>();
        const listening = managers.map((name) =>
          doors.engines.engine(machineOf(machine(name))!).events({
            onEvent: ({ type, action, name: of }: EngineEvent) => {
              const key = `${type} ${action} ${of ?? ''}`;
              if (!heard.has(key)) heard.set(key, Date.now());
            },
            onConnected: () => undefined,
            onLost: () => undefined,
          }),
        );
        /** From a manager's event to the picture. */
        const measure = async (
          kind: 'node' | 'service' | 'network',
          event: string,
          change: readonly string[],
          holds: () => boolean,
        ): Promise<void> => {
          heard.clear();
          const shown = within(soonEnough + 2000, holds).then(() => Date.now());
          await docker('m1', ...change);
          const seenAt = await shown;
          const eventAt = heard.get(event);
          expect(eventAt, `${event} of ${[...heard.keys()].join(', ')}`).toBeDefined();
          took[kind]!.push(seenAt - eventAt!);
        };
        try {
          for (const availability of ['drain', 'active', 'pause', 'active', 'drain', 'active'])
            await measure(
              'node',
              'node update w2',
              ['node', 'update', '--availability', availability, 'w2'],
              () => node('w2')?.availability === availability,
            );
          for (const name of ['a', 'b', 'c']) {
            const made = ['network', 'create', '-d', 'overlay', '--attachable', name];
            await measure('network', `network create ${name}`, made, () => networks().includes(name));
          }
          for (const name of ['b', 'c'])
            await measure(
              'network',
              `network remove ${name}`,
              ['network', 'rm', name],
              () => !networks().includes(name),
            );
          const web = ['service', 'create', '-d', '--name', 'web', '--network', 'a', '--stop-grace-period', '0s'];
          await measure(
            'service',
            'service create web',
            [...web, '--replicas', '1', 'busybox:1.36', 'sleep', '100000'],
            () => told()?.services[0]?.name === 'web',
          );
          await within(20_000, () => running('web') === 1);
          for (const replicas of [4, 2, 5, 2, 3]) {
            const wanted = (view: SwarmView | undefined): boolean =>
              view?.services[0]?.replicas === replicas && running('web', view) === replicas;
            const stop = new AbortController();
            const known = whenKnown(wanted, stop.signal);
            const shown = within(30_000, () => wanted(told())).then(() => Date.now());
            await measure(
              'service',
              'service update web',
              ['service', 'scale', '-d', `web=${String(replicas)}`],
              () => told()?.services[0]?.replicas === replicas,
            );
            const seenAt = await shown;
            stop.abort();
            took['task']!.push(Math.max(0, seenAt - ((await known) ?? seenAt)));
          }
        } finally {
          for (const each of listening) each.dispose();
        }
        for (const [kind, times] of Object.entries(took)) {
          console.log(`change to seen, ${kind}: median ${String(median(times))} ms of ${times.join(', ')}`);
          expect(median(times), kind).toBeLessThan(promised);
        }
        // Containers are placed on their networks by what their engines say.
        const endpoints = (): readonly Endpoint[] =>
          ((now(cluster()!.networks) ?? []).find(({ name }) => name === 'a')?.endpoints ?? []).filter(({ container }) =>
            container.startsWith('web.'),
          );
        await within(10_000, () => endpoints().length === 3);
        expect(endpoints().every(({ machine: on }) => on !== undefined)).toBe(true);
      });

      test.each(['killed', 'frozen', 'cut off'] as const)(
        'shows a new leader when the old one is %s; services keep their count, and nobody living is lost',
        async (how) => {
          const old = leader()!;
          const others = names.filter((name) => name !== old);
          const wasSilent = new Set<string>();
          const listening = clusters.onDidChange(() => {
            for (const name of others) if (machine(name).engine.state !== 'seen') wasSilent.add(name);
          });
          const began = Date.now();
          if (how === 'killed') await killEngine(old);
          else if (how === 'frozen') await lab.freeze(hostOf(old));
          else await lab.link(hostOf(old), 'down');
          await within(10_000, () => machine(old).engine.state === 'failed');
          // While managers elect, a look at all of it still ends in time.
          const look = Date.now();
          await clusters.refresh();
          const looked = Date.now() - look;
          const agreed = whenKnown(
            (view) => view?.nodes.some(({ hostname, manager }) => manager?.isLeader && hostname !== old) === true,
            AbortSignal.timeout(60_000),
            managers.filter((name) => name !== old),
          );
          await within(60_000, () => leader() !== undefined && leader() !== old);
          const shown = Date.now();
          const lag = Math.max(0, shown - ((await agreed) ?? shown));
          console.log(
            `leader ${how}: the next is shown after ${String(shown - began)} ms, ${String(lag)} ms after the engines agree; a look in between ${String(looked)} ms`,
          );
          expect(looked).toBeLessThan(2 * deadline);
          expect(lag).toBeLessThan(deadline);
          await within(60_000, () => running('web') === 3 && kinds().every((kind) => kind !== 'noLeader'));
          expect(kindsOf(old)).toContain('engineDown');
          await within(60_000, () => others.every((name) => kindsOf(name).length === 0));
          listening.dispose();
          expect([...wasSilent]).toEqual([]);
        },
      );

      test('shows from nothing, with one manager of three frozen, all of the rest within one deadline', async () => {
        const frozen = managers.find((name) => name !== leader())!;
        await lab.freeze(hostOf(frozen));
        const anew = createClusterModel({ doors, probeTimeout: () => deadline / 1000, log: silentLog });
        const began = Date.now();
        const shown = new Promise<number>((resolve) => {
          anew.onDidChange(({ machines }) => {
            if (machines.filter(({ engine }) => engine.state === 'seen').length === 4) resolve(Date.now() - began);
          });
        });
        const took = await shown;
        console.log(`one manager of three frozen: the rest shown after ${String(took)} ms`);
        expect(took).toBeLessThan(deadline);
        anew.dispose();
      });

      test('tells that two of three managers are gone, and goes on reading from what engines say', async () => {
        const [first, second, third] = [leader()!, ...managers.filter((name) => name !== leader())] as [
          string,
          string,
          string,
        ];
        const before = networks();
        const began = Date.now();
        await Promise.all([lab.freeze(hostOf(second)), lab.freeze(hostOf(third))]);
        const took = await within(60_000, () => kinds().includes('quorumLost'), began);
        console.log(`two of three managers frozen: no quorum told after ${String(took)} ms`);
        expect(health().level).toBe('down');
        expect(health().findings.map(inShort)[0]).toEqual({ kind: 'quorumLost', reachable: 1, of: 3 });
        expect(kindsOf('w1')).toEqual([]);
        expect(conditions(cluster()!, clusters.snapshot)[0]).toMatchObject({ id: 'quorum', verdict: 'fail' });
        // What runs is still shown, also what is started meanwhile, and no network is taken for gone.
        await docker('w1', 'run', '-d', '--name', 'meanwhile', 'busybox:1.36', 'sleep', '1000');
        await within(soonEnough, () =>
          (now(machine('w1').engine)?.containers ?? []).some(({ name }) => name === 'meanwhile'),
        );
        expect(networks()).toEqual(before);
        await clusters.refresh();
        expect(networks()).toEqual(before);
        expect(machine(first).engine.state).toBe('seen');
        await docker('w1', 'rm', '-f', 'meanwhile');
      });

      test('tells a worker that is frozen by its engine and by its managers, and that it is back', async () => {
        await lab.freeze(hostOf('w1'));
        await within(5000, () => kindsOf('w1').includes('engineDown'));
        // 15 s; but managers whose leader changed meanwhile call it unknown first, and wait twice as long anew.
        await within(100_000, () => node('w1')?.state === 'down');
        expect(machineHealth(machine('w1'), cluster()).findings.map(inShort)).toMatchObject([
          { kind: 'engineDown', cause: { kind: 'engineSilent' } },
          { kind: 'nodeNotReady', state: 'down', answers: false },
        ]);
        await within(40_000, () => running('web') === 3);
      });

      test('tells a host that lost its power, and that it is back by itself once it has booted', async () => {
        await lab.kill(hostOf('w2'));
        await within(15_000, () => kindsOf('w2').includes('engineDown'));
        await within(100_000, () => kindsOf('w2').includes('nodeNotReady'));
        await lab.boot(hostOf('w2'));
        await within(60_000, () => kindsOf('w2').length === 0);
      });
    });

    test('a node that is removed by force, one that leaves, and one that joins anew: each by its own reason', async () => {
      await docker('m1', 'node', 'rm', '-f', 'w1');
      await within(soonEnough + 2000, () => kindsOf('w1').includes('nodeRemoved'));
      await docker('w1', 'swarm', 'leave');
      await docker('w2', 'swarm', 'leave');
      await within(100_000, () => kinds().includes('externalNodeNotReady'));
      await joinSwarm(lab, lab.hosts[hostOf('w2') - 1]!, 'worker');
      await within(10_000, () => kinds().includes('staleNodeEntry'));
      expect(health()).toMatchObject({ healthy: 4, level: 'degraded' });
    });

    test('an engine that dies of the flag of a key-value store says so', async () => {
      await run([lab.tools.dockerMachine, 'rm', '-f', 'w1'], { environment: lab.environment });
      await within(5000, () => findMachine(clusters.snapshot, 'w1') === undefined);
      const store = `consul://${lab.hosts[0]!.address}:8500`;
      const flags = [`--engine-opt=cluster-store=${store}`, '--engine-opt=cluster-advertise=eth1:2376'];
      expect(await createMachine(lab, 'w1', lab.hosts[hostOf('w1') - 1]!, flags)).toMatchObject({ exitCode: 1 });
      await clusters.refresh();
      await within(10_000, () => machine('w1').refusedFlag === 'cluster-store');
      expect(machineHealth(machine('w1'), undefined).findings.map(inShort)).toEqual([
        { kind: 'flagRefused', machine: 'w1', flag: 'cluster-store' },
      ]);
    });
  },
);
