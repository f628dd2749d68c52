// A key-value store whose container is removed and made again by Bring Up: nothing is called well that only a manager's memory calls so.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { clusterHealth } from '../../src/checks/health.ts';
import { lastOf } from '../../src/model/seen.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import type { Services } from '../../src/service/services.ts';
import { planUp, run, servicesOn, up, value } from '../lab/labServices.ts';
import { openSimulator, type Simulated } from '../simulator/simulator.ts';
import { dockerApi, dockerRun } from './simulatedCluster.ts';

const file = 'name: demo\nnetworks: [{ name: my-net, subnet: 10.10.0.0/24 }]';
const store = 'dockeroverlay-consul';
let simulated: Simulated;
let services: Services;

beforeEach(async () => {
  simulated = await openSimulator({ speed: 20 });
  const { machinePath, storagePath, folder } = simulated;
  services = servicesOn({ storagePath, dir: folder, tools: { dockerMachine: machinePath } });
  services.clusters.setAttention('visible');
  await up(services, file);
});
afterEach(async () => {
  services.dispose();
  await simulated.close();
});

const health = (seen: Snapshot): string => {
  const { level, healthy, of } = clusterHealth(seen.clusters[0]!, seen);
  return `${level} ${String(healthy)}/${String(of)}`;
};
const networks = (seen: Snapshot): readonly string[] =>
  (lastOf(seen.clusters[0]!.networks)?.value ?? []).map(({ name }) => name);
const removeStore = async (): Promise<void> => {
  await dockerApi(simulated, 'kvstore', 'DELETE', `/containers/${store}?force=1`);
};
const isDown = ({ clusters: [cluster] }: Snapshot): boolean => cluster?.store?.state.state === 'failed';

async function removedAndMadeAgain(): Promise<readonly Snapshot[]> {
  await removeStore();
  await expect.poll(() => isDown(services.clusters.snapshot), { timeout: 5000 }).toBe(true);
  const pictures: Snapshot[] = [];
  services.clusters.onDidChange((snapshot) => pictures.push(snapshot));
  const plan = value(await planUp(services, file));
  expect(plan.steps.map(({ action }) => action.kind)).toEqual(
    expect.arrayContaining(['runContainer', 'awaitStore', 'awaitNodes']),
  );
  const { summary, after } = await run(services, plan);
  expect(summary.failed).toEqual([]);
  expect(health(after)).toBe('healthy 3/3');
  pictures.push(after);
  // Longer than agents, engines and managers need for their next word.
  const until = pictures.length;
  await new Promise((resolve) => setTimeout(resolve, 8000));
  expect(pictures.slice(until).map(health)).toEqual(pictures.slice(until).map(() => 'healthy 3/3'));
  return pictures;
}

test('registrations outlive it, and so does the network', async () => {
  const pictures = await removedAndMadeAgain();
  expect(pictures.filter((each) => !networks(each).includes('my-net'))).toEqual([]);
});

test('where they do not, as of a consul named for its container, they are waited for', async () => {
  await removeStore();
  await dockerRun(simulated, 'kvstore', 2376, store, {
    Image: 'hashicorp/consul:1.20.6',
    Cmd: ['agent', '-server', '-bootstrap-expect=1', '-client=0.0.0.0'],
    Labels: { 'dockeroverlay.cluster': 'demo', 'dockeroverlay.store': 'consul' },
    HostConfig: {
      PortBindings: { '8500/tcp': [{ HostPort: '8500' }] },
      Binds: [`${store}:/consul/data`],
      RestartPolicy: { Name: 'always' },
    },
  });
  await expect.poll(() => health(services.clusters.snapshot), { timeout: 20_000 }).toBe('healthy 3/3');
  const pictures = await removedAndMadeAgain();
  expect(pictures.filter((each) => !networks(each).includes('my-net'))).toEqual([]);
});
