// What `down` would do to a swarm, as a person reads it; and that nothing is left after it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planDown } from '../../../src/cluster/planDown.ts';
import type { Failure } from '../../../src/model/failure.ts';
import type { Plan } from '../../../src/model/plan.ts';
import { container } from '../samples.ts';
import { newWorld, ordered, type ModelWorld } from './modelWorld.ts';
import { planned as up, standing } from './planning.ts';
import { silent } from './swarmClusters.ts';
import { generic, machines, read, small, stopped } from './leavingSwarms.ts';

function down(world: ModelWorld, seen = world.snapshot()): Plan {
  const [cluster] = seen.clusters;
  if (!cluster) throw new Error('there is no cluster');
  const plan = planDown(cluster, seen, { removeVolumes: false });
  if (!plan.ok) throw new Error(JSON.stringify(plan.error));
  return plan.value;
}

describe('down', () => {
  test('machines that are destroyed take the swarm along: nobody needs to say goodbye', () => {
    const world = standing(machines);
    const plan = down(world);
    expect(read(plan)).toBe(`
remove w1  virtualbox
remove w2  virtualbox
remove m1  virtualbox, after remove w1, remove w2
remove m2  virtualbox, after remove w1, remove w2
remove m3  virtualbox, after remove w1, remove w2
`);
    expect(plan.warnings).toEqual([{ kind: 'networksGo', networks: ['my-net'] }]);
    world.run(plan);
    expect([world.hosts.size, world.swarms.ids()]).toEqual([0, []]);
  });

  test('hosts that live on leave the swarm, the managers one by one and never without their majority', () => {
    const world = standing(generic);
    const plan = down(world);
    expect(read(plan)).toBe(`
remove w1 from its swarm
remove node w1 from the list  after remove w1 from its swarm
remove w1                     generic, after remove node w1 from the list
remove w2 from its swarm
remove node w2 from the list  after remove w2 from its swarm
remove w2                     generic, after remove node w2 from the list
demote m2                     after remove w1, remove w2
remove m2 from its swarm      after demote m2
remove node m2 from the list  after remove m2 from its swarm
remove m2                     generic, after remove node m2 from the list
demote m3                     after remove m2
remove m3 from its swarm      after demote m3
remove node m3 from the list  after remove m3 from its swarm
remove m3                     generic, after remove node m3 from the list
remove m1 from its swarm      after remove m3
remove m1                     generic, after remove m1 from its swarm
`);
    expect(plan.steps.every(({ mayFail }) => mayFail)).toBe(true);
    world.run(plan);
    expect([world.hosts.size, world.swarms.ids(), world.stillIn.size]).toEqual([0, [], 0]);
    // The same hosts can be made again.
    world.run(up(generic, world.snapshot()));
    expect(up(generic, world.snapshot()).steps).toEqual([]);
  });

  test('a swarm of a script goes just so, and services are named', () => {
    const world = standing(small);
    for (const host of world.hosts.values()) host.machine = { ...host.machine, engineLabels: {} };
    const seen = world.snapshot();
    const clusters = seen.clusters.map((each) => {
      const view = each.swarm?.view;
      if (!each.swarm || view?.state !== 'seen') throw new Error('there is no swarm');
      const services = [{ name: 'web' }, { name: 'db' }] as never;
      return { ...each, swarm: { ...each.swarm, view: { ...view, value: { ...view.value, services } } } };
    });
    const plan = down(world, { ...seen, clusters });
    expect(plan.cluster).toBe('m1');
    expect(plan.warnings).toEqual([
      { kind: 'hostLivesOn', machine: 'w1' },
      { kind: 'hostLivesOn', machine: 'm1' },
      { kind: 'servicesGo', services: ['web', 'db'] },
      { kind: 'networksGo', networks: ['my-net'] },
    ]);
    world.run(plan);
    expect(world.swarms.ids()).toEqual([]);
  });

  test('containers of people are named, those of services are not theirs', () => {
    const world = standing(machines);
    const task = { labels: { 'com.docker.swarm.task.id': 'x' } };
    world.hosts.get('w1')!.containers.push(container('mine'), container('web.1.x', task));
    expect(down(world).warnings).toContainEqual({ kind: 'containersGo', machine: 'w1', containers: ['mine'] });
  });

  test('a dead host is forgotten by a living manager, a dead manager is demoted first', () => {
    const world = standing(generic);
    for (const name of ['w1', 'm1']) world.hosts.get(name)!.silent = silent;
    const plan = down(world);
    // Its engine has not said what it is: it goes with the nodes, while all others are there to forget it.
    expect(read(plan)).toBe(`
demote m1
remove node m1 from the list  after demote m1
remove m1                     generic, after remove node m1 from the list
remove node w1 from the list
remove w1                     generic, after remove node w1 from the list
remove w2 from its swarm
remove node w2 from the list  after remove w2 from its swarm
remove w2                     generic, after remove node w2 from the list
demote m3                     after remove m1, remove w1, remove w2
remove m3 from its swarm      after demote m3
remove node m3 from the list  after remove m3 from its swarm
remove m3                     generic, after remove node m3 from the list
remove m2 from its swarm      after remove m3
remove m2                     generic, after remove m2 from its swarm
`);
    expect(plan.warnings).toContainEqual({ kind: 'hostSkipped', machine: 'm1', failure: silent });
    world.run(plan);
    expect(world.hosts.size).toBe(0);
  });

  test('an engine that is only stopped wakes up in its swarm, and is let out then', () => {
    const world = standing(small);
    world.hosts.get('w1')!.silent = stopped;
    const plan = down(world);
    expect(read(plan)).toBe(`
remove w1 from its swarm over SSH  its engine does not answer from here, its host is kept
remove node w1 from the list       after remove w1 from its swarm over SSH
remove w1                          generic, after remove node w1 from the list
remove m1 from its swarm           after remove w1
remove m1                          generic, after remove m1 from its swarm
`);
    expect(plan.steps[0]?.action).toMatchObject({ kind: 'restoreEngine', leavesSwarm: true });
    world.run(plan);
    expect([world.stillIn.size, world.swarms.ids()]).toEqual([0, []]);
    world.run(up(small, world.snapshot()));
    expect(up(small, world.snapshot()).steps).toEqual([]);
  });

  test('what an engine said before it fell silent is no proof that it is in no swarm', () => {
    const world = newWorld();
    const plan = up(small, world.snapshot());
    const [first] = plan.steps;
    world.apply(first!.action);
    const before = world.snapshot().machines[0]!.engine;
    for (const { action } of plan.steps.slice(1)) world.apply(action);
    world.hosts.get('m1')!.silent = stopped;
    const seen = world.snapshot();
    const machines = seen.machines.map((each) =>
      each.name === 'm1' && each.engine.state === 'failed' && before.state === 'seen'
        ? { ...each, engine: { ...each.engine, last: before } }
        : each,
    );
    const step = down(world, { ...seen, machines }).steps.find(({ action }) => action.kind === 'restoreEngine');
    expect(step?.action).toMatchObject({ machine: 'm1', leavesSwarm: true });
  });

  test('so is one that takes connections and says nothing: only who does not even do that is skipped', () => {
    const world = standing(small);
    const busy: Failure = { ...silent, connected: true };
    world.hosts.get('w1')!.silent = busy;
    expect(down(world).steps[0]?.action).toMatchObject({ kind: 'restoreEngine', machine: 'w1', leavesSwarm: true });
    world.hosts.get('w1')!.silent = silent;
    expect(down(world).steps.map(({ action }) => action.kind)).not.toContain('restoreEngine');
  });

  test.each([true, false])('without a majority each engine that answers is told to leave (%s)', (asksManagers) => {
    const world = standing(generic);
    world.asksManagers = asksManagers;
    for (const name of ['m1', 'm2']) world.hosts.get(name)!.silent = silent;
    const plan = down(world);
    expect(read(plan)).toBe(`
remove m1                 generic
remove m2                 generic
remove w1 from its swarm
remove w1                 generic, after remove w1 from its swarm
remove w2 from its swarm
remove w2                 generic, after remove w2 from its swarm
remove m3 from its swarm  after remove m1, remove m2, remove w1, remove w2
remove m3                 generic, after remove m3 from its swarm
`);
    world.run(plan);
    expect(world.hosts.size).toBe(0);
  });

  test('a list that is shown although most managers are silent is no majority', () => {
    const world = standing(generic);
    const before = world.snapshot();
    for (const name of ['m1', 'm2']) world.hosts.get(name)!.silent = silent;
    const seen = world.snapshot();
    const swarm = before.clusters[0]!.swarm;
    const clusters = seen.clusters.map((each) => ({ ...each, swarm }));
    const kinds = down(world, { ...seen, clusters }).steps.map(({ action }) => action.kind);
    expect(kinds).not.toContain('removeNode');
    expect(kinds).not.toContain('updateNode');
    expect(kinds.filter((kind) => kind === 'leaveSwarm')).toHaveLength(3);
  });

  test('the leader goes last', () => {
    const world = standing(generic);
    const seen = world.snapshot();
    const clusters = seen.clusters.map((each) => {
      const view = each.swarm?.view;
      if (!each.swarm || view?.state !== 'seen') throw new Error('there is no swarm');
      const nodes = view.value.nodes.map((node) => ({
        ...node,
        manager: node.manager && { ...node.manager, isLeader: node.hostname === 'm2' },
      }));
      return { ...each, swarm: { ...each.swarm, view: { ...view, value: { ...view.value, nodes } } } };
    });
    expect(read(down(world, { ...seen, clusters }))).toContain(`
remove m2 from its swarm      after remove m3
remove m2                     generic, after remove m2 from its swarm
`);
  });

  test('nodes that are no machines here are named, and the others let out properly, tasks moved first', () => {
    const world = standing(machines);
    for (const name of ['w2', 'm3']) {
      world.stillIn.set(name, world.hosts.get(name)!.swarm!);
      world.hosts.delete(name);
    }
    const plan = down(world);
    expect(read(plan)).toBe(`
drain w1
remove w1 from its swarm      after drain w1
remove node w1 from the list  after remove w1 from its swarm
remove w1                     virtualbox, after remove node w1 from the list
drain m2                      after remove w1
demote m2                     after drain m2
remove m2 from its swarm      after demote m2
remove node m2 from the list  after remove m2 from its swarm
remove m2                     virtualbox, after remove node m2 from the list
drain m1                      after remove m2
demote m1                     after drain m1
remove m1 from its swarm      after demote m1
remove m1                     virtualbox, after remove m1 from its swarm
`);
    expect(plan.warnings).toEqual([{ kind: 'strangersStay', nodes: ['w2', 'm3'], managers: 'stay' }]);
    world.run(plan);
    expect([world.hosts.size, world.swarms.ids().length]).toEqual([0, 1]);
    const workers = standing(machines);
    workers.stillIn.set('w2', workers.hosts.get('w2')!.swarm!);
    workers.hosts.delete('w2');
    expect(down(workers).warnings).toEqual([
      { kind: 'networksGo', networks: ['my-net'] },
      { kind: 'strangersStay', nodes: ['w2'], managers: 'go' },
    ]);
  });

  test('a former life of a machine is no stranger', () => {
    const world = standing(machines);
    world.apply({ kind: 'removeMachine', machine: 'w1', driver: 'virtualbox' });
    world.asksManagers = false;
    world.run(up(machines, world.snapshot()));
    world.asksManagers = true;
    const plan = down(world);
    expect(plan.warnings).toEqual([{ kind: 'networksGo', networks: ['my-net'] }]);
    expect(plan.steps).toHaveLength(5);
  });
});

describe('nothing is left', () => {
  test('after down, however far up came, whoever is dead, and whatever the managers tell', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(machines, generic, small),
        fc.nat(20),
        fc.subarray(['m1', 'm2', 'm3', 'w1', 'w2']),
        fc.constantFrom(silent, stopped),
        fc.boolean(),
        (spec, far, dead, how, asksManagers) => {
          const world = newWorld();
          world.asksManagers = asksManagers;
          for (const { action } of ordered(up(spec, world.snapshot())).slice(0, far)) world.apply(action);
          for (const name of dead) {
            const host = world.hosts.get(name);
            if (host) host.silent = how;
          }
          // A swarm whose managers are all dead cannot tell who belonged to it: then there are several clusters.
          while (world.snapshot().clusters.length > 0) {
            const before = world.hosts.size;
            world.run(down(world));
            expect(world.hosts.size).toBeLessThan(before);
          }
          expect([...world.hosts.keys()]).toEqual([]);
          const left = [...world.stillIn.keys()];
          if (dead.length === 0 || (how === stopped && spec !== machines)) expect(left).toEqual([]);
          if (left.length === 0) expect(world.swarms.ids()).toEqual([]);
        },
      ),
      { numRuns: 400 },
    );
  });
});
