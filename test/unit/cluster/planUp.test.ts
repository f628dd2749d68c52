// What `up` would do, as a person reads it: a wrong plan is seen at a glance, in the diff.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PlanningFacts } from '../../../src/cluster/comparison.ts';
import { planUp } from '../../../src/cluster/planUp.ts';
import { create } from '../../../src/docker/machineCommands.ts';
import type { Failure } from '../../../src/model/failure.ts';
import type { MachineToCreate, Plan } from '../../../src/model/plan.ts';
import { renderPlan } from '../../../src/model/renderPlan.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import type { ClusterSpec } from '../../../src/model/spec.ts';
import { container, facts, newWorld, ordered, specOf, type ModelWorld } from './modelWorld.ts';

const mirror = 'http://houchaohann.m.alauda.cn';
const article = await specOf(`name: demo\nengine: { registryMirrors: [ "${mirror}" ] }`);
const withNetwork = await specOf('name: demo\nnetworks: [{ name: my-net, subnet: 10.10.0.0/24 }]');
const generic = await specOf(`
name: demo
driver: { name: generic, options: { generic-ssh-user: root, generic-ssh-key: /keys/id } }
keyValueStore: { machine: { name: kvstore, driver: { options: { generic-ip-address: 10.99.0.11 } } } }
managers: [{ name: swarm-manager, driver: { options: { generic-ip-address: 10.99.0.12 } } }]
nodes: [{ name: swarm-node1, driver: { options: { generic-ip-address: 10.99.0.13 } } }]
`);

function planned(spec: ClusterSpec, seen: Snapshot, more: Partial<PlanningFacts> = {}): Plan {
  const plan = planUp(spec, seen, { ...facts, ...more });
  if (!plan.ok) throw new Error(JSON.stringify(plan.error));
  return plan.value;
}

