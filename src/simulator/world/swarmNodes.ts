/** Changes to a swarm's nodes by its managers: role, availability, labels, removal; and the swarm's events. */
import type { Swarm, SwarmNode } from './nouns.ts';
import { Refusal } from './refusal.ts';
import { hasQuorum, isAlive, managersOf } from './swarmMembership.ts';
import type { World } from './world.ts';

export function findNode(swarm: Swarm, reference: string): SwarmNode {
  const node =
    swarm.nodes.find(({ id }) => id === reference) ?? swarm.nodes.find(({ hostname }) => hostname === reference);
  if (!node) throw new Refusal(404, `node ${reference} not found`);
  return node;
}

export const outOfSequence = (): Refusal => new Refusal(500, 'rpc error: code = Unknown desc = update out of sequence');

export interface NodeSpec {
  readonly role: SwarmNode['role'];
  readonly availability: SwarmNode['availability'];
  readonly labels: Readonly<Record<string, string>>;
}

export function updateNode(world: World, swarm: Swarm, node: SwarmNode, version: number, spec: NodeSpec): void {
  if (version !== node.index) throw outOfSequence();
  if (node.role === 'manager' && spec.role === 'worker') refuseDemotion(world, swarm, node);
  const changes: Record<string, string> = {};
  if (node.availability !== spec.availability) {
    changes['availability.new'] = spec.availability;
    changes['availability.old'] = node.availability;
  }
  if (node.role !== spec.role) {
    changes['role.new'] = spec.role;
    changes['role.old'] = node.role;
  }
  node.role = spec.role;
  node.availability = spec.availability;
  node.labels = { ...spec.labels };
  touch(world, swarm, node);
  tellNode(world, swarm, node, 'update', changes);
  world.changed();
}

function refuseDemotion(world: World, swarm: Swarm, node: SwarmNode): void {
  const others = managersOf(swarm).filter((each) => each !== node);
  if (others.length === 0)
    throw new Refusal(
      400,
      'rpc error: code = FailedPrecondition desc = attempting to demote the last manager of the swarm',
    );
  const alive = others.filter((each) => isAlive(world, each)).length;
  if (alive <= others.length / 2)
    throw new Refusal(
      400,
      "rpc error: code = FailedPrecondition desc = can't remove member from the raft: this would result in a loss of quorum",
    );
}

export function removeNode(world: World, swarm: Swarm, node: SwarmNode, isForced: boolean): void {
  const refuse = (why: string): never => {
    throw new Refusal(400, `rpc error: code = FailedPrecondition desc = ${why}`);
  };
  if (node.role === 'manager')
    refuse(
      `node ${node.id} is a cluster manager and is a member of the raft cluster. It must be demoted to worker before removal`,
    );
  if (node.state !== 'down' && !isForced) refuse(`node ${node.id} is not down and can't be removed`);
  swarm.nodes = swarm.nodes.filter((each) => each !== node);
  swarm.tasks = swarm.tasks.filter(({ nodeId }) => nodeId !== node.id);
  swarm.index += 1;
  const host = world.host(node.hostId);
  if (host?.engine.swarm?.nodeId === node.id) {
    host.engine.swarm.state = 'error';
    host.engine.swarm.error = 'rpc error: code = PermissionDenied desc = removed from swarm';
  }
  tellNode(world, swarm, node, 'remove', {});
  world.changed();
}

export function touch(world: World, swarm: Swarm, changed: { index: number; updatedAt: number }): void {
  swarm.index += 1;
  changed.index = swarm.index;
  changed.updatedAt = world.time.now();
}

export function tellNode(
  world: World,
  swarm: Swarm,
  node: SwarmNode,
  action: string,
  attributes: Readonly<Record<string, string>>,
): void {
  tellSwarm(world, swarm, 'node', action, node.id, { ...attributes, name: node.hostname });
}

/** Emits an event that all of a swarm's managers report. */
export function tellSwarm(
  world: World,
  swarm: Swarm,
  type: string,
  action: string,
  id: string,
  attributes: Readonly<Record<string, string>>,
): void {
  if (!hasQuorum(world, swarm) && swarm.nodes.length > 1) return;
  world.tell({ hostId: swarm.id, type, action, id, attributes, scope: 'swarm' });
}
