/** How a cluster is, in the few words that its row, page, status bar entry and health list share. Pure. */
import type { Translate } from '../base/text.ts';
import { isToCome, type Cluster } from '../model/cluster.ts';
import type { Failure } from '../model/failure.ts';
import { isUncounted, type ClusterHealth } from '../checks/health.ts';
import { swarmWideWords, untoldWords } from './swarmWords.ts';

export interface ClusterWords {
  /** What concerns the cluster as a whole, worth reading before its count: "store down". Undefined: nothing does. */
  readonly whole: string | undefined;
  /** Whether there is something to count yet. */
  readonly isCounted: boolean;
}

export function clusterWords(cluster: Cluster, health: ClusterHealth, t: Translate): ClusterWords {
  if (isUncounted(cluster, health)) return { whole: t('being made'), isCounted: false };
  if (health.isHalfMade) return { whole: t('half made'), isCounted: false };
  const untold = untoldOf(cluster);
  const whole =
    (isStoreDown(health) ? t('store down') : undefined) ??
    (lacksPrimary(health) ? t('no primary manager') : undefined) ??
    swarmWideWords(cluster, health.findings, t) ??
    (untold && untoldWords(untold, t));
  if (health.isChecking) return { whole: joined([whole, t('checking…')]), isCounted: false };
  // Managers that are none of ours cannot be asked, and with them most of the nodes.
  return { whole, isCounted: untold?.kind !== 'notAManager' && untold?.kind !== 'notInSwarm' };
}

/** "3/3", or "store down · 3/3 nodes": how many nodes are well is not what such a cluster lacks. `well`: the count of a whole one. */
export function countedWords(cluster: Cluster, health: ClusterHealth, well: string, t: Translate): string {
  const { whole, isCounted } = clusterWords(cluster, health, t);
  if (whole === undefined) return well;
  return joined([whole, isCounted ? t('{0}/{1} nodes', health.healthy, health.of) : undefined]);
}

/** The same as a headline: "3 of 3 nodes healthy", "Store down · 3/3 nodes". */
export function headlineWords(cluster: Cluster, health: ClusterHealth, t: Translate): string {
  const { healthy, of } = health;
  if (isUncounted(cluster, health)) return t('Being made');
  if (health.isHalfMade) return t('Half made');
  if (isStoreDown(health)) return health.isChecking ? t('Store down') : t('Store down · {0}/{1} nodes', healthy, of);
  if (health.isChecking) return t('Checking…');
  if (lacksPrimary(health)) return t('No primary manager · {0}/{1} nodes', healthy, of);
  const untold = untoldOf(cluster);
  if (untold) return t('No manager tells of the nodes: {0}', untoldWords(untold, t));
  return cluster.orchestration === 'swarm-mode'
    ? t('{0} of {1} nodes ready', healthy, of)
    : t('{0} of {1} nodes healthy', healthy, of);
}

const isStoreDown = ({ findings }: ClusterHealth): boolean => findings.some(({ kind }) => kind === 'storeDown');

const lacksPrimary = ({ findings }: ClusterHealth): boolean => findings.some(({ kind }) => kind === 'noPrimary');

/** Why no manager of its swarm tells of it; undefined: one does, or is yet to be made. */
function untoldOf(cluster: Cluster): Failure | undefined {
  const view = cluster.swarm?.view;
  return view?.state === 'failed' && !isToCome(cluster, view) ? view.failure : undefined;
}

const joined = (parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined && part !== '').join(' · ');
