// A swarm of swarm mode for tests: three managers, of which m1 leads, two workers, and a service with a task on each worker.
import { err, ok } from '../../src/base/result.ts';
import type { Cluster } from '../../src/model/cluster.ts';
import type { Engine, SwarmMembership } from '../../src/model/engine.ts';
import type { Machine } from '../../src/model/machine.ts';
import type { SeenMachine } from '../../src/model/snapshot.ts';
import type { NodeAsManager, SwarmNode, SwarmService, SwarmTask, SwarmView } from '../../src/model/swarmMode.ts';
import { FakeWorld } from './fakeWorld.ts';
import { cluster as makeCluster, engine, machine, noSwarm, seen, seenMachine } from './samples.ts';

export const swarmId = 'swarm1';
export const managerNames = ['m1', 'm2', 'm3'];
export const workerNames = ['w1', 'w2'];
const names = [...managerNames, ...workerNames];

export const addressOf = (name: string): string => `10.0.0.${String(names.indexOf(name) + 1)}`;
export const managerAddresses: readonly string[] = managerNames.map((name) => `${addressOf(name)}:2377`);

export function swarmNode(hostname: string, wanted: Partial<SwarmNode> = {}): SwarmNode {
  const isManager = managerNames.includes(hostname);
  return {
    id: `node-${hostname}`,
    hostname,
    role: isManager ? 'manager' : 'worker',
    availability: 'active',
    state: 'ready',
    message: '',
    address: addressOf(hostname),
    manager: isManager ? asManager(hostname) : undefined,
    engineVersion: '26.1.5',
    cpus: 1,
    memory: 1_073_741_824,
    labels: {},
    engineLabels: {},
    ...wanted,
  };
}

export function asManager(hostname: string, wanted: Partial<NodeAsManager> = {}): NodeAsManager {
  return { isLeader: hostname === 'm1', reachability: 'reachable', address: `${addressOf(hostname)}:2377`, ...wanted };
}

export function swarmService(name: string, wanted: Partial<SwarmService> = {}): SwarmService {
  return {
    id: `service-${name}`,
    name,
    image: 'busybox:1.36',
    mode: 'replicated',
    replicas: 2,
    update: undefined,
    canRollBack: false,
    stack: undefined,
    labels: {},
    networks: [],
    ports: [],
    ...wanted,
  };
}

export function swarmTask(service: string, slot: number, hostname: string, wanted: Partial<SwarmTask> = {}): SwarmTask {
  return {
    id: `task-${service}-${String(slot)}-${hostname}`,
    serviceId: `service-${service}`,
    nodeId: hostname === '' ? '' : `node-${hostname}`,
    slot,
    state: 'running',
    desired: 'running',
    message: 'started',
    error: '',
    at: undefined,
    image: 'busybox:1.36',
    containerId: '',
    ...wanted,
  };
}

export function swarmView(wanted: Partial<SwarmView> = {}): SwarmView {
  return {
    nodes: names.map((name) => swarmNode(name)),
    services: [swarmService('web')],
    tasks: [swarmTask('web', 1, 'w1'), swarmTask('web', 2, 'w2')],
    ...wanted,
  };
}

/** The well view with some of its nodes changed; undefined: not listed. */
export function viewWith(changes: Readonly<Record<string, Partial<SwarmNode> | undefined>>): SwarmView {
  return swarmView({
    nodes: names.flatMap((name) => {
      const change = changes[name];
      return name in changes && change === undefined ? [] : [swarmNode(name, change)];
    }),
  });
}

/** What an engine of that swarm says of its part in it. */
export function membership(name: string, wanted: Partial<SwarmMembership> = {}): SwarmMembership {
  const isManager = managerNames.includes(name);
  return {
    ...noSwarm,
    state: 'active',
    nodeId: `node-${name}`,
    nodeAddress: addressOf(name),
    isManager,
    clusterId: isManager ? swarmId : undefined,
    managers: managerAddresses,
    ...wanted,
  };
}

export function swarmEngine(name: string, wanted: Partial<SwarmMembership> = {}): Engine {
  return engine(name, { version: '26.1.5', swarm: membership(name, wanted) });
}

export function swarmMachines(labels: Readonly<Record<string, string>> = {}): Machine[] {
  return names.map((name) => machine(name, { driver: 'generic', address: addressOf(name), engineLabels: labels }));
}

/** The swarm as a cluster with everybody well: what a test then breaks. */
export function wellSwarm(): { readonly machines: SeenMachine[]; readonly cluster: Cluster } {
  return {
    machines: swarmMachines().map((record) =>
      seenMachine(record, { engine: seen({ engine: swarmEngine(record.name), containers: [] }) }),
    ),
    cluster: makeCluster(
      'cloud',
      names.map((name) => ({ machine: name, role: managerNames.includes(name) ? 'manager' : 'node' })),
      {
        orchestration: 'swarm-mode',
        swarm: { id: swarmId, source: 'm1', view: seen(swarmView()), managers: managerAddresses },
      },
    ),
  };
}

/** The same behind doors. */
export function swarmWorld(): FakeWorld {
  const world = new FakeWorld();
  for (const record of swarmMachines()) {
    const { name } = record;
    const endpoint = world.add(record, swarmEngine(name));
    endpoint.swarm = managerNames.includes(name)
      ? ok(swarmView())
      : err({ kind: 'notAManager', address: endpoint.address });
  }
  return world;
}

/** Has every manager tell this. */
export function tellView(world: FakeWorld, view: SwarmView): void {
  for (const name of managerNames) world.engineOf(name).swarm = ok(view);
}
