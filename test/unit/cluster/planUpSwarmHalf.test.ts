// What `up` would do where a part of a swarm stands already: who joins, who leaves first, and whose former life goes.
import { describe, expect, test } from 'vitest';
import { newWorld } from './modelWorld.ts';
import { planned, read, standing } from './planning.ts';
import { change, generic, listed, silent, three, withEngines } from './swarmClusters.ts';

describe('what stands half', () => {
  test('machines that were made and have not joined', () => {
    const world = newWorld();
    const plan = planned(three, world.snapshot());
    for (const { action } of plan.steps) if (action.kind === 'createMachine') world.apply(action);
    expect(read(planned(three, world.snapshot()))).toBe(`
init the swarm on m1      advertised on eth1
join m2 as a manager      via m1, after init the swarm on m1
join m3 as a manager      via m1, after join m2 as a manager
join w1 as a worker       via m1, after init the swarm on m1
join w2 as a worker       via m1, after init the swarm on m1
wait until 5 nodes ready  after join m3 as a manager, join w1 as a worker, join w2 as a worker
`);
  });

  test('a swarm that nobody has joined yet', () => {
    const world = newWorld();
    const plan = planned(three, world.snapshot());
    for (const { action } of plan.steps)
      if (action.kind === 'createMachine' || action.kind === 'initSwarm') world.apply(action);
    expect(read(planned(three, world.snapshot()))).toContain(`
join m2 as a manager      via m1
join m3 as a manager      via m1, after join m2 as a manager
join w1 as a worker       via m1
`);
  });

  test('a machine that was made anew: its former life goes from the list, a manager is demoted first', () => {
    const world = standing(three);
    for (const name of ['m3', 'w1']) world.apply({ kind: 'removeMachine', machine: name, driver: 'virtualbox' });
    const plan = planned(three, world.snapshot());
    expect(read(plan)).toBe(`
create m3                     virtualbox
create w1                     virtualbox
demote m3                     a stale entry of that name
remove node m3 from the list  a stale entry of that name, after demote m3
join m3 as a manager          via m1, after create m3, remove node m3 from the list
remove node w1 from the list  a stale entry of that name
join w1 as a worker           via m1, after create w1, remove node w1 from the list
wait until 5 nodes ready      after join m3 as a manager, join w1 as a worker
`);
    world.run(plan);
    expect(listed(world)).toHaveLength(5);
    expect(planned(three, world.snapshot()).steps).toEqual([]);
  });

  test('a former life beside the present one goes too', () => {
    const world = standing(three);
    world.apply({ kind: 'removeMachine', machine: 'w1', driver: 'virtualbox' });
    world.asksManagers = false;
    // Without the managers' list nobody knows of it.
    world.run(planned(three, world.snapshot()));
    world.asksManagers = true;
    expect(read(planned(three, world.snapshot()))).toBe(`
remove node w1 from the list  a stale entry of that name
wait until 5 nodes ready      after remove node w1 from the list
`);
  });

  test('who has left counts as ready for a while, and its entry goes nevertheless', () => {
    const world = standing(generic);
    const { swarm } = world.hosts.get('w1')!;
    world.apply({ kind: 'leaveSwarm', machine: 'w1' });
    // Somewhere its heartbeat is not missed yet.
    world.stillIn.set('elsewhere', swarm!);
    expect(read(planned(generic, world.snapshot()))).toContain(`
remove node w1 from the list  a stale entry of that name
join w1 as a worker           via m1, after remove node w1 from the list
`);
  });

  test('a stranger of the same name is left alone while it is well', () => {
    const world = standing(three);
    const { swarm } = world.hosts.get('w1')!;
    world.apply({ kind: 'leaveSwarm', machine: 'w1' });
    world.hosts.get('w1')!.machine = { ...world.hosts.get('w1')!.machine, address: '10.1.1.1' };
    world.stillIn.set('elsewhere', swarm!);
    expect(read(planned(three, world.snapshot()))).not.toContain('remove node');
  });

  test('a machine of the same hostname whose engine is away is no former life of another', () => {
    const world = standing(three);
    const seen = world.snapshot();
    world.hosts.get('w2')!.silent = silent;
    const away = world.snapshot();
    const last = seen.machines.find(({ name }) => name === 'w2')!.engine;
    const id = world.hosts.get('w2')!.swarm!.node;
    const machines = away.machines.map((each) =>
      each.name === 'w2' && each.engine.state === 'failed' && last.state === 'seen'
        ? { ...each, engine: { ...each.engine, last } }
        : each,
    );
    const clusters = away.clusters.map((each) => {
      const view = each.swarm?.view;
      if (!each.swarm || view?.state !== 'seen') throw new Error('there is no swarm');
      const nodes = view.value.nodes.map((node) => (node.id === id ? { ...node, hostname: 'w1' } : node));
      return { ...each, swarm: { ...each.swarm, view: { ...view, value: { ...view.value, nodes } } } };
    });
    expect(read(planned(three, { ...away, machines, clusters }))).toBe('\nwait until 5 nodes ready\n');
  });

  test('one whom the managers have removed, though its engine does not know, leaves and joins again', () => {
    const world = standing(three);
    const { swarm } = world.hosts.get('w1')!;
    world.apply({ kind: 'removeNode', via: 'm1', node: { id: swarm!.node, hostname: 'w1' } });
    const plan = planned(three, world.snapshot());
    expect(read(plan)).toBe(`
remove w1 from its swarm  its join never finished, or its managers removed it
join w1 as a worker       via m1, after remove w1 from its swarm
wait until 5 nodes ready  after join w1 as a worker
`);
    world.run(plan);
    expect(planned(three, world.snapshot()).steps).toEqual([]);
  });

  test('a join that never ends is ended first, on the first manager too', () => {
    const world = newWorld();
    for (const { action } of planned(three, world.snapshot()).steps)
      if (action.kind === 'createMachine') world.apply(action);
    const pending = withEngines(world.snapshot(), { m1: { state: 'pending' }, w1: { state: 'pending' } });
    expect(read(planned(three, pending))).toContain(`
remove m1 from its swarm  its join never finished, or its managers removed it
init the swarm on m1      advertised on eth1, after remove m1 from its swarm
`);
    expect(read(planned(three, pending))).toContain(`
join w1 as a worker       via m1, after remove w1 from its swarm
`);
  });

  test('a worker that is to manage is promoted, through a manager that is there', () => {
    const world = standing(three);
    world.apply(change(world, 'm2', { role: 'worker' }));
    const plan = planned(three, world.snapshot());
    expect(read(plan)).toBe(`
promote m2
wait until 5 nodes ready  after promote m2
`);
    world.run(plan);
    expect(planned(three, world.snapshot()).steps).toEqual([]);
  });

  test('managers that the file wants drained are drained, whoever is in the way', async () => {
    const world = standing(three);
    const spec = { ...three, swarmMode: { ...three.swarmMode, drainManagers: true } };
    world.apply(change(world, 'm2', { role: 'worker' }));
    expect(read(planned(spec, world.snapshot()))).toBe(`
drain m1
promote m2
drain m2                  after promote m2
drain m3
wait until 5 nodes ready  after drain m1, drain m2, drain m3
`);
    world.run(planned(spec, world.snapshot()));
    expect(planned(spec, world.snapshot()).steps).toEqual([]);
  });

  test('stopped machines are started and come back by themselves; who is new waits for the managers', () => {
    const world = standing(three);
    world.hosts.delete('w2');
    for (const host of world.hosts.values()) host.power = 'stopped';
    const plan = planned(three, world.snapshot());
    expect(read(plan)).toBe(`
start m1
start m2
start m3
start w1
create w2                 virtualbox
join w2 as a worker       via m1, after create w2, start m1, start m2, start m3
wait until 5 nodes ready  after start w1, join w2 as a worker
`);
  });

  test('one that is stopped and joined nothing yet is started, then joins', () => {
    const world = newWorld();
    for (const { action } of planned(three, world.snapshot()).steps)
      if (action.kind === 'createMachine') world.apply(action);
    world.hosts.get('w1')!.power = 'stopped';
    expect(read(planned(three, world.snapshot()))).toContain(`
join w1 as a worker       via m1, after start w1, init the swarm on m1
`);
    world.run(planned(three, world.snapshot()));
    expect(planned(three, world.snapshot()).steps).toEqual([]);
  });

  test('an engine that does not answer is waited for', () => {
    const world = standing(three);
    world.hosts.get('w1')!.silent = silent;
    const plan = planned(three, world.snapshot());
    expect(read(plan)).toBe('\nwait until 5 nodes ready\n');
    expect(plan.steps[0]).toMatchObject({ cause: { kind: 'notAnswering' }, action: { managers: ['m1', 'm2', 'm3'] } });
  });

  test('another manager is asked while the first is away', () => {
    const world = standing(three);
    world.hosts.get('m1')!.silent = silent;
    world.hosts.delete('w2');
    const plan = planned(three, world.snapshot());
    expect(read(plan)).toContain('join w2 as a worker           via m2,');
    expect(plan.steps.at(-1)?.action).toMatchObject({ kind: 'awaitSwarm', managers: ['m2', 'm1', 'm3'] });
  });
});
