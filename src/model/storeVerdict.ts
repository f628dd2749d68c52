/** Whether a cluster's key-value store works: by its own answer, else by what hosts and managers say. Pure. */
import { isWellNode } from './classicSwarm.ts';
import type { Cluster } from './cluster.ts';
import { isElecting, type Failure } from './failure.ts';
import { now } from './seen.ts';

/** `notFromHere`: hosts reach it, which is all that counts; this computer does not, or does not ask. */
export type StoreVerdict = 'works' | 'electing' | 'notFromHere' | 'down' | 'unknown';

export function storeVerdict({ store, managers }: Pick<Cluster, 'store' | 'managers'>): StoreVerdict {
  if (!store || store.state.state === 'waiting') return 'unknown';
  if (store.state.state === 'seen') return 'works';
  const { failure, last } = store.state;
  if (isElecting(failure)) return 'electing';
  const measured = [...store.reach.values()];
  if (measured.some(({ reached }) => reached)) return 'notFromHere';
  if (measured.length > 0) return 'down';
  // It answers itself: that it lets no stranger read is how it is set up.
  if (isNeverAsked(failure) || failure.kind === 'storeForbids') return 'notFromHere';
  // One that has answered here, or runs on a machine that this computer knows, would answer again.
  if (last !== undefined || store.machine !== undefined) return 'down';
  const isProven = managers.some(({ info }) => now(info)?.nodes.some(isWellNode) === true);
  return isProven ? 'notFromHere' : 'down';
}

/** Why the store is not asked from here at all. */
export const isNeverAsked = ({ kind }: Failure): boolean => kind === 'storeOnEachHost' || kind === 'storeUsesTls';

/** While it does not work, engines leave overlay networks out. That its leader is still to be found is over before anybody misses one. */
export function hidesNetworks(cluster: Pick<Cluster, 'store' | 'managers'>): boolean {
  return storeVerdict(cluster) === 'down';
}