function refused(spec: ClusterSpec, seen: Snapshot, more: Partial<PlanningFacts> = {}): Failure {
  const plan = planUp(spec, seen, { ...facts, ...more });
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

describe('the article', () => {
  test('from nothing', () => {
    const plan = planned(withNetwork, newWorld().snapshot());
    expect(`\n${renderPlan(plan)}\n`).toBe(`
create kvstore                         virtualbox
    -d virtualbox --engine-label=dockeroverlay.cluster=demo
check the engine of kvstore            older than 23.0, else it cannot join a store, after create kvstore
pull hashicorp/consul:1.20.6           on kvstore, after check the engine of kvstore
run hashicorp/consul:1.20.6            on kvstore, port 8500, volume dockeroverlay-consul, restarts always, after pull hashicorp/consul:1.20.6
wait until consul answers              after run hashicorp/consul:1.20.6
create swarm-manager                   virtualbox, swarm manager, engine joins consul://kvstore:8500, after wait until consul answers
    -d virtualbox --swarm --swarm-master --swarm-discovery=consul://kvstore:8500 --swarm-image=swarm:1.2.9 --engine-opt=cluster-store=consul://kvstore:8500 --engine-opt=cluster-advertise=eth1:2376 --engine-label=dockeroverlay.cluster=demo
create swarm-node1                     virtualbox, engine joins consul://kvstore:8500, after wait until consul answers
    -d virtualbox --swarm --swarm-discovery=consul://kvstore:8500 --swarm-image=swarm:1.2.9 --engine-opt=cluster-store=consul://kvstore:8500 --engine-opt=cluster-advertise=eth1:2376 --engine-label=dockeroverlay.cluster=demo
create swarm-node2                     virtualbox, engine joins consul://kvstore:8500, after wait until consul answers
    -d virtualbox --swarm --swarm-discovery=consul://kvstore:8500 --swarm-image=swarm:1.2.9 --engine-opt=cluster-store=consul://kvstore:8500 --engine-opt=cluster-advertise=eth1:2376 --engine-label=dockeroverlay.cluster=demo
wait until 3 nodes healthy             after create swarm-manager, create swarm-node1, create swarm-node2
introduce swarm-manager to the others  engines that started together may have missed each other, after create swarm-manager, create swarm-node1, create swarm-node2
create network my-net                  10.10.0.0/24, after wait until 3 nodes healthy, introduce swarm-manager to the others
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
        command: ['agent', '-server', '-bootstrap-expect=1', '-client=0.0.0.0'],
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

function machineIn(plan: Plan, name: string): MachineToCreate {
  const found = plan.steps.flatMap(({ action }) =>
    action.kind === 'createMachine' && action.machine.name === name ? [action.machine] : [],
  )[0];
  if (!found) throw new Error(renderPlan(plan));
  return found;
}

describe('what stands half', () => {
  test('stopped machines are started, and the store with its machine', () => {
    const world = standing(article);
    for (const host of world.hosts.values()) host.power = 'stopped';
    expect(read(planned(article, world.snapshot()))).toBe(`
start kvstore
start container dockeroverlay-consul   on kvstore, after start kvstore
wait until consul answers              after start container dockeroverlay-consul
start swarm-manager                    after wait until consul answers
start swarm-node1                      after wait until consul answers
start swarm-node2                      after wait until consul answers
wait until 3 nodes healthy             after start swarm-manager, start swarm-node1, start swarm-node2
introduce swarm-manager to the others  engines that started together may have missed each other, after start swarm-manager, start swarm-node1, start swarm-node2
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
remove swarm-node2          virtualbox, left over from a create that failed
create swarm-node2          virtualbox, engine joins consul://192.168.99.101:8500, left over from a create that failed, after remove swarm-node2
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

  test('a host that lives on is cleared of what would be in the way', () => {
    const world = standing(generic);
    const node = world.hosts.get('swarm-node1')!;
    node.containers = [container('swarm-agent'), container('mine')];
    const again = read(planned(generic, world.snapshot(), { unfinished: new Set(['swarm-node1']) }));
    expect(again).toBe('\n\n');
    node.containers = [container('dockeroverlay-consul')];
    expect(read(planned(generic, world.snapshot(), { unfinished: new Set(['swarm-node1']) }))).toBe(`
remove container dockeroverlay-consul  on swarm-node1, left over from a create that failed
remove swarm-node1                     generic, left over from a create that failed, after remove container dockeroverlay-consul
create swarm-node1                     generic, at 10.99.0.13, engine joins consul://10.99.0.11:8500, left over from a create that failed, after remove swarm-node1
wait until 2 nodes healthy             after create swarm-node1
`);
  });

  test('an engine without swarm is made again, unless people have containers there', () => {
    const world = standing(article);
    const node = world.hosts.get('swarm-node1')!;
    node.containers = [];
    expect(read(planned(article, world.snapshot()))).toContain('\nremove swarm-node1 ');
    node.containers = [container('mine')];
    expect(read(planned(article, world.snapshot()))).toBe('\nwait until 3 nodes healthy\n');
    node.containers = [container('swarm-agent', { state: 'exited' })];
    expect(read(planned(article, world.snapshot()))).toBe(`
start container swarm-agent  on swarm-node1
wait until 3 nodes healthy   after start container swarm-agent
`);
  });

  test('a node that does not answer is waited for, not made again', () => {
    const world = standing(article);
    world.hosts.get('swarm-node1')!.silent = { kind: 'engineSilent', address: 'x', after: 1, connected: false };
    const plan = planned(article, world.snapshot());
    expect(read(plan)).toBe('\nwait until 3 nodes healthy\n');
    expect(plan.steps[0]?.cause).toEqual({ kind: 'notAnswering' });
  });
});

describe('other shapes', () => {
  test('a store that exists already: the first create goes alone, its engine is looked at, then the others', async () => {
    const spec = await specOf('name: demo\nkeyValueStore: { url: "etcd://10.0.0.5:2379" }');
    expect(read(planned(spec, newWorld().snapshot()))).toBe(`
create swarm-manager                   virtualbox, swarm manager, engine joins etcd://10.0.0.5:2379
check the engine of swarm-manager      older than 23.0, else it cannot join a store, after create swarm-manager
create swarm-node1                     virtualbox, engine joins etcd://10.0.0.5:2379, after check the engine of swarm-manager
create swarm-node2                     virtualbox, engine joins etcd://10.0.0.5:2379, after check the engine of swarm-manager
wait until 3 nodes healthy             after create swarm-manager, create swarm-node1, create swarm-node2
introduce swarm-manager to the others  engines that started together may have missed each other, after create swarm-manager, create swarm-node1, create swarm-node2
`);
  });

  test('without an authority the first create is alone, whatever stands', () => {
    const world = standing(article);
    for (const name of ['swarm-manager', 'swarm-node1', 'swarm-node2']) world.hosts.delete(name);
    world.authority = false;
    expect(read(planned(article, world.snapshot()))).toBe(`
wait until consul answers
create swarm-manager                   virtualbox, swarm manager, engine joins consul://192.168.99.101:8500, after wait until consul answers
create swarm-node1                     virtualbox, engine joins consul://192.168.99.101:8500, after create swarm-manager
create swarm-node2                     virtualbox, engine joins consul://192.168.99.101:8500, after create swarm-manager
wait until 3 nodes healthy             after create swarm-manager, create swarm-node1, create swarm-node2
introduce swarm-manager to the others  engines that started together may have missed each other, after create swarm-manager, create swarm-node1, create swarm-node2
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
remove container dockeroverlay-consul  on kvstore, its host outlives the machine, after create kvstore
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

describe('refused, with the reason', () => {
  const empty = newWorld().snapshot();

  test('what was asked beforehand', () => {
    const unreachable = {
      address: '10.99.0.13:22',
      cause: { kind: 'engineRefused', address: '10.99.0.13:22' },
    } as const;
    const all = refused(generic, empty, {
      unknownDrivers: new Map([
        ['generic', 'not found'],
        ['other', 'not found'],
      ]),
      unreachable: new Map([['swarm-node1', unreachable]]),
      missingKeys: new Map([['swarm-manager', '/keys/id']]),
    });
    expect(all).toEqual({
      kind: 'several',
      failures: [
        { kind: 'driverUnknown', driver: 'generic', said: 'not found' },
        { kind: 'keyMissing', machine: 'swarm-manager', path: '/keys/id' },
        { kind: 'hostUnreachable', machine: 'swarm-node1', ...unreachable },
      ],
    });
  });

  test('a store that does not answer', async () => {
    const cause = { kind: 'storeRefused', url: 'consul://10.0.0.5:8500' } as const;
    const spec = await specOf('name: demo\nkeyValueStore: { url: "consul://10.0.0.5" }');
    expect(refused(spec, empty, { store: { ok: false, error: cause } })).toEqual({
      kind: 'storeDoesNotAnswer',
      url: 'consul://10.0.0.5:8500',
      cause,
    });
  });

  test('a name that another cluster has, or a machine on its own', async () => {
    const world = standing(await specOf('name: prod\nnodes: [{ name: swarm-node1 }]'));
    expect(refused(article, world.snapshot())).toEqual({
      kind: 'several',
      failures: ['kvstore', 'swarm-manager', 'swarm-node1'].map((machine) => ({
        kind: 'nameTaken',
        machine,
        by: 'prod',
      })),
    });
    const loose = newWorld();
    loose.apply({
      kind: 'createMachine',
      machine: { ...machineIn(planned(article, empty), 'kvstore'), name: 'swarm-node1', labels: {} },
    });
    expect(refused(article, loose.snapshot())).toEqual({ kind: 'nameTaken', machine: 'swarm-node1', by: '' });
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
    // Somebody else's is not ours to remove.
    containers[0] = { ...containers[0], image: 'progrium/consul', labels: {}, state: 'exited' };
    expect(read(planned(article, world.snapshot()))).not.toContain('remove container');
  });

  test('where the host lives on, a leftover whose engine is stopped gets it started first', () => {
    const world = standing(generic);
    world.hosts.get('swarm-node1')!.silent = { kind: 'engineRefused', address: 'x' };
    const plan = planned(generic, world.snapshot(), { unfinished: new Set(['swarm-node1']) });
    expect(read(plan)).toContain(`
start the engine of swarm-node1  a create that is cut off leaves it stopped, left over from a create that failed
remove swarm-node1               generic, left over from a create that failed, after start the engine of swarm-node1
create swarm-node1`);
    world.run(plan);
    expect(planned(generic, world.snapshot()).steps).toEqual([]);
  });

  test('a machine without address whose driver cannot be asked may be only stopped: it is not taken for a leftover', () => {
    const world = standing(article);
    const seen = world.snapshot();
    const machines = seen.machines.map((each) => {
      const machine = 'machine' in each.record ? each.record.machine : undefined;
      if (each.name !== 'swarm-node2' || !machine) return each;
      const failure = { kind: 'addressUnknown', machine: each.name } as const;
      const engine = { state: 'failed', failure, at: seen.at, last: undefined } as const;
      return { ...each, record: { machine: { ...machine, address: undefined } }, engine, power: 'unknown' as const };
    });
    expect(refused(article, { ...seen, machines })).toEqual({ kind: 'machineUnclear', machine: 'swarm-node2' });
  });

  test("a store machine that is a script's other cluster's", async () => {
    const world = standing(await specOf('name: prod\nmanagers: [{ name: m1 }]\nnodes: []'));
    for (const host of world.hosts.values()) host.machine = { ...host.machine, engineLabels: {} };
    expect(refused(article, world.snapshot())).toEqual({ kind: 'nameTaken', machine: 'kvstore', by: 'm1' });
  });

  test.each([
    ['https://get.docker.com', '23.0 or newer'],
    ['https://releases.example/install-docker/26.1.sh', '26.1'],
    ['https://releases.example/docker-24.0.7/install', '24.0.7'],
    ['https://releases.example/install-docker/20.10.sh', undefined],
    ['https://releases.example/install-docker/19.03.15.sh', undefined],
    ['https://example.com/install', undefined],
  ])('an install script for an engine that cannot join: %s', async (url, version) => {
    const spec = await specOf(`name: demo\nengine: { installUrl: "${url}" }`);
    if (version === undefined) expect(planned(spec, empty).steps).not.toEqual([]);
    else expect(refused(spec, empty)).toEqual({ kind: 'engineWithoutClusterStore', version, from: url });
  });

  test('an engine of the cluster that cannot join', () => {
    const world = standing(article);
    world.hosts.delete('swarm-node2');
    world.hosts.get('kvstore')!.version = '26.1.5';
    expect(refused(article, world.snapshot())).toEqual({
      kind: 'engineWithoutClusterStore',
      version: '26.1.5',
      from: 'kvstore',
    });
  });

  test('one host for two machines', () => {
    const nodes = ['swarm-node1', 'other'].map((name) => ({ ...generic.nodes[0]!, name }));
    expect(refused({ ...generic, nodes }, empty)).toEqual({
      kind: 'addressShared',
      machines: ['swarm-node1', 'other'],
      address: '10.99.0.13',
    });
    const world = newWorld();
    world.apply({
      kind: 'createMachine',
      machine: { ...machineIn(planned(generic, empty), 'kvstore'), name: 'old', labels: {} },
    });
    expect(refused(generic, world.snapshot())).toMatchObject({ kind: 'addressShared', machines: ['kvstore', 'old'] });
  });
});

describe('said before it runs', () => {
  const warningsOf = (spec: ClusterSpec, seen: Snapshot): readonly string[] =>
    planned(spec, seen).warnings.map(({ kind, ...words }) => [kind, ...Object.values<unknown>(words)].join(' '));

  test('zookeeper crashes engines', async () => {
    const spec = await specOf('name: demo\nkeyValueStore: { type: zookeeper }');
    expect(warningsOf(spec, newWorld().snapshot())).toEqual(['zookeeperCrashes']);
  });

  test('a driver that installs the newest engine, without the interface', async () => {
    const spec = await specOf('name: demo\ndriver: { name: amazonec2 }');
    expect(warningsOf(spec, newWorld().snapshot())).toEqual([
      'newestEngine amazonec2',
      'interfaceUnlikely eth1 amazonec2',
    ]);
  });

  test('machines and networks that differ from the file stay as they are', async () => {
    const world = standing(withNetwork);
    const changed = await specOf(`
name: demo
driver: { name: hyperv }
advertiseInterface: eth0
swarm: { strategy: binpack }
engine: { options: [ "log-level=warn" ], registryMirrors: [ "http://m" ] }
managers: [{ name: swarm-node1 }]
nodes: [{ name: swarm-manager }]
networks: [{ name: my-net, subnet: 10.20.0.0/24, internal: true }]`);
    expect(warningsOf(changed, world.snapshot())).toEqual([
      'differs kvstore driver hyperv virtualbox',
      'differs kvstore registry-mirror http://m ',
      'differs kvstore log-level warn ',
      'differs swarm-node1 driver hyperv virtualbox',
      'differs swarm-node1 registry-mirror http://m ',
      'differs swarm-node1 log-level warn ',
      'differs swarm-node1 cluster-advertise eth0:2376 eth1:2376',
      'differs swarm-node1 swarm manager node',
      'differs swarm-node1 swarm-strategy binpack spread',
      'differs swarm-manager driver hyperv virtualbox',
      'differs swarm-manager registry-mirror http://m ',
      'differs swarm-manager log-level warn ',
      'differs swarm-manager cluster-advertise eth0:2376 eth1:2376',
      'differs swarm-manager swarm node manager',
      'networkDiffers my-net subnet 10.20.0.0/24 10.10.0.0/24',
      'networkDiffers my-net internal true false',
    ]);
  });

  test('engines that know a store which is gone will not find a new one', () => {
    const world = standing(article);
    world.hosts.delete('kvstore');
    expect(warningsOf(article, world.snapshot())).toEqual(
      ['swarm-manager', 'swarm-node1', 'swarm-node2'].map(
        (name) => `differs ${name} cluster-store consul://kvstore:8500 consul://192.168.99.101:8500`,
      ),
    );
  });

  test('a machine on its own that fits is used', () => {
    const world = newWorld();
    world.apply({
      kind: 'createMachine',
      machine: { ...machineIn(planned(article, newWorld().snapshot()), 'kvstore'), labels: {} },
    });
    expect(warningsOf(article, world.snapshot())).toEqual(['adopted kvstore']);
  });

  test('secrets do not show', async () => {
    const spec = await specOf('name: demo\ndriver: { name: x, options: { x-api-token: abc, x-size: 3 } }');
    const text = renderPlan(planned(spec, newWorld().snapshot()));
    expect(text).toContain('--x-api-token=*** --x-size=3');
    expect(text).not.toContain('abc');
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
