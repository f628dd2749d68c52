/** Whether a cluster's key-value store works: by its own answer, else by reports of hosts and managers. Pure. */
import { isWellNode } from './classicSwarm.ts';
import type { Cluster } from './cluster.ts';
import { isElecting, type Failure } from './failure.ts';
import { now } from './seen.ts';

/**
 * `notFromHere`: this computer does not reach or ask the store, but nothing shows that the hosts cannot reach it, which is what matters.
 */
export type StoreVerdict = 'works' | 'electing' | 'notFromHere' | 'down' | 'unknown';

export function storeVerdict({ store, managers }: Pick<Cluster, 'store' | 'managers'>): StoreVerdict {
  if (!store || store.state.state === 'waiting') return 'unknown';
  if (store.state.state === 'seen') return 'works';
  const { failure, last } = store.state;
  if (isElecting(failure)) return 'electing';
  const proof = storeProof({ store, managers });
  if (proof === 'hosts') return 'notFromHere';
  if (store.reach.size > 0) return 'down';
  // A store that denies access still answers: its configuration requires a token.
  if (isNeverAsked(failure) || failure.kind === 'storeForbids') return 'notFromHere';
  // A store that has answered before, or that runs on a known machine, would answer again.
  if (last !== undefined || store.machine !== undefined) return 'down';
  return proof === 'nodes' ? 'notFromHere' : 'down';
}

/**
 * Evidence that a store works although this computer does not reach or ask it: hosts that have tested it, or healthy nodes that a manager
 * discovered through it. Undefined if there is none.
 */
export type StoreProof = 'hosts' | 'nodes' | undefined;

export function storeProof({ store, managers }: Pick<Cluster, 'store' | 'managers'>): StoreProof {
  if ([...(store?.reach.values() ?? [])].some(({ reached }) => reached)) return 'hosts';
  return managers.some(({ info }) => now(info)?.nodes.some(isWellNode) === true) ? 'nodes' : undefined;
}

/** Whether this computer never asks the store. */
export const isNeverAsked = ({ kind }: Failure): boolean => kind === 'storeOnEachHost' || kind === 'storeUsesTls';

/** While the store is down, engines omit overlay networks. An election ends too soon to count. */
export function hidesNetworks(cluster: Pick<Cluster, 'store' | 'managers'>): boolean {
  return storeVerdict(cluster) === 'down';
}
