/** A cluster as a row. */
import type { Translate } from '../../base/text.ts';
import type { Cluster, ClusterSwarm, Orchestration } from '../../model/cluster.ts';
import { clusterHealth } from '../../checks/health.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Finding } from '../../checks/allChecks.ts';
import { countedWords } from '../clusterWords.ts';
import { explainFinding } from '../explain/explainFinding.ts';
import { levelColor, type Problem, type Row } from './row.ts';
import { rowContext } from './rowContext.ts';

export function clusterRow(cluster: Cluster, snapshot: Snapshot, t: Translate): Row {
  const health = clusterHealth(cluster, snapshot);
  const well =
    cluster.orchestration === 'swarm-mode'
      ? t('{0}/{1} ready', health.healthy, health.of)
      : t('{0}/{1} healthy', health.healthy, health.of);
  const counted = countedWords(cluster, health, well, t);
  const orchestration = orchestrationWords(cluster.orchestration, t);
  return {
    id: clusterId(cluster.name),
    label: cluster.name,
    description: `${orchestration} · ${counted}`,
    icon: { name: 'server-environment', color: levelColor(health.level) },
    context: rowContext('cluster', cluster.orchestration, health.level),
    spoken: t('Cluster {0}, {1}, {2}', cluster.name, orchestration, counted),
    tooltip: {
      title: t('Cluster {0}', cluster.name),
      facts: [
        [t('Orchestration'), orchestration],
        ...(cluster.store ? ([[t('Key-value store'), cluster.store.url]] as const) : []),
        ...cluster.managers.map(({ machine, address }) => [t('Swarm manager'), `${machine} (${address})`] as const),
        ...(cluster.swarm ? swarmFacts(cluster.swarm, t) : []),
        [t('Machines'), String(cluster.members.length)],
      ],
      problems: health.findings.map((finding) => evidence(finding, t)),
    },
    target: { cluster: cluster.name },
    opening: 'open',
  };
}

export const clusterId = (cluster: string): string => `cluster/${cluster}`;

export function orchestrationWords(orchestration: Orchestration, t: Translate): string {
  switch (orchestration) {
    case 'classic':
      return t('classic');
    case 'swarm-mode':
      return t('swarm mode');
    case 'none':
      return t('shared store');
  }
}

function swarmFacts({ id, source, managers }: ClusterSwarm, t: Translate): readonly (readonly [string, string])[] {
  return [
    ...(source === undefined ? [] : [[t('Source'), source] as const]),
    ...(managers.length > 0 ? [[t('Manager addresses'), managers.join(', ')] as const] : []),
    ...(id === undefined ? [] : [[t('Swarm ID'), id] as const]),
  ];
}

/** Only what a tooltip shows, so that rows are compared by their appearance. */
export function evidence(finding: Finding, t: Translate): Problem {
  const { what, why, remedy, actions } = explainFinding(finding, t);
  return { what, why, remedy, actions, severity: finding.severity };
}
