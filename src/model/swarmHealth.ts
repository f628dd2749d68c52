/** What is wrong in a cluster of swarm mode, by what engines say of themselves and managers of their nodes. Pure. */
import { isToCome, type Cluster } from './cluster.ts';
import type { SwarmMembership } from './engine.ts';
import type { Failure } from './failure.ts';
import { quorumOf } from './quorum.ts';
import { lastOf, now } from './seen.ts';
import type { SeenMachine } from './snapshot.ts';
import type { NodeClaims, SwarmNode } from './swarmMode.ts';
import { findSwarmNode, isStaleTwin, isUnreachableManager, nodeIdOf, strangersAmong } from './swarmNode.ts';
import type { Trouble } from './trouble.ts';

/** Of one machine of the cluster, beside what is wrong with its engine. */
export function nodeTroubles(seen: SeenMachine, { swarm, isBeingMade }: Cluster): readonly Trouble[] {
  const view = now(seen.engine);
  // The run that makes the others puts it into the swarm.
  if (isBeingMade && view?.engine.swarm.state === 'inactive') return [];
  const own = view && membershipTrouble(seen.name, view.engine.swarm);
  // What managers say of an engine that is not with them follows from that.
  if (own) return [own];
  const told = swarm && now(swarm.view);
  const manager = swarm?.source;
  if (!told || manager === undefined) return [];
  const node = findSwarmNode(told.nodes, seen, swarm.claims);
  const claimed = nodeIdOf(seen);
  // Of hosts that claim one node the one at its address is that node.
  const claimants = claimed ? swarm.claims?.shared.get(claimed) : undefined;
  if (claimed && claimants && node?.id !== claimed) {
    const others = claimants.filter((each) => each !== seen.name);
    return [{ kind: 'sameNodeId', machine: seen.name, others, node: claimed }];
  }
  if (!node) return view ? [{ kind: 'nodeRemoved', machine: seen.name, manager }] : [];
  const { state, message } = node;
  if (state !== 'ready')
    return [{ kind: 'nodeNotReady', machine: seen.name, manager, state, message, answers: view !== undefined }];
  return view && isUnreachableManager(node) ? [{ kind: 'managerUnreachable', machine: seen.name, manager }] : [];
}

function membershipTrouble(machine: string, { state, error }: SwarmMembership): Trouble | undefined {
  switch (state) {
    case 'inactive':
      return { kind: 'notInSwarm', machine };
    case 'pending':
      return { kind: 'swarmPending', machine, said: error };
    case 'error':
      return { kind: 'swarmFails', machine, said: error };
    case 'locked':
      return { kind: 'swarmLocked', machine };
    case 'active':
      return undefined;
  }
}

/** Of the swarm as a whole; `machines` are the cluster's members. */
export function swarmTroubles(cluster: Cluster, machines: readonly SeenMachine[]): readonly Trouble[] {
  if (!cluster.swarm || isToCome(cluster, cluster.swarm.view) || isHalfMadeSwarm(cluster, machines)) return [];
  return [...quorumTroubles(cluster, machines), ...strangerTroubles(cluster, machines)];
}

function quorumTroubles(cluster: Cluster, machines: readonly SeenMachine[]): readonly Trouble[] {
  const quorum = quorumOf(cluster, machines);
  switch (quorum?.state) {
    case 'lost':
      return [{ kind: 'quorumLost', reachable: quorum.reachable, of: quorum.of }];
    case 'leaderless':
      return [{ kind: 'noLeader', reachable: quorum.reachable, of: quorum.of }];
    case 'untold':
      return quorum.failure && isNews(quorum.failure, machines)
        ? [{ kind: 'swarmUntold', failure: quorum.failure, ...(isNeverTold(cluster) ? { neverTold: true } : {}) }]
        : [];
    case 'holds':
    case 'checking':
    case undefined:
      return [];
  }
}

const isNeverTold = ({ swarm }: Cluster): boolean => swarm !== undefined && lastOf(swarm.view) === undefined;

/** That no manager is a machine of ours is no trouble; that managers are locked is told of each. */
function isNews({ kind }: Failure, machines: readonly SeenMachine[]): boolean {
  if (kind === 'swarmLocked') return machines.every(({ engine }) => now(engine)?.engine.swarm.state !== 'locked');
  return kind !== 'notAManager' && kind !== 'notInSwarm';
}

function strangerTroubles({ name: cluster, swarm }: Cluster, machines: readonly SeenMachine[]): readonly Trouble[] {
  const nodes = (swarm && now(swarm.view)?.nodes) ?? [];
  return knownStrangers(nodes, machines, swarm?.claims).flatMap((node): Trouble[] => {
    const { id, hostname, state, message } = node;
    if (isUnreachableManager(node)) return [{ kind: 'strangerUnreachable', hostname, node: id }];
    if (state === 'ready') return [];
    return isStaleTwin(node, nodes, machines)
      ? [{ kind: 'staleTwin', cluster, hostname, node: id }]
      : [{ kind: 'strangerNotReady', cluster, hostname, node: id, state, message }];
  });
}

/**
 * Nodes that are none of these machines, and not about to be: one that joins has no hostname before its engine has described it, and
 * no address by which its machine could be told until that engine has answered again.
 */
function knownStrangers(
  nodes: readonly SwarmNode[],
  machines: readonly SeenMachine[],
  claims: NodeClaims | undefined,
): readonly SwarmNode[] {
  const unplaced = new Set(machines.filter((seen) => !findSwarmNode(nodes, seen, claims)).map(({ name }) => name));
  return strangersAmong(nodes, machines, claims).filter(
    ({ hostname, state }) => hostname !== '' && (state === 'down' || !unplaced.has(hostname)),
  );
}

/** The nodes that count beside the cluster's machines: strangers, but not what a host left behind when it joined anew. */
export function countedStrangers({ swarm }: Cluster, machines: readonly SeenMachine[]): readonly SwarmNode[] {
  const nodes = (swarm && lastOf(swarm.view)?.value.nodes) ?? [];
  return knownStrangers(nodes, machines, swarm?.claims).filter((node) => !isStaleTwin(node, nodes, machines));
}

/** Whether a node that is no machine of the cluster does its part, by its managers' word. */
export const isWellStranger = (node: SwarmNode): boolean => node.state === 'ready' && !isUnreachableManager(node);

/** Nobody has put these machines into a swarm yet: all that have answered say so. */
export function isHalfMadeSwarm({ orchestration }: Cluster, machines: readonly SeenMachine[]): boolean {
  if (orchestration !== 'swarm-mode' || machines.some(({ engine }) => engine.state === 'waiting')) return false;
  const engines = machines.flatMap((seen) => lastOf(seen.engine)?.value.engine ?? []);
  return engines.length > 0 && engines.every(({ swarm }) => swarm.state === 'inactive');
}
