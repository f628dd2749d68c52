/** The steps from the observed state to a cluster file's desired state. Pure: query results come in as PlanningFacts. */
import { err, ok } from '../base/result.ts';
import type { Outcome } from '../model/failure.ts';
import type { Plan } from '../model/plan.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { ClusterSpec } from '../model/spec.ts';
import { compare, type PlanningFacts } from './comparison.ts';
import { plannedConditions } from './plannedConditions.ts';
import { refusalsOf } from './refusals.ts';
import { newSteps } from './steps.ts';
import { storeClusterSteps } from './storeSteps.ts';
import { swarmSteps } from './swarmSteps.ts';
import { warningsOf } from './warnings.ts';

/** The plan from `seen` to `wanted`, without steps that are already satisfied. Fails with all blockers. */
export function planUp(wanted: ClusterSpec, seen: Snapshot, facts: PlanningFacts): Outcome<Plan> {
  const comparison = compare(wanted, seen, facts);
  const refusals = refusalsOf(comparison);
  if (refusals[0]) return err(refusals.length === 1 ? refusals[0] : { kind: 'several', failures: refusals });
  const steps = newSteps();
  // Machines are created alike; orchestrations differ in how they join.
  if (comparison.swarm) swarmSteps(comparison, steps);
  else storeClusterSteps(comparison, steps);
  return ok({
    verb: 'up',
    cluster: wanted.name,
    steps: steps.all,
    warnings: warningsOf(comparison, steps.all),
    standing: comparison.members.filter(({ standing }) => standing.kind === 'standing').map(({ name }) => name),
    conditions: plannedConditions(comparison),
  });
}
