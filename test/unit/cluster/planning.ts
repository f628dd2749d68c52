// Plans of `up` as tests read them, and worlds in which one was carried out.
import type { PlanningFacts } from '../../../src/cluster/comparison.ts';
import { planUp } from '../../../src/cluster/planUp.ts';
import type { Failure } from '../../../src/model/failure.ts';
import type { MachineToCreate, Plan } from '../../../src/model/plan.ts';
import { renderPlan } from './renderPlan.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import type { ClusterSpec } from '../../../src/model/spec.ts';
import { newWorld, type ModelWorld } from './modelWorld.ts';
import { facts } from './planInputs.ts';

export function planned(spec: ClusterSpec, seen: Snapshot, more: Partial<PlanningFacts> = {}): Plan {
  const plan = planUp(spec, seen, { ...facts, ...more });
  if (!plan.ok) throw new Error(JSON.stringify(plan.error));
  return plan.value;
}

export function refused(spec: ClusterSpec, seen: Snapshot, more: Partial<PlanningFacts> = {}): Failure {
  const plan = planUp(spec, seen, { ...facts, ...more });
  if (plan.ok) throw new Error(renderPlan(plan.value));
  return plan.error;
}

/** A world in which `up` has run. */
export function standing(spec: ClusterSpec): ModelWorld {
  const world = newWorld();
  world.run(planned(spec, world.snapshot()));
  return world;
}

/** The plan without the lines of flags. */
export function read(plan: Plan): string {
  return `\n${renderPlan(plan)
    .split('\n')
    .filter((line) => !line.startsWith(' '))
    .join('\n')}\n`;
}

export function machineIn(plan: Plan, name: string): MachineToCreate {
  const found = plan.steps.flatMap(({ action }) =>
    action.kind === 'createMachine' && action.machine.name === name ? [action.machine] : [],
  )[0];
  if (!found) throw new Error(renderPlan(plan));
  return found;
}
