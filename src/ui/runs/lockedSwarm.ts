/** The swarm of a cluster, where it is locked with a key, and whom to ask for that. Pure. */
import { findCluster, seenMembers, type Snapshot } from '../../model/snapshot.ts';
import { now } from '../../model/seen.ts';

export interface LockedSwarm {
  readonly id: string;
  /** A manager that answers and is not locked itself. */
  readonly machine: string;
}

/** Undefined: it is not locked, or there is none (any more). */
export function lockedSwarm(cluster: string, snapshot: Snapshot): LockedSwarm | undefined {
  const found = findCluster(snapshot, cluster);
  if (!found) return undefined;
  return seenMembers(found, snapshot).flatMap(({ seen }): LockedSwarm[] => {
    const swarm = now(seen.engine)?.engine.swarm;
    return swarm?.state === 'active' && swarm.isManager && swarm.settings?.isAutolocked && swarm.clusterId
      ? [{ id: swarm.clusterId, machine: seen.name }]
      : [];
  })[0];
}
