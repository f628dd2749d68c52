/** Advances a task one state at a time until it runs and ends, and manages its container on its node. */
import { createContainer, endContainer, removeContainer, startContainer } from './containers.ts';
import { beginProgram } from './containerProgram.ts';
import { addImage, hasImage, isPublished } from './images.ts';
import type { Host, Swarm, SwarmService, SwarmTask, TaskState } from './nouns.ts';
import { explainNoNode, hasEnded, place } from './placement.ts';
import { Refusal } from './refusal.ts';
import { termsOf, type ServiceTerms } from './serviceSpec.ts';
import { isAlive } from './swarmMembership.ts';
import { touch } from './swarmNodes.ts';
import { findContainer, type World } from './world.ts';

export function advance(world: World, swarm: Swarm, task: SwarmTask): void {
  if (hasEnded(task)) return;
  const node = swarm.nodes.find(({ id }) => id === task.nodeId);
  const host = node && isAlive(world, node) ? world.host(node.hostId) : undefined;
  if (task.desired === 'shutdown') {
    // A task on an unreachable node keeps its last state.
    if (task.nodeId === '' || host) end(world, swarm, task, host, 'shutdown', 'shutdown');
    return;
  }
  if (world.time.now() < task.notBefore) return;
  const service = swarm.services.find(({ id }) => id === task.serviceId);
  if (!service) return;
  step(world, swarm, task, service, host);
}

function step(world: World, swarm: Swarm, task: SwarmTask, service: SwarmService, host: Host | undefined): void {
  const terms = termsOf(service.spec);
  switch (task.state) {
    case 'new':
    case 'pending': {
      if (task.nodeId !== '') {
        turn(world, swarm, task, 'assigned', 'scheduler assigned task to node');
        return;
      }
      const chosen = place(world, swarm, task, terms);
      if (chosen) {
        task.nodeId = chosen.id;
        turn(world, swarm, task, 'assigned', 'scheduler assigned task to node');
      } else turn(world, swarm, task, 'pending', 'pending task scheduling', explainNoNode(world, swarm.nodes, terms));
      return;
    }
    case 'assigned':
      if (host) turn(world, swarm, task, 'preparing', 'preparing');
      return;
    case 'preparing':
    case 'starting':
      if (host) begin(world, swarm, task, service, terms, host);
      return;
    case 'running':
      if (host) watch(world, swarm, task, host);
      return;
    case 'complete':
    case 'shutdown':
    case 'failed':
    case 'rejected':
    case 'orphaned':
    case 'remove':
      return;
  }
}

function begin(
  world: World,
  swarm: Swarm,
  task: SwarmTask,
  service: SwarmService,
  terms: ServiceTerms,
  host: Host,
): void {
  try {
    if (!hasImage(host, terms.image)) {
      if (!isPublished(terms.image)) throw new Refusal(404, `No such image: ${terms.image}`);
      addImage(world, host, terms.image);
    }
    const container = createContainer(world, host, {
      name: `${service.spec.Name}.${task.slot > 0 ? String(task.slot) : task.nodeId}.${task.id}`,
      image: terms.image,
      entrypoint: terms.entrypoint,
      command: terms.command,
      environment: terms.environment,
      labels: { ...terms.containerLabels, ...labelsOf(task, service) },
      ports: terms.ports
        .filter(({ mode }) => mode === 'host')
        .map(({ published, target }) => ({ host: published, container: target })),
      binds: [],
      restart: 'no',
      networkMode: networkOf(swarm, terms.networks[0]) ?? 'default',
      networks: Object.fromEntries(terms.networks.flatMap((id) => [[networkOf(swarm, id) ?? id, '']])),
      task: { taskId: task.id, serviceId: service.id, nodeId: task.nodeId },
    });
    startContainer(world, host, container);
    task.containerId = container.id;
    task.addresses = container.endpoints
      .filter(({ networkId }) => swarm.networks.some(({ id }) => id === networkId))
      .map(({ networkId, address }) => ({ networkId, address }));
    turn(world, swarm, task, 'running', 'started');
    void beginProgram(world, host, container);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    turn(world, swarm, task, 'rejected', 'preparing', error.message);
  }
}

const networkOf = (swarm: Swarm, id: string | undefined): string | undefined =>
  swarm.networks.find((network) => network.id === id)?.name;

function labelsOf(task: SwarmTask, service: SwarmService): Record<string, string> {
  const prefix = 'com.docker.swarm';
  return {
    [`${prefix}.node.id`]: task.nodeId,
    [`${prefix}.service.id`]: service.id,
    [`${prefix}.service.name`]: service.spec.Name,
    [`${prefix}.task`]: '',
    [`${prefix}.task.id`]: task.id,
    [`${prefix}.task.name`]: `${service.spec.Name}.${task.slot > 0 ? String(task.slot) : task.nodeId}.${task.id}`,
  };
}

function watch(world: World, swarm: Swarm, task: SwarmTask, host: Host): void {
  const container = findContainer(host, task.containerId);
  if (container?.state === 'running') return;
  const code = container?.exitCode ?? 137;
  if (container && code === 0) turn(world, swarm, task, 'complete', 'finished');
  else turn(world, swarm, task, 'failed', 'started', `task: non-zero exit (${String(code)})`);
}

function end(
  world: World,
  swarm: Swarm,
  task: SwarmTask,
  host: Host | undefined,
  state: TaskState,
  message: string,
): void {
  const container = host && task.containerId !== '' ? findContainer(host, task.containerId) : undefined;
  if (host && container) {
    endContainer(world, host, container, 143);
    removeContainer(world, host, container, true);
  }
  turn(world, swarm, task, state, message);
}

function turn(world: World, swarm: Swarm, task: SwarmTask, state: TaskState, message: string, error = ''): void {
  if (task.state === state && task.error === error) return;
  task.state = state;
  task.message = message;
  task.error = error;
  touch(world, swarm, task);
  world.changed();
}
