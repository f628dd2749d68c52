// The cluster file of each simulated demo against the world that it opens on: whoever runs Bring Up there finds all of it standing, and
// whoever looks into its service’s log finds lines.
import { afterEach, describe, expect, test } from 'vitest';
import { demoClusterFile } from '../../scripts/demoClusterFile.ts';
import type { Services } from '../../src/service/services.ts';
import { planUp, servicesOn, value } from '../lab/labServices.ts';
import { openSimulator, type Simulated } from '../simulator/simulator.ts';

let simulated: Simulated;
let services: Services;

afterEach(async () => {
  services.dispose();
  await simulated.close();
});

async function open(...demo: readonly string[]): Promise<void> {
  simulated = await openSimulator({ speed: 20, demo });
  const { machinePath, storagePath, folder } = simulated;
  services = servicesOn({ storagePath, dir: folder, tools: { dockerMachine: machinePath } });
}

describe('what its file describes', () => {
  test.each([
    ['article', []],
    ['both', []],
    ['swarm-mode', []],
    ['machines', ['6', '3']],
    ['machines', ['3', '0']],
  ] as const)('is all there: %s %j', async (world, counts) => {
    await open(world, ...counts);
    const plan = value(await planUp(services, demoClusterFile(world, Number(counts[0] ?? 0))));
    expect(plan.steps).toEqual([]);
  });

  test('is still to be made in an empty world: the article’s cluster with its network', async () => {
    await open('empty');
    const plan = value(await planUp(services, demoClusterFile('empty', 0)));
    const made = plan.steps.flatMap(({ action }) =>
      action.kind === 'createMachine'
        ? [action.machine.name]
        : action.kind === 'createNetwork'
          ? [action.network.name]
          : [],
    );
    expect(made.sort()).toEqual(['kvstore', 'my-net', 'swarm-manager', 'swarm-node1', 'swarm-node2']);
  });
});

test('the log of the swarm’s service has all lines of each of its tasks', async () => {
  await open('swarm-mode');
  await services.clusters.refresh();
  const over = new AbortController();
  const lines: string[] = [];
  const listener = {
    onLine: ({ task }: { readonly task: string }) => void lines.push(task.slice(0, 'web.1'.length)),
    onConnected: () => undefined,
    onLost: () => undefined,
  };
  const following = services.swarms.followLog('cloud', 'web', listener, { signal: over.signal });
  const all = ['web.1', 'web.2', 'web.3'].flatMap((task) => Array.from({ length: 5 }, () => task));
  await expect.poll(() => lines.toSorted(), { timeout: 20_000 }).toEqual(all);
  over.abort();
  await following;
});
