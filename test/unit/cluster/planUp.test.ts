// What `up` would do, as a person reads it: a wrong plan is seen at a glance, in the diff.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { create } from '../../../src/docker/machineCommands.ts';
import { renderPlan } from './renderPlan.ts';
import { container } from '../samples.ts';
import { newWorld, ordered } from './modelWorld.ts';
import { specOf } from './planInputs.ts';
import { machineIn, planned, read, standing } from './planning.ts';
import { article, generic, mirror, withNetwork } from './storeClusters.ts';

describe('the article', () => {
  test('from nothing', () => {
    const plan = planned(withNetwork, newWorld().snapshot());
    expect(`\n${renderPlan(plan)}\n`).toBe(`
create kvstore                virtualbox
    -d virtualbox --engine-label=dockeroverlay.cluster=demo
check the engine of kvstore   must be older than 23.0, so that engines can join the store, after create kvstore
pull hashicorp/consul:1.20.6  on kvstore, after check the engine of kvstore
run hashicorp/consul:1.20.6   on kvstore, port 8500, volume dockeroverlay-consul, restarts always, after pull hashicorp/consul:1.20.6
wait until consul answers     after run hashicorp/consul:1.20.6
create swarm-manager          virtualbox, swarm manager, engine joins consul://kvstore:8500, after wait until consul answers
    -d virtualbox --swarm --swarm-master --swarm-discovery=consul://kvstore:8500 --swarm-image=swarm:1.2.9 --engine-opt=cluster-store=consul://kvstore:8500 --engine-opt=cluster-advertise=eth1:2376 --engine-label=dockeroverlay.cluster=demo
create swarm-node1            virtualbox, engine joins consul://kvstore:8500, after wait until consul answers
    -d virtualbox --swarm --swarm-discovery=consul://kvstore:8500 --swarm-image=swarm:1.2.9 --engine-opt=cluster-store=consul://kvstore:8500 --engine-opt=cluster-advertise=eth1:2376 --engine-label=dockeroverlay.cluster=demo
create swarm-node2            virtualbox, engine joins consul://kvstore:8500, after wait until consul answers
    -d virtualbox --swarm --swarm-discovery=consul://kvstore:8500 --swarm-image=swarm:1.2.9 --engine-opt=cluster-store=consul://kvstore:8500 --engine-opt=cluster-advertise=eth1:2376 --engine-label=dockeroverlay.cluster=demo
wait until 3 nodes healthy    after create swarm-manager, create swarm-node1, create swarm-node2
re-register swarm-manager     engines that started together may not have discovered each other, after create swarm-manager, create swarm-node1, create swarm-node2
create network my-net         10.10.0.0/24, after wait until 3 nodes healthy, re-register swarm-manager
`);
    expect(plan.warnings).toEqual([]);
    expect(plan.standing).toEqual([]);
  });

  // The script's commands, as its shell makes them; our own additions are the label and the pinned image.
  const ip = '192.168.99.101';
  const joined = [
    `--swarm-discovery=consul://${ip}:8500`,
    `--engine-opt=cluster-store=consul://${ip}:8500`,
    '--engine-opt=cluster-advertise=eth1:2376',
    `--engine-opt=registry-mirror=${mirror}`,
  ];
  test.each<readonly [string, readonly string[]]>([
    ['kvstore', ['create', '-d', 'virtualbox', `--engine-opt=registry-mirror=${mirror}`, 'kvstore']],
    ['swarm-manager', ['create', '-d', 'virtualbox', '--swarm', '--swarm-master', ...joined, 'swarm-manager']],
    ['swarm-node1', ['create', '-d', 'virtualbox', '--swarm', ...joined, 'swarm-node1']],
    ['swarm-node2', ['create', '-d', 'virtualbox', '--swarm', ...joined, 'swarm-node2']],
  ])("docker-machine's arguments for %s are the script's", (name, script) => {
    const ours = ['--engine-label=dockeroverlay.cluster=demo', '--swarm-image=swarm:1.2.9'];
    const argv = create(machineIn(planned(article, newWorld().snapshot()), name), `consul://${ip}:8500`).args;
    expect(argv.filter((each) => !ours.includes(each))).toEqual(script);
    expect(argv).toContain(ours[0]);
  });

  test("the store's container is what the script runs, with today's image, a volume and a restart policy", () => {
    const plan = planned(article, newWorld().snapshot());
    expect(plan.steps.find(({ action }) => action.kind === 'runContainer')?.action).toEqual({
      kind: 'runContainer',
      machine: 'kvstore',
      container: {
        name: 'dockeroverlay-consul',
        image: 'hashicorp/consul:1.20.6',
        command: ['agent', '-server', '-bootstrap-expect=1', '-client=0.0.0.0', '-node=dockeroverlay-consul'],
        environment: ['CONSUL_LOCAL_CONFIG={"performance":{"raft_multiplier":1}}'],
        ports: [{ host: 8500, container: 8500 }],
        volume: { name: 'dockeroverlay-consul', path: '/consul/data' },
        restart: 'always',
        labels: { 'dockeroverlay.cluster': 'demo', 'dockeroverlay.store': 'consul' },
      },
    });
  });

  test('a missing node is the only thing made', () => {
    const world = standing(withNetwork);
    world.hosts.delete('swarm-node2');
    const plan = planned(withNetwork, world.snapshot());
    expect(read(plan)).toBe(`
create swarm-node2          virtualbox, engine joins consul://192.168.99.101:8500
wait until 3 nodes healthy  after create swarm-node2
`);
    expect(plan.standing).toEqual(['kvstore', 'swarm-manager', 'swarm-node1']);
  });

  describe('engines that may have missed each other', () => {
    const of = (told: readonly (readonly [string, 'owed' | 'done'])[], world = standing(withNetwork)): string =>
      read(planned(withNetwork, world.snapshot(), { introductions: new Map(told) }));
    const names = ['swarm-manager', 'swarm-node1', 'swarm-node2'];
    const all = (state: 'owed' | 'done') => names.map((name) => [name, state] as const);

    test('are introduced though all stands, where a run was cut off before that', () => {
      expect(of(all('owed'))).toBe(`
wait until 3 nodes healthy
re-register swarm-manager   engines that started together may not have discovered each other
`);
      expect(of(all('done'))).toBe('\n\n');
    });

    test('are those that no run tells of, where something is done anyway', () => {
      expect(of([])).toBe('\n\n');
      const world = standing(withNetwork);
      world.hosts.delete('swarm-node2');
      expect(of([], world)).toContain('re-register swarm-manager');
    });

    test('are not one that joins others', () => {
      const world = standing(withNetwork);
      world.hosts.delete('swarm-node2');
      expect(of(all('done'), world)).not.toContain('introduce');
    });
  });

  test('a whole cluster has nothing to do', () => {
    const plan = planned(withNetwork, standing(withNetwork).snapshot());
    expect(plan).toMatchObject({
      steps: [],
      warnings: [],
      standing: ['kvstore', 'swarm-manager', 'swarm-node1', 'swarm-node2'],
    });
  });

  test("a script's cluster is one of ours, labels or not", () => {
    const world = standing(article);
    for (const host of world.hosts.values()) host.machine = { ...host.machine, engineLabels: {} };
    // The script's container has a name that nobody chose, and another image.
    const store = world.hosts.get('kvstore')!;
    store.containers = [container('consul_of_old', { image: 'progrium/consul' })];
    expect(planned(article, world.snapshot())).toMatchObject({ steps: [], standing: { length: 4 }, warnings: [] });
    store.containers = [container('consul_of_old', { image: 'progrium/consul', state: 'exited' })];
    expect(read(planned(article, world.snapshot()))).toBe(`
start container consul_of_old  on kvstore
wait until consul answers      after start container consul_of_old
wait until 3 nodes healthy     after wait until consul answers
`);
  });
});

