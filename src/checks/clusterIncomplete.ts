/** The cluster is complete: it has more machines than the key-value store's, and those for a swarm have joined one. */
import type { Cluster } from '../model/cluster.ts';
import { countedExternalNodes } from '../model/externalNodes.ts';
import { lastOf } from '../model/seen.ts';
import type { SeenMachine } from '../model/snapshot.ts';
import { defineCheck } from './check.ts';
import { aboutCluster, type Found, type OfCluster } from './finding.ts';
import { bringClusterUp } from './remedy.ts';

export const clusterIncomplete = defineCheck({
  id: 'clusterIncomplete',
  scope: 'cluster',
  appliesTo: 'all',
  needs: [],
  evaluate: ({ cluster, members, machines }): readonly Found<ClusterIncomplete>[] => {
    const hasNodes =
      members.some(({ member }) => member.role !== 'keyValueStore') ||
      countedExternalNodes(cluster, machines).length > 0;
    if (cluster.isBeingMade || (hasNodes && !isOutsideSwarm(cluster, machines))) return [];
    const subject = aboutCluster(cluster.name);
    return [{ kind: 'clusterIncomplete', severity: 'warning', subject, remedies: [bringClusterUp] }];
  },
});

interface ClusterIncomplete {
  readonly kind: 'clusterIncomplete';
  readonly subject: OfCluster;
}

/** Whether the machines of a swarm mode cluster are in no swarm yet, according to all that answer. */
export function isOutsideSwarm({ orchestration }: Cluster, machines: readonly SeenMachine[]): boolean {
  if (orchestration !== 'swarm-mode' || machines.some(({ engine }) => engine.state === 'waiting')) return false;
  const engines = machines.flatMap((seen) => lastOf(seen.engine)?.value.engine ?? []);
  return engines.length > 0 && engines.every(({ swarm }) => swarm.state === 'inactive');
}
