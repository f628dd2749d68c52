// What a person reads of each fault of a simulated world: in the tree, in the status bar and on the docker info page. Every fault by words
// of its own, and none of them once it is mended.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { english } from '../../src/base/text.ts';
import { clusterHealth } from '../../src/checks/health.ts';
import { storeContainerName } from '../../src/model/storeContainer.ts';
import { lastOf } from '../../src/model/seen.ts';
import { findMachine, type Snapshot } from '../../src/model/snapshot.ts';
import type { Services } from '../../src/service/services.ts';
import { explainFailure } from '../../src/ui/explain/explainFailure.ts';
import { planUp, run, value } from '../lab/labServices.ts';
import { doorsOf } from '../simulator/doorsOf.ts';
import { drawn } from '../unit/ui/tree/drawn.ts';
import { dockerApi } from './simulatedCluster.ts';
import { close, open, read, soon, type World } from './shownWorld.ts';

/** What is read of one fault. */
interface Shown {
  /** In the tree's rows. */
  readonly row: RegExp;
  /** In the tooltips of the tree. */
  readonly tooltip: RegExp;
  /** The status bar's text. */
  readonly status: RegExp;
  /** In the status bar's hover, and on the page as a notice. */
  readonly notice: RegExp;
}

/** `meet`: what a person does that meets it, where nothing else tells of it. */
type FaultRow = readonly [words: string, shown: Shown, meet?: (services: Services) => Promise<unknown>];

/** Restarts the first container of a machine. */
const restart =
  (machine: string) =>
  ({ clusters, containers }: Services): Promise<unknown> => {
    const view = lastOf(findMachine(clusters.snapshot, machine)!.engine)?.value;
    const container = view?.containers.find(
      ({ state, name }) => state === 'running' && !name.startsWith('swarm-agent'),
    );
    return containers.change(
      'restart',
      { machine, container: container!.name, id: container!.id },
      { signal: AbortSignal.timeout(20_000) },
    );
  };

const classic: readonly FaultRow[] = [
  [
    'freeze swarm-node2',
    {
      row: /^ +swarm-node2 {2}node · unhealthy: engine does not answer · /m,
      tooltip: /The engine hangs or is frozen/,
      status: /^\$\(warning\) demo 2\/3$/,
      notice: /Machine swarm-node2: \S+:2376 accepts connections, but did not answer within \d+ s/,
    },
  ],
  [
    'stop swarm-node2',
    {
      row: /^ +swarm-node2 {2}node · unhealthy: engine refuses connections · /m,
      tooltip: /The host is up, but its engine is not: start it there/,
      status: /^\$\(warning\) demo 2\/3$/,
      notice: /Machine swarm-node2: Nothing is listening at \S+:2376: the connection was refused/,
    },
  ],
  [
    'unplug swarm-node2',
    {
      row: /^ +swarm-node2 {2}node · unhealthy: host does not answer · /m,
      tooltip: /its cable is unplugged/,
      status: /^\$\(warning\) demo 2\/3$/,
      notice: /Machine swarm-node2: \S+:2376 did not answer within \d+ s/,
    },
  ],
  [
    'power-off swarm-node2',
    {
      row: /^ +swarm-node2 {2}node · stopped · /m,
      tooltip: /Start it, or bring its cluster up again/,
      status: /^\$\(warning\) demo 2\/3$/,
      notice: /Machine swarm-node2 is stopped/,
    },
  ],
  [
    'expire-certificate swarm-node1',
    {
      row: /^ +swarm-node1 {2}node · unhealthy: certificate expired · /m,
      tooltip: /Regenerate the machine’s certificates/,
      status: /^\$\(warning\) demo 2\/3$/,
      notice: /The certificate of the engine at \S+:2376 has expired/,
    },
  ],
  [
    'kill-container swarm-manager swarm-agent-master',
    {
      row: /^ +swarm-manager {2}manager · unhealthy: swarm manager refuses connections · /m,
      tooltip: /start the container swarm-agent-master there/,
      status: /^\$\(error\) demo 2\/3$/,
      notice: /The swarm manager on machine swarm-manager does not work: Nothing is listening at \S+:3376/,
    },
  ],
  [
    'kill-store kvstore',
    {
      row: /^ +kvstore {2}key-value store · consul · unhealthy: store refuses connections · /m,
      tooltip: /Start the container \S*consul\S* on kvstore/,
      status: /^\$\(warning\) demo · store down · 3\/3 nodes$/,
      notice: /Machine kvstore: The key-value store consul:\/\/\S+:8500 refuses connections/,
    },
  ],
  [
    'skew-clock swarm-node1 3600',
    {
      row: /^ +swarm-node1 {2}node · degraded: clock is 36\d\d s off · /m,
      tooltip: /Set the clock there/,
      status: /^\$\(warning\) demo 2\/3$/,
      notice: /The clock of swarm-node1 differs from this computer’s by 36\d\d s/,
    },
  ],
  [
    'duplicate-id swarm-node2 swarm-node1',
    {
      row: /^ +swarm-node2 {2}node · unhealthy: reported pending by manager · /m,
      tooltip: /Delete \/etc\/docker\/key\.json on all but one of them/,
      status: /^\$\(warning\) demo 2\/3$/,
      notice: /The engines of swarm-node1, swarm-node2 have the same ID/,
    },
  ],
  [
    'fill-disk swarm-node1',
    {
      row: /^ +swarm-node1 {2}node · degraded: disk is full · /m,
      tooltip: /Free disk space on that host .*, then refresh/,
      status: /^\$\(warning\) demo 2\/3$/,
      notice: /The disk of swarm-node1 is full: its engine cannot create anything/,
    },
    restart('swarm-node1'),
  ],
  [
    'ghost-endpoint swarm-node1 my-net',
    {
      row: /^ +ghost {2}10\.0\.0\.\d+ · container no longer exists$/m,
      tooltip: /docker network disconnect -f my-net ghost/,
      status: /^\$\(warning\) demo 3\/3 · stale endpoints in my-net$/,
      notice: /The network my-net keeps addresses for containers that no longer exist: ghost/,
    },
  ],
];

