// What `up` would do for swarm mode, as a person reads it: from nothing, from every half, and on a whole cluster.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PlanningFacts } from '../../../src/cluster/comparison.ts';
import { planUp } from '../../../src/cluster/planUp.ts';
import type { Failure } from '../../../src/model/failure.ts';
import type { Action, Plan } from '../../../src/model/plan.ts';
import { renderPlan } from '../../../src/model/renderPlan.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import type { ClusterSpec } from '../../../src/model/spec.ts';
import { facts, newWorld, ordered, specOf, type ModelWorld } from './modelWorld.ts';

const small = await specOf(`
name: demo
orchestration: swarm-mode
networks: [{ name: my-net, subnet: 10.10.0.0/24 }]
`);
const three = await specOf(`
name: demo
orchestration: swarm-mode
managers: [{ name: m1 }, { name: m2 }, { name: m3 }]
nodes: [{ name: w1 }, { name: w2 }]
`);
const generic = await specOf(`
name: demo
orchestration: swarm-mode
driver: { name: generic }
managers:
  - { name: m1, driver: { options: { generic-ip-address: 10.99.0.11 } } }
  - { name: m2, driver: { options: { generic-ip-address: 10.99.0.12 } } }
  - { name: m3, driver: { options: { generic-ip-address: 10.99.0.13 } } }
nodes:
  - { name: w1, driver: { options: { generic-ip-address: 10.99.0.14 } } }
  - { name: w2, driver: { options: { generic-ip-address: 10.99.0.15 } } }
`);
const classic = await specOf('name: demo\nmanagers: [{ name: m1 }]\nnodes: [{ name: w1 }]');

function planned(spec: ClusterSpec, seen: Snapshot, more: Partial<PlanningFacts> = {}): Plan {
  const plan = planUp(spec, seen, { ...facts, ...more });
  if (!plan.ok) throw new Error(JSON.stringify(plan.error));
  return plan.value;
}

function refused(spec: ClusterSpec, seen: Snapshot): Failure {
  const plan = planUp(spec, seen, facts);
  if (plan.ok) throw new Error(renderPlan(plan.value));
  return plan.error;
}

/** A world in which `up` has run. */
function standing(spec: ClusterSpec): ModelWorld {
  const world = newWorld();
  world.run(planned(spec, world.snapshot()));
  return world;
}

/** The plan without the lines of flags. */
function read(plan: Plan): string {
  return `\n${renderPlan(plan)
    .split('\n')
    .filter((line) => !line.startsWith(' '))
    .join('\n')}\n`;
}

const silent: Failure = { kind: 'engineSilent', address: 'x', after: 5000, connected: false };

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
init the swarm on swarm-manager  reached by eth1, after create swarm-manager
join swarm-node1 as a worker     through swarm-manager, after create swarm-node1, init the swarm on swarm-manager
join swarm-node2 as a worker     through swarm-manager, after create swarm-node2, init the swarm on swarm-manager
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
init the swarm on m1      reached by eth1, after create m1
join m2 as a manager      through m1, after create m2, init the swarm on m1
join m3 as a manager      through m1, after create m3, join m2 as a manager
join w1 as a worker       through m1, after create w1, init the swarm on m1
join w2 as a worker       through m1, after create w2, init the swarm on m1
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
init the swarm on m1      reached by enp0s8, networks from 10.20.0.0/16, data path port 7789, locked when its engine restarts, drained, after create m1
join m2 as a manager      through m1, drained, after create m2, init the swarm on m1
join m3 as a manager      through m1, drained, after create m3, join m2 as a manager
join w1 as a worker       through m1, after create w1, init the swarm on m1
`);
    expect(standingWorld(spec).nodes).toEqual([
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

/** The managers' list after `up`. */
function standingWorld(spec: ClusterSpec): { readonly nodes: readonly string[]; readonly world: ModelWorld } {
  const world = standing(spec);
  return { world, nodes: listed(world) };
}

const listed = (world: ModelWorld): readonly string[] => {
  const view = world.snapshot().clusters[0]?.swarm?.view;
  const nodes = view?.state === 'seen' ? view.value.nodes : [];
  return nodes.map(({ hostname, role, availability }) => `${hostname} ${role} ${availability}`).sort();
};

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

function change(world: ModelWorld, machine: string, change: Extract<Action, { kind: 'updateNode' }>['change']): Action {
  const id = world.hosts.get(machine)?.swarm?.node ?? '';
  return { kind: 'updateNode', via: 'm1', node: { id, hostname: machine }, change };
}

describe('what stands half', () => {
  test('machines that were made and have not joined', () => {
    const world = newWorld();
    const plan = planned(three, world.snapshot());
    for (const { action } of plan.steps) if (action.kind === 'createMachine') world.apply(action);
    expect(read(planned(three, world.snapshot()))).toBe(`
