/**
 * Plan cache: remembers how each plan was made, so that it can be made again before it runs. Another run, in this or another window, or a
 * manual change may have invalidated it since.
 */
import { err, ok } from '../base/result.ts';
import { isAsShown } from '../cluster/asShown.ts';
import type { Outcome } from '../model/failure.ts';
import { mergedTargets, replacement, targetsOf } from '../model/identity.ts';
import type { Plan } from '../model/plan.ts';
import { machinesOf } from '../model/planMachines.ts';
import type { Snapshot } from '../model/snapshot.ts';

/** Makes a plan from a snapshot. */
type Making = (seen: Snapshot) => Outcome<Plan> | Promise<Outcome<Plan>>;

export function withTargets(plan: Plan, seen: Snapshot): Plan {
  return { ...plan, targets: targetsOf(seen, machinesOf(plan)) };
}

export class PlansOfNow {
  readonly #makings = new WeakMap<Plan, Making>();

  /** Plans from `seen` and remembers how. The plan records its target machines. */
  async make(seen: Snapshot, making: Making): Promise<Outcome<Plan>> {
    const made = await making(seen);
    if (!made.ok) return made;
    const plan = withTargets(made.value, seen);
    this.#makings.set(plan, making);
    return ok(plan);
  }

  /**
   * Makes the plan again before it runs. Fails with `planUnknown` if other services made it, with `storeChanged` or `targetChanged` if it
   * would affect other machines, and with `planChanged` if the new plan is not equivalent.
   */
  async makeAnew(shown: Plan, look: () => Promise<Outcome<Snapshot>>): Promise<Outcome<Plan>> {
    const { cluster, verb, targets } = shown;
    const making = this.#makings.get(shown);
    if (!making || !targets) return err({ kind: 'planUnknown', cluster, verb });
    const seen = await look();
    if (!seen.ok) return seen;
    const replaced = replacement(targets, seen.value);
    if (replaced) return err(replaced);
    const plan = await making(seen.value);
    if (!plan.ok) return plan;
    return isAsShown(shown, plan.value)
      ? ok({ ...plan.value, targets: mergedTargets(targets, targetsOf(seen.value, machinesOf(plan.value))) })
      : err({ kind: 'planChanged', cluster, verb });
  }
}
