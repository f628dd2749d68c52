// What the picture of a classic cluster must show, and how soon, whichever world it is a picture of.
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { silentLog } from '../../src/base/log.ts';
import type { Cluster } from '../../src/model/cluster.ts';
import { conditions } from '../../src/checks/conditions.ts';
import { clusterHealth, machineHealth, type MachineHealth } from '../../src/checks/health.ts';
import { lastOf, now } from '../../src/model/seen.ts';
import { findMachine, machineOf } from '../../src/model/snapshot.ts';
import { createClusterModel } from '../../src/service/clusterModel.ts';
import type { ClusterStore } from '../../src/service/services.ts';
import { shownWithin } from './shownWithin.ts';
import type { HostWeather } from './weather.ts';
import { healthInShort } from '../unit/inShort.ts';

/** A classic cluster that stands, made by the article's commands: kvstore, swarm-manager, swarm-node1, swarm-node2. */
export interface ObservedWorld extends HostWeather {
  /** Leaves no room where its engine writes. */
  fillDisk(machine: string): Promise<void>;
  emptyDisk(machine: string): Promise<void>;
  /** An image that no engine has, and that is not small. */
  readonly newImage: string;
  killContainer(machine: string, container: string): Promise<void>;
  startContainer(machine: string, container: string): Promise<void>;
  /** The key-value store's container on kvstore. */
  readonly storeContainer: string;
  /** By a person, through the swarm manager. */
  createNetwork(name: string): Promise<void>;
  removeNetwork(name: string): Promise<void>;
  /** At a machine's own engine: its manager goes on listing what the other engines had. */
  removeNetworkAt(machine: string, name: string): Promise<void>;
  runContainer(name: string, network: string, machine: string): Promise<void>;
  removeContainer(machine: string, name: string): Promise<void>;
  /** Leaves the endpoint of a container behind that its engine does not know any more, as the end of a host does; resolves to its name. */
  leaveGhost(machine: string, network: string): Promise<string>;
  /** `docker network disconnect -f`, at a machine's engine. */
  disconnect(machine: string, network: string, container: string): Promise<void>;
}

