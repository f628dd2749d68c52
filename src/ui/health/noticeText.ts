/** Text of the notification when a cluster becomes unhealthy. Pure. */
import { paragraph, type Translate } from '../../base/text.ts';
import type { Cluster } from '../../model/cluster.ts';
import { clusterHealth, isInfo } from '../../checks/health.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { explainFinding } from '../explain/explainFinding.ts';
import { sentence, type RemedyAction } from '../explain/explanation.ts';

/** The most helpful action for the first finding. */
export function noticeAction(cluster: Cluster, snapshot: Snapshot, t: Translate): RemedyAction | undefined {
  const first = clusterHealth(cluster, snapshot).findings.find((finding) => !isInfo(finding));
  return first && explainFinding(first, t).actions.find(({ command }) => command !== 'dockerOverlay.refresh');
}

export function noticeText(cluster: Cluster, snapshot: Snapshot, t: Translate): string {
  const { healthy, of, findings } = clusterHealth(cluster, snapshot);
  // Transient findings are not news.
  const [first, ...more] = findings.filter((finding) => !isInfo(finding));
  return paragraph([
    // If the store is down or two hosts share a name, every node can still be healthy.
    healthy === of
      ? t('{0} is no longer healthy.', cluster.name)
      : t('{0} is no longer healthy: only {1} of {2} nodes are.', cluster.name, healthy, of),
    first && sentence({ ...explainFinding(first, t), remedy: '' }),
    more.length === 1 ? t('There is 1 more problem.') : undefined,
    more.length > 1 ? t('There are {0} more problems.', more.length) : undefined,
  ]);
}
