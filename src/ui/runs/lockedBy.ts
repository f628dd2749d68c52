/** The machine on which a run has made a swarm that is autolocked; undefined: it has made none. Pure. */
import type { Plan, RunSummary } from '../../model/plan.ts';

export function lockedBy({
  plan,
  summary,
}: {
  readonly plan: Plan;
  readonly summary: Pick<RunSummary, 'done'>;
}): string | undefined {
  const done = new Set(summary.done);
  return plan.steps.flatMap(({ id, action }) =>
    action.kind === 'initSwarm' && action.swarm.isAutolocked && done.has(id) ? [action.machine] : [],
  )[0];
}