const swarmMode: readonly FaultRow[] = [
  [
    'freeze cloud-worker1',
    {
      row: /^ +cloud-worker1 {2}worker · unhealthy: engine does not answer · /m,
      tooltip: /The engine hangs or is frozen/,
      status: /^\$\(warning\) cloud 4\/5$/,
      notice: /Machine cloud-worker1: \S+:2376 accepts connections, but did not answer within \d+ s/,
    },
  ],
  [
    'stop cloud-worker1',
    {
      row: /^ +cloud-worker1 {2}worker · unhealthy: engine refuses connections · /m,
      tooltip: /The host is up, but its engine is not: start it there/,
      status: /^\$\(warning\) cloud 4\/5$/,
      notice: /Machine cloud-worker1: Nothing is listening at \S+:2376: the connection was refused/,
    },
  ],
  [
    'unplug cloud-worker1',
    {
      row: /^ +cloud-worker1 {2}worker · unhealthy: host does not answer · /m,
      tooltip: /its cable is unplugged/,
      status: /^\$\(warning\) cloud 4\/5$/,
      notice: /Machine cloud-worker1: \S+:2376 did not answer within \d+ s/,
    },
  ],
  [
    'power-off cloud-worker2',
    {
      row: /^ +cloud-worker2 {2}worker · stopped · /m,
      tooltip: /Start it, or bring its cluster up again/,
      status: /^\$\(warning\) cloud 4\/5$/,
      notice: /Machine cloud-worker2 is stopped/,
    },
  ],
  [
    'expire-certificate cloud-worker1',
    {
      row: /^ +cloud-worker1 {2}worker · unhealthy: certificate expired · /m,
      tooltip: /Regenerate the machine’s certificates/,
      status: /^\$\(warning\) cloud 4\/5$/,
      notice: /The certificate of the engine at \S+:2376 has expired/,
    },
  ],
  [
    'skew-clock cloud-worker1 3600',
    {
      row: /^ +cloud-worker1 {2}worker · degraded: clock is 36\d\d s off · /m,
      tooltip: /Set the clock there/,
      status: /^\$\(warning\) cloud 4\/5$/,
      notice: /The clock of cloud-worker1 differs from this computer’s by 36\d\d s/,
    },
  ],
  // Swarm mode tells nodes apart by ids of its own: nobody is missing for it.
  [
    'duplicate-id cloud-worker2 cloud-worker1',
    {
      row: /^cloud {2}swarm mode · 5\/5 ready · same engine ID$/m,
      tooltip: /Delete \/etc\/docker\/key\.json on all but one of them/,
      status: /^\$\(warning\) cloud 5\/5 · same engine ID$/,
      notice: /The engines of cloud-worker1, cloud-worker2 have the same ID/,
    },
  ],
  [
    'fill-disk cloud-manager1',
    {
      row: /^ +cloud-manager1 {2}manager · leader · degraded: disk is full · /m,
      tooltip: /Free disk space on that host .*, then refresh/,
      status: /^\$\(warning\) cloud 4\/5$/,
      notice: /The disk of cloud-manager1 is full: its engine cannot create anything/,
    },
    restart('cloud-manager1'),
  ],
  [
    'quorum-loss cloud-manager1',
    {
      row: /^cloud {2}swarm mode · no quorum · \d\/5 nodes$/m,
      tooltip: /docker swarm init --force-new-cluster/,
      status: /^\$\(error\) cloud · no quorum · \d\/5 nodes$/,
      notice: /The swarm has no quorum: only 1 of its 3 managers can be reached/,
    },
  ],
  [
    'cut-raft cloud-manager2',
    {
      row: /^ +cloud-manager2 {2}manager · unhealthy: reported down by managers · /m,
      tooltip: /Check that it reaches the managers on port 2377/,
      status: /^\$\(warning\) cloud 4\/5$/,
      notice: /The manager cloud-manager[13] reports machine cloud-manager2 as down, although its engine answers/,
    },
  ],
];

