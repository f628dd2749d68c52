// A disk that is full, of which nothing tells until somebody is refused, and that is asked about when a person looks anew.
import { beforeEach, expect, test } from 'vitest';
import { machineHealth } from '../../../src/checks/health.ts';
import { articleWorld } from '../fakeWorld.ts';
import { cluster } from './classicPicture.ts';
import { clusters, pass, seenMachine, useOwnClock, watch, world } from './looking.ts';

useOwnClock();

const findings = (): string[] =>
  machineHealth(seenMachine('swarm-node1'), cluster()).findings.map(
    (each) => `${each.kind} ${'said' in each ? each.said : ''}`,
  );
const full = 'diskFull write /x: no space left on device';

/** What `df -Pk` prints. */
const df = (...free: number[]): string =>
  [
    'Filesystem     1024-blocks     Used Available Capacity Mounted on',
    ...free.map((blocks) => `/dev/mapper/a b  20000000 19000000 ${String(blocks)}      99% /var/lib/docker`),
  ].join('\n');

beforeEach(async () => {
  await watch(articleWorld());
  world.refuseForRoom('swarm-node1');
  await pass(200);
});

async function refresh(): Promise<void> {
  const looked = clusters.refresh();
  await pass(1000);
  await looked;
}

test('is told of its machine, which goes on otherwise', () => {
  expect(findings()).toEqual([full]);
  expect(machineHealth(seenMachine('swarm-node1'), cluster()).level).toBe('degraded');
  expect(machineHealth(seenMachine('swarm-node2'), cluster()).level).toBe('healthy');
  expect(world.ran).toEqual([]);
});

test('is asked about when somebody looks anew, and is forgotten when there is room', async () => {
  world.says.set('ssh', df(0));
  await refresh();
  expect(findings()).toEqual([full]);
  expect(world.ran.map((words) => words.join(' '))).toEqual([
    "ssh swarm-node1 sudo df '-Pk' /var/lib/docker /var/lib/docker/tmp",
  ]);
  world.says.set('ssh', df(15_000_000));
  await refresh();
  expect(findings()).toEqual([]);
  await refresh();
  expect(world.ran).toHaveLength(2);
});

test('one of two file systems is enough', async () => {
  world.says.set('ssh', df(15_000_000, 3));
  await refresh();
  expect(findings()).toEqual([full]);
});

test('what cannot be asked is forgotten until the engine says so again', async () => {
  world.says.set('ssh', 'sh: df: not found');
  await refresh();
  expect(findings()).toEqual([]);
  world.refuseForRoom('swarm-node1');
  await pass(200);
  expect(findings()).toEqual([full]);
});
