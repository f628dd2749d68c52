// What `up` would do where a part stands already: only the rest is made, and what is in its way goes first.
import { describe, expect, test } from 'vitest';
import type { StoreState } from '../../../src/model/keyValueStore.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import { container, failed } from '../samples.ts';
import { planned, read, standing } from './planning.ts';
import { article, generic } from './storeClusters.ts';

describe('what stands half', () => {
  test('stopped machines are started, and the store with its machine', () => {
    const world = standing(article);
    for (const host of world.hosts.values()) host.power = 'stopped';
    expect(read(planned(article, world.snapshot()))).toBe(`
start kvstore
start container dockeroverlay-consul  on kvstore, after start kvstore
wait until consul answers             after start container dockeroverlay-consul
start swarm-manager                   after wait until consul answers
start swarm-node1                     after wait until consul answers
start swarm-node2                     after wait until consul answers
wait until 3 nodes healthy            after start swarm-manager, start swarm-node1, start swarm-node2
re-register swarm-manager             engines that started together may not have discovered each other, after start swarm-manager, start swarm-node1, start swarm-node2
`);
  });

  test('a store machine without its container gets one, and the nodes that stand are looked at again', () => {
    const world = standing(article);
    world.hosts.get('kvstore')!.containers = [];
    expect(read(planned(article, world.snapshot()))).toBe(`
pull hashicorp/consul:1.20.6  on kvstore
run hashicorp/consul:1.20.6   on kvstore, port 8500, volume dockeroverlay-consul, restarts always, after pull hashicorp/consul:1.20.6
wait until consul answers     after run hashicorp/consul:1.20.6
wait until 3 nodes healthy    after wait until consul answers
`);
  });

  test('the leftover of a failed create goes before it is made again', () => {
    const world = standing(article);
    const node = world.hosts.get('swarm-node2')!;
    node.silent = { kind: 'certificateMissing', address: 'x', path: '/store/machines/swarm-node2/ca.pem', said: '' };
    const expected = `
remove swarm-node2          virtualbox, left by a failed create
create swarm-node2          virtualbox, engine joins consul://192.168.99.101:8500, left by a failed create, after remove swarm-node2
wait until 3 nodes healthy  after create swarm-node2
`;
    expect(read(planned(article, world.snapshot()))).toBe(expected);
    node.silent = undefined;
    node.recordFailure = { kind: 'recordMissing', machine: 'swarm-node2', path: '' };
    expect(read(planned(article, world.snapshot()))).toBe(expected);
    // The engine did not start: only the journal knows that it never did.
    node.recordFailure = undefined;
    node.silent = { kind: 'engineRefused', address: 'x' };
    expect(read(planned(article, world.snapshot(), { unfinished: new Set(['swarm-node2']) }))).toBe(expected);
  });

  test('a machine that was provisioned and has lost its certificates is left as it is', () => {
    const world = standing(article);
    const node = world.hosts.get('swarm-node2')!;
    node.machine = { ...node.machine, isProvisioned: true };
    node.silent = { kind: 'certificateMissing', address: 'x', path: '/store/machines/swarm-node2/ca.pem', said: '' };
    expect(read(planned(article, world.snapshot()))).not.toMatch(/remove|create/);
  });

  test('a host that lives on is cleared of what would be in the way', () => {
    const world = standing(generic);
    const node = world.hosts.get('swarm-node1')!;
    node.containers = [container('swarm-agent'), container('mine')];
    const again = read(planned(generic, world.snapshot(), { unfinished: new Set(['swarm-node1']) }));
    expect(again).toBe('\n\n');
    node.containers = [container('dockeroverlay-consul', { labels: { 'dockeroverlay.store': 'consul' } })];
    expect(read(planned(generic, world.snapshot(), { unfinished: new Set(['swarm-node1']) }))).toBe(`
remove container dockeroverlay-consul  on swarm-node1, left by a failed create
remove swarm-node1                     generic, left by a failed create, after remove container dockeroverlay-consul
create swarm-node1                     generic, at 10.99.0.13, engine joins consul://10.99.0.11:8500, left by a failed create, after remove swarm-node1
wait until 2 nodes healthy             after create swarm-node1
`);
  });

  test('an engine that answers without swarm is created again only if our own create of it failed', () => {
    const world = standing(article);
    const node = world.hosts.get('swarm-node1')!;
    node.containers = [];
    expect(read(planned(article, world.snapshot()))).toBe('\nwait until 3 nodes healthy\n');
    const unfinished = new Set(['swarm-node1']);
    expect(read(planned(article, world.snapshot(), { unfinished }))).toContain('\nremove swarm-node1 ');
    node.containers = [container('swarm-agent', { state: 'exited' })];
    expect(read(planned(article, world.snapshot()))).toBe(`
start container swarm-agent  on swarm-node1
wait until 3 nodes healthy   after start container swarm-agent
`);
  });

  test("people's containers on a leftover that is removed are named, where its host goes with it", () => {
    const mine = [container('db'), container('c10'), container('c2'), container('swarm-agent')];
    const facts = { unfinished: new Set(['swarm-manager']) };
    const virtual = standing(article);
    virtual.hosts.get('swarm-manager')!.containers = mine;
    const plan = planned(article, virtual.snapshot(), facts);
    expect(read(plan)).toContain('\nremove swarm-manager ');
    expect(plan.warnings).toContainEqual({
      kind: 'containersGo',
      machine: 'swarm-manager',
      containers: ['c2', 'c10', 'db'],
    });
    const real = standing(generic);
    real.hosts.get('swarm-manager')!.containers = mine;
    const apart = planned(generic, real.snapshot(), facts);
    expect(read(apart)).toContain('\nremove swarm-manager ');
    expect(apart.warnings).toEqual([]);
  });

  test('a node that does not answer is waited for, not made again', () => {
    const world = standing(article);
    world.hosts.get('swarm-node1')!.silent = { kind: 'engineSilent', address: 'x', after: 1, connected: false };
    const plan = planned(article, world.snapshot());
    expect(read(plan)).toBe('\nwait until 3 nodes healthy\n');
    expect(plan.steps[0]?.cause).toEqual({ kind: 'notAnswering' });
  });

  test('a store of ours that does not run is replaced when the file now names another image', () => {
    const world = standing(article);
    const { containers } = world.hosts.get('kvstore')!;
    containers[0] = { ...containers[0]!, state: 'restarting' };
    expect(read(planned(article, world.snapshot()))).toContain('start container dockeroverlay-consul');
    containers[0] = { ...containers[0], image: 'consul:typo' };
    expect(read(planned(article, world.snapshot()))).toContain(`
remove container dockeroverlay-consul  on kvstore
pull hashicorp/consul:1.20.6           on kvstore
run hashicorp/consul:1.20.6            on kvstore, port 8500, volume dockeroverlay-consul, restarts always, after pull hashicorp/consul:1.20.6, remove container dockeroverlay-consul
`);
    containers[0] = { ...containers[0], state: 'running' };
    expect(read(planned(article, world.snapshot()))).not.toContain('remove container');
    // One that ends again and again is running when it is looked at between two ends.
    expect(read(planned(article, withoutStore(world.snapshot())))).toContain('remove container dockeroverlay-consul');
    containers[0] = { ...containers[0], image: 'hashicorp/consul:1.20.6' };
    expect(read(planned(article, withoutStore(world.snapshot())))).not.toContain('remove container');
    // Somebody else's is not ours to remove.
    containers[0] = { ...containers[0], image: 'progrium/consul', labels: {}, state: 'exited' };
    expect(read(planned(article, world.snapshot()))).not.toContain('remove container');
  });

  test('where the host lives on, a leftover whose engine is stopped gets it started first', () => {
    const world = standing(generic);
    world.hosts.get('swarm-node1')!.silent = { kind: 'engineRefused', address: 'x' };
    const plan = planned(generic, world.snapshot(), { unfinished: new Set(['swarm-node1']) });
    expect(read(plan)).toContain(`
start the engine of swarm-node1  an interrupted create leaves it stopped, left by a failed create
remove swarm-node1               generic, left by a failed create, after start the engine of swarm-node1
create swarm-node1`);
    world.run(plan);
    expect(planned(generic, world.snapshot()).steps).toEqual([]);
  });
});

/** As seen while no store answers, whatever its container's state. */
function withoutStore(snapshot: Snapshot): Snapshot {
  const state = failed<StoreState>({ kind: 'storeRefused', url: '' });
  return {
    ...snapshot,
    clusters: snapshot.clusters.map((cluster) => ({ ...cluster, store: cluster.store && { ...cluster.store, state } })),
  };
}
