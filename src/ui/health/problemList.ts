/** Every problem in the snapshot with its remedy, which `showHealth` lists and returns. A pure function of the snapshot. */
import type { Translate } from '../../base/text.ts';
import { clusterHealth, machineHealth } from '../../checks/health.ts';
import type { Level } from '../../model/cluster.ts';
import { clusterOf, storeFailureOf, toolFailureOf, type Snapshot } from '../../model/snapshot.ts';
import type { Finding } from '../../checks/allChecks.ts';
import { machineOfSubject, type Severity } from '../../checks/finding.ts';
import { explainFailure } from '../explain/explainFailure.ts';
import type { Explanation } from '../explain/explanation.ts';
import { explainFinding } from '../explain/explainFinding.ts';
import { headlineWords } from '../clusterWords.ts';

export interface ProblemGroup {
  /** The cluster's name. Undefined for machines without a cluster and for the machine store. */
  readonly cluster: string | undefined;
  readonly level: Level;
  readonly healthy: number;
  readonly of: number;
  /** Node count in words: "3 of 3 nodes healthy", "Checking…". */
  readonly counted: string;
  readonly isChecking: boolean;
  readonly problems: readonly ListedProblem[];
}

export interface ListedProblem extends Explanation {
  readonly kind: string;
  readonly machine: string | undefined;
  readonly severity: Severity;
}

export function problemList(snapshot: Snapshot, t: Translate): readonly ProblemGroup[] {
  const clusters = snapshot.clusters.map((cluster): ProblemGroup => {
    const health = clusterHealth(cluster, snapshot);
    const { level, healthy, of, isChecking, findings } = health;
    const problems = findings.map((finding) => listed(finding, t));
    return {
      cluster: cluster.name,
      level,
      healthy,
      of,
      counted: headlineWords(cluster, health, t),
      isChecking,
      problems,
    };
  });
  const alone = snapshot.machines
    .filter(({ name }) => !clusterOf(snapshot, name))
    .map((seen) => machineHealth(seen, undefined));
  const failure = storeFailureOf(snapshot);
  const store: readonly ListedProblem[] = failure
    ? [{ ...explainFailure(failure, t), kind: failure.kind, machine: undefined, severity: 'error' }]
    : [];
  const missing = toolFailureOf(snapshot);
  const tool: readonly ListedProblem[] = missing
    ? [{ ...explainFailure(missing, t), kind: missing.kind, machine: undefined, severity: 'warning' }]
    : [];
  // Everything else is outdated.
  if (snapshot.lostAt)
    return [{ cluster: undefined, level: 'down', healthy: 0, of: 0, counted: '', isChecking: false, problems: store }];
  const problems = [
    ...store,
    ...tool,
    ...alone.flatMap(({ findings }) => findings.map((finding) => listed(finding, t))),
  ].filter(
    ({ kind }, index, all) =>
      kind !== 'sharedCertificatesMissing' ||
      (all.findIndex((each) => each.kind === kind) === index && !clusters.some((each) => tells(each, kind))),
  );
  if (problems.length === 0) return clusters;
  const healthy = alone.filter(({ level }) => level === 'healthy').length;
  const level = problems.every(({ severity }) => severity === 'info') ? 'unknown' : 'degraded';
  return [
    ...clusters,
    { cluster: undefined, level, healthy, of: alone.length, counted: '', isChecking: false, problems },
  ];
}

const tells = ({ problems }: ProblemGroup, wanted: string): boolean => problems.some(({ kind }) => kind === wanted);

function listed(finding: Finding, t: Translate): ListedProblem {
  return {
    ...explainFinding(finding, t),
    kind: finding.kind,
    machine: machineOfSubject(finding.subject),
    severity: finding.severity,
  };
}

/** Number of problems. Transient findings are listed but not counted. */
export const problemCount = (groups: readonly ProblemGroup[]): number =>
  groups.flatMap(({ problems }) => problems.filter(({ severity }) => severity !== 'info')).length;

/** The same in words. Does not say "no problems" while some nodes have not answered. */
export function healthCountWords(groups: readonly ProblemGroup[], t: Translate): string {
  const count = problemCount(groups);
  if (count === 0) return groups.some(({ isChecking }) => isChecking) ? t('Checking…') : t('No problems');
  return count === 1 ? t('1 problem') : t('{0} problems', count);
}
