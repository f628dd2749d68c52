// One cause over many symptoms: what follows from another finding is found, carries its cause and is not shown by itself.
import { describe, expect, test } from 'vitest';
import { machineFindings } from '../../../src/checks/evaluate.ts';
import { clusterHealth } from '../../../src/checks/health.ts';
import type { Cluster } from '../../../src/model/cluster.ts';
import type { SeenMachine } from '../../../src/model/snapshot.ts';
import { failed, noon, noSwarm, seen, snapshot, view } from '../samples.ts';
import { viewWith } from '../swarms.ts';
import { changedArticle, changedSwarm, refused, silent } from './changedClusters.ts';

interface World {
  readonly machines: readonly SeenMachine[];
  readonly cluster: Cluster;
}

const caused = ({ machines, cluster }: World, name: string): string[] =>
  machineFindings(
    machines.find((each) => each.name === name)!,
    cluster,
  ).map(({ kind, causedBy }) => `${kind}${causedBy === undefined ? '' : ` < ${causedBy}`}`);

test('what its manager says of a machine follows from an engine that does not answer', () => {
  const world = changedArticle();
  world.set('swarm-node2', { engine: failed(silent, view('swarm-node2')) });
  world.says('swarm-node2', { status: 'Unhealthy' });
  expect(caused(world, 'swarm-node2')).toEqual(['engineDown', 'managerSays < engineAnswers']);
  expect(world.of('swarm-node2').findings.map(({ kind }) => kind)).toEqual(['engineDown']);
});

test('everything follows from a create that failed, or is in progress', () => {
  const world = changedArticle();
  world.set('swarm-node2', { engine: failed(refused), isUnfinished: true });
  world.says('swarm-node2', undefined);
  const symptoms = ['engineDown < machineCreation', 'notListed < machineCreation'];
  expect(caused(world, 'swarm-node2')).toEqual(['incomplete', ...symptoms]);
  world.set('swarm-node2', { making: { since: noon, stage: 'engine' } });
  expect(caused(world, 'swarm-node2')).toEqual(['creating', ...symptoms]);
});

test('a machine that is missing everywhere is joining, while that is to be expected', () => {
  const world = changedArticle();
  world.set('swarm-node2', { isSettling: true });
  world.says('swarm-node2', undefined);
  expect(caused(world, 'swarm-node2')).toEqual(['joining', 'notListed < nodeJoining']);
  world.set('swarm-node2', { isSettling: false });
  expect(caused(world, 'swarm-node2')).toEqual(['notListed']);
});

test('what managers list of an engine follows from what that says itself', () => {
  const world = changedSwarm();
  world.says('w1', { state: 'pending' });
  world.told(seen(viewWith({ w1: { state: 'down' } })));
  expect(caused(world, 'w1')).toEqual(['swarmPending', 'nodeNotReady < swarmMembership']);
});

test('a missing file is told by the engine that cannot be asked for want of it', () => {
  const world = changedArticle();
  const path = '/store/machines/swarm-node2/cert.pem';
  const { record } = world.machines[3]!;
  const machine =
    'machine' in record ? { ...record.machine, isProvisioned: true, missingCertificates: [path] } : undefined;
  const engine = failed<never>({ kind: 'certificateMissing', address: '1.2.3.4:2376', path, said: 'ENOENT' });
  world.set('swarm-node2', { record: { machine: machine! }, engine });
  expect(caused(world, 'swarm-node2')).toEqual(['engineDown', 'certificatesMissing < engineAnswers']);
  world.set('swarm-node2', { power: 'stopped' });
  expect(caused(world, 'swarm-node2')).toEqual(['machineStopped', 'certificatesMissing']);
});

test('that its machines are in no swarm follows from a cluster that is not complete', () => {
  const world = changedSwarm();
  for (const { name } of world.machines) world.says(name, { ...noSwarm });
  world.told(failed({ kind: 'notInSwarm', address: '10.0.0.1:2376' }));
  expect(caused(world, 'm1')).toEqual(['notInSwarm']);
  const { findings } = clusterHealth(world.cluster, snapshot(world.machines, [world.cluster]));
  expect(findings.map(({ kind }) => kind)).toEqual(['clusterIncomplete']);
});

describe('a finding says where and when it was measured', () => {
  const at = (name: string, world: World): readonly unknown[] =>
    machineFindings(
      world.machines.find((each) => each.name === name)!,
      world.cluster,
    ).map(({ measured }) => measured);

  test('by an engine', () => {
    const world = changedArticle();
    const later = new Date(noon.getTime() + 1000);
    world.set('swarm-node2', { engine: seen(view('swarm-node2', { clockSkew: 90_000 }), later) });
    expect(at('swarm-node2', world)).toEqual([{ source: 'swarm-node2', at: later }]);
  });

  test('by a manager', () => {
    const world = changedSwarm();
    world.told(seen(viewWith({ w1: { state: 'down' } })));
    expect(at('w1', world)).toEqual([{ source: 'm1', at: noon }]);
  });
});
