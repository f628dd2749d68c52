/** Completed walkthrough steps, derived from the snapshot. Pure. */
import { clusterHealth } from '../checks/health.ts';
import { lastOf } from '../model/seen.ts';
import type { Snapshot } from '../model/snapshot.ts';

/** A cluster is up and completely healthy. */
export function isClusterWell(snapshot: Snapshot): boolean {
  return snapshot.clusters.some((cluster) => {
    const { healthy, of } = clusterHealth(cluster, snapshot);
    return of > 0 && healthy === of;
  });
}

/** Containers on two hosts share an overlay network. */
export function containersTalk({ clusters }: Snapshot): boolean {
  return clusters.some(({ networks }) =>
    (lastOf(networks)?.value ?? []).some(({ endpoints }) => {
      const hosts = endpoints.flatMap(({ machine }) => machine ?? []);
      return new Set(hosts).size > 1;
    }),
  );
}
