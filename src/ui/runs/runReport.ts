/** Result of a run: a sentence for the user, and plain data for the caller. Pure. */
import { named, paragraph, type Translate } from '../../base/text.ts';
import { clusterHealth } from '../../checks/health.ts';
import type { Failure } from '../../model/failure.ts';
import type { Path } from '../../base/hostPath.ts';
import type { Action, Plan } from '../../model/plan.ts';
import type { RunSummary } from '../../model/runEvents.ts';
import { stepName } from '../../model/planRows.ts';
import { findCluster, type Snapshot } from '../../model/snapshot.ts';
import { explainFailure } from '../explain/explainFailure.ts';
import { sentence } from '../explain/explanation.ts';

export interface RunReport extends RunSummary {
  /** Managers and nodes found healthy afterwards, out of `of`. */
  readonly healthy: number;
  readonly of: number;
  /** The first failure. Undefined if everything succeeded. */
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
 * Result of an up. Removing incomplete machines may fail (an SSH key wrong for the create is wrong for that too). If all else succeeded,
 * the run counts as successful, and the failure is in the log.
 */
export function upReport(plan: Plan, summary: RunSummary, after: Snapshot): RunReport {
  const done = new Set(summary.done);
  const isWhole = plan.steps.every(({ id, mayFail }) => mayFail || done.has(id));
  return runReport(isWhole ? { ...summary, failed: [] } : summary, after);
}

/** Report for a plan without steps: everything is already in the desired state. */
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

/** What failed and what is left, for a run that did not complete. */
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

/** Names of a plan's steps as they were shown, each with its place. */
function stepNames(plan: Plan, t: Translate): (step: string) => string {
  const names = new Map(plan.steps.map(({ id, action }) => [id, placedName(action, t)]));
  return (step) => names.get(step) ?? step;
}

function placedName(action: Action, t: Translate): string {
  const name = stepName(action, t);
  switch (action.kind) {
    // Named after something that several machines may have.
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

/** Machines that a plan's finished steps removed. */
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

/** Adds the cluster file to a failure whose remedy is to change that file. */
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
