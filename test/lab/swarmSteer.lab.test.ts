// A swarm on real hosts, made by hand, steered through the services: tasks move, services converge or say why not, managers keep
// their quorum, nodes go and come again. The tests share the swarm, one after the other, in the order in which they stand.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Doors, SwarmDoor } from '../../src/docker/doors.ts';
import type { Outcome } from '../../src/model/failure.ts';
import type { Machine } from '../../src/model/machine.ts';
import { machineOf } from '../../src/model/snapshot.ts';
import type { ServiceLogLine } from '../../src/model/steering.ts';
import {
  taskCount,
  type JoinTokens,
  type NodeRole,
  type SwarmNode,
  type SwarmView,
} from '../../src/model/swarmMode.ts';
import type { Services } from '../../src/service/services.ts';
import { dockerEnvironment } from '../../src/ui/operations/dockerCommand.ts';
import { createMachines } from './handMadeSwarm.ts';
import { labLacks, openLab, run, type Lab, type Ran } from './lab.ts';
import { doorsOn, down, servicesOn, value } from './labServices.ts';

const reasons = labLacks();

/** Says something every fifth of a second, and ends as soon as it is told to. */
const talk = ['sh', '-c', 'i=0; while true; do i=$((i+1)); echo "line $i"; sleep 0.2; done'];