export function observeContract(name: string, open: () => Promise<ObservedWorld>): void {
  describe(`the picture of ${name}`, () => {
    let world: ObservedWorld;
    let clusters: ClusterStore;

    const cluster = (): Cluster => clusters.snapshot.clusters[0]!;
    const of = (machine: string): MachineHealth => machineHealth(findMachine(clusters.snapshot, machine)!, cluster());
    const healthy = (): number => clusterHealth(cluster(), clusters.snapshot).healthy;
    const networks = (): string[] => (lastOf(cluster().networks)?.value ?? []).map((each) => each.name);

    /** Milliseconds after `began` at which the picture told that it holds; fails when that takes longer than `most`. */
    const within = (most: number, holds: () => boolean, began = Date.now()): Promise<number> =>
      shownWithin(clusters, { most, began, holds, seen });
    const seen = (): string =>
      JSON.stringify({
        machines: clusters.snapshot.machines.map((each) => [each.name, machineHealth(each, cluster())]),
        cluster: clusterHealth(cluster(), clusters.snapshot),
        networks: cluster().networks,
      });
    const well = (): Promise<number> =>
      within(180_000, () => clusterHealth(cluster(), clusters.snapshot).level === 'healthy');

    beforeAll(async () => {
      world = await open();
      clusters = createClusterModel({ doors: world.doors, probeTimeout: () => 5, log: silentLog });
      clusters.setAttention('visible');
      await clusters.refresh();
      await well();
    });
    afterEach(well);
    afterAll(async () => {
      clusters.dispose();
      await world.close();
    });

    test('shows the cluster as it was made, whole, and the four conditions of it pass', () => {
      expect(cluster()).toMatchObject({
        name: 'swarm-manager',
        orchestration: 'classic',
        members: [
          { machine: 'kvstore', role: 'keyValueStore' },
          { machine: 'swarm-manager', role: 'manager' },
          { machine: 'swarm-node1', role: 'node' },
          { machine: 'swarm-node2', role: 'node' },
        ],
        store: { machine: 'kvstore' },
      });
      expect(conditions(cluster(), clusters.snapshot).map(({ id, verdict }) => [id, verdict])).toEqual([
        ['store', 'pass'],
        ['reach', 'pass'],
        ['engines', 'pass'],
        ['hostnames', 'pass'],
      ]);
    });

    test('a frozen engine is down within 5 s and healthy again once it is thawed; the others stay shown', async () => {
      const began = Date.now();
      await world.freeze('swarm-node2');
      await within(5000, () => of('swarm-node2').level === 'down', began);
      expect(of('swarm-node2').findings).toMatchObject([{ kind: 'engineDown', cause: { kind: 'engineSilent' } }]);
      expect(healthy()).toBe(2);

      // Whoever looks for the first time now does not wait for it either.
      const anew = createClusterModel({ doors: world.doors, probeTimeout: () => 5, log: silentLog });
      const start = Date.now();
      const shown = new Promise<number>((resolve) => {
        anew.onDidChange(({ machines }) => {
          if (machines.filter(({ engine }) => engine.state === 'seen').length === 3) resolve(Date.now() - start);
        });
      });
      expect(await shown).toBeLessThan(500);
      expect(findMachine(anew.snapshot, 'swarm-node2')?.engine.state).toBe('waiting');
      anew.dispose();

      await world.thaw('swarm-node2');
      await within(5000, () => now(findMachine(clusters.snapshot, 'swarm-node2')!.engine) !== undefined);
    });

    test('an engine that is stopped is down at once, and seen when it is back', async () => {
      await world.stopEngine('swarm-node1');
      try {
        await within(1000, () => of('swarm-node1').level === 'down');
        // Whoever asks while it is shutting down is cut off; that nobody listens is told by the next try.
        await within(5000, () => {
          const [finding] = of('swarm-node1').findings;
          return finding?.kind === 'engineDown' && finding.cause.kind === 'engineRefused';
        });
      } finally {
        await world.startEngine('swarm-node1');
      }
      await within(10_000, () => now(findMachine(clusters.snapshot, 'swarm-node1')!.engine) !== undefined);
    });

    test('a host whose cable is pulled is down within 5 s, and back soon after it is plugged in', async () => {
      const began = Date.now();
      await world.pullCable('swarm-node2');
      await within(5000, () => of('swarm-node2').level === 'down', began);
      await world.plugCable('swarm-node2');
      await within(15_000, () => now(findMachine(clusters.snapshot, 'swarm-node2')!.engine) !== undefined);
    });

    test('a disk that is full is told once its engine has refused something, until somebody looks and there is room', async () => {
      const node = world.doors.engines.engine(machineOf(findMachine(clusters.snapshot, 'swarm-node2')!)!);
      await world.fillDisk('swarm-node2');
      try {
        const pulled = await node.pullImage(world.newImage);
        const said = expect.stringContaining('no space left on device') as string;
        expect(pulled).toMatchObject({ ok: false, error: { kind: 'engineError', said } });
        await within(1000, () => of('swarm-node2').level === 'degraded');
        const full = [{ kind: 'diskFull', said }];
        expect(of('swarm-node2').findings).toMatchObject(full);
        expect(healthy()).toBe(2);
        await clusters.refresh();
        expect(of('swarm-node2').findings).toMatchObject(full);
      } finally {
        await world.emptyDisk('swarm-node2');
        await clusters.refresh();
      }
      await within(20_000, () => of('swarm-node2').level === 'healthy');
    });

    test('a network and a container made by hand are seen within half a second, and that they go', async () => {
      await world.createNetwork('by-hand');
      await within(500, () => networks().includes('by-hand'));
      await world.runContainer('c1', 'by-hand', 'swarm-node1');
      const endpoints = (): readonly { container: string; machine: string | undefined; address: string }[] =>
        lastOf(cluster().networks)?.value.find((each) => each.name === 'by-hand')?.endpoints ?? [];
      await within(500, () => endpoints().some(({ container }) => container === 'c1'));
      expect(endpoints()).toMatchObject([
        { container: 'c1', machine: 'swarm-node1', address: expect.stringMatching(/^10\./) as string },
      ]);
      await within(
        2000,
        () => (lastOf(cluster().networks)?.value.find((each) => each.name === 'by-hand')?.vnis.length ?? 0) > 0,
      );
      await world.removeContainer('swarm-node1', 'c1');
      await within(2000, () => endpoints().length === 0);
      await world.removeNetwork('by-hand');
      await within(2000, () => !networks().includes('by-hand'));
    });

    test(
      'a network that is removed at an engine goes with the last one who lists it',
      { timeout: 150_000 },
      async () => {
        await world.createNetwork('removed');
        await within(2000, () => networks().includes('removed'));
        const manager = world.doors.engines.manager(machineOf(findMachine(clusters.snapshot, 'swarm-manager')!)!);
        await world.removeNetworkAt('swarm-node1', 'removed');
        // It asks its engines for their networks once or twice a minute.
        await vi.waitFor(
          async () => {
            const listed = await manager.overlays();
            expect(listed.ok && listed.value.map((each) => each.name)).not.toContain('removed');
          },
          { timeout: 90_000, interval: 100 },
        );
        await within(1500, () => !networks().includes('removed'));
      },
    );

    test(
      'an endpoint whose container is gone is told as such, until somebody gives its address back',
      { timeout: 300_000 },
      async () => {
        await world.createNetwork('haunted');
        await within(2000, () => networks().includes('haunted'));
        const name = await world.leaveGhost('swarm-node2', 'haunted');
        // A classic manager reads its engines' lists anew once a minute.
        const patience = 120_000;
        await clusters.refresh();
        await within(patience, () => cluster().staleEndpoints.length > 0);
        expect(healthInShort(clusterHealth(cluster(), clusters.snapshot))).toMatchObject({
          level: 'degraded',
          healthy: 3,
          findings: [{ kind: 'staleEndpoints', network: 'haunted', containers: [name] }],
        });
        await world.disconnect('swarm-node1', 'haunted', name);
        await within(2000, () => cluster().staleEndpoints.length === 0);
        await world.removeNetwork('haunted');
        await within(10_000, () => !networks().includes('haunted'));
      },
    );

    test('a key-value store that is killed is seen at once, hides no network that was seen, and is seen when it is back', async () => {
      await world.createNetwork('kept');
      await within(2000, () => networks().includes('kept'));
      await world.killContainer('kvstore', world.storeContainer);
      await within(1000, () => cluster().store?.state.state === 'failed');
      const { findings, healthy: living } = clusterHealth(cluster(), clusters.snapshot);
      expect(findings.map(({ kind }) => kind)).toEqual(['storeDown', 'networksMayHide']);
      expect(living).toBe(3);
      await clusters.refresh();
      expect(networks()).toContain('kept');
      expect(conditions(cluster(), clusters.snapshot)[0]).toMatchObject({ id: 'store', verdict: 'fail' });
      await world.startContainer('kvstore', world.storeContainer);
      await within(30_000, () => cluster().store?.state.state === 'seen');
      // An engine finds its networks again a moment after its store answers; until then it knows none by that id.
      await vi.waitFor(() => world.removeNetwork('kept'), { timeout: 20_000, interval: 500 });
      await within(10_000, () => !networks().includes('kept'));
    });

    test('a manager that is killed is seen at once, while the nodes stay healthy', async () => {
      await world.killContainer('swarm-manager', 'swarm-agent-master');
      await within(1000, () => of('swarm-manager').findings[0]?.kind === 'managerDown');
      expect(clusterHealth(cluster(), clusters.snapshot)).toMatchObject({ level: 'down', healthy: 2 });
      await world.startContainer('swarm-manager', 'swarm-agent-master');
      await within(15_000, () => cluster().managers[0]?.info.state === 'seen');
    });
  });
}