function faultsOf(name: string, demo: string, rows: readonly FaultRow[]): void {
  describe(name, () => {
    let world: World;
    beforeAll(async () => {
      world = await open(demo);
    });
    afterAll(() => close(world));

    test.each(rows.map(([words, shown, meet]) => ({ words, shown, meet })))(
      '$words',
      async ({ words, shown, meet }) => {
        const { simulated, services, look } = world;
        const well = async (): Promise<void> => {
          await expect
            .poll(async () => {
              const seen = await look();
              return clusterHealth(seen.clusters[0]!, seen).level;
            }, soon)
            .toBe('healthy');
        };
        await well();
        await simulated.control('fault', ...words.split(' '));
        await meet?.(services);
        await expect
          .poll(async () => read(await look()), soon)
          .toMatchObject({
            rows: expect.stringMatching(shown.row) as string,
            tooltips: expect.stringMatching(shown.tooltip) as string,
            status: expect.stringMatching(shown.status) as string,
            hover: expect.stringMatching(shown.notice) as string,
            notices: expect.stringMatching(shown.notice) as string,
          });
        await simulated.control('mend', ...words.split(' '));
        await well();
        await expect.poll(async () => matches(read(await look()), shown), soon).toEqual([]);
      },
    );

    test('no two are told by the same words', () => {
      for (const part of ['row', 'tooltip'] as const)
        expect(new Set(rows.map(([, shown]) => shown[part].source)).size).toBe(rows.length);
    });
  });
}

/** Words of a fault that are still to be read; rows that a healthy cluster has too are none. */
function matches({ tooltips, hover, notices }: ReturnType<typeof read>, { tooltip, notice }: Shown): readonly string[] {
  return [
    ...(tooltip.test(tooltips) ? [tooltips] : []),
    ...(notice.test(hover) ? [hover] : []),
    ...(notice.test(notices) ? [notices] : []),
  ];
}

faultsOf(
  'classic swarm: each fault is read in tree, status bar and page, and is gone when it is mended',
  'article',
  classic,
);
faultsOf(
  'swarm mode: each fault is read in tree, status bar and page, and is gone when it is mended',
  'swarm-mode',
  swarmMode,
);

test('a clock that is set is seen within a minute though nobody refreshes, and its end too', async () => {
  const world = await open('article');
  try {
    const { simulated, services, look } = world;
    await expect.poll(async () => read(await look()).status, soon).toMatch(/demo 3\/3$/);
    const status = (): string => read(services.clusters.snapshot).status;
    for (const [seconds, words] of [
      ['120', /demo 2\/3$/],
      ['0', /demo 3\/3$/],
    ] as const) {
      if (seconds === '0') await simulated.control('mend', 'skew-clock', 'swarm-node1');
      else await simulated.control('fault', 'skew-clock', 'swarm-node1', seconds);
      await expect.poll(status, { timeout: 60_000, interval: 300 }).toMatch(words);
    }
  } finally {
    await close(world);
  }
});

test('a store whose container was removed: its remedy is a plan this recreates the container', async () => {
  const world = await open('article');
  try {
    const { simulated, services, look } = world;
    await expect.poll(async () => read(await look()).status, soon).toMatch(/demo 3\/3$/);
    const engine = lastOf(findMachine(services.clusters.snapshot, 'kvstore')!.engine)!.value;
    const store = engine.containers.find(({ image }) => image.includes('consul'))!.name;
    await dockerApi(simulated, 'kvstore', 'DELETE', `/containers/${store}?force=1`);
    await expect
      .poll(async () => read(await look()), soon)
      .toMatchObject({
        rows: expect.stringMatching(/^demo {2}classic · store down · 3\/3 nodes$/m) as string,
        notices: expect.stringContaining('Bring the cluster up again: this recreates the container') as string,
      });
    const plan = value(await planUp(services, 'name: demo'));
    expect(plan.steps.map(({ id }) => id)).toContain(`run ${storeContainerName('consul')} on kvstore`);
    await run(services, plan);
    await expect.poll(async () => read(await look()).status, soon).toMatch(/demo 3\/3$/);
  } finally {
    await close(world);
  }
});

