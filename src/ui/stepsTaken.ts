/** How far one has come, as the picture tells it. Pure. */
import { clusterHealth } from '../checks/health.ts';
import { lastOf } from '../model/seen.ts';
import type { Snapshot } from '../model/snapshot.ts';

/** A cluster is up, and all of it is well. */
export function isClusterWell(snapshot: Snapshot): boolean {
  return snapshot.clusters.some((cluster) => {
    const { healthy, of } = clusterHealth(cluster, snapshot);
    return of > 0 && healthy === of;
  });
}

/** Containers of two hosts are on one overlay network. */
export function containersTalk({ clusters }: Snapshot): boolean {
  return clusters.some(({ networks }) =>
    (lastOf(networks)?.value ?? []).some(({ endpoints }) => {
      const hosts = endpoints.flatMap(({ machine }) => machine ?? []);
      return new Set(hosts).size > 1;
    }),
  );
}
