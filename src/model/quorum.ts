/** Whether a swarm's managers have a quorum: as they report it, else by how many of them answer. Pure. */
import type { Cluster } from './cluster.ts';
import type { Failure } from './failure.ts';
import { lastOf, now } from './seen.ts';
import type { SeenMachine } from './snapshot.ts';
import { majority, type SwarmNode } from './swarmMode.ts';
import { findSwarmNode, strangersAmong } from './swarmNode.ts';

export type Quorum =
  | { readonly state: 'holds'; readonly reachable: number; readonly of: number; readonly leader: string | undefined }
  | { readonly state: 'lost'; readonly reachable: number; readonly of: number }
  /** Enough managers answer, but none leads. */
  | { readonly state: 'leaderless'; readonly reachable: number; readonly of: number }
  /** A manager has just stopped answering, and the others still report it as reachable. */
  | { readonly state: 'checking'; readonly of: number }
  /** No manager reports a quorum; `failure` is undefined if none has been asked yet. */
  | { readonly state: 'untold'; readonly failure: Failure | undefined };

/** `machines` are the cluster's members. Undefined if there is no swarm. */
export function quorumOf({ swarm }: Cluster, machines: readonly SeenMachine[]): Quorum | undefined {
  if (!swarm) return undefined;
  const { view } = swarm;
  if (view.state === 'waiting') return { state: 'untold', failure: undefined };
  if (view.state === 'seen') {
    const managers = view.value.nodes.filter(({ manager }) => manager);
    const justFailed = machines.filter(({ hasJustFailed }) => hasJustFailed);
    const isOld = justFailed.some((seen) => {
      const node = findSwarmNode(managers, seen);
      return node !== undefined && isReachable(node);
    });
    if (isOld) return { state: 'checking', of: managers.length };
    return {
      state: 'holds',
      reachable: managers.filter(isReachable).length,
      of: managers.length,
      leader: managers.find(({ manager }) => manager?.isLeader)?.hostname,
    };
  }
  const { failure } = view;
  const answering = machines.filter(isAnsweringManager).length;
  // During an election managers delay every request, and report the missing leader only after half a minute (observed with 26.1.5).
  const isWaitingInVain = failure.kind === 'engineSilent' && answering > 0;
  if (failure.kind !== 'swarmWithoutLeader' && !isWaitingInVain) return { state: 'untold', failure };
  const nodes = (lastOf(view)?.value.nodes ?? []).filter(({ manager }) => manager);
  // External managers are known only from the swarm: until it reports the lost leader, keep their last reachability.
  const strangers = isWaitingInVain ? strangersAmong(nodes, machines).filter(isReachable).length : 0;
  const reachable = answering + strangers;
  const of = Math.max(nodes.length || swarm.managers.length, reachable);
  return { state: reachable < majority(of) ? 'lost' : 'leaderless', reachable, of };
}

function isReachable({ manager }: SwarmNode): boolean {
  return manager?.reachability === 'reachable';
}

function isAnsweringManager({ engine }: SeenMachine): boolean {
  return now(engine)?.engine.swarm.isManager === true;
}