init the swarm on m1      reached by eth1
join m2 as a manager      through m1, after init the swarm on m1
join m3 as a manager      through m1, after join m2 as a manager
join w1 as a worker       through m1, after init the swarm on m1
join w2 as a worker       through m1, after init the swarm on m1
wait until 5 nodes ready  after join m3 as a manager, join w1 as a worker, join w2 as a worker
`);
  });

  test('a swarm that nobody has joined yet', () => {
    const world = newWorld();
    const plan = planned(three, world.snapshot());
    for (const { action } of plan.steps)
      if (action.kind === 'createMachine' || action.kind === 'initSwarm') world.apply(action);
    expect(read(planned(three, world.snapshot()))).toContain(`
join m2 as a manager      through m1
join m3 as a manager      through m1, after join m2 as a manager
join w1 as a worker       through m1
`);
  });

  test('a machine that was made anew: its former life goes from the list, a manager is demoted first', () => {
    const world = standing(three);
    for (const name of ['m3', 'w1']) world.apply({ kind: 'removeMachine', machine: name, driver: 'virtualbox' });
    const plan = planned(three, world.snapshot());
    expect(read(plan)).toBe(`
create m3                     virtualbox
create w1                     virtualbox
demote m3                     a former life of that name
remove node m3 from the list  a former life of that name, after demote m3
join m3 as a manager          through m1, after create m3, remove node m3 from the list
remove node w1 from the list  a former life of that name
join w1 as a worker           through m1, after create w1, remove node w1 from the list
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
remove node w1 from the list  a former life of that name
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
remove node w1 from the list  a former life of that name
join w1 as a worker           through m1, after remove node w1 from the list
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
take w1 out of its swarm  its join never ended, or its managers have removed it
join w1 as a worker       through m1, after take w1 out of its swarm
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
take m1 out of its swarm  its join never ended, or its managers have removed it
init the swarm on m1      reached by eth1, after take m1 out of its swarm
`);
    expect(read(planned(three, pending))).toContain(`
join w1 as a worker       through m1, after take w1 out of its swarm
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
join w2 as a worker       through m1, after create w2, start m1, start m2, start m3
wait until 5 nodes ready  after start w1, join w2 as a worker
`);
  });

  test('one that is stopped and joined nothing yet is started, then joins', () => {
    const world = newWorld();
    for (const { action } of planned(three, world.snapshot()).steps)
      if (action.kind === 'createMachine') world.apply(action);
    world.hosts.get('w1')!.power = 'stopped';
    expect(read(planned(three, world.snapshot()))).toContain(`
join w1 as a worker       through m1, after start w1, init the swarm on m1
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
    expect(read(plan)).toContain('join w2 as a worker           through m2,');
    expect(plan.steps.at(-1)?.action).toMatchObject({ kind: 'awaitSwarm', managers: ['m2', 'm1', 'm3'] });
  });
});

/** The picture with other words of some engines about their swarm. */
function withEngines(seen: Snapshot, said: Readonly<Record<string, object>>): Snapshot {
  const machines = seen.machines.map((each) => {
    const more = said[each.name];
    if (!more || each.engine.state !== 'seen') return each;
    const { engine } = each.engine.value;
    const value = { ...each.engine.value, engine: { ...engine, swarm: { ...engine.swarm, ...more } } };
    return { ...each, engine: { ...each.engine, value } };
  });
  return { ...seen, machines };
}

