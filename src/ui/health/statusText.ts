/** What the status bar says: a pure function of the picture. */
import type { Translate } from '../../base/text.ts';
import { clusterHealth, type Level } from '../../model/health.ts';
import type { Snapshot } from '../../model/snapshot.ts';

export interface StatusText {
  /** With its icon, as VS Code writes icons into texts. */
  readonly text: string;
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
    text: `$(${levelIcons[level]}) ${words}`,
    spoken:
      more.length > 0
        ? t('{0} clusters: {1} of {2} nodes healthy', clusters.length, healthy, of)
        : only.health.isHalfMade
          ? t('Cluster {0}: half made', only.cluster.name)
          : t('Cluster {0}: {1} of {2} nodes healthy', only.cluster.name, healthy, of),
    background: level === 'down' ? 'error' : level === 'degraded' ? 'warning' : undefined,
  };
}

/** Codicons for levels. */
export const levelIcons: Readonly<Record<Level, string>> = {
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
