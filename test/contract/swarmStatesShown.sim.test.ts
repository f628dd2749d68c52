// What a person reads of the states of a swarm's nodes that are no faults of a host: set by somebody, or come to by a restart or a
// join. Each by words of its own in tree, status bar and page, and none of them once it is over.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { english } from '../../src/base/text.ts';
import type { EngineDoor } from '../../src/docker/doors.ts';
import { clusterHealth } from '../../src/checks/health.ts';
import { machineOf } from '../../src/model/snapshot.ts';
import type { Availability } from '../../src/model/swarmMode.ts';
import { infoPage } from '../../src/ui/panels/infoPage.ts';
import { value } from '../lab/labServices.ts';
import { doorsOf, type SimulatedDoors } from '../simulator/doorsOf.ts';
import { dockerApi } from './simulatedCluster.ts';
import { close, open, read, soon, type World } from './shownWorld.ts';

interface State {
  readonly name: string;
  readonly begin: () => Promise<void>;
  readonly end: () => Promise<void>;
  readonly row: RegExp;
  readonly status: RegExp;
  readonly hover: RegExp;
  /** On the page, as a notice or in the table of nodes. */
  readonly page: RegExp;
}

const manager = 'cloud-manager1';
const worker = 'cloud-worker1';

describe('swarm mode: each state of a node is read in tree, status bar and page, and is gone when it is over', () => {
  let world: World;
  let doors: SimulatedDoors;
  beforeAll(async () => {
    world = await open('swarm-mode');
    doors = doorsOf(world.simulated);
  });
  afterAll(async () => {
    doors.dispose();
    await close(world);
  });

  const engine = async (name: string): Promise<EngineDoor> =>
    doors.engines.engine(machineOf((await world.look()).machines.find((each) => each.name === name)!)!);
  const swarm = async (name: string): Promise<EngineDoor['swarm']> => (await engine(name)).swarm;
  const nodeId = async (name: string): Promise<string> =>
    value(await (await swarm(manager)).view()).nodes.find(({ hostname }) => hostname === name)!.id;
  const setAvailability = async (availability: Availability): Promise<void> =>
    value(await (await swarm(manager)).updateNode(await nodeId(worker), { availability }));
  const api = async (name: string, to: string, body: unknown): Promise<void> => {
    const { status, text } = await dockerApi(world.simulated, name, 'POST', to, body);
    if (status >= 400) throw new Error(`POST ${to}: ${String(status)} ${text}`);
  };
  const setAutolock = async (AutoLockManagers: boolean): Promise<void> => {
    // Whatever else changes the swarm between the two calls (a node that is seen again) makes the version an old one.
    for (let left = 10; ; left--) {
      const { text } = await dockerApi(world.simulated, manager, 'GET', '/swarm');
      const { Version, Spec } = JSON.parse(text) as { Version: { Index: number }; Spec: object };
      const to = `/swarm/update?version=${String(Version.Index)}`;
      const body = { ...Spec, EncryptionConfig: { AutoLockManagers } };
      const done = await dockerApi(world.simulated, manager, 'POST', to, body);
      if (done.status < 400) return;
      if (left === 0 || !done.text.includes('update out of sequence')) throw new Error(`${to}: ${done.text}`);
    }
  };
  const leave = async (): Promise<void> => value(await (await swarm(worker)).leave({ force: true }));
  const join = async (address: string): Promise<unknown> => {
    const token = value(await (await swarm(manager)).joinTokens()).worker;
    const how = { interface: 'eth1', managers: [`${address}:2377`], token, availability: 'active' } as const;
    return (await swarm(worker)).join(how);
  };

  const states: readonly State[] = [
    {
      name: 'drained',
      begin: () => setAvailability('drain'),
      end: () => setAvailability('active'),
      row: /^ +cloud-worker1 {2}worker · drained · ready · /m,
      status: /^\$\(pass\) cloud 5\/5$/,
      hover: /Drained or paused in cloud: cloud-worker1 drained/,
      page: /cloud-worker1.*drained/i,
    },
    {
      name: 'paused',
      begin: () => setAvailability('pause'),
      end: () => setAvailability('active'),
      row: /^ +cloud-worker1 {2}worker · paused · ready · /m,
      status: /^\$\(pass\) cloud 5\/5$/,
      hover: /Drained or paused in cloud: cloud-worker1 paused/,
      page: /cloud-worker1.*paused/i,
    },
    {
      name: 'locked',
      begin: async () => {
        await setAutolock(true);
        await world.simulated.control('fault', 'restart', 'cloud-manager2');
      },
      end: async () => {
        const UnlockKey = value(await (await swarm(manager)).unlockKey());
        await api('cloud-manager2', '/swarm/unlock', { UnlockKey });
        await setAutolock(false);
      },
      row: /^ +cloud-manager2 {2}manager · unhealthy: swarm locked · /m,
      status: /^\$\(warning\) cloud 4\/5$/,
      hover: /The manager cloud-manager2 has been locked since its engine restarted/,
      page: /The manager cloud-manager2 has been locked since its engine restarted/,
    },
    {
      name: 'pending',
      begin: async () => {
        const id = await nodeId(worker);
        await leave();
        value(await (await swarm(manager)).removeNode(id, { force: true }));
        await join('127.99.99.99');
      },
      end: async () => {
        await leave();
        await join(world.services.clusters.snapshot.clusters[0]!.swarm!.managers[0]!.replace(/:\d+$/, ''));
      },
      row: /^ +cloud-worker1 {2}worker · degraded: has not reached a manager · /m,
      status: /^\$\(warning\) cloud 4\/5$/,
      hover: /The engine of cloud-worker1 is in the swarm, but has not reached a manager/,
      page: /The engine of cloud-worker1 is in the swarm, but has not reached a manager/,
    },
  ];

  test.each(states)('$name', async ({ begin, end, row, status, hover, page }) => {
    const well = async (): Promise<void> => {
      await expect
        .poll(async () => {
          const seen = await world.look();
          return clusterHealth(seen.clusters[0]!, seen).level;
        }, soon)
        .toBe('healthy');
    };
    await well();
    await begin();
    await expect
      .poll(async () => {
        const { rows, status, hover, notices, tables } = read(await world.look());
        return { rows, status, hover, page: `${notices}\n${tables}` };
      }, soon)
      .toMatchObject({
        rows: expect.stringMatching(row) as string,
        status: expect.stringMatching(status) as string,
        hover: expect.stringMatching(hover) as string,
        page: expect.stringMatching(page) as string,
      });
    await end();
    await well();
    const over = read(await world.look());
    expect(over.rows).not.toMatch(row);
    expect(over.hover).not.toMatch(hover);
  });

  test('a manager that is stopped: no number of reachable managers is claimed until the others have noticed', async () => {
    const { simulated, services, look } = world;
    const name = 'cloud-manager3';
    const claims: string[] = [];
    const listening = services.clusters.onDidChange((seen) => {
      const silent = seen.machines.find((each) => each.name === name)?.engine.state === 'failed';
      const page = infoPage({ kind: 'cluster', cluster: 'cloud' }, seen, english, 'en')!;
      const told = [page.drawing?.binder?.text, ...page.conditions.flatMap(({ evidence }) => evidence)].join('; ');
      if (silent) claims.push(told);
    });
    await simulated.control('fault', 'stop', name);
    await expect.poll(async () => (await look(), claims.at(-1)), soon).toMatch(/2 of 3 managers reachable, 2 needed/);
    listening.dispose();
    expect(claims.filter((each) => each.includes('3 of 3 managers'))).toEqual([]);
    await simulated.control('mend', 'stop', name);
  });
});
