/** What the status bar says: a pure function of the picture. */
import type { Translate } from '../../base/text.ts';
import type { Cluster } from '../../model/cluster.ts';
import { clusterHealth, type ClusterHealth, type Level } from '../../model/health.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { explainTrouble } from '../explain/explainTrouble.ts';

export interface StatusText {
  /** With its icon, as VS Code writes icons into texts. */
  readonly text: string;
  readonly tooltip: string;
  readonly spoken: string;
  readonly background: 'warning' | 'error' | undefined;
}

/** Undefined: no cluster, nothing to show. */
export function statusText(snapshot: Snapshot, t: Translate): StatusText | undefined {
  const clusters = snapshot.clusters.map((cluster) => ({ cluster, health: clusterHealth(cluster, snapshot) }));
  const [only, ...more] = clusters;
  if (!only) return undefined;
  const healthy = sum(clusters.map(({ health }) => health.healthy));
  const of = sum(clusters.map(({ health }) => health.of));
  const level = worst(clusters.map(({ health }) => health.level));
  const words =
    more.length > 0
      ? t('{0} clusters · {1}/{2}', clusters.length, healthy, of)
      : only.health.isHalfMade
        ? t('{0} half made', only.cluster.name)
        : `${only.cluster.name} ${String(healthy)}/${String(of)}`;
  return {
    text: `$(${icons[level]}) ${words}`,
    tooltip: clusters.map(({ cluster, health }) => lines(cluster, health, t)).join('\n'),
    spoken:
      more.length > 0
        ? t('{0} clusters: {1} of {2} nodes healthy', clusters.length, healthy, of)
        : only.health.isHalfMade
          ? t('Cluster {0}: half made', only.cluster.name)
          : t('Cluster {0}: {1} of {2} nodes healthy', only.cluster.name, healthy, of),
    background: level === 'down' ? 'error' : level === 'degraded' ? 'warning' : undefined,
  };
}

function lines(cluster: Cluster, health: ClusterHealth, t: Translate): string {
  const first = health.isHalfMade
    ? t('{0}: half made', cluster.name)
    : t('{0}: {1} of {2} nodes healthy', cluster.name, health.healthy, health.of);
  const most = 5;
  const troubles = health.troubles.slice(0, most).map((trouble) => `· ${explainTrouble(trouble, t).what}`);
  const rest = health.troubles.length - most;
  return [first, ...troubles, ...(rest > 0 ? [`· ${t('and {0} more', rest)}`] : [])].join('\n');
}

const icons: Readonly<Record<Level, string>> = {
  healthy: 'pass',
  degraded: 'warning',
  down: 'error',
  unknown: 'question',
};

function worst(levels: readonly Level[]): Level {
  const order: readonly Level[] = ['down', 'degraded', 'unknown', 'healthy'];
  return order.find((level) => levels.includes(level)) ?? 'unknown';
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
