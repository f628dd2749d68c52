/**
 * How each plan was made, so that it is made anew before it runs: since it was shown another run may have ended, in this window or
 * another, or somebody have worked by hand.
 */
import { err, ok } from '../base/result.ts';
import { isAsShown } from '../cluster/asShown.ts';
import type { Outcome } from '../model/failure.ts';
import { mergedTargets, replacement, targetsOf } from '../model/identity.ts';
import { machinesOf, type Plan } from '../model/plan.ts';
import type { Snapshot } from '../model/snapshot.ts';

/** Makes a plan of what is there now. */
type Making = (seen: Snapshot) => Outcome<Plan> | Promise<Outcome<Plan>>;

export function withTargets(plan: Plan, seen: Snapshot): Plan {
  return { ...plan, targets: targetsOf(seen, machinesOf(plan)) };
}

export class PlansOfNow {
  readonly #makings = new WeakMap<Plan, Making>();

  /** Plans for `seen`, and keeps how that was done. The plan names the machines that it is about. */
  async make(seen: Snapshot, making: Making): Promise<Outcome<Plan>> {
    const made = await making(seen);
    if (!made.ok) return made;
    const plan = withTargets(made.value, seen);
    this.#makings.set(plan, making);
    return ok(plan);
  }

  /**
   * The plan as it is by now, for running it. `planUnknown` where other services made it, `storeChanged` and `targetChanged` where it
   * would meet other machines, `planChanged` where it has become another one.
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
