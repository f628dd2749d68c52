// What a rollback takes back of a swarm, as a person reads it; and that it takes back just that.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Failure } from '../../../src/model/failure.ts';
import type { RunSummary } from '../../../src/model/runEvents.ts';
import { newWorld } from './modelWorld.ts';
import { planned as up, standing } from './planning.ts';
import { cutOff, rollback } from './rollingBack.ts';
import { silent } from './swarmClusters.ts';
import { generic, machines, read, small } from './leavingSwarms.ts';

describe('rollback', () => {
  test('a swarm that the run made goes with its machines', () => {
    const world = newWorld();
    const plan = up(machines, world.snapshot());
    const summary = cutOff(world, plan, plan.steps.length - 1);
    expect(read(rollback(world, plan, summary))).toBe(`
remove w2  virtualbox
remove w1  virtualbox
remove m3  virtualbox
remove m2  virtualbox
remove m1  virtualbox
`);
  });

  test('hosts that live on are out of it again', () => {
    const world = newWorld();
    const plan = up(small, world.snapshot());
    const back = rollback(world, plan, cutOff(world, plan, plan.steps.length));
    expect(read(back)).toBe(`
remove w1 from its swarm
remove m1 from its swarm  after remove w1 from its swarm
remove w1                 generic, after remove w1 from its swarm
remove m1                 generic, after remove m1 from its swarm
`);
  });

  test('out of a swarm that was there before each is let so that the others keep their majority', () => {
    const world = standing(generic);
    for (const name of ['m2', 'm3']) {
      const { swarm } = world.hosts.get(name)!;
      const node = { id: swarm!.node, hostname: name };
      world.apply({ kind: 'updateNode', via: 'm1', node, change: { role: 'worker' } });
      world.apply({ kind: 'leaveSwarm', machine: name });
      world.apply({ kind: 'removeNode', via: 'm1', node });
    }
    const plan = up(generic, world.snapshot());
    const back = rollback(world, plan, cutOff(world, plan, plan.steps.length));
    expect(read(back)).toBe(`
demote m3
remove m3 from its swarm      after demote m3
remove node m3 from the list  after remove m3 from its swarm
demote m2                     after remove node m3 from the list
remove m2 from its swarm      after demote m2
remove node m2 from the list  after remove m2 from its swarm
`);
    world.run(back);
    expect([...world.hosts.keys()]).toEqual(['m1', 'm2', 'm3', 'w1', 'w2']);
    expect(up(generic, world.snapshot()).steps.map(({ id }) => id)).toEqual(plan.steps.map(({ id }) => id));
  });

  test('what met another swarm, or found no way, has nothing to take back', () => {
    const world = standing(generic);
    for (const name of ['w1', 'w2']) world.apply({ kind: 'leaveSwarm', machine: name });
    const plan = up(generic, world.snapshot());
    const failures: readonly Failure[] = [
      { kind: 'inAnotherSwarm', machine: 'w1', by: '', managers: [] },
      { kind: 'managerNotReached', machine: 'w2', manager: '10.99.0.11:2377', cause: silent },
    ];
    const summary: RunSummary = {
      ...cutOff(world, plan, 0),
      failed: failures.map((failure, index) => ({ step: `join w${String(index + 1)}`, failure })),
    };
    expect(rollback(world, plan, summary).steps).toEqual([]);
  });

  test('promoting and draining are taken back', () => {
    const world = standing(generic);
    const node = { id: world.hosts.get('m2')!.swarm!.node, hostname: 'm2' };
    world.apply({ kind: 'updateNode', via: 'm1', node, change: { role: 'worker' } });
    const plan = up({ ...generic, swarmMode: { ...generic.swarmMode, drainManagers: true } }, world.snapshot());
    const back = rollback(world, plan, cutOff(world, plan, plan.steps.length));
    expect(read(back)).toBe(`
activate m2
activate m3
demote m2    after activate m2
activate m1
`);
  });

  test('leaves nothing of a run from nothing, wherever it was cut off', () => {
    fc.assert(
      fc.property(fc.constantFrom(machines, generic, small), fc.nat(20), fc.boolean(), (spec, far, asksManagers) => {
        const world = newWorld();
        world.asksManagers = asksManagers;
        const plan = up(spec, world.snapshot());
        world.run(rollback(world, plan, cutOff(world, plan, far)));
        expect([[...world.hosts.keys()], world.swarms.ids(), world.stillIn.size]).toEqual([[], [], 0]);
      }),
      { numRuns: 150 },
    );
  });

  test('leaves what was there before, wherever it was cut off', () => {
    const gone = fc.subarray(['m2', 'm3', 'w1', 'w2']);
    const fates = fc.constantFrom('goes', 'leaves');
    fc.assert(
      fc.property(fc.constantFrom(machines, generic), gone, fates, fc.nat(20), (spec, names, fate, far) => {
        const world = standing(spec);
        for (const name of names) {
          const { swarm, machine } = world.hosts.get(name)!;
          const node = { id: swarm!.node, hostname: name };
          world.apply({ kind: 'updateNode', via: 'm1', node, change: { role: 'worker' } });
          world.apply({ kind: 'leaveSwarm', machine: name });
          world.apply({ kind: 'removeNode', via: 'm1', node });
          if (fate === 'goes') world.apply({ kind: 'removeMachine', machine: name, driver: machine.driver });
        }
        const before = [...world.hosts].map(([name, { swarm }]) => [name, swarm]).sort();
        const nodes = world.swarms.nodes(world.hosts.get('m1')!.swarm!);
        const plan = up(spec, world.snapshot());
        world.run(rollback(world, plan, cutOff(world, plan, far)));
        expect([...world.hosts].map(([name, { swarm }]) => [name, swarm]).sort()).toEqual(before);
        expect(world.swarms.nodes(world.hosts.get('m1')!.swarm!)).toEqual(nodes);
        expect(world.stillIn.size).toBe(0);
      }),
      { numRuns: 200 },
    );
  });
});
