/** Text of the status bar item: a pure function of the snapshot. */
import { timeOfDay } from '../../base/clock.ts';
import { paragraph, type Translate } from '../../base/text.ts';
import type { Cluster, Level } from '../../model/cluster.ts';
import { clusterHealth, type ClusterHealth } from '../../checks/health.ts';
import type { Failure } from '../../model/failure.ts';
import { storeFailureOf, toolFailureOf, type Snapshot } from '../../model/snapshot.ts';
import { clusterWords, countedWords } from '../clusterWords.ts';
import { explainFailure } from '../explain/explainFailure.ts';
import { withIcon, type Label } from '../surface/labels.ts';
import { underWayIcon } from '../tree/row.ts';

export interface StatusText {
  /** With its icon. */
  readonly text: Label;
  readonly spoken: string;
  readonly background: 'warning' | 'error' | undefined;
}

interface ClustersText extends StatusText {
  /** Without its icon. */
  readonly words: string;
}

/** Undefined if there is no cluster to show. */
export function statusText(snapshot: Snapshot, t: Translate): StatusText | undefined {
  const failure = storeFailureOf(snapshot);
  if (failure) return ofStore(failure, snapshot.lostAt, t);
  const toolFailure = toolFailureOf(snapshot);
  const clusters = ofClusters(snapshot, t);
  if (toolFailure) return withTool(toolFailure, clusters, t);
  return clusters && { text: clusters.text, spoken: clusters.spoken, background: clusters.background };
}

function ofClusters(snapshot: Snapshot, t: Translate): ClustersText | undefined {
  const clusters = snapshot.clusters.map((cluster) => ({ cluster, health: clusterHealth(cluster, snapshot) }));
  const [only, ...more] = clusters;
  if (!only) return undefined;
  const healthy = sum(clusters.map(({ health }) => health.healthy));
  const of = sum(clusters.map(({ health }) => health.of));
  const level = worst(clusters.map(({ health }) => health.level));
  const isUnderWay = level === 'unknown' && clusters.some(({ health }) => iconOf(health) === underWayIcon);
  const { words, spoken } =
    more.length > 0
      ? {
          words: t('{0} clusters · {1}/{2}', clusters.length, healthy, of),
          spoken: t('{0} clusters: {1} of {2} nodes healthy', clusters.length, healthy, of),
        }
      : ofOne(only.cluster, only.health, t);
  return {
    text: withIcon(isUnderWay ? underWayIcon : levelIcons[level], words),
    words,
    spoken,
    background: level === 'down' ? 'error' : level === 'degraded' ? 'warning' : undefined,
  };
}

/** Clusters run without docker-machine, so a worse health level keeps its colour. */
function withTool(failure: Failure, clusters: ClustersText | undefined, t: Translate): StatusText {
  const { short, what } = explainFailure(failure, t);
  const background = clusters?.background ?? 'warning';
  return {
    text: withIcon(background, [clusters?.words, short].filter(Boolean).join(' · ')),
    spoken: paragraph([what, clusters?.spoken]),
    background,
  };
}

/** Without the machine store nothing else is known. */
function ofStore(failure: Failure, lostAt: Date | undefined, t: Translate): StatusText {
  const { short, what } = explainFailure(failure, t);
  const dated = lostAt && t('The last snapshot is from {0}.', timeOfDay(lostAt));
  return { text: withIcon('error', short), spoken: paragraph([what, dated]), background: 'error' };
}

/** The cluster's own state comes before the count: its nodes may be healthy when it is not, and vice versa. */
function ofOne(cluster: Cluster, health: ClusterHealth, t: Translate): Record<'words' | 'spoken', string> {
  const { name } = cluster;
  const { healthy, of } = health;
  const { whole, isCounted, besides } = clusterWords(cluster, health, t);
  const counted =
    cluster.orchestration === 'swarm-mode'
      ? t('Cluster {0}: {1} of {2} nodes ready', name, healthy, of)
      : t('Cluster {0}: {1} of {2} nodes healthy', name, healthy, of);
  if (whole === undefined)
    return {
      words: [`${name} ${String(healthy)}/${String(of)}`, besides].filter(Boolean).join(' · '),
      spoken: [counted, besides].filter(Boolean).join(' · '),
    };
  const words = countedWords(cluster, health, '', t);
  return { words: isCounted ? `${name} · ${words}` : `${name} ${words}`, spoken: t('Cluster {0}: {1}', name, words) };
}

/** Codicons for levels. */
const levelIcons: Readonly<Record<Level, string>> = {
  healthy: 'pass',
  degraded: 'warning',
  down: 'error',
  unknown: 'question',
};

export const iconOf = ({ level, isBeingMade, isChecking, findings }: ClusterHealth): string =>
  level === 'unknown' && (isBeingMade || isChecking || findings.length > 0) ? underWayIcon : levelIcons[level];

function worst(levels: readonly Level[]): Level {
  const order: readonly Level[] = ['down', 'degraded', 'unknown', 'healthy'];
  return order.find((level) => levels.includes(level)) ?? 'unknown';
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
