/** A tick of a swarm: elects a leader, marks silent nodes as down, and schedules services. */
import type { Swarm, SwarmNode } from './nouns.ts';
import { schedule } from './scheduler.ts';
import { hasQuorum, isAlive, managersOf } from './swarmMembership.ts';
import { tryJoin } from './swarmEntry.ts';
import { tellNode, touch } from './swarmNodes.ts';
import { Refusal } from './refusal.ts';
import { answers, type World } from './world.ts';

/** Delays in real milliseconds until a silent manager is unreachable, a silent node is down, and a new leader is elected. */
const lags = { unreachable: 3000, down: 15_000, election: 3000 } as const;

export function beatSwarm(world: World, swarm: Swarm): void {
  elect(world, swarm);
  // Without a quorum and a leader, nothing can be recorded.
  if (!hasQuorum(world, swarm) || world.time.now() < swarm.leadsAt) return;
  for (const node of swarm.nodes) listen(world, swarm, node);
  schedule(world, swarm);
}

/** Retries joins that reached no manager. */
export function retryJoins(world: World): void {
  for (const host of world.state.hosts) {
    const { swarm } = host.engine;
    if (!swarm?.pending || !answers(host)) continue;
    try {
      tryJoin(world, host, swarm.pending);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      swarm.state = 'error';
      swarm.error = error.message;
      swarm.pending = undefined;
      world.changed();
    }
  }
}

function elect(world: World, swarm: Swarm): void {
  const managers = managersOf(swarm);
  const leader = managers.find(({ id }) => id === swarm.leaderId);
  if (leader && isAlive(world, leader)) return;
  const next = managers.find((node) => node !== leader && isAlive(world, node));
  if (!next || !hasQuorum(world, swarm)) return;
  swarm.leaderId = next.id;
  swarm.leadsAt = world.time.now() + world.time.scaled(lags.election);
  touch(world, swarm, next);
  world.changed();
}

function listen(world: World, swarm: Swarm, node: SwarmNode): void {
  const now = world.time.now();
  const host = world.host(node.hostId);
  if (host && host.hostname !== node.hostname && !node.hasLeft) node.hostname = host.hostname;
  if (isAlive(world, node)) {
    node.lastSeen = now;
    if (!node.isReachable) {
      node.isReachable = true;
      touch(world, swarm, node);
    }
    const hasAsked = now >= (host?.asksAgainAt ?? 0);
    if (node.state !== 'ready' && hasAsked) turn(world, swarm, node, 'ready', '');
    return;
  }
  const silent = now - node.lastSeen;
  if (node.isReachable && silent > world.time.scaled(lags.unreachable)) {
    // Managers report it when asked; there is no event.
    node.isReachable = false;
    touch(world, swarm, node);
    world.changed();
  }
  if (node.state === 'ready' && silent > world.time.scaled(lags.down))
    turn(world, swarm, node, 'down', 'heartbeat failure');
}

function turn(world: World, swarm: Swarm, node: SwarmNode, state: SwarmNode['state'], message: string): void {
  const before = node.state;
  node.state = state;
  node.message = message;
  touch(world, swarm, node);
  tellNode(world, swarm, node, 'update', { 'state.new': state, 'state.old': before });
  world.changed();
}