describe('a create', () => {
  let world: World;
  beforeAll(async () => {
    world = await open('empty');
  });
  afterAll(() => close(world));

  test.each([
    ['preCreate', 'checking before creation', undefined],
    ['creating', 'creating the machine', /^ +kvstore +key-value store · incomplete/m],
    ['waitingForSsh', 'waiting for SSH', /^ +kvstore +key-value store · incomplete/m],
    ['certificates', 'copying certificates', /^ +kvstore +key-value store · incomplete/m],
    ['engine', 'starting the engine', /^ +kvstore +key-value store · incomplete/m],
  ] as const)('that fails at %s says at which stage, and what it leaves is seen', async (stage, doing, left) => {
    const { simulated, services, look } = world;
    await simulated.control('fault', 'create-fails', 'kvstore', stage, 'it', 'went', 'wrong');
    const { summary } = await run(services, value(await planUp(services, 'name: demo')));
    const { short, what, why } = explainFailure(summary.failed[0]!.failure, english);
    expect(short).toMatch(/^not created: /);
    expect(what).toBe(`Machine kvstore was not created: docker-machine failed while ${doing}.`);
    expect(why).toContain('it went wrong');
    const { rows, status, hover, notices } = read(await look());
    if (left) {
      expect(rows).toMatch(left);
      expect(status).toMatch(/demo incomplete$/);
      expect(hover).toContain('The cluster is incomplete');
      expect(notices).toContain('The cluster is incomplete');
    } else expect(rows).not.toContain('kvstore');
    await simulated.control('mend', 'create-fails', 'kvstore');
    await simulated.machine('rm', '-f', 'kvstore');
    expect(drawn(await look())).toBe('');
  });

  test('that is slow says how far it is, in tree, status bar and page', async () => {
    const { simulated, services, look } = world;
    await simulated.control('fault', 'create-slow', 'kvstore', 'engine', '1200');
    let seen: Promise<Snapshot> | undefined;
    const { summary } = await run(services, value(await planUp(services, 'name: demo')), (event, cancel) => {
      if (event.kind === 'stage' && event.stage === 'engine') seen ??= look().finally(cancel);
    });
    expect(summary.isCancelled).toBe(true);
    const { rows, tooltips, status, hover, notices } = read(await seen!);
    expect(rows).toMatch(/^ +kvstore +key-value store · creating: starting the engine/m);
    const words = /docker-machine has been creating kvstore since \d\d:\d\d:\d\d; it is now starting the engine\./;
    for (const each of [tooltips, hover, notices]) expect(each).toMatch(words);
    expect(status).toBe('$(sync~spin) demo creating');
    expect(rows).toMatch(/^demo +classic · creating$/m);
    expect(hover).not.toContain('incomplete');
    await simulated.control('mend', 'create-slow', 'kvstore');
    const { rows: afterwards } = read(await look());
    expect(afterwards).toContain('kvstore');
    expect(afterwards).not.toContain('creating');
    await simulated.machine('rm', '-f', 'kvstore');
    expect(drawn(await look())).toBe('');
  });

  test('that takes too long says what did not end, and how long it was waited for', async () => {
    const { simulated } = world;
    const doors = doorsOf(simulated);
    try {
      await simulated.control('fault', 'create-slow', 'slow', 'engine', '60');
      const command = { args: ['create', '-d', 'virtualbox', 'slow'], creates: 'slow', deadline: 2500 };
      const ended = await doors.tool.run({ ...command, parse: () => ({ ok: true, value: undefined }) });
      if (ended.ok) throw new Error('a slow create was not slow');
      const { what, why } = explainFailure(ended.error, english);
      expect(what).toBe('Machine slow was not created: docker-machine failed while starting the engine.');
      expect(why).toContain('2.5 s');
    } finally {
      await simulated.control('mend', 'create-slow', 'slow');
      await simulated.machine('rm', '-f', 'slow');
      doors.dispose();
    }
  });

  test('is one of the faults that stand here, and there are no others', async () => {
    const refusal = await world.simulated.control('fault', 'nosuch', 'x').catch((error: unknown) => String(error));
    const all = (/there are (.*)/.exec(refusal)?.[1] ?? '').split(', ');
    const here = [...classic, ...swarmMode].map(([words]) => words.split(' ')[0]);
    // To be restarted is over before anybody reads of it.
    const others = ['create-fails', 'create-slow', 'restart'];
    expect(new Set(all)).toEqual(new Set([...here, ...others]));
  });
});
