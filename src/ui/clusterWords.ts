/** Cluster state in the few words shared by its row, page, status bar entry and health list. Pure. */
import type { Translate } from '../base/text.ts';
import { isToCome, type Cluster } from '../model/cluster.ts';
import type { Failure } from '../model/failure.ts';
import { isInfo, isUncounted, type ClusterHealth } from '../checks/health.ts';
import type { Finding } from '../checks/allChecks.ts';
import { explainFinding } from './explain/explainFinding.ts';
import { swarmWideWords, untoldWords } from './swarmWords.ts';

export interface ClusterWords {
  /** State of the cluster as a whole, shown before the count: "store down". Undefined if there is none. */
  readonly whole: string | undefined;
  /** Whether there are nodes to count yet. */
  readonly isCounted: boolean;
  /** Why the cluster is unhealthy although all its nodes are healthy: "certificate missing". */
  readonly besides: string | undefined;
}

export function clusterWords(cluster: Cluster, health: ClusterHealth, t: Translate): ClusterWords {
  const uncounted = { isCounted: false, besides: undefined };
  if (isUncounted(cluster, health)) return { whole: t('creating'), ...uncounted };
  if (health.isHalfMade) return { whole: t('incomplete'), ...uncounted };
  const untold = untoldOf(cluster);
  const whole =
    (has(health, 'storeDown') ? t('store down') : undefined) ??
    (has(health, 'noPrimary') ? t('no primary manager') : undefined) ??
    swarmWideWords(cluster, health.findings, t) ??
    (untold && untoldWords(untold, t));
  if (health.isChecking) return { whole: joined([whole, t('checking…')]), ...uncounted };
  // External managers cannot be queried, so most nodes are unknown.
  const isCounted = untold?.kind !== 'notAManager' && untold?.kind !== 'notInSwarm';
  return { whole, isCounted, besides: whole === undefined ? besidesNodes(health, t) : undefined };
}

/** "3/3", "3/3 · certificate missing", or "store down · 3/3 nodes", where the count matters less. `well`: the count of a healthy one. */
export function countedWords(cluster: Cluster, health: ClusterHealth, well: string, t: Translate): string {
  const { whole, isCounted, besides } = clusterWords(cluster, health, t);
  if (whole === undefined) return joined([well, besides]);
  return joined([whole, isCounted ? t('{0}/{1} nodes', health.healthy, health.of) : undefined]);
}

/** The same as a headline: "3 of 3 nodes healthy", "Store down · 3/3 nodes". */
export function headlineWords(cluster: Cluster, health: ClusterHealth, t: Translate): string {
  const { healthy, of } = health;
  if (isUncounted(cluster, health)) return t('Creating');
  if (health.isHalfMade) return t('Incomplete');
  if (has(health, 'storeDown'))
    return health.isChecking ? t('Store down') : t('Store down · {0}/{1} nodes', healthy, of);
  if (health.isChecking) return t('Checking…');
  if (has(health, 'noPrimary')) return t('No primary manager · {0}/{1} nodes', healthy, of);
  if (has(health, 'quorumLost')) return t('No quorum · {0}/{1} nodes', healthy, of);
  if (has(health, 'noLeader')) return t('No leader · {0}/{1} nodes', healthy, of);
  const untold = untoldOf(cluster);
  if (untold) return t('No manager reports the nodes: {0}', untoldWords(untold, t));
  const counted =
    cluster.orchestration === 'swarm-mode'
      ? t('{0} of {1} nodes ready', healthy, of)
      : t('{0} of {1} nodes healthy', healthy, of);
  return joined([counted, clusterWords(cluster, health, t).besides]);
}

function besidesNodes({ level, healthy, of, findings }: ClusterHealth, t: Translate): string | undefined {
  if (healthy < of || level === 'healthy') return undefined;
  const first = findings.find((finding) => !isInfo(finding));
  return first && explainFinding(first, t).short;
}

const has = ({ findings }: ClusterHealth, wanted: Finding['kind']): boolean =>
  findings.some(({ kind }) => kind === wanted);

/** Why no manager reports the swarm. Undefined if one does, or if it is still being created. */
function untoldOf(cluster: Cluster): Failure | undefined {
  const view = cluster.swarm?.view;
  return view?.state === 'failed' && !isToCome(cluster, view) ? view.failure : undefined;
}

const joined = (parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined && part !== '').join(' · ');
