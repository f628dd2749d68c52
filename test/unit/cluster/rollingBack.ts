// A run of `up` that was cut off in a world in memory, and what takes it back.
import { planRollback } from '../../../src/cluster/planRollback.ts';
import type { Plan } from '../../../src/model/plan.ts';
import type { RunSummary } from '../../../src/model/runEvents.ts';
import { ordered, type ModelWorld } from './modelWorld.ts';

/** Runs the first steps of `plan`; the last of them counts as cut off. */
export function cutOff(world: ModelWorld, plan: Plan, far: number): RunSummary {
  const begun = ordered(plan).slice(0, far);
  for (const { action } of begun) world.apply(action);
  const last = begun.at(-1);
  return {
    verb: 'up',
    cluster: 'demo',
    done: begun.slice(0, -1).map(({ id }) => id),
    failed: last ? [{ step: last.id, failure: { kind: 'cancelled', what: last.id } }] : [],
    skipped: [],
    isCancelled: true,
  };
}

/** What undoes it; throws where that is refused. */
export function rollback(world: ModelWorld, plan: Plan, summary: RunSummary): Plan {
  const back = planRollback(plan, summary, world.snapshot());
  if (!back.ok) throw new Error('refused');
  return back.value;
}
