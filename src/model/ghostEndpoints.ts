/** Endpoints that a network keeps of containers that are not there any more: their engine ended before it could give them back. Pure. */
import type { Cluster } from './cluster.ts';
import type { Endpoint } from './network.ts';
import { now } from './seen.ts';
import { findMachine, type Snapshot } from './snapshot.ts';
import { strangers } from './swarmStanding.ts';

/**
 * Whether no container of the cluster has this endpoint. Only while every engine answers can that be said, and only where all nodes are
 * machines of ours: what runs elsewhere is in nobody's list.
 */
export function isGhost({ containerId, machine }: Endpoint, cluster: Cluster, snapshot: Snapshot): boolean {
  if (machine !== undefined || containerId === '' || strangers(cluster, snapshot).length > 0) return false;
  return cluster.members.every((member) => {
    const seen = findMachine(snapshot, member.machine);
    const containers = (seen && now(seen.engine))?.containers;
    return containers?.every(({ id }) => id !== containerId) ?? false;
  });
}
