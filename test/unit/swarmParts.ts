// Nodes, services and tasks for tests that make a swarm of their own, each by its name.
import type { SwarmNode, SwarmService, SwarmTask } from '../../src/model/swarmMode.ts';

export function swarmNode(name: string, wanted: Partial<SwarmNode> = {}): SwarmNode {
  return {
    id: `id-${name}`,
    hostname: name,
    role: 'worker',
    availability: 'active',
    state: 'ready',
    message: '',
    address: '',
    manager: undefined,
    engineVersion: '26.1.5',
    cpus: 2,
    memory: 1_073_741_824,
    labels: {},
    engineLabels: {},
    ...wanted,
  };
}

export function swarmManager(name: string, wanted: Partial<SwarmNode> = {}): SwarmNode {
  return swarmNode(name, {
    role: 'manager',
    manager: { isLeader: false, reachability: 'reachable', address: `${name}:2377` },
    ...wanted,
  });
}

export function swarmService(name: string, wanted: Partial<SwarmService> = {}): SwarmService {
  return {
    id: `id-${name}`,
    name,
    image: 'busybox:1.36',
    mode: 'replicated',
    replicas: 1,
    update: undefined,
    canRollBack: false,
    stack: undefined,
    labels: {},
    networks: [],
    ports: [],
    ...wanted,
  };
}

export function swarmTask(
  service: string,
  slot: number | undefined,
  node: string,
  wanted: Partial<SwarmTask> = {},
): SwarmTask {
  return {
    id: `task-${service}-${String(slot ?? node)}`,
    serviceId: `id-${service}`,
    nodeId: node === '' ? '' : `id-${node}`,
    slot,
    state: 'running',
    desired: 'running',
    message: '',
    error: '',
    at: new Date('2026-11-24T06:00:00Z'),
    image: 'busybox:1.36',
    containerId: '',
    ...wanted,
  };
}
