// What must hold of swarm mode through the doors that the product uses, whichever world its engines stand in.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SwarmDoor } from '../../src/docker/doors.ts';
import type { Failure, Outcome } from '../../src/model/failure.ts';
import type { Machine } from '../../src/model/machine.ts';
import { taskCount, type SwarmNode, type SwarmToInit, type SwarmView } from '../../src/model/swarmMode.ts';
import { machinesOf, type EngineWeather } from './weather.ts';

/** Four engines that know swarm mode and are in no swarm: three are to manage, one to work. */
export interface SwarmWorld extends EngineWeather {
  readonly managers: readonly [string, string, string];
  readonly worker: string;
  addressOf(machine: string): string;
  /** By a person, at a manager: a replicated service of a program that runs on. */
  createService(machine: string, name: string, replicas: number): Promise<void>;
}

export function swarmContract(name: string, open: () => Promise<SwarmWorld>): void {
  describe(`swarm mode of ${name}`, () => {
    let world: SwarmWorld;
    let machines: ReadonlyMap<string, Machine>;
    const swarm = (its: string): SwarmDoor => world.doors.engines.engine(machines.get(its)!).swarm;
    const soon = { timeout: 120_000, interval: 300 };
    const [first, second, third] = [0, 1, 2].map((index) => () => world.managers[index]!) as [
      () => string,
      () => string,
      () => string,
    ];

    function value<T>(outcome: Outcome<T>): T {
      if (!outcome.ok) throw new Error(JSON.stringify(outcome.error));
      return outcome.value;
    }
    async function failure(of: Promise<Outcome<unknown>>): Promise<Failure> {
      const outcome = await of;
      if (outcome.ok) throw new Error('It answered.');
      return outcome.error;
    }
    const view = async (by = first()): Promise<SwarmView> => value(await swarm(by).view());
    const node = async (its: string, by = first()): Promise<SwarmNode> =>
      (await view(by)).nodes.find(({ hostname }) => hostname === its)!;
    const toInit: SwarmToInit = {
      interface: 'eth1',
      defaultAddressPools: [],
      dataPathPort: 4789,
      isAutolocked: false,
      availability: 'active',
    };
    const join = async (its: string, token: string): Promise<Outcome<void>> =>
      swarm(its).join({
        interface: 'eth1',
        managers: [`${world.addressOf(first())}:2377`],
        token,
        availability: 'active',
      });

    beforeAll(async () => {
      world = await open();
      machines = await machinesOf(world.doors);
    });
    afterAll(async () => {
      await world.close();
    });

    test('an engine in no swarm says so, and leaving none is as wanted', async () => {
      expect(await failure(swarm(first()).view())).toMatchObject({ kind: 'notInSwarm' });
      expect(await swarm(first()).leave({ force: true })).toMatchObject({ ok: true });
    });

    test('begins with one manager, which leads', async () => {
      expect(await swarm(first()).init(toInit)).toMatchObject({ ok: true });
      expect(await failure(swarm(first()).init(toInit))).toMatchObject({ kind: 'alreadyInSwarm' });
      expect(await view()).toMatchObject({
        nodes: [
          {
            hostname: first(),
            role: 'manager',
            availability: 'active',
            state: 'ready',
            manager: {
              isLeader: true,
              reachability: 'reachable',
              address: `${world.addressOf(first())}:2377`,
            },
          },
        ],
        services: [],
        tasks: [],
      });
    });

    test('grows by who brings the right token', async () => {
      const { worker, manager } = value(await swarm(first()).joinTokens());
      expect(await failure(join(world.worker, 'SWMTKN-1-bad'))).toMatchObject({ said: 'invalid join token' });
      for (const its of [second(), third()]) expect(await join(its, manager)).toMatchObject({ ok: true });
      expect(await join(world.worker, worker)).toMatchObject({ ok: true });
      expect(await failure(join(world.worker, worker))).toMatchObject({ kind: 'alreadyInSwarm' });
      await expect
        .poll(async () => (await view()).nodes.map(({ hostname, role, state }) => [hostname, role, state]), soon)
        .toEqual(
          [...world.managers.map((its) => [its, 'manager', 'ready']), [world.worker, 'worker', 'ready']].sort(
            ([a = ''], [b = '']) => (a < b ? -1 : 1),
          ),
        );
      expect(await failure(swarm(world.worker).view())).toMatchObject({ kind: 'notAManager' });
      const told = value(await world.doors.engines.engine(machines.get(world.worker)!).engine());
      expect(told.swarm).toMatchObject({ state: 'active', isManager: false, clusterId: undefined });
      expect([...told.swarm.managers].sort()).toEqual(
        world.managers.map((its) => `${world.addressOf(its)}:2377`).sort(),
      );
    });

    test('has other tokens once they were rotated', async () => {
      const before = value(await swarm(first()).joinTokens());
      expect(await swarm(first()).rotateJoinTokens(['worker'])).toMatchObject({ ok: true });
      const after = value(await swarm(first()).joinTokens());
      expect(after.worker).not.toBe(before.worker);
      expect(after.manager).toBe(before.manager);
    });

    const counted = async (service: string, by = first()): Promise<string> => {
      const seen = await view(by);
      const found = seen.services.find((each) => each.name === service)!;
      const { running, desired } = taskCount(found, seen);
      return `${String(running)}/${String(desired)}`;
    };

    test('gives a service its tasks, as many as are wanted', async () => {
      await world.createService(first(), 'web', 3);
      await expect.poll(() => counted('web'), soon).toBe('3/3');
      const { services } = await view();
      expect(services).toMatchObject([{ name: 'web', mode: 'replicated', replicas: 3, canRollBack: false }]);
      expect(await swarm(second()).updateService(services[0]!.id, { kind: 'scale', replicas: 5 })).toMatchObject({
        ok: true,
      });
      await expect.poll(() => counted('web'), soon).toBe('5/5');
      expect(await swarm(first()).updateService(services[0]!.id, { kind: 'rollBack' })).toMatchObject({ ok: true });
      await expect.poll(() => counted('web'), soon).toBe('3/3');
    });

    test('replaces tasks one by one when a service is restarted', async () => {
      const before = (await view()).tasks.filter(({ state }) => state === 'running').map(({ id }) => id);
      const { services } = await view();
      expect(await swarm(first()).updateService(services[0]!.id, { kind: 'restart' })).toMatchObject({ ok: true });
      await expect.poll(async () => (await view()).services[0]?.update?.state, soon).toBe('completed');
      const after = (await view()).tasks.filter(({ state, desired }) => state === 'running' && desired === 'running');
      expect(after).toHaveLength(3);
      expect(after.filter(({ id }) => before.includes(id))).toEqual([]);
    });

    test('takes tasks from a node that is drained, and gives it some again', async () => {
      const { worker } = world;
      const { id } = await node(worker);
      expect(await swarm(first()).updateNode(id, { availability: 'drain' })).toMatchObject({ ok: true });
      expect(await node(worker)).toMatchObject({ availability: 'drain', state: 'ready' });
      await expect
        .poll(
          async () => (await view()).tasks.filter(({ nodeId, state }) => nodeId === id && state === 'running'),
          soon,
        )
        .toEqual([]);
      await expect.poll(() => counted('web'), soon).toBe('3/3');
      expect(await swarm(first()).updateNode(id, { availability: 'active' })).toMatchObject({ ok: true });
      expect(await failure(swarm(first()).removeNode(id, { force: false }))).toMatchObject({
        said: expect.stringContaining('is not down') as string,
      });
    });

    test('tells its managers of what changes', async () => {
      const heard: string[] = [];
      const stream = world.doors.engines.engine(machines.get(second())!).events({
        onConnected: () => heard.push('connected'),
        onLost: ({ kind }) => heard.push(kind),
        onEvent: ({ type, action, name: its }) => heard.push(`${type} ${action} ${its ?? ''}`),
      });
      await expect.poll(() => heard, soon).toEqual(['connected']);
      const { id } = await node(world.worker);
      await swarm(first()).updateNode(id, { availability: 'pause' });
      await expect.poll(() => heard, soon).toContain(`node update ${world.worker}`);
      await swarm(first()).updateNode(id, { availability: 'active' });
      stream.dispose();
    });

    test('has another leader when the first is frozen, and the service keeps its count', async () => {
      await world.freeze(first());
      try {
        await expect
          .poll(async () => {
            const seen = await swarm(second()).view();
            return seen.ok && seen.value.nodes.find(({ manager }) => manager?.isLeader === true)?.hostname;
          }, soon)
          .toMatch(new RegExp(`^(${second()}|${third()})$`));
        await expect.poll(async () => (await node(first(), second())).manager?.reachability, soon).toBe('unreachable');
        await expect.poll(() => counted('web', second()), soon).toBe('3/3');
      } finally {
        await world.thaw(first());
      }
      await expect.poll(async () => (await node(first(), second())).manager?.reachability, soon).toBe('reachable');
    });

    test('without a majority of its managers is without a leader', async () => {
      await Promise.all([world.stopEngine(second()), world.stopEngine(third())]);
      await expect
        .poll(async () => {
          const seen = await swarm(first()).view();
          return seen.ok ? 'seen' : seen.error.kind;
        }, soon)
        .toBe('swarmWithoutLeader');
      await Promise.all([world.startEngine(second()), world.startEngine(third())]);
      await expect.poll(async () => (await swarm(first()).view()).ok, soon).toBe(true);
    });

    test('forgets a node that has left once it is removed', async () => {
      const { worker } = world;
      const { id } = await node(worker);
      // Managers that have just agreed on a leader call a node down until it has come to that one.
      await expect.poll(async () => (await node(worker)).state, soon).toBe('ready');
      expect(await swarm(worker).leave({ force: false })).toMatchObject({ ok: true });
      await expect.poll(async () => (await node(worker)).state, soon).toBe('down');
      value(await swarm(first()).removeNode(id, { force: false }));
      // What is not there is as wanted.
      expect(await swarm(first()).removeNode(id, { force: false })).toMatchObject({ ok: true });
      expect((await view()).nodes.map(({ hostname }) => hostname)).not.toContain(worker);
    });

    test('lets a manager go only by force, and the last one takes the swarm with it', async () => {
      expect((await failure(swarm(third()).leave({ force: false }))).kind).toBe('engineError');
      const { id } = await node(third());
      expect(await swarm(first()).updateNode(id, { role: 'worker' })).toMatchObject({ ok: true });
      await expect.poll(async () => (await node(third())).manager, soon).toBeUndefined();
      expect(await swarm(third()).leave({ force: false })).toMatchObject({ ok: true });
      const { id: other } = await node(second());
      expect(await swarm(first()).updateNode(other, { role: 'worker' })).toMatchObject({ ok: true });
      for (const its of [second(), first()])
        expect(await swarm(its).leave({ force: true })).toMatchObject({ ok: true });
      expect(await failure(swarm(first()).view())).toMatchObject({ kind: 'notInSwarm' });
    });
  });
}