describe.skipIf(reasons.length > 0)(
  `a swarm is steered${reasons.length > 0 ? ` (not here: ${reasons.join('; ')})` : ''}`,
  () => {
    let lab: Lab;
    let services: Services;
    let doors: Doors;
    let machines: readonly Machine[];
    let cluster: string;

    const machine = (name: string): Machine => machines.find((each) => each.name === name)!;
    const swarm = (name: string): SwarmDoor => doors.engines.engine(machine(name)).swarm;
    const view = async (): Promise<SwarmView> => value(await services.swarms.view(cluster));
    const node = async (name: string): Promise<SwarmNode> =>
      (await view()).nodes.find(({ hostname }) => hostname === name)!;
    const docker = (...argv: string[]): Promise<Ran> => lab.enter(1, ['docker', ...argv]);
    const systemctl = (host: number, verb: string): Promise<Ran> => lab.enter(host, ['systemctl', verb, 'docker']);
    const tokens = async (): Promise<JoinTokens> => value(await swarm('m1').joinTokens());
    const join = async (name: string, token: string): Promise<Outcome<void>> =>
      swarm(name).join({
        interface: 'eth1',
        managers: [`${lab.hosts[0]!.address}:2377`],
        token,
        availability: 'active',
      });
    const joinAs = async (name: string, role: NodeRole): Promise<void> => {
      value(await join(name, (await tokens())[role]));
      await expect.poll(async () => (await node(name)).state, { timeout: 20_000 }).toBe('ready');
      await services.clusters.refresh();
    };
    /** Where the tasks of a service run, by host. */
    const places = ({ nodes, tasks, services: all }: SwarmView, name = 'web'): string[] => {
      const id = all.find((each) => each.name === name)?.id;
      return tasks
        .filter((task) => task.serviceId === id && task.desired === 'running' && task.state === 'running')
        .map((task) => nodes.find((each) => each.id === task.nodeId)?.hostname ?? '?')
        .sort();
    };
    const count = async (name = 'web'): Promise<string> => {
      const seen = await view();
      const { running, desired } = taskCount(
        seen.services.find((each) => each.name === name)!,
        seen,
      );
      return `${String(running)}/${String(desired)}`;
    };

    beforeAll(async () => {
      lab = await openLab({ prefix: 'ht', net: '10.83.0', mgmt: '10.73.0', hosts: 3, suite: 'trixie' });
      await createMachines(lab, ['m1', 'm2', 'm3']);
      services = servicesOn(lab);
      doors = doorsOn(lab);
      machines = (await services.clusters.refresh()).machines.map((each) => machineOf(each)!);
      value(
        await swarm('m1').init({
          interface: 'eth1',
          defaultAddressPools: [],
          dataPathPort: 4789,
          isAutolocked: false,
          availability: 'active',
        }),
      );
      const { worker } = await tokens();
      for (const name of ['m2', 'm3']) value(await join(name, worker));
      // The seeing has caught up when all three are one cluster.
      await vi.waitFor(
        async () => {
          const seen = await services.clusters.refresh();
          expect(seen.clusters.map(({ members }) => members.length)).toEqual([3]);
        },
        { timeout: 20_000, interval: 500 },
      );
      cluster = services.clusters.snapshot.clusters[0]!.name;
      const quick = ['--stop-signal', 'SIGKILL', '--update-monitor', '1s', '--rollback-monitor', '1s'];
      await docker('service', 'create', '-d', '--name', 'web', '--replicas', '3', ...quick, 'busybox:1.36', ...talk);
      await vi.waitFor(
        async () => {
          expect(await count()).toBe('3/3');
        },
        { timeout: 30_000, interval: 500 },
      );
    });

    afterAll(async () => {
      services.dispose();
      doors.dispose();
      await lab.down();
    });

    it('drains a node: its task moves; activated again, it gets tasks', async () => {
      const foreseen = value(await services.swarms.foreseeNode(cluster, { node: 'm3' }, 'drain'));
      expect(foreseen.moves).toHaveLength(1);
      const drained = value(await services.swarms.steerNode(cluster, { node: 'm3' }, 'drain'));
      expect(drained).toMatchObject({
        node: 'm3',
        isChanged: true,
        isConverged: true,
        moved: foreseen.moves,
        undo: 'activate',
      });
      expect(places(await view())).not.toContain('m3');
      expect(places(await view())).toHaveLength(3);
      // The same again changes nothing.
      expect(value(await services.swarms.steerNode(cluster, { node: 'm3' }, 'drain'))).toMatchObject({
        isChanged: false,
        undo: undefined,
      });

      value(await services.swarms.steerNode(cluster, { machine: 'm3' }, 'activate'));
      value(await services.swarms.steerService(cluster, 'web', { kind: 'restart' }));
      expect(places(await view())).toEqual(['m1', 'm2', 'm3']);
    });

    it('refuses what leaves a task without a place', async () => {
      value(await services.swarms.steerNode(cluster, { node: 'm2' }, 'pause'));
      value(await services.swarms.steerNode(cluster, { node: 'm3' }, 'drain'));
      expect(await services.swarms.steerNode(cluster, { node: 'm1' }, 'drain')).toMatchObject({
        error: { kind: 'noPlaceLeft', node: 'm1' },
      });
      expect((await node('m1')).availability).toBe('active');
      for (const name of ['m2', 'm3']) value(await services.swarms.steerNode(cluster, { node: name }, 'activate'));
    });

    it('scales up and down, and waits until it is so', async () => {
      const progress: string[] = [];
      const up = value(
        await services.swarms.steerService(
          cluster,
          'web',
          { kind: 'scale', replicas: 6 },
          {
            onProgress: (each) => {
              if (each.kind === 'tasks') progress.push(`${String(each.done)}/${String(each.of)}`);
            },
          },
        ),
      );
      expect(up).toMatchObject({ running: 6, desired: 6, before: 3, isConverged: true });
      expect(progress[0]).toBe('3/6');
      expect(places(await view())).toEqual(['m1', 'm1', 'm2', 'm2', 'm3', 'm3']);
      expect(value(await services.swarms.steerService(cluster, 'web', { kind: 'scale', replicas: 2 }))).toMatchObject({
        running: 2,
        desired: 2,
        before: 6,
      });
    });

    it('restarts, twice: other tasks each time', async () => {
      const ids = async (): Promise<string[]> =>
        (await view()).tasks.filter(({ desired }) => desired === 'running').map(({ id }) => id);
      const seen = [await ids()];
      for (const _ of [1, 2]) {
        expect(value(await services.swarms.steerService(cluster, 'web', { kind: 'restart' }))).toMatchObject({
          isConverged: true,
          running: 2,
        });
        seen.push(await ids());
      }
      expect(new Set(seen.flat()).size).toBe(6);
    });

    it('an update that fails is told with the task’s own error; rolling back mends it', async () => {
      await docker('service', 'update', '-d', '--no-resolve-image', '--image', 'nosuch:1', 'web');
      await expect.poll(async () => (await view()).services[0]?.update?.state, { timeout: 30_000 }).toBe('paused');
      const back = value(await services.swarms.steerService(cluster, 'web', { kind: 'rollBack' }));
      expect(back).toMatchObject({ isConverged: true, running: 2, desired: 2 });
      expect((await view()).services[0]).toMatchObject({
        image: 'busybox:1.36',
        update: { state: 'rollback_completed' },
      });
      // The same through us: what was broken before is restarted.
      await docker('service', 'update', '-d', '--no-resolve-image', '--image', 'nosuch:1', 'web');
      await expect.poll(async () => (await view()).services[0]?.update?.state, { timeout: 30_000 }).toBe('paused');
      expect(await services.swarms.steerService(cluster, 'web', { kind: 'restart' })).toMatchObject({
        error: { kind: 'updatePaused', service: 'web', error: expect.stringContaining('No such image') as string },
      });
      // With more tasks than before it cannot end well either: they are tried again and again.
      expect(await services.swarms.steerService(cluster, 'web', { kind: 'scale', replicas: 3 })).toMatchObject({
        error: {
          kind: 'tasksFail',
          service: 'web',
          desired: 3,
          said: expect.stringContaining('No such image') as string,
        },
      });
      await docker('service', 'update', '-d', '--image', 'busybox:1.36', 'web');
      await expect.poll(() => count(), { timeout: 30_000 }).toBe('3/3');
    });

    it('promotes and demotes, never below a quorum', async () => {
      for (const name of ['m2', 'm3'])
        expect(value(await services.swarms.steerNode(cluster, { node: name }, 'promote'))).toMatchObject({
          isConverged: true,
          undo: 'demote',
        });
      expect((await view()).nodes.map(({ manager }) => manager?.reachability)).toEqual([
        'reachable',
        'reachable',
        'reachable',
      ]);
      await systemctl(3, 'stop');
      await expect.poll(async () => (await node('m3')).manager?.reachability, { timeout: 30_000 }).toBe('unreachable');
      expect(await services.swarms.steerNode(cluster, { node: 'm2' }, 'demote')).toMatchObject({
        error: { kind: 'quorumWouldBeLost', node: 'm2', managers: 2, reachable: 1, needed: 2 },
      });
      // The one that is away may go: it takes no vote along.
      expect(value(await services.swarms.steerNode(cluster, { node: 'm3' }, 'remove'))).toMatchObject({
        isConverged: true,
        managers: { count: 2, mayBeLost: 0 },
      });
      expect((await view()).nodes.map(({ hostname }) => hostname)).toEqual(['m1', 'm2']);
      await systemctl(3, 'start');
      await expect.poll(async () => (await swarm('m3').leave({ force: true })).ok, { timeout: 40_000 }).toBe(true);
      await joinAs('m3', 'manager');
    });

    it('follows a log over new tasks and over the end of the manager that is asked, each line once', async () => {
      const lines: ServiceLogLine[] = [];
      const connections: string[] = [];
      const controller = new AbortController();
      const following = services.swarms.followLog(
        cluster,
        'web',
        {
          onLine: (line) => lines.push(line),
          onConnected: (name) => connections.push(name),
          onLost: () => connections.push('lost'),
        },
        { signal: controller.signal },
      );
      // A manager has words of its own, too, which are no task's.
      const tasks = (): string[] => [...new Set(lines.map(({ task }) => task).filter(Boolean))];
      await expect.poll(() => tasks().length, { timeout: 20_000 }).toBeGreaterThanOrEqual(3);
      expect(tasks()[0]).toMatch(/^web\.[123]\.[a-z0-9]{12}@m[123]$/);
      value(await services.swarms.steerService(cluster, 'web', { kind: 'scale', replicas: 4 }));
      await expect.poll(() => tasks().some((task) => task.startsWith('web.4.')), { timeout: 20_000 }).toBe(true);

      const asked = Number(/\d/.exec(connections[0]!)![0]);
      await systemctl(asked, 'stop');
      await expect.poll(() => connections.at(-1), { timeout: 40_000 }).not.toBe('lost');
      await expect.poll(() => connections.length, { timeout: 40_000 }).toBeGreaterThanOrEqual(3);
      const before = lines.length;
      await expect.poll(() => lines.length, { timeout: 30_000 }).toBeGreaterThan(before + 10);
      await systemctl(asked, 'start');
      controller.abort();
      value(await following);
      // Every task counts its own lines.
      for (const task of tasks()) {
        const own = lines.filter((line) => line.task === task).map(({ text }) => Number(/\d+/.exec(text)![0]));
        expect([task, own]).toEqual([task, [...new Set(own)].sort((a, b) => a - b)]);
      }
      const isBack = async (): Promise<boolean> => {
        const seen = await services.swarms.view(cluster);
        return (
          seen.ok &&
          seen.value.nodes.every(({ state, manager }) => state === 'ready' && manager?.reachability === 'reachable')
        );
      };
      await expect.poll(isBack, { timeout: 60_000 }).toBe(true);
      value(await services.swarms.steerNode(cluster, { node: 'm3' }, 'demote'));
    });

    it('removes a node that lives; with a rotated token only the new one lets it in again', async () => {
      const old = await tokens();
      const stages: string[] = [];
      const removed = value(
        await services.swarms.steerNode(cluster, { node: 'm3' }, 'remove', {
          onProgress: (each) => {
            if (each.kind === 'stage') stages.push(each.stage);
          },
        }),
      );
      expect(removed).toMatchObject({ node: 'm3', isConverged: true });
      expect(stages).toEqual(['draining', 'leaving', 'removing']);
      expect((await view()).nodes.map(({ hostname }) => hostname)).toEqual(['m1', 'm2']);
      const engine = value(await doors.engines.engine(machine('m3')).engine());
      expect(engine.swarm.state).toBe('inactive');

      value(await services.swarms.rotateJoinTokens(value(await services.swarms.find(cluster)), ['worker']));
      expect(await join('m3', old.worker)).toMatchObject({ ok: false });
      expect((await tokens()).manager).toBe(old.manager);
      const command = value(await services.swarms.joinCommand(cluster, 'worker'));
      const [, token = '', address] =
        /^docker swarm join --advertise-addr \S+ --token (\S+) (\S+)$/.exec(command) ?? [];
      // Whoever leads by now.
      const leader = (await view()).nodes.find(({ manager }) => manager?.isLeader);
      expect(address).toBe(`${String(leader?.address)}:2377`);
      value(await join('m3', token));
      await expect.poll(async () => (await node('m3')).state, { timeout: 20_000 }).toBe('ready');
      await services.clusters.refresh();
    });

    it('removes a manager that lives, but never the last one', async () => {
      const stages: string[] = [];
      value(
        await services.swarms.steerNode(cluster, { node: 'm2' }, 'remove', {
          onProgress: (each) => {
            if (each.kind === 'stage') stages.push(each.stage);
          },
        }),
      );
      expect(stages).toEqual(['demoting', 'draining', 'leaving', 'removing']);
      for (const verb of ['demote', 'remove'] as const)
        expect(await services.swarms.steerNode(cluster, { node: 'm1' }, verb)).toMatchObject({
          error: { kind: 'lastManager', node: 'm1' },
        });
      await joinAs('m2', 'worker');
      expect((await view()).nodes.map(({ hostname, role }) => [hostname, role])).toEqual([
        ['m1', 'manager'],
        ['m2', 'worker'],
        ['m3', 'worker'],
      ]);
    });

    it('deploys a stack through the manager that it names, waits for it, and removes a service of it', async () => {
      const folder = path.join(lab.dir, 'stack');
      await mkdir(folder, { recursive: true });
      const file = path.join(folder, 'compose.yaml');
      await writeFile(
        file,
        `version: "3.8"\nservices:\n  a:\n    image: busybox:1.36\n    command: sleep 1000\n    stop_signal: SIGKILL\n    deploy: { replicas: 2 }\n`,
      );
      const deployed = value(
        await services.swarms.deployStack(value(await services.swarms.find(cluster)), 'shop', async (manager) => {
          await run([lab.tools.docker, 'stack', 'deploy', '-c', file, 'shop'], {
            environment: { ...lab.environment, ...dockerEnvironment(manager) },
          });
          return { ok: true, value: undefined };
        }),
      );
      expect(deployed).toMatchObject({
        stack: 'shop',
        manager: 'm1',
        services: ['shop_a'],
        running: 2,
        desired: 2,
        isConverged: true,
      });
      expect(value(await services.swarms.steerService(cluster, 'shop_a', { kind: 'remove' }))).toMatchObject({
        stack: 'shop',
        isConverged: true,
      });
      expect((await view()).services.map(({ name }) => name)).toEqual(['web']);
    });

    it('goes down though no file of ours made it: every host is out of the swarm, every machine forgotten', async () => {
      const { after } = await down(services, cluster);
      expect([after.machines, after.clusters]).toEqual([[], []]);
      for (const { number } of lab.hosts) {
        const { stdout } = await lab.enter(number, ['docker', 'info', '--format', '{{.Swarm.LocalNodeState}}']);
        expect([number, stdout.trim()]).toEqual([number, 'inactive']);
      }
    });
  },
);