describe('other shapes', () => {
  test('a store that exists already: the first create goes alone, its engine is looked at, then the others', async () => {
    const spec = await specOf('name: demo\nkeyValueStore: { url: "etcd://10.0.0.5:2379" }');
    expect(read(planned(spec, newWorld().snapshot()))).toBe(`
create swarm-manager               virtualbox, swarm manager, engine joins etcd://10.0.0.5:2379
check the engine of swarm-manager  must be older than 23.0, so that engines can join the store, after create swarm-manager
create swarm-node1                 virtualbox, engine joins etcd://10.0.0.5:2379, after check the engine of swarm-manager
create swarm-node2                 virtualbox, engine joins etcd://10.0.0.5:2379, after check the engine of swarm-manager
wait until 3 nodes healthy         after create swarm-manager, create swarm-node1, create swarm-node2
re-register swarm-manager          engines that started together may not have discovered each other, after create swarm-manager, create swarm-node1, create swarm-node2
`);
  });

  test('without an authority the first create is alone, whatever stands', () => {
    const world = standing(article);
    for (const name of ['swarm-manager', 'swarm-node1', 'swarm-node2']) world.hosts.delete(name);
    world.authority = false;
    expect(read(planned(article, world.snapshot()))).toBe(`
wait until consul answers
create swarm-manager        virtualbox, swarm manager, engine joins consul://192.168.99.101:8500, after wait until consul answers
create swarm-node1          virtualbox, engine joins consul://192.168.99.101:8500, after create swarm-manager
create swarm-node2          virtualbox, engine joins consul://192.168.99.101:8500, after create swarm-manager
wait until 3 nodes healthy  after create swarm-manager, create swarm-node1, create swarm-node2
re-register swarm-manager   engines that started together may not have discovered each other, after create swarm-manager, create swarm-node1, create swarm-node2
`);
  });

  test('hosts that exist tell the address of the store beforehand', () => {
    expect(read(planned(generic, newWorld().snapshot()))).toContain(
      'generic, at 10.99.0.13, engine joins consul://10.99.0.11:8500, after wait until consul answers',
    );
  });

  test('a host that lived on may still have its former store', () => {
    const world = standing(generic);
    world.apply({ kind: 'removeMachine', machine: 'kvstore', driver: 'generic' });
    const plan = planned(generic, world.snapshot());
    expect(read(plan)).toBe(`
create kvstore                         generic, at 10.99.0.11
remove container dockeroverlay-consul  on kvstore, its host is kept, after create kvstore
pull hashicorp/consul:1.20.6           on kvstore, after create kvstore
run hashicorp/consul:1.20.6            on kvstore, port 8500, volume dockeroverlay-consul, restarts always, after pull hashicorp/consul:1.20.6, remove container dockeroverlay-consul
wait until consul answers              after run hashicorp/consul:1.20.6
wait until 2 nodes healthy             after wait until consul answers
`);
    world.run(plan);
    expect(planned(generic, world.snapshot()).steps).toEqual([]);
  });

  test('none: no swarm, and networks through an engine', async () => {
    const spec = await specOf('name: demo\norchestration: none\nnetworks: [{ name: n }]');
    const plan = planned(spec, newWorld().snapshot());
    expect(renderPlan(plan)).not.toContain('--swarm');
    expect(plan.steps.slice(-3).map(({ action }) => action)).toMatchObject([
      { kind: 'awaitNodes', manager: undefined, nodes: ['swarm-node1', 'swarm-node2'] },
      { kind: 'introduceEngine', machine: 'swarm-node1' },
      { kind: 'createNetwork', via: { kind: 'engine', machine: 'swarm-node1' } },
    ]);
    expect(planned(spec, standing(spec).snapshot()).steps).toEqual([]);
  });

  test('several managers are replicas of each other', async () => {
    const spec = await specOf('name: demo\nmanagers: [{ name: m1 }, { name: m2 }]');
    const plan = planned(spec, newWorld().snapshot());
    expect(machineIn(plan, 'm1').swarm?.options).toEqual(['replication']);
    expect(machineIn(plan, 'm2').swarm?.options).toEqual(['replication']);
    expect(machineIn(plan, 'swarm-node1').swarm?.options).toEqual([]);
  });

  test('etcd is told the address of its host', async () => {
    const spec = await specOf('name: demo\nkeyValueStore: { type: etcd, image: my/etcd }');
    const plan = planned(spec, newWorld().snapshot());
    const ran = plan.steps.find(({ action }) => action.kind === 'runContainer')?.action;
    expect(ran).toMatchObject({
      container: {
        image: 'my/etcd',
        environment: expect.arrayContaining([
          'ETCD_ENABLE_V2=true',
          'ETCD_ADVERTISE_CLIENT_URLS=http://{address}:2379',
        ]) as unknown,
      },
    });
    expect(plan.warnings).toEqual([{ kind: 'storeImageUnpinned', image: 'my/etcd' }]);
  });
});

