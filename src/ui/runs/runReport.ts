/** How a run ended: the sentence a person reads, and the plain data a caller gets. Pure. */
import { named, paragraph, type Translate } from '../../base/text.ts';
import { clusterHealth } from '../../checks/health.ts';
import type { Failure, Path } from '../../model/failure.ts';
import type { Action, Plan, RunSummary } from '../../model/plan.ts';
import { stepName } from '../../model/planRows.ts';
import { findCluster, type Snapshot } from '../../model/snapshot.ts';
import { explainFailure } from '../explain/explainFailure.ts';
import { sentence } from '../explain/explanation.ts';

export interface RunReport extends RunSummary {
  /** Managers and nodes seen healthy afterwards, of all that there are. */
  readonly healthy: number;
  readonly of: number;
  /** The first thing that went wrong; undefined: nothing did. */
  readonly failure?: Failure;
}

export function runReport(summary: RunSummary, after: Snapshot): RunReport {
  const { healthy, of } = counted(summary.cluster, after);
  const failure = summary.failed[0]?.failure;
  const report = { ...summary, healthy, of };
  if (failure) return { ...report, failure };
  return summary.isCancelled ? { ...report, failure: { kind: 'cancelled', what: summary.cluster } } : report;
}

/**
 * How an up ended. Clearing leftovers away may fail (an SSH key that was wrong for the create is wrong for that too): where all else
 * was done nevertheless, that is no failure of the run, and stands in the log.
 */
export function upReport(plan: Plan, summary: RunSummary, after: Snapshot): RunReport {
  const done = new Set(summary.done);
  const isWhole = plan.steps.every(({ id, mayFail }) => mayFail || done.has(id));
  return runReport(isWhole ? { ...summary, failed: [] } : summary, after);
}

/** A report of a plan without steps: all is as wanted already. */
export function standingReport(plan: Plan, snapshot: Snapshot): RunReport {
  const { verb, cluster } = plan;
  return runReport({ verb, cluster, done: [], failed: [], skipped: [], isCancelled: false }, snapshot);
}

/** "demo is up: 3 of 3 nodes healthy". */
export function upWords({ cluster, healthy, of }: RunReport, t: Translate): string {
  return t('{0} is up: {1} of {2} nodes healthy', cluster, healthy, of);
}

export function standingWords({ cluster, healthy, of }: RunReport, t: Translate): string {
  return t('{0} is already up: {1} of {2} nodes healthy', cluster, healthy, of);
}

/** "demo is down: 4 machines removed". */
export function downWords(plan: Plan, { cluster, done }: RunReport, t: Translate): string {
  const count = removed(plan, done).length;
  return count === 1
    ? t('{0} is down: 1 machine removed', cluster)
    : t('{0} is down: {1} machines removed', cluster, count);
}

/** "demo was rolled back: 2 machines removed". */
export function rolledBackWords(plan: Plan, { cluster, done }: RunReport, t: Translate): string {
  const count = removed(plan, done).length;
  return count === 1
    ? t('{0} was rolled back: 1 machine removed', cluster)
    : t('{0} was rolled back: {1} machines removed', cluster, count);
}

/** What went wrong and what that left, for a run that did not do all it was to do. */
export function brokenWords(plan: Plan, report: RunReport, t: Translate): string {
  const { cluster, failed, skipped, done, isCancelled, healthy, of } = report;
  const first = failed[0];
  const name = stepNames(plan, t);
  const state =
    plan.verb === 'up'
      ? of === 0
        ? t('{0} is not fully up: it has no nodes yet.', cluster)
        : t('{0} is not fully up: {1} of {2} nodes healthy.', cluster, healthy, of)
      : t('{0} is not fully down: {1} of {2} steps done.', cluster, done.length, plan.steps.length);
  const parts = [
    isCancelled ? t('Cancelled.') : undefined,
    state,
    first && sentence(explainFailure(first.failure, t)),
    failed.length > 1
      ? t(
          'Also failed: {0}.',
          named(
            failed.slice(1).map(({ step, failure }) => t('{0} ({1})', name(step), explainFailure(failure, t).short)),
            t,
          ),
        )
      : undefined,
    skipped.length > 0
      ? t(
          'Skipped: {0}.',
          named(
            skipped.map(({ step }) => name(step)),
            t,
          ),
        )
      : undefined,
    isCancelled && done.length > 0 ? t('Already done: {0}.', named(done.map(name), t)) : undefined,
  ];
  return paragraph(parts);
}

/** What a plan called its steps when it was shown, each with where it is done. */
function stepNames(plan: Plan, t: Translate): (step: string) => string {
  const names = new Map(plan.steps.map(({ id, action }) => [id, placedName(action, t)]));
  return (step) => names.get(step) ?? step;
}

function placedName(action: Action, t: Translate): string {
  const name = stepName(action, t);
  switch (action.kind) {
    // Named after what several machines may have.
    case 'pullImage':
    case 'runContainer':
    case 'startContainer':
    case 'removeContainer':
    case 'removeVolume':
      return `${name} ${t('on {0}', action.machine)}`;
    default:
      return name;
  }
}

/** Machines that a plan's done steps removed. */
function removed(plan: Plan, done: readonly string[]): readonly string[] {
  return plan.steps.flatMap(({ id, action }) =>
    action.kind === 'removeMachine' && done.includes(id) ? [action.machine] : [],
  );
}

function counted(cluster: string, snapshot: Snapshot): { readonly healthy: number; readonly of: number } {
  const found = findCluster(snapshot, cluster);
  if (!found) return { healthy: 0, of: 0 };
  const { healthy, of } = clusterHealth(found, snapshot);
  return { healthy, of };
}

/** A failure that knows which cluster file asked for what failed, where a change of that file is the remedy. */
export function withFile(failure: Failure, file: Path): Failure {
  switch (failure.kind) {
    case 'engineWithoutClusterStore':
    case 'planChanged':
      return { ...failure, file };
    case 'createFailed':
      return { ...failure, cause: withFile(failure.cause, file) };
    case 'several':
      return { ...failure, failures: failure.failures.map((each) => withFile(each, file)) };
    default:
      return failure;
  }
}
