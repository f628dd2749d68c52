/** A classic swarm has a primary manager. */
import type { Cluster } from '../model/cluster.ts';
import { swarmManagerName } from '../model/engine.ts';
import type { ManagerInfo } from '../model/classicSwarm.ts';
import { now } from '../model/seen.ts';
import { defineCheck } from './check.ts';
import { aboutCluster, type Found, type OfCluster } from './finding.ts';
import { containerOn } from './hostRemedies.ts';
import { bringClusterUp } from './remedy.ts';

export const classicPrimary = defineCheck({
  id: 'classicPrimary',
  scope: 'cluster',
  appliesTo: ['classic'],
  needs: [],
  evaluate: ({ cluster, machines }): readonly Found<NoPrimary | NoManager>[] => {
    const { isBeingMade, managers, members } = cluster;
    if (isBeingMade) return [];
    const common = { severity: 'error', subject: aboutCluster(cluster.name) } as const;
    if (lacksPrimary(cluster)) {
      // A restarted manager becomes a candidate again.
      const first = machines.find(({ name }) => managers.some(({ machine }) => machine === name));
      return [{ ...common, kind: 'noPrimary', remedies: first ? containerOn(first, swarmManagerName) : [] }];
    }
    return managers.length === 0 && members.some(({ role }) => role === 'node')
      ? [{ ...common, kind: 'noManager', remedies: [bringClusterUp] }]
      : [];
  },
});

/** Every manager that answers is a replica, and none knows of a primary. */
interface NoPrimary {
  readonly kind: 'noPrimary';
  readonly subject: OfCluster;
}

/** Nodes without a machine that manages them: the cluster was only partly brought up or down. */
interface NoManager {
  readonly kind: 'noManager';
  readonly subject: OfCluster;
}

/** Every manager that answers is a replica without nodes that knows no primary. */
export function lacksPrimary({ managers }: Cluster): boolean {
  const infos = managers.flatMap(({ info }) => now(info) ?? []);
  const hasNone = ({ role, nodes, otherFacts }: ManagerInfo): boolean =>
    role === 'replica' &&
    nodes.length === 0 &&
    otherFacts.every(([label, value]) => label !== 'Primary' || value === '');
  return infos.length > 0 && infos.every(hasNone);
}
