// What goes with machines and containers, alone and together, in each kind of cluster.
import { describe, expect, test } from 'vitest';
import { containerStakes } from '../../../src/model/containerStakes.ts';
import { parseStoreUrl } from '../../../src/model/keyValueStore.ts';
import { storeLabel } from '../../../src/model/findStoreContainer.ts';
import { machineStakes, type MachineStakes } from '../../../src/model/stakes.ts';
import type { SwarmNode } from '../../../src/model/swarmMode.ts';
import {
  cluster,
  container,
  failed,
  kvUrl,
  machine,
  noSwarm,
  seen,
  seenMachine,
  snapshot,
  view,
  wellCluster,
} from '../samples.ts';

const silent = { kind: 'engineSilent', address: '10.0.0.1:2376', after: 5000, connected: false } as const;
const only = (stakes: readonly MachineStakes[]): MachineStakes => {
  expect(stakes).toHaveLength(1);
  return stakes[0]!;
};

describe('in a classic cluster', () => {
  const { machines, cluster: demo } = wellCluster();
  const picture = snapshot(machines, [demo]);

  test('a node takes its containers with it, and nothing else', () => {
    const busy = view('swarm-node1', {}, [container('web'), container('old', { state: 'exited' })]);
    const seenBusy = machines.map((each) => (each.name === 'swarm-node1' ? { ...each, engine: seen(busy) } : each));
    expect(only(machineStakes(['swarm-node1'], snapshot(seenBusy, [demo])))).toEqual({
      machine: 'swarm-node1',
      driver: 'virtualbox',
      cluster: 'demo',
      role: 'node',
      containers: ['old', 'web'],
      running: ['web'],
      isIncomplete: false,
      hostLivesOn: false,
      isLastManager: false,
      holdsStore: false,
      breaksMajority: false,
      staysListed: false,
    });
  });

  test('the only manager leaves the others without one; not when all go together', () => {
    expect(only(machineStakes(['swarm-manager'], picture)).isLastManager).toBe(true);
    const all = machineStakes(
      demo.members.map((each) => each.machine),
      picture,
    );
    expect(all.map((each) => each.isLastManager || each.holdsStore)).toEqual([false, false, false, false]);
  });

  test('with a second manager neither is the last, but both together are', () => {
    const second = { machine: 'swarm-node1', role: 'manager' } as const;
    const two = { ...demo, members: demo.members.map((each) => (each.machine === second.machine ? second : each)) };
    const last = (...names: string[]): boolean[] =>
      machineStakes(names, snapshot(machines, [two])).map((each) => each.isLastManager);
    expect(last('swarm-manager')).toEqual([false]);
    expect(last('swarm-manager', 'swarm-node1')).toEqual([true, true]);
  });

  test('the store’s machine', () => {
    expect(only(machineStakes(['kvstore'], picture)).holdsStore).toBe(true);
    expect(only(machineStakes(['swarm-node1'], picture)).holdsStore).toBe(false);
  });

  test('who does not answer is remembered; who never answered is not known; a leftover is told as one', () => {
    const gone = seenMachine(machine('a'), { engine: failed(silent, view('a', {}, [container('web')])) });
    const never = seenMachine(machine('b'), { engine: failed(silent) });
    const half = seenMachine(machine('c'), { engine: failed({ kind: 'addressUnknown', machine: 'c' }) });
    const [a, b, c] = machineStakes(['a', 'b', 'c'], snapshot([gone, never, half]));
    expect([a?.containers, b?.containers]).toEqual([['web'], undefined]);
    expect([a?.isIncomplete, c?.isIncomplete]).toEqual([false, true]);
  });

  test('a host that docker-machine only forgets', () => {
    const host = seenMachine(machine('host', { driver: 'generic' }));
    expect(only(machineStakes(['host'], snapshot([host]))).hostLivesOn).toBe(true);
  });
});