describe('refused, with the reason', () => {
  test('a machine that is in another swarm, by its name and that of its cluster', async () => {
    const world = standing(three);
    const prod = await specOf(`
name: prod
orchestration: swarm-mode
driver: { name: generic }
managers: [{ name: p1, driver: { options: { generic-ip-address: 10.1.1.1 } } }]
nodes: [{ name: p2, driver: { options: { generic-ip-address: 10.1.1.2 } } }]`);
    world.run(planned(prod, world.snapshot()));
    world.apply({ kind: 'leaveSwarm', machine: 'w1' });
    const as = { role: 'worker', interface: 'eth1', availability: 'active' } as const;
    world.apply({ kind: 'joinSwarm', machine: 'w1', via: 'p1', as });
    expect(refused(three, world.snapshot())).toEqual({
      kind: 'inAnotherSwarm',
      machine: 'w1',
      by: 'prod',
      managers: ['10.1.1.1:2377'],
    });
    world.apply({ kind: 'leaveSwarm', machine: 'w1' });
    expect(read(planned(three, world.snapshot()))).toContain('join w1');
  });

  test('a swarm that none of the file manages is another one', () => {
    const world = standing(three);
    const only = { ...three, managers: [{ ...three.managers[0]!, name: 'new' }], nodes: [three.nodes[0]!] };
    expect(refused(only, world.snapshot())).toMatchObject({ kind: 'inAnotherSwarm', machine: 'w1', by: '' });
  });

  test('a swarm without a leader, unless managers are started', () => {
    const world = standing(three);
    for (const name of ['m2', 'm3']) world.hosts.get(name)!.silent = silent;
    expect(refused(three, world.snapshot())).toMatchObject({ kind: 'swarmWithoutLeader' });
    world.asksManagers = false;
    expect(refused(three, world.snapshot())).toMatchObject({ kind: 'swarmWithoutLeader' });
    for (const name of ['m2', 'm3']) Object.assign(world.hosts.get(name)!, { silent: undefined, power: 'stopped' });
    expect(read(planned(three, world.snapshot()))).toBe(`
start m2
start m3
wait until 5 nodes ready  after start m2, start m3
`);
  });

  test('a locked manager', () => {
    const world = standing(three);
    const locked = withEngines(world.snapshot(), { m2: { state: 'locked' } });
    const address = `${world.hosts.get('m2')!.machine.address!}:2376`;
    expect(refused(three, locked)).toEqual({ kind: 'swarmLocked', address });
  });

  test('machines that were made for the other way of sharing, both ways round', () => {
    const world = standing(three);
    expect(refused(classic, world.snapshot())).toEqual({
      kind: 'several',
      failures: ['m1', 'w1'].map((machine) => ({ kind: 'otherOrchestration', machine, has: 'swarm' })),
    });
    const old = standing(classic);
    expect(refused(three, old.snapshot())).toEqual({
      kind: 'several',
      failures: ['m1', 'w1'].map((machine) => ({ kind: 'otherOrchestration', machine, has: 'store' })),
    });
  });

  test.each([
    ['1.11.2', true],
    ['1.12.0', false],
    ['26.1.5', false],
  ])('engines that know no swarm mode: %s', (version, isRefused) => {
    const world = newWorld();
    world.version = version;
    for (const { action } of planned(three, world.snapshot()).steps.slice(0, 1)) world.apply(action);
    const plan = planUp(three, world.snapshot(), facts);
    if (isRefused) expect(plan).toEqual({ ok: false, error: { kind: 'engineWithoutSwarmMode', version, from: 'm1' } });
    else expect(plan.ok).toBe(true);
    const installUrl = `https://releases.example/install-docker/${version}.sh`;
    const told = planUp({ ...three, engine: { ...three.engine, installUrl } }, newWorld().snapshot(), facts);
    expect(told.ok).toBe(!isRefused);
  });

  test('a name that a machine of another cluster has', async () => {
    const world = standing(await specOf('name: prod\norchestration: swarm-mode\nmanagers: [{ name: m1 }]\nnodes: []'));
    expect(refused(three, world.snapshot())).toEqual({ kind: 'nameTaken', machine: 'm1', by: 'prod' });
    // Without its own label it belongs to those it is in a swarm with.
    const both = standing(
      await specOf('name: prod\norchestration: swarm-mode\nmanagers: [{ name: x }]\nnodes: [{ name: w1 }]'),
    );
    const host = both.hosts.get('w1')!;
    host.machine = { ...host.machine, engineLabels: {} };
    expect(refused(three, both.snapshot())).toEqual({ kind: 'nameTaken', machine: 'w1', by: 'prod' });
  });
});

describe('warned of', () => {
  test.each([
    [1, []],
    [2, [{ kind: 'managersEven', count: 2 }]],
    [3, []],
    [7, []],
    [
      8,
      [
        { kind: 'managersEven', count: 8 },
        { kind: 'managersMany', count: 8 },
      ],
    ],
    [9, [{ kind: 'managersMany', count: 9 }]],
  ])('%s managers', (count, warnings) => {
    const managers = Array.from({ length: count }, (_, index) => ({
      ...three.managers[0]!,
      name: `m${String(index)}`,
    }));
    expect(planned({ ...three, managers }, newWorld().snapshot()).warnings).toEqual(warnings);
  });

  test('a driver that installs the newest engine is what swarm mode wants', async () => {
    const spec = await specOf('name: demo\norchestration: swarm-mode\ndriver: { name: amazonec2 }');
    expect(planned(spec, newWorld().snapshot()).warnings).toEqual([
      { kind: 'interfaceUnlikely', interface: 'eth1', driver: 'amazonec2' },
    ]);
  });

  test('a machine on its own that fits is used', () => {
    const world = newWorld();
    const [create] = planned(three, world.snapshot()).steps;
    world.apply(create!.action);
    world.hosts.get('m1')!.machine = { ...world.hosts.get('m1')!.machine, engineLabels: {} };
    expect(planned(three, world.snapshot()).warnings).toEqual([{ kind: 'adopted', machine: 'm1' }]);
  });

  test('a network that containers may not join although the file lets them', () => {
    const world = standing(small);
    const seen = world.snapshot();
    const clusters = seen.clusters.map((each) => {
      if (each.networks.state !== 'seen') return each;
      const value = each.networks.value.map((network) => ({ ...network, scope: 'swarm', isAttachable: false }));
      return { ...each, networks: { ...each.networks, value } };
    });
    expect(planned(small, { ...seen, clusters }).warnings).toEqual([
      { kind: 'networkDiffers', network: 'my-net', option: 'attachable', wanted: 'true', found: 'false' },
    ]);
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
