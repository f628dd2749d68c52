// What `down` and a rollback would do, as a person reads it; and that nothing is left after them.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planDown } from '../../../src/cluster/planDown.ts';
import { planRollback } from '../../../src/cluster/planRollback.ts';
import type { Failure } from '../../../src/model/failure.ts';
import type { Plan } from '../../../src/model/plan.ts';
import type { RunSummary } from '../../../src/model/runEvents.ts';
import { renderPlan } from './renderPlan.ts';
import { container } from '../samples.ts';
import { newWorld, ordered, type ModelWorld } from './modelWorld.ts';
import { specOf } from './planInputs.ts';
import { planned as up, standing } from './planning.ts';
import { cutOff, rollback } from './rollingBack.ts';

const article = await specOf('name: demo\nnetworks: [{ name: my-net }]');
const generic = await specOf(`
name: demo
driver: { name: generic }
keyValueStore: { machine: { name: kvstore, driver: { options: { generic-ip-address: 10.99.0.11 } } } }
managers: [{ name: swarm-manager, driver: { options: { generic-ip-address: 10.99.0.12 } } }]
nodes: [{ name: swarm-node1, driver: { options: { generic-ip-address: 10.99.0.13 } } }]
`);
const stays = { removeVolumes: false };
const silent: Failure = { kind: 'engineSilent', address: '10.99.0.13:2376', after: 5000, connected: false };

function down(world: ModelWorld, options = stays): Plan {
  const seen = world.snapshot();
  const [cluster] = seen.clusters;
  if (!cluster) throw new Error('there is no cluster');
  const plan = planDown(cluster, seen, options);
  if (!plan.ok) throw new Error(JSON.stringify(plan.error));
  return plan.value;
}

const read = (plan: Plan): string => `\n${renderPlan(plan)}\n`;

