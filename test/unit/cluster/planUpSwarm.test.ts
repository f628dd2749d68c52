// What `up` would do for swarm mode, as a person reads it: from nothing, on a whole cluster, and from every part of one.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderPlan } from './renderPlan.ts';
import { newWorld, ordered } from './modelWorld.ts';
import { specOf } from './planInputs.ts';
import { planned, read, standing } from './planning.ts';
import { change, generic, listed, small, three } from './swarmClusters.ts';

describe('from nothing', () => {
  test('the first create begins alone, for the authority; the swarm is made while the others are', () => {
    const plan = planned(small, newWorld().snapshot());
    expect(`\n${renderPlan(plan)}\n`).toBe(`
create swarm-manager             virtualbox
    -d virtualbox --engine-label=dockeroverlay.cluster=demo --engine-label=dockeroverlay.orchestration=swarm-mode
create swarm-node1               virtualbox, after the beginning of create swarm-manager
    -d virtualbox --engine-label=dockeroverlay.cluster=demo --engine-label=dockeroverlay.orchestration=swarm-mode
create swarm-node2               virtualbox, after the beginning of create swarm-manager
    -d virtualbox --engine-label=dockeroverlay.cluster=demo --engine-label=dockeroverlay.orchestration=swarm-mode
init the swarm on swarm-manager  advertised on eth1, after create swarm-manager
join swarm-node1 as a worker     via swarm-manager, after create swarm-node1, init the swarm on swarm-manager
join swarm-node2 as a worker     via swarm-manager, after create swarm-node2, init the swarm on swarm-manager
wait until 3 nodes ready         after join swarm-node1 as a worker, join swarm-node2 as a worker
create network my-net            10.10.0.0/24, after wait until 3 nodes ready
`);
    expect(plan.warnings).toEqual([]);
    expect(plan.steps.at(-1)?.action).toMatchObject({ via: { kind: 'engine', machine: 'swarm-manager' } });
  });

  test('managers join one by one, workers wait for none of them', () => {
    const world = newWorld();
    world.authority = true;
    expect(read(planned(three, world.snapshot()))).toBe(`
create m1                 virtualbox
create m2                 virtualbox
create m3                 virtualbox
create w1                 virtualbox
create w2                 virtualbox
init the swarm on m1      advertised on eth1, after create m1
join m2 as a manager      via m1, after create m2, init the swarm on m1
join m3 as a manager      via m1, after create m3, join m2 as a manager
join w1 as a worker       via m1, after create w1, init the swarm on m1
join w2 as a worker       via m1, after create w2, init the swarm on m1
wait until 5 nodes ready  after join m3 as a manager, join w1 as a worker, join w2 as a worker
`);
  });

  test('drained managers are so from the first moment; the other options of the file are told too', async () => {
    const spec = await specOf(`
name: demo
orchestration: swarm-mode
advertiseInterface: enp0s8
managers: [{ name: m1 }, { name: m2 }, { name: m3 }]
nodes: [{ name: w1 }]
swarmMode: { defaultAddressPools: [10.20.0.0/16], dataPathPort: 7789, autolock: true, drainManagers: true }
`);
    const plan = planned(spec, newWorld().snapshot());
    expect(read(plan)).toContain(`
init the swarm on m1      advertised on enp0s8, networks from 10.20.0.0/16, data path port 7789, locked when its engine restarts, drained, after create m1
join m2 as a manager      via m1, drained, after create m2, init the swarm on m1
join m3 as a manager      via m1, drained, after create m3, join m2 as a manager
join w1 as a worker       via m1, after create w1, init the swarm on m1
`);
    expect(listed(standing(spec))).toEqual([
      'm1 manager drain',
      'm2 manager drain',
      'm3 manager drain',
      'w1 worker active',
    ]);
  });

  test('nothing in a plan is a secret', () => {
    for (const { action, undo } of planned(three, newWorld().snapshot()).steps)
      expect(JSON.stringify([action, undo])).not.toMatch(/token|SWMTKN/i);
  });
});

