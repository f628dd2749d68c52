// Up, seen and down in a simulated world, through the services alone: what the lab proves with real tools, on any computer.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { clusterHealth } from '../../src/checks/health.ts';
import { lastOf, now } from '../../src/model/seen.ts';
import { findMachine, machineOf, type Snapshot } from '../../src/model/snapshot.ts';
import type { Services } from '../../src/service/services.ts';
import { down, planUp, run, servicesOn, up, value } from '../lab/labServices.ts';
import { openSimulator, type Simulated } from '../simulator/simulator.ts';

let simulated: Simulated;
let services: Services;

async function open(demo: readonly string[] = ['empty'], isShared = false): Promise<void> {
  simulated = await openSimulator({ speed: 20, demo, isShared });
  const { machinePath, storagePath, folder } = simulated;
  services = servicesOn({ storagePath, dir: folder, tools: { dockerMachine: machinePath } });
}

afterEach(async () => {
  services.dispose();
  await simulated.close();
});

/** Every cluster's health in words: "demo healthy 3/3". */
function healths(seen: Snapshot): string[] {
  return seen.clusters.map((cluster) => {
    const { level, healthy, of, findings } = clusterHealth(cluster, seen);
    return `${cluster.name} ${level} ${String(healthy)}/${String(of)}${findings.map((each) => ` ${each.kind}`).join('')}`;
  });
}

interface Shown {
  readonly hostname: string;
  readonly containers: readonly string[];
}

const world = async (): Promise<readonly Shown[]> => JSON.parse(await simulated.control('show')) as readonly Shown[];

describe('a cluster file', () => {
  beforeEach(() => open());

  test('that only has a name brings up the article, and down leaves nothing', async () => {
    const { summary } = await up(services, 'name: demo');
    expect(summary.failed).toEqual([]);
    const seen = await services.clusters.refresh();
    expect(healths(seen)).toEqual(['demo healthy 3/3']);
    expect(seen.clusters[0]).toMatchObject({
      orchestration: 'classic',
      members: [
        { machine: 'kvstore', role: 'keyValueStore' },
        { machine: 'swarm-manager', role: 'manager' },
        { machine: 'swarm-node1', role: 'node' },
        { machine: 'swarm-node2', role: 'node' },
      ],
    });
    // There already: nothing is left to do.
    expect(value(await planUp(services, 'name: demo')).steps).toEqual([]);

    await down(services, 'demo');
    expect((await services.clusters.refresh()).machines).toEqual([]);
    expect(await world()).toEqual([]);
  });

  test('without a swarm joins its engines by etcd, with a network of its own', async () => {
    const file = [
      'name: plain',
      'orchestration: none',
      'keyValueStore: { type: etcd }',
      'networks: [{ name: my-net, subnet: 10.10.0.0/24 }]',
    ].join('\n');
    await up(services, file);
    const seen = await services.clusters.refresh();
    expect(healths(seen)).toEqual(['plain healthy 2/2']);
    expect(lastOf(seen.clusters[0]!.networks)?.value).toMatchObject([
      { name: 'my-net', subnets: [{ subnet: '10.10.0.0/24' }], vnis: [256] },
    ]);
    await down(services, 'plain');
    expect(await world()).toEqual([]);
  });

  test('goes on where a create failed', async () => {
    await simulated.control('fault', 'create-fails', 'swarm-node2', 'engine', 'ssh', 'command', 'error');
    const ended = await run(services, value(await planUp(services, 'name: demo')));
    expect(ended.summary.failed).toMatchObject([
      { failure: { kind: 'createFailed', machine: 'swarm-node2', stage: 'engine', leftover: true } },
    ]);
    await simulated.control('mend', 'create-fails', 'swarm-node2');
    await services.clusters.refresh();
    await up(services, 'name: demo');
    expect(healths(await services.clusters.refresh())).toEqual(['demo healthy 3/3']);
  });

  test('introduces engines to each other on the second try, where the first was cut off before that', async () => {
    const first = await run(services, value(await planUp(services, 'name: demo')), (event, cancel) => {
      if (event.kind === 'began' && event.step.startsWith('wait until')) cancel();
    });
    expect(first.summary.done).toEqual(expect.arrayContaining(['create swarm-node1', 'create swarm-node2']));
    expect(first.summary.done).not.toContain('introduce swarm-manager');
    // Its agents register a moment later, and then all stands.
    const isWhole = async (): Promise<readonly string[]> => healths(await services.clusters.refresh());
    await expect.poll(isWhole, { timeout: 20_000 }).toEqual(['demo healthy 3/3']);
    const resumed = value(await planUp(services, 'name: demo'));
    expect(resumed.steps.map(({ id }) => id)).toEqual(['wait until 3 nodes healthy', 'introduce swarm-manager']);
    expect((await run(services, resumed)).summary.failed).toEqual([]);
    expect(value(await planUp(services, 'name: demo')).steps).toEqual([]);
  });

  test('of classic swarm is refused where engines know no store', async () => {
    await simulated.control('engine-version', '26.1.5');
    const ended = await run(services, value(await planUp(services, 'name: demo')));
    expect(ended.summary.failed).toMatchObject([{ failure: { kind: 'engineWithoutClusterStore', version: '26.1.5' } }]);
    expect((await world()).map(({ hostname }) => hostname)).toEqual(['kvstore']);
  });
});

describe('where all hosts share 127.0.0.1', () => {
  beforeEach(() => open(['empty'], true));

  test('the article is brought up too, at ports of their own', async () => {
    await up(services, 'name: demo');
    const seen = await services.clusters.refresh();
    expect(healths(seen)).toEqual(['demo healthy 3/3']);
    const ports = seen.machines.map((each) => machineOf(each)?.enginePort);
    expect(new Set(ports).size).toBe(4);
    await down(services, 'demo');
    expect(await world()).toEqual([]);
  });
});

describe('the demo', () => {
  test('stands, with a network and four containers on it', async () => {
    await open(['article']);
    const seen = await services.clusters.refresh();
    expect(healths(seen)).toEqual(['demo healthy 3/3']);
    const [network] = lastOf(seen.clusters[0]!.networks)?.value ?? [];
    expect(network?.endpoints.map(({ container, machine }) => [container, machine])).toEqual([
      ['c1', 'swarm-node1'],
      ['c2', 'swarm-node2'],
      ['c3', 'swarm-node1'],
      ['c4', 'swarm-node2'],
    ]);
  });

  test('is the same world after its program was ended', async () => {
    await open(['article']);
    const before = await world();
    await simulated.stop();
    const again = await openSimulator({ speed: 20, folder: simulated.folder });
    simulated = again;
    expect(await world()).toEqual(before);
    expect(healths(await services.clusters.refresh())).toEqual(['demo healthy 3/3']);
  });

  test('of a stopped machine says so, and starts it again', async () => {
    await open(['article']);
    await services.clusters.refresh();
    expect(await simulated.machine('stop', 'swarm-node1')).toMatchObject({ exitCode: 0 });
    const stopped = await services.clusters.refresh();
    expect(now(findMachine(stopped, 'swarm-node1')!.engine)).toBeUndefined();
    expect(await simulated.machine('start', 'swarm-node1')).toMatchObject({ exitCode: 0 });
    await expect
      .poll(async () => healths(await services.clusters.refresh()), { timeout: 20_000 })
      .toEqual(['demo healthy 3/3']);
  });
});