describe('whatever stands', () => {
  const nodes = ['a', 'b', 'c'].map((name) => ({ name, driver: { name: 'virtualbox', options: {} } }));
  const specs = fc
    .record({
      orchestration: fc.constantFrom('classic' as const, 'none' as const),
      base: fc.constantFrom(article, generic, withNetwork),
      more: fc.subarray(nodes),
    })
    .map(({ orchestration, base, more }) => ({
      ...base,
      orchestration,
      managers: orchestration === 'none' ? [] : base.managers,
      nodes: [...base.nodes, ...more],
    }));
  /** What happens to each machine of a whole cluster: nothing, it goes, it stops, or only its record's name is left. */
  const fates = fc.infiniteStream(fc.constantFrom('stays', 'goes', 'stops', 'broken', 'emptied'));

  test('the plan makes exactly the rest, and then there is nothing to do', () => {
    fc.assert(
      fc.property(specs, fates, (spec, fate) => {
        const world = standing(spec);
        const missing: string[] = [];
        const all = world.hosts.size;
        for (const [name, host] of [...world.hosts]) {
          const { value } = fate.next() as { value: string };
          if (value === 'goes') {
            world.hosts.delete(name);
            missing.push(name);
          }
          if (value === 'stops') host.power = 'stopped';
          if (value === 'broken') {
            host.recordFailure = { kind: 'recordMissing', machine: name, path: '' };
            // Without a record nobody can take the agents off a host, and the create meets them: the next `up` does.
            host.containers = host.containers.filter((each) => !each.name.startsWith('swarm-agent'));
            missing.push(name);
          }
          if (value === 'emptied' && name === 'kvstore') host.containers = [];
        }
        // A new store machine has a new address: engines that know the old one cannot be mended by making others.
        fc.pre(!missing.includes('kvstore') || spec.nodes[0]?.driver.name === 'generic' || missing.length === all);
        const plan = planned(spec, world.snapshot());
        const created = ordered(plan).flatMap(({ action }) =>
          action.kind === 'createMachine' ? [action.machine.name] : [],
        );
        expect([...created].sort()).toEqual([...missing].sort());
        expect(new Set(plan.steps.map(({ id }) => id)).size).toBe(plan.steps.length);
        world.run(plan);
        expect(planned(spec, world.snapshot())).toMatchObject({ steps: [], standing: { length: world.hosts.size } });
      }),
      { numRuns: 300 },
    );
  });
});