describe('a whole cluster', () => {
  test.each([true, false])('has nothing to do, whether managers tell their list (%s)', (asksManagers) => {
    const world = standing(three);
    world.asksManagers = asksManagers;
    expect(planned(three, world.snapshot())).toMatchObject({ steps: [], warnings: [], standing: { length: 5 } });
  });

  test('of a script is one of ours, labels or not', () => {
    const world = standing(three);
    for (const host of world.hosts.values()) host.machine = { ...host.machine, engineLabels: {} };
    expect(world.snapshot().clusters.map(({ name }) => name)).toEqual(['m1']);
    expect(planned(three, world.snapshot())).toMatchObject({ steps: [], warnings: [], standing: { length: 5 } });
  });

  test('keeps what a person has changed: a drained worker, and a node that manages', () => {
    const world = standing(three);
    world.apply(change(world, 'w1', { availability: 'drain' }));
    world.apply(change(world, 'w2', { role: 'manager' }));
    expect(planned(three, world.snapshot())).toMatchObject({
      steps: [],
      warnings: [{ kind: 'differs', machine: 'w2', option: 'role', wanted: 'worker', found: 'manager' }],
    });
  });

  test('that was made otherwise than its file says stays as it is', () => {
    const world = standing(three);
    const other = { ...three, swarmMode: { ...three.swarmMode, dataPathPort: 7789, autolock: true } };
    expect(planned(other, world.snapshot())).toMatchObject({
      steps: [],
      warnings: [
        { kind: 'differs', machine: 'm1', option: 'dataPathPort', wanted: '7789', found: '4789' },
        { kind: 'differs', machine: 'm1', option: 'autolock', wanted: 'true', found: 'false' },
      ],
    });
  });
});

describe('any subset of what is wanted', () => {
  const specs = fc.constantFrom(small, three, generic);
  const fates = fc.infiniteStream(fc.constantFrom('stays', 'goes', 'stops', 'leaves', 'broken', 'removed'));

  test('the plan makes exactly the rest, and then there is nothing to do', () => {
    fc.assert(
      fc.property(specs, fc.boolean(), fc.nat(12), fates, (spec, asksManagers, far, fate) => {
        const world = newWorld();
        world.asksManagers = asksManagers;
        const first = ordered(planned(spec, world.snapshot()));
        // Every other time all of it, so that what happens later meets whole clusters too.
        for (const { action } of first.slice(0, far % 2 === 0 ? first.length : far)) world.apply(action);
        const isMade = world.swarms.ids().length > 0;
        const missing = [...spec.managers, ...spec.nodes]
          .map(({ name }) => name)
          .filter((name) => !world.hosts.has(name));
        for (const [name, host] of [...world.hosts]) {
          const isManager = spec.managers.some((each) => each.name === name);
          const { value } = fate.next() as { value: string };
          // A swarm without a majority is for `down`: one manager goes at most, and never the only one.
          if (isManager && name !== spec.managers[2]?.name) continue;
          if (value === 'goes' || value === 'broken') missing.push(name);
          if (value === 'goes') world.hosts.delete(name);
          // Of one that is stopped only the managers' list tells whether it had joined: where nobody asks for it, the next `up` sees.
          if (value === 'stops' && (asksManagers || host.swarm || !isMade)) host.power = 'stopped';
          if (value === 'leaves') world.apply({ kind: 'leaveSwarm', machine: name });
          if (value === 'broken') {
            host.recordFailure = { kind: 'recordMissing', machine: name, path: '' };
            // One that runs on counts as ready until it is removed: the next `up` sees that it was not.
            if (host.machine.driver !== 'generic') host.power = 'stopped';
          }
          if (value === 'removed' && host.swarm && !isManager && asksManagers)
            world.apply({
              kind: 'removeNode',
              via: spec.managers[0]!.name,
              node: { id: host.swarm.node, hostname: name },
            });
        }
        const plan = planned(spec, world.snapshot());
        const created = ordered(plan).flatMap(({ action }) =>
          action.kind === 'createMachine' ? [action.machine.name] : [],
        );
        expect([...created].sort()).toEqual([...missing].sort());
        expect(new Set(plan.steps.map(({ id }) => id)).size).toBe(plan.steps.length);
        world.run(plan);
        const { steps, standing: all } = planned(spec, world.snapshot());
        expect([steps.map(({ id }) => id), all.length]).toEqual([[], world.hosts.size]);
        expect(world.swarms.ids()).toHaveLength(1);
        // Nothing of a former life is left, where the managers could tell of it.
        if (asksManagers) expect(listed(world)).toHaveLength(world.hosts.size);
      }),
      { numRuns: 400 },
    );
  });
});
