/** Services and their tasks: whatever is wanted and whatever nodes there are, in the end what is wanted runs where it may. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startEngine, stopEngine } from '../../../../src/simulator/world/engineLife.ts';
import type { ServiceSpec, Swarm, SwarmTask } from '../../../../src/simulator/world/nouns.ts';
import { createService, findService, removeService, updateService } from '../../../../src/simulator/world/services.ts';
import { initSwarm, joinSwarm } from '../../../../src/simulator/world/swarmEntry.ts';
import { findNode, updateNode } from '../../../../src/simulator/world/swarmNodes.ts';
import { HandWorld } from '../handWorld.ts';

let hand: HandWorld;
const names = ['m1', 'm2', 'm3', 'w1', 'w2'];

async function open(): Promise<void> {
  hand = new HandWorld();
  hand.world.state.engineVersion = '26.1.5';
  for (const name of names) await hand.machine(['create', '-d', 'virtualbox', name]);
  initSwarm(hand.world, hand.host('m1'), {
    advertise: 'eth1',
    availability: 'active',
    addressPools: [],
    subnetSize: 24,
    dataPathPort: 4789,
    spec: {},
  });
  for (const name of names.slice(1)) {
    const token = name.startsWith('m') ? swarm().managerToken : swarm().workerToken;
    await joinSwarm(hand.world, hand.host(name), 'eth1', {
      remotes: ['10.99.0.11:2377'],
      token,
      availability: 'active',
    });
  }
}

const swarm = (): Swarm => hand.world.state.swarms[0]!;

const spec = (
  name: string,
  mode: unknown,
  more: Readonly<Record<string, unknown>> = {},
  command = ['sleep', '100000'],
): ServiceSpec => ({
  Name: name,
  TaskTemplate: { ContainerSpec: { Image: 'busybox:1.36', Args: command }, ForceUpdate: 0, ...more },
  Mode: mode,
});
const replicated = (count: number): unknown => ({ Replicated: { Replicas: count } });

const running = (service: string): SwarmTask[] => {
  const { id } = findService(swarm(), service);
  return swarm().tasks.filter(
    (task) => task.serviceId === id && task.state === 'running' && task.desired === 'running',
  );
};
const hostnames = (tasks: readonly SwarmTask[]): string[] =>
  tasks.map(({ nodeId }) => swarm().nodes.find(({ id }) => id === nodeId)?.hostname ?? '').sort();
const set = (
  node: string,
  change: Partial<{ availability: 'active' | 'pause' | 'drain'; role: 'manager' | 'worker' }>,
): void => {
  const found = findNode(swarm(), node);
  const { role, availability, labels } = found;
  updateNode(hand.world, swarm(), found, found.index, { role, availability, labels, ...change });
};

beforeEach(open);
afterEach(() => {
  hand.remove();
});

describe('a service', () => {
  test('is spread over the nodes', () => {
    createService(hand.world, swarm(), spec('web', replicated(5)));
    hand.goOn(2000);
    expect(hostnames(running('web'))).toEqual(names);
  });

  test('that is global runs once on each node that may take it', () => {
    createService(
      hand.world,
      swarm(),
      spec('agent', { Global: {} }, { Placement: { Constraints: ['node.role==worker'] } }),
    );
    hand.goOn(2000);
    expect(hostnames(running('agent'))).toEqual(['w1', 'w2']);
    set('w1', { availability: 'drain' });
    hand.goOn(2000);
    expect(hostnames(running('agent'))).toEqual(['w2']);
  });

  test('that no node may take says why', () => {
    createService(
      hand.world,
      swarm(),
      spec('lost', replicated(1), { Placement: { Constraints: ['node.hostname==nosuch'] } }),
    );
    hand.goOn(1000);
    expect(swarm().tasks).toMatchObject([
      { state: 'pending', error: 'no suitable node (scheduling constraints not satisfied on 5 nodes)' },
    ]);
  });

  test('whose image is not there has rejected tasks, and tries again', () => {
    const missing = { ...spec('broken', replicated(1)), TaskTemplate: { ContainerSpec: { Image: 'no/such:image' } } };
    createService(hand.world, swarm(), missing);
    hand.goOn(20_000);
    const tasks = swarm().tasks.filter(({ state }) => state === 'rejected');
    expect(tasks.length).toBeGreaterThan(1);
    expect(tasks[0]?.error).toBe('No such image: no/such:image');
  });

  test('leaves a node that is down after its silence, and stays where it is when that comes back', () => {
    createService(hand.world, swarm(), spec('web', replicated(5)));
    hand.goOn(2000);
    stopEngine(hand.world, hand.host('w2'));
    hand.goOn(10_000);
    expect(findNode(swarm(), 'w2').state).toBe('ready');
    hand.goOn(10_000);
    expect(findNode(swarm(), 'w2')).toMatchObject({ state: 'down', message: 'heartbeat failure' });
    hand.goOn(2000);
    expect(running('web')).toHaveLength(5);
    expect(hostnames(running('web'))).not.toContain('w2');
    startEngine(hand.world, hand.host('w2'));
    hand.goOn(2000);
    expect(findNode(swarm(), 'w2').state).toBe('ready');
    expect(hostnames(running('web'))).not.toContain('w2');
  });

  test('that is a job runs to its end, once', async () => {
    createService(hand.world, swarm(), spec('job', { ReplicatedJob: { TotalCompletions: 3 } }, {}, ['echo', 'done']));
    hand.goOn(1500);
    await new Promise(setImmediate);
    hand.goOn(5000);
    expect(swarm().tasks.map(({ state }) => state)).toEqual(['complete', 'complete', 'complete']);
  });

  test('takes its tasks and their containers with it', () => {
    createService(hand.world, swarm(), spec('web', replicated(5)));
    hand.goOn(2000);
    removeService(hand.world, swarm(), findService(swarm(), 'web'));
    hand.goOn(2000);
    expect(swarm().tasks).toEqual([]);
    expect(hand.world.state.hosts.flatMap(({ engine }) => engine.containers)).toEqual([]);
  });

  test('whose new tasks fail stops its update', () => {
    const service = createService(hand.world, swarm(), spec('web', replicated(3)));
    hand.goOn(2000);
    const broken = { ...service.spec, TaskTemplate: { ContainerSpec: { Image: 'no/such:image' } } };
    updateService(hand.world, swarm(), service, service.index, broken);
    hand.goOn(5000);
    expect(service.update).toMatchObject({
      state: 'paused',
      message: expect.stringContaining('update paused due to failure') as string,
    });
    expect(running('web')).toHaveLength(2);
    updateService(hand.world, swarm(), service, service.index, 'previous');
    hand.goOn(10_000);
    expect(service.update?.state).toBe('rollback_completed');
    expect(running('web')).toHaveLength(3);
  });
});

test('of whatever replicas, drains, stops and starts, in the end as many run as are wanted, on nodes that may take them', async () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('scale' as const), replicas: fc.nat(8) }),
    fc.record({
      kind: fc.constantFrom('drain' as const, 'pause' as const, 'activate' as const),
      node: fc.constantFrom('m3', 'w1', 'w2'),
    }),
    fc.record({ kind: fc.constantFrom('stop' as const, 'start' as const), node: fc.constantFrom('m3', 'w1', 'w2') }),
    fc.record({ kind: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 30 }) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      hand.remove();
      await open();
      const service = createService(hand.world, swarm(), spec('web', replicated(3)));
      let replicas = 3;
      for (const each of steps) {
        switch (each.kind) {
          case 'scale':
            replicas = each.replicas;
            updateService(hand.world, swarm(), service, service.index, { ...service.spec, Mode: replicated(replicas) });
            break;
          case 'drain':
          case 'pause':
            set(each.node, { availability: each.kind });
            break;
          case 'activate':
            set(each.node, { availability: 'active' });
            break;
          case 'stop':
            stopEngine(hand.world, hand.host(each.node));
            break;
          case 'start':
            startEngine(hand.world, hand.host(each.node));
            break;
          case 'wait':
            hand.goOn(each.seconds * 1000);
        }
      }
      hand.goOn(60_000);
      expect(running('web')).toHaveLength(replicas);
      for (const { nodeId, containerId } of running('web')) {
        const node = swarm().nodes.find(({ id }) => id === nodeId)!;
        expect(node).toMatchObject({ state: 'ready' });
        expect(node.availability).not.toBe('drain');
        const host = hand.world.host(node.hostId)!;
        expect(host.engine.containers.find(({ id }) => id === containerId)?.state).toBe('running');
      }
      // No container runs whose task nobody wants.
      const wanted = new Set(running('web').map(({ containerId }) => containerId));
      const others = hand.world.state.hosts
        .flatMap(({ engine }) => engine.containers)
        .filter(({ id, state, task }) => task && state === 'running' && !wanted.has(id));
      expect(others).toEqual([]);
    }),
    { numRuns: 30 },
  );
}, 60_000);