describe('down', () => {
  test('nodes, the manager, then the store', () => {
    const plan = down(standing(article));
    expect(read(plan)).toBe(`
remove swarm-node1    virtualbox
remove swarm-node2    virtualbox
remove swarm-manager  virtualbox, after remove swarm-node1, remove swarm-node2
remove kvstore        virtualbox, after remove swarm-manager
`);
    expect(plan.warnings).toEqual([{ kind: 'networksGo', networks: ['my-net'] }]);
    expect(plan.steps.every(({ mayFail }) => mayFail)).toBe(true);
  });

  test('machines go in the order in which people count', async () => {
    const spec = await specOf('name: demo\nnodes: [{ name: n10 }, { name: n2 }, { name: n1 }]');
    expect(down(standing(spec)).steps.map(({ id }) => id)).toEqual([
      'remove n1',
      'remove n2',
      'remove n10',
      'remove swarm-manager',
      'remove kvstore',
    ]);
  });

  test("a script's cluster goes just so, and people's containers are named", () => {
    const world = standing(article);
    for (const host of world.hosts.values()) host.machine = { ...host.machine, engineLabels: {} };
    world.hosts.get('kvstore')!.containers = [container('consul_of_old', { image: 'progrium/consul' })];
    world.hosts.get('swarm-node1')!.containers.push(container('c10'), container('c2'), container('c1'));
    const plan = down(world);
    expect(plan.cluster).toBe('swarm-manager');
    expect(plan.warnings).toEqual([
      { kind: 'containersGo', machine: 'swarm-node1', containers: ['c1', 'c2', 'c10'] },
      { kind: 'networksGo', networks: ['my-net'] },
    ]);
    world.run(plan);
    expect(world.hosts.size).toBe(0);
  });

  test('what is on a machine that never answered is told as unknown, unless it was never finished or its host stays', () => {
    const world = standing(article);
    const node = world.hosts.get('swarm-node1')!;
    const unknown = { kind: 'contentsUnknown', machine: 'swarm-node1' };
    node.power = 'stopped';
    expect(down(world).warnings).toContainEqual(unknown);
    node.power = 'running';
    node.silent = silent;
    expect(down(world).warnings).toContainEqual(unknown);
    node.silent = { kind: 'certificateMissing', address: 'x', path: '/store/machines/swarm-node1/ca.pem', said: '' };
    expect(down(world).warnings).not.toContainEqual(unknown);
    const apart = standing(generic);
    apart.hosts.get('swarm-node1')!.silent = silent;
    expect(down(apart).warnings).not.toContainEqual(unknown);
  });

  test('hosts that live on are freed of what up put there, and only of that', () => {
    const world = standing(generic);
    world.hosts.get('swarm-node1')!.containers.push(container('mine'));
    const plan = down(world);
    expect(read(plan)).toBe(`
remove container swarm-agent           on swarm-node1, its host is kept
remove swarm-node1                     generic, after remove container swarm-agent
remove container swarm-agent           on swarm-manager, its host is kept, after remove swarm-node1
remove container swarm-agent-master    on swarm-manager, its host is kept, after remove swarm-node1
remove swarm-manager                   generic, after remove container swarm-agent, remove container swarm-agent-master
remove container dockeroverlay-consul  on kvstore, its host is kept, after remove swarm-manager
remove kvstore                         generic, after remove container dockeroverlay-consul
`);
    expect(plan.warnings).toEqual([
      { kind: 'hostLivesOn', machine: 'swarm-node1' },
      { kind: 'hostLivesOn', machine: 'swarm-manager' },
      { kind: 'hostLivesOn', machine: 'kvstore' },
      { kind: 'volumeStays', machine: 'kvstore', volume: 'dockeroverlay-consul' },
    ]);
    world.run(plan);
    expect([...world.remains.values()].flat().map(({ name }) => name)).toEqual(['mine']);
    // The same hosts can be made again.
    world.run(up(generic, world.snapshot()));
    expect(up(generic, world.snapshot()).steps).toEqual([]);
  });

  test("the store's data goes when that is asked for", () => {
    const world = standing(generic);
    world.networks = ['my-net'];
    const plan = down(world, { removeVolumes: true });
    expect(read(plan)).toContain(`
remove volume dockeroverlay-consul     on kvstore, its host is kept, after remove container dockeroverlay-consul
remove kvstore                         generic, after remove container dockeroverlay-consul, remove volume dockeroverlay-consul
`);
    expect(plan.warnings).toContainEqual({ kind: 'networksGo', networks: ['my-net'] });
    expect(down(world).warnings).not.toContainEqual(expect.objectContaining({ kind: 'networksGo' }));
  });

  test('a host whose engine is only stopped gets it started, so that it can be made again', () => {
    const world = standing(generic);
    world.hosts.get('swarm-node1')!.silent = { kind: 'engineRefused', address: '10.99.0.13:2376' };
    const plan = down(world);
    expect(read(plan)).toContain(`
start the engine of swarm-node1        an interrupted create leaves it stopped, its host is kept
remove swarm-node1                     generic, after start the engine of swarm-node1
`);
    expect(plan.warnings).not.toContainEqual(expect.objectContaining({ kind: 'hostSkipped' }));
    world.run(plan);
    world.run(up(generic, world.snapshot()));
    expect(up(generic, world.snapshot()).steps).toEqual([]);
  });

  test('a dead host is named and skipped, its record goes', () => {
    const world = standing(generic);
    world.hosts.get('swarm-node1')!.silent = silent;
    const plan = down(world);
    expect(read(plan)).toContain('\nremove swarm-node1                     generic\n');
    expect(plan.warnings).toContainEqual({ kind: 'hostSkipped', machine: 'swarm-node1', failure: silent });
    world.run(plan);
    expect(world.hosts.size).toBe(0);
  });
});

