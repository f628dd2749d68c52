/** The swarm mode swarm of a host, its available managers, and an engine's errors when it cannot answer. */
import type { Host, Swarm, SwarmNode } from './nouns.ts';
import { Refusal } from './refusal.ts';
import { answers, type World } from './world.ts';

/** Returns the swarm of which the host is an active member. */
export function activeSwarm(world: World, host: Host): Swarm | undefined {
  const membership = host.engine.swarm;
  return membership?.state === 'active' ? world.swarm(membership.swarmId) : undefined;
}

export function ownNode(world: World, host: Host): SwarmNode | undefined {
  const membership = host.engine.swarm;
  if (!membership) return undefined;
  return world.swarm(membership.swarmId)?.nodes.find(({ id }) => id === membership.nodeId);
}

/** Returns the swarm for a manager-only request, which also needs a majority of managers. */
export function managedSwarm(world: World, host: Host): Swarm {
  const membership = host.engine.swarm;
  if (!membership || membership.state === 'pending' || membership.state === 'error') throw notAManager();
  if (membership.state === 'locked') throw lockedSwarm();
  const swarm = world.swarm(membership.swarmId);
  const own = ownNode(world, host);
  if (!swarm || own?.role !== 'manager') throw notAManager(true);
  if (!leaderFor(world, swarm, host)) throw leaderless();
  return swarm;
}

export const managersOf = (swarm: Swarm): readonly SwarmNode[] => swarm.nodes.filter(({ role }) => role === 'manager');

/** Whether the other managers hear from the node: its engine answers, it is reachable, and it is still this node and unlocked. */
export function isAlive(world: World, node: SwarmNode): boolean {
  const host = world.host(node.hostId);
  if (!host || !answers(host) || !reachesSwarm(host)) return false;
  return host.engine.swarm?.nodeId === node.id && host.engine.swarm.state === 'active';
}

/** Whether its host and those of the swarm can reach each other. */
export const reachesSwarm = ({ cable, swarmPort }: Host): boolean => cable === 'plugged' && swarmPort !== 'cut';

export function hasQuorum(world: World, swarm: Swarm): boolean {
  const managers = managersOf(swarm);
  return managers.filter((node) => isAlive(world, node)).length > managers.length / 2;
}

/** Returns the leader to which a manager forwards requests; undefined if it knows none. */
export function leaderFor(world: World, swarm: Swarm, host: Host): SwarmNode | undefined {
  const managers = managersOf(swarm);
  const isAlone = managers.length === 1;
  // A manager that is cut off from the others has no majority; a lone manager is its own majority.
  if (!isAlone && !reachesSwarm(host)) return undefined;
  const leader = managers.find(({ id }) => id === swarm.leaderId);
  if (!leader || world.time.now() < swarm.leadsAt) return undefined;
  if (isAlone) return leader;
  return isAlive(world, leader) && hasQuorum(world, swarm) ? leader : undefined;
}

export function notAManager(isWorker = false): Refusal {
  return new Refusal(
    503,
    isWorker
      ? "This node is not a swarm manager. Worker nodes can't be used to view or modify cluster state. Please run this command on a manager node or promote the current node to a manager."
      : 'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.',
  );
}

export const lockedSwarm = (): Refusal =>
  new Refusal(
    503,
    'Swarm is encrypted and needs to be unlocked before it can be used. Please use "docker swarm unlock" to unlock it.',
  );

export const leaderless = (): Refusal =>
  new Refusal(
    500,
    "rpc error: code = Unknown desc = The swarm does not have a leader. It's possible that too few managers are online. Make sure more than half of the managers are online.",
  );

/** A manager of an autolocked swarm cannot read its own data after a restart until it is unlocked. */
export function lockAfterStart(world: World, host: Host): void {
  const membership = host.engine.swarm;
  const swarm = membership && world.swarm(membership.swarmId);
  if (membership?.state !== 'active' || !swarm || ownNode(world, host)?.role !== 'manager') return;
  if (isAutolocked(swarm)) membership.state = 'locked';
}

export function isAutolocked(swarm: Swarm): boolean {
  const encryption = swarm.spec['EncryptionConfig'] as { readonly AutoLockManagers?: boolean } | undefined;
  return encryption?.AutoLockManagers === true;
}
