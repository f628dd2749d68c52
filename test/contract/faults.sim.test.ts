// Every fault of a simulated world, struck and mended: the picture shows each by its own reason, and is whole again.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sleep } from '../../src/base/async.ts';
import type { EngineDoor } from '../../src/docker/doors.ts';
import { clusterHealth, machineHealth } from '../../src/checks/health.ts';
import { lastOf } from '../../src/model/seen.ts';
import { machineOf } from '../../src/model/snapshot.ts';
import type { Services } from '../../src/service/services.ts';
import { servicesOn } from '../lab/labServices.ts';
import { doorsOf, type SimulatedDoors } from '../simulator/doorsOf.ts';
import { openSimulator, type Simulated } from '../simulator/simulator.ts';
import { inShort } from '../unit/inShort.ts';

let simulated: Simulated;
let services: Services;
let doors: SimulatedDoors;

const soon = { timeout: 40_000, interval: 200 };

beforeAll(async () => {
  simulated = await openSimulator({ speed: 20, demo: ['article'] });
  const { machinePath, storagePath, folder } = simulated;
  services = servicesOn({ storagePath, dir: folder, tools: { dockerMachine: machinePath } });
  services.clusters.setAttention('visible');
  doors = doorsOf(simulated);
});
afterAll(async () => {
  services.dispose();
  doors.dispose();
  await simulated.close();
});

async function well(): Promise<void> {
  await expect
    .poll(async () => {
      const seen = await services.clusters.refresh();
      return clusterHealth(seen.clusters[0]!, seen).level;
    }, soon)
    .toBe('healthy');
}

/** Everything that is told to be wrong: of the cluster, and of its machines. */
async function findings(): Promise<
  readonly { readonly machine: string; readonly finding: { readonly kind: string } }[]
> {
  const seen = await services.clusters.refresh();
  const cluster = seen.clusters[0]!;
  return [
    ...clusterHealth(cluster, seen).findings.map((each) => ({ machine: '', finding: inShort(each) })),
    ...seen.machines.flatMap((machine) =>
      machineHealth(machine, cluster).findings.map((each) => ({ machine: machine.name, finding: inShort(each) })),
    ),
  ];
}

const engine = async (name: string): Promise<EngineDoor> =>
  doors.engines.engine(machineOf((await services.clusters.refresh()).machines.find((each) => each.name === name)!)!);

describe('a fault shows by its own reason, and goes when it is mended', () => {
  const down = (failure: object): object => ({
    kind: 'engineDown',
    cause: expect.objectContaining(failure) as object,
  });
  test.each<readonly [words: readonly string[], machine: string, finding: object]>([
    [['freeze', 'swarm-node2'], 'swarm-node2', down({ kind: 'engineSilent', connected: true })],
    [['stop', 'swarm-node2'], 'swarm-node2', down({ kind: 'engineRefused' })],
    [['unplug', 'swarm-node2'], 'swarm-node2', down({ kind: 'engineSilent', connected: false })],
    [['power-off', 'swarm-node2'], 'swarm-node2', { kind: 'machineStopped' }],
    [['expire-certificate', 'swarm-node1'], 'swarm-node1', down({ kind: 'certificateExpired', whose: 'engine' })],
    [['kill-container', 'swarm-manager', 'swarm-agent-master'], 'swarm-manager', { kind: 'managerDown' }],
    [['kill-store', 'kvstore'], '', { kind: 'storeDown' }],
    [['skew-clock', 'swarm-node1', '3600'], 'swarm-node1', { kind: 'clockSkew' }],
    [
      ['duplicate-id', 'swarm-node2', 'swarm-node1'],
      '',
      { kind: 'sameEngineId', machines: ['swarm-node1', 'swarm-node2'] },
    ],
  ])('%j', async (words, machine, finding) => {
    await simulated.control('fault', ...words);
    await expect
      .poll(findings, soon)
      .toContainEqual(expect.objectContaining({ machine, finding: expect.objectContaining(finding) as unknown }));
    await simulated.control('mend', ...words);
    await well();
  });

  test('a full disk refuses what is new', async () => {
    await simulated.control('fault', 'fill-disk', 'swarm-node1');
    const network = {
      name: 'n',
      subnet: '',
      gateway: '',
      isInternal: false,
      isAttachable: false,
      isEncrypted: false,
      mtu: 0,
    };
    expect(await (await engine('swarm-node1')).createNetwork(network)).toMatchObject({
      error: { said: expect.stringContaining('no space left on device') as string },
    });
    expect(await (await engine('swarm-node1')).pullImage('nginx:1.27')).toMatchObject({
      error: { said: expect.stringContaining('no space left on device') as string },
    });
    await simulated.control('mend', 'fill-disk', 'swarm-node1');
    await well();
  });

  test('a ghost keeps its network from being removed', async () => {
    await simulated.control('fault', 'ghost-endpoint', 'swarm-node1', 'my-net');
    const seen = await services.clusters.refresh();
    const [network] = lastOf(seen.clusters[0]!.networks)?.value ?? [];
    expect(network?.endpoints.map(({ container }) => container)).toContain('ghost');
    expect(await (await engine('swarm-node1')).removeNetwork('my-net')).toMatchObject({
      error: { said: expect.stringContaining('has active endpoints') as string },
    });
    await simulated.control('mend', 'ghost-endpoint', 'swarm-node1', 'my-net');
  });

  test('a slow create takes its time, and goes no further once the program that asked has ended', async () => {
    await simulated.control('fault', 'create-slow', 'slow', 'engine', '60');
    const create = { args: ['create', '-d', 'virtualbox', 'slow'], deadline: 2000 };
    const outcome = await doors.tool.run({ ...create, parse: () => ({ ok: true, value: undefined }) });
    expect(outcome).toMatchObject({ error: { kind: 'timedOut' } });
    // Longer than it would have slept.
    await sleep(4000);
    const hosts = JSON.parse(await simulated.control('show')) as { hostname: string; engine: string }[];
    expect(hosts.find(({ hostname }) => hostname === 'slow')?.engine).toMatch(/ absent$/);
    await simulated.control('mend', 'create-slow', 'slow');
    await simulated.machine('rm', '-y', 'slow');
  });

  test('what is no fault is refused, with those that there are', async () => {
    await expect(simulated.control('fault', 'nosuch', 'swarm-node1')).rejects.toThrow(
      /no fault nosuch; there are freeze/,
    );
    await expect(simulated.control('fault', 'freeze', 'nosuch')).rejects.toThrow('no machine nosuch');
  });
});

// Slower than the others: it is so for some seconds only, until the managers call it down.
test('a manager that the others do not reach, though its engine answers, is told as that', async () => {
  const slow = await openSimulator({ speed: 3, demo: ['swarm-mode'] });
  const { machinePath, storagePath, folder } = slow;
  const window = servicesOn({ storagePath, dir: folder, tools: { dockerMachine: machinePath } });
  try {
    await slow.control('fault', 'cut-raft', 'cloud-manager2');
    await expect
      .poll(async () => {
        const seen = await window.clusters.refresh();
        const machine = seen.machines.find(({ name }) => name === 'cloud-manager2')!;
        return [machine.engine.state, machineHealth(machine, seen.clusters[0]).findings.map(inShort)];
      }, soon)
      .toMatchObject(['seen', [{ kind: 'managerUnreachable', machine: 'cloud-manager2' }]]);
  } finally {
    window.dispose();
    await slow.close();
  }
});