describe('rollback', () => {
  /** Runs `plan` until the step `end`, which fails as given. */
  function runUntil(world: ModelWorld, plan: Plan, end: string, failure: Failure, effect: boolean): RunSummary {
    const steps = ordered(plan);
    const at = steps.findIndex(({ id }) => id === end);
    for (const { action } of steps.slice(0, effect ? at + 1 : at)) world.apply(action);
    return {
      verb: 'up',
      cluster: plan.cluster,
      done: steps.slice(0, at).map(({ id }) => id),
      failed: [{ step: end, failure }],
      skipped: steps.slice(at + 1).map(({ id }) => ({ step: id, because: end })),
      isCancelled: false,
    };
  }

  function rollback(plan: Plan, summary: RunSummary, world: ModelWorld): Plan {
    const back = planRollback(plan, summary, world.snapshot());
    if (!back.ok) throw new Error(JSON.stringify(back.error));
    return back.value;
  }

  const createFailed = (machine: string, said: string): Failure => ({
    kind: 'createFailed',
    machine,
    stage: 'engine',
    leftover: true,
    cause: { kind: 'toolFailed', argv: [], exitCode: 1, said },
  });

  test('takes back what the run made, the leftover of the create that failed too', () => {
    const world = newWorld();
    const plan = up(article, world.snapshot());
    const summary = runUntil(world, plan, 'create swarm-node1', createFailed('swarm-node1', 'no'), true);
    const back = rollback(plan, summary, world);
    expect(read(back)).toBe(`
remove swarm-node1    virtualbox
remove swarm-manager  virtualbox
remove kvstore        virtualbox, after remove swarm-manager, remove swarm-node1
`);
    world.run(back);
    expect(world.hosts.size).toBe(0);
  });

  test("people's containers that were started on a machine since are named, where its host goes with it", () => {
    const warnings = ([spec, name]: readonly [typeof article, string]): Plan['warnings'] => {
      const world = newWorld();
      const plan = up(spec, world.snapshot());
      const summary = cutOff(world, plan, plan.steps.length);
      world.hosts.get(name)!.containers.push(container('db'));
      return rollback(plan, summary, world).warnings;
    };
    expect(warnings([article, 'swarm-node1'])).toEqual([
      { kind: 'containersGo', machine: 'swarm-node1', containers: ['db'] },
    ]);
    expect(warnings([generic, 'swarm-node1'])).not.toContainEqual(expect.objectContaining({ kind: 'containersGo' }));
  });

  test('leaves alone what stood before, and what somebody else made meanwhile', () => {
    const world = standing(article);
    world.hosts.delete('swarm-node1');
    world.hosts.delete('swarm-node2');
    const plan = up(article, world.snapshot());
    const failure = createFailed('swarm-node2', 'Host already exists: "swarm-node2"');
    const summary = runUntil(world, plan, 'create swarm-node2', failure, true);
    expect(read(rollback(plan, summary, world))).toBe(`
remove swarm-node1  virtualbox
`);
  });

  test('a create that left nothing has nothing to take back', () => {
    const world = newWorld();
    const plan = up(article, world.snapshot());
    const summary = runUntil(world, plan, 'create kvstore', createFailed('kvstore', 'no'), false);
    expect(rollback(plan, summary, world).steps).toEqual([]);
  });

  test('on hosts that live on the containers go too', () => {
    const world = newWorld();
    const plan = up(generic, world.snapshot());
    const summary = runUntil(world, plan, 'wait until 2 nodes healthy', { kind: 'cancelled', what: '' }, false);
    const back = rollback(plan, summary, world);
    expect(read(back)).toBe(`
remove container swarm-agent           on swarm-node1, its host is kept
remove swarm-node1                     generic, after remove container swarm-agent
remove container swarm-agent           on swarm-manager, its host is kept
remove container swarm-agent-master    on swarm-manager, its host is kept
remove swarm-manager                   generic, after remove container swarm-agent, remove container swarm-agent-master
remove container dockeroverlay-consul  on kvstore, after remove swarm-manager, remove swarm-node1
remove kvstore                         generic, after remove container dockeroverlay-consul
`);
    world.run(back);
    expect([...world.remains.values()].flat()).toEqual([]);
  });

  test('a network that was made goes when its cluster stays', async () => {
    const world = standing(await specOf('name: demo'));
    const spec = await specOf('name: demo\nnetworks: [{ name: a }, { name: b }]');
    const plan = up(spec, world.snapshot());
    const failure: Failure = { kind: 'networkExists', network: 'b', driver: 'bridge', scope: 'local' };
    const back = rollback(plan, runUntil(world, plan, 'create network b', failure, false), world);
    world.run(back);
    expect(world.networks).toEqual([]);
    expect(world.hosts.size).toBe(4);
  });
});

describe('nothing is left', () => {
  const specs = fc.constantFrom(article, generic);

  test('after down, however far up came and whoever is dead', () => {
    fc.assert(
      fc.property(specs, fc.nat(20), fc.subarray(['kvstore', 'swarm-manager', 'swarm-node1']), (spec, far, dead) => {
        const world = newWorld();
        for (const { action } of ordered(up(spec, world.snapshot())).slice(0, far)) world.apply(action);
        for (const name of dead) {
          const host = world.hosts.get(name);
          if (host) host.silent = silent;
        }
        // A store that is out of reach for good cannot tell who belonged to it, but the records can.
        while (world.snapshot().clusters.length > 0) {
          const before = world.hosts.size;
          const plan = down(world);
          ordered(plan);
          world.run(plan);
          expect(world.hosts.size).toBeLessThan(before);
        }
        expect([...world.hosts.keys()]).toEqual([]);
        if (dead.length === 0) expect([...world.remains.values()].flat()).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  test('after a rollback, wherever the run was cut off', () => {
    fc.assert(
      fc.property(specs, fc.nat(20), (spec, far) => {
        const world = newWorld();
        const plan = up(spec, world.snapshot());
        world.run(rollback(world, plan, cutOff(world, plan, far)));
        expect([...world.hosts.keys()]).toEqual([]);
        expect([...world.remains.values()].flat()).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});
