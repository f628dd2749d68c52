/** Whether a cluster's key-value store works: by its own answer, else by what hosts and managers say. Pure. */
import { isWellNode } from './classicSwarm.ts';
import type { Cluster } from './cluster.ts';
import { isElecting, type Failure } from './failure.ts';
import { now } from './seen.ts';

/** `notFromHere`: this computer does not reach it, or does not ask, and nothing says that its hosts do not reach it, which is all that counts. */
export type StoreVerdict = 'works' | 'electing' | 'notFromHere' | 'down' | 'unknown';

export function storeVerdict({ store, managers }: Pick<Cluster, 'store' | 'managers'>): StoreVerdict {
  if (!store || store.state.state === 'waiting') return 'unknown';
  if (store.state.state === 'seen') return 'works';
  const { failure, last } = store.state;
  if (isElecting(failure)) return 'electing';
  const proof = storeProof({ store, managers });
  if (proof === 'hosts') return 'notFromHere';
  if (store.reach.size > 0) return 'down';
  // It answers itself: that it lets no stranger read is how it is set up.
  if (isNeverAsked(failure) || failure.kind === 'storeForbids') return 'notFromHere';
  // One that has answered here, or runs on a machine that this computer knows, would answer again.
  if (last !== undefined || store.machine !== undefined) return 'down';
  return proof === 'nodes' ? 'notFromHere' : 'down';
}

/**
 * What shows that a store works which this computer does not reach or ask: hosts that have tried, or nodes that a manager finds through it
 * and calls healthy. Undefined: nothing.
 */
export type StoreProof = 'hosts' | 'nodes' | undefined;

export function storeProof({ store, managers }: Pick<Cluster, 'store' | 'managers'>): StoreProof {
  if ([...(store?.reach.values() ?? [])].some(({ reached }) => reached)) return 'hosts';
  return managers.some(({ info }) => now(info)?.nodes.some(isWellNode) === true) ? 'nodes' : undefined;
}

/** Why the store is not asked from here at all. */
export const isNeverAsked = ({ kind }: Failure): boolean => kind === 'storeOnEachHost' || kind === 'storeUsesTls';

/** While it does not work, engines leave overlay networks out. That its leader is still to be found is over before anybody misses one. */
export function hidesNetworks(cluster: Pick<Cluster, 'store' | 'managers'>): boolean {
  return storeVerdict(cluster) === 'down';
}