describe('in a cluster of swarm mode', () => {
  const node = (id: string, reachability?: 'reachable' | 'unreachable'): SwarmNode => ({
    id,
    hostname: id,
    role: reachability ? 'manager' : 'worker',
    availability: 'active',
    state: 'ready',
    message: '',
    address: '',
    manager: reachability && { isLeader: false, reachability, address: '' },
    engineVersion: '26.1.5',
    cpus: 1,
    memory: 1,
    labels: {},
    engineLabels: {},
  });
  const names = ['m1', 'm2', 'm3', 'w1'];
  const machines = names.map((name) =>
    seenMachine(machine(name), { engine: seen(view(name, { swarm: { ...noSwarm, state: 'active', nodeId: name } })) }),
  );
  const swarm = (nodes: readonly SwarmNode[]) =>
    cluster(
      'cloud',
      names.map((name) => ({ machine: name, role: name === 'w1' ? ('node' as const) : ('manager' as const) })),
      {
        orchestration: 'swarm-mode',
        swarm: { id: 's', source: 'm1', view: seen({ nodes, services: [], tasks: [] }), managers: [] },
      },
    );
  const three = [node('m1', 'reachable'), node('m2', 'reachable'), node('m3', 'reachable'), node('w1')];
  const broken = (going: readonly string[], nodes = three): boolean[] =>
    machineStakes(going, snapshot(machines, [swarm(nodes)])).map((each) => each.breaksMajority);

  test('one of three managers may go, two may not, nor one of three of which one is away', () => {
    expect(broken(['m1'])).toEqual([false]);
    expect(broken(['m1', 'm2'])).toEqual([true, true]);
    expect(broken(['m2'], [node('m1', 'reachable'), node('m2', 'reachable'), node('m3', 'unreachable')])).toEqual([
      true,
    ]);
    expect(broken(['w1'])).toEqual([false]);
  });

  test('where there is no majority any more none can be lost', () => {
    const away = [node('m1', 'reachable'), node('m2', 'unreachable'), node('m3', 'unreachable')];
    expect(broken(['m1'], away)).toEqual([false]);
  });

  test('the swarm goes on listing who is removed, but for whom nobody stays to list', () => {
    const picture = snapshot(machines, [swarm(three)]);
    expect(only(machineStakes(['w1'], picture)).staysListed).toBe(true);
    expect(machineStakes(names, picture).some((each) => each.staysListed)).toBe(false);
  });
});

describe('a container', () => {
  const { machines, cluster: demo } = wellCluster();
  const containers: Readonly<Record<string, Parameters<typeof view>[2]>> = {
    kvstore: [container('consul', { labels: { [storeLabel]: 'consul' } }), container('plain')],
    'swarm-manager': [container('swarm-agent-master'), container('swarm-agent')],
    'swarm-node1': [
      container('consul', { image: 'consul:1' }),
      container('web.1', { labels: { 'com.docker.swarm.service.name': 'web' } }),
    ],
  };
  const picture = snapshot(
    machines.map((each) => ({ ...each, engine: seen(view(each.name, {}, containers[each.name])) })),
    [demo],
  );
  const part = (machine: string, name: string) => containerStakes([{ machine, container: name }], picture)[0]?.part;

  test('that holds the cluster together is known by its place and name', () => {
    expect(part('kvstore', 'consul')).toBe('keyValueStore');
    expect(part('swarm-manager', 'swarm-agent-master')).toBe('manager');
    expect(part('swarm-manager', 'swarm-agent')).toBe('agent');
  });

  test('is only a container elsewhere', () => {
    expect(part('kvstore', 'plain')).toBeUndefined();
    expect(part('swarm-node1', 'consul')).toBeUndefined();
    expect(part('swarm-node2', 'ghost')).toBeUndefined();
    expect(parseStoreUrl(kvUrl)?.type).toBe('consul');
  });

  test('of a service; by its id, too', () => {
    const [stakes] = containerStakes([{ machine: 'swarm-node1', container: 'id-web.1' }], picture);
    expect(stakes).toMatchObject({ container: 'web.1', service: 'web', cluster: 'demo' });
  });
});
