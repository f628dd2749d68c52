// The nodes of a swarm as rows: machines with their place in it, and nodes that are no machines of the cluster.
import { describe, expect, test } from 'vitest';
import { failed, machine, seenMachine } from '../../samples.ts';
import { nodeBody, richAnswers, swarmWorld, type Answers } from '../../swarmSamples.ts';
import { contextOf, rich, rowOf } from './swarmPicture.ts';

describe('a machine', () => {
  test('that was promoted is a manager as soon as the managers say so', () => {
    const { nodes } = richAnswers();
    const world = rich({ nodes: nodes.map((node) => (node['ID'] === 'id-m4' ? promoted(node) : node)) });
    // Its engine, and so its place in the cluster, still says worker.
    const members = world.cluster.members.map((each) =>
      each.machine === 'm4' ? { ...each, role: 'node' as const } : each,
    );
    expect(contextOf({ ...world, cluster: { ...world.cluster, members } }, 'machine/m4')).toBe(
      'machine;running;manager;swarmNode;drained;canReachHost;',
    );
  });

  test('whose engine is silent is told by its trouble, with its place in the swarm', () => {
    const world = rich();
    const silent = { kind: 'engineSilent', address: '10.99.0.24:2376', after: 5000, connected: false } as const;
    const machines = world.machines.map((each) =>
      each.name === 'm4'
        ? { ...each, engine: failed(silent, each.engine.state === 'seen' ? each.engine.value : undefined) }
        : each,
    );
    expect(rowOf({ ...world, machines }, 'machine/m4').description).toBe(
      'worker · drained · unhealthy: host does not answer · 10.99.0.24',
    );
  });

  test('of which no manager has told is a worker by its engine, and not called ready', () => {
    const world = swarmWorld(undefined, undefined, { view: { state: 'waiting', last: undefined }, source: undefined });
    expect(rowOf(world, 'machine/n2').description).toBe('worker · engine answers · 10.99.0.12');
    expect(contextOf(world, 'machine/n2')).toBe('machine;running;node;canReachHost;');
  });

  test('has its place in the swarm in its tooltip', () => {
    expect(Object.fromEntries(rowOf(rich(), 'machine/m1').tooltip?.facts ?? [])).toMatchObject({
      Role: 'manager, leader',
      Availability: 'active',
      Reachability: 'reachable',
      'Node labels': 'zone=a',
      'Node ID': 'id-m1',
    });
  });
});

describe('a node that is no machine of the cluster', () => {
  const { nodes } = richAnswers();

  test('left over under the name of one that joined anew says so, and is told apart by its ID', () => {
    const old = nodeBody('m4', '10.99.0.24', { ID: 'id-old', Status: { State: 'down', Message: 'heartbeat failure' } });
    const world = rich({ nodes: [...nodes, old] });
    const row = rowOf(world, 'node/id-old');
    expect(row).toMatchObject({
      label: 'm4',
      description: 'worker · down · 10.99.0.24 · left from before it rejoined',
      target: { cluster: 'cloud', node: 'id-old' },
    });
    expect(row.tooltip?.facts).toContainEqual(['State', 'down: heartbeat failure']);
    expect(rowOf(world, 'machine/m4')).toMatchObject({
      description: 'worker · drained · ready · 10.99.0.24',
      target: { cluster: 'cloud', machine: 'm4', node: 'id-m4' },
    });
  });

  test('is not said to be missing in the store when it is a machine that stands elsewhere', () => {
    const world = rich();
    const loose = seenMachine(machine('loose', { address: '10.0.0.9' }), {
      engine: { state: 'waiting', last: undefined },
    });
    expect(rowOf({ ...world, machines: [...world.machines, loose] }, 'node/elsewhere').description).toBe(
      'worker · ready · 10.0.0.9 · machine loose',
    );
  });
});

function promoted(node: Answers['nodes'][number]): Answers['nodes'][number] {
  const ManagerStatus = { Reachability: 'unknown', Addr: '10.99.0.24:2377' };
  return { ...node, Spec: { Role: 'manager', Availability: 'drain' }, ManagerStatus };
}
