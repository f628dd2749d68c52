/**
 * How each plan was made, so that it is made anew before it runs: since it was shown another run may have ended, in this window or
 * another, or somebody have worked by hand.
 */
import { err, ok } from '../base/result.ts';
import { isAsShown } from '../cluster/asShown.ts';
import type { Outcome } from '../model/failure.ts';
import type { Plan } from '../model/plan.ts';
import type { Snapshot } from '../model/snapshot.ts';

/** Makes a plan of what is there now. */
type Making = (seen: Snapshot) => Outcome<Plan> | Promise<Outcome<Plan>>;

export class PlansOfNow {
  readonly #makings = new WeakMap<Plan, Making>();

  /** `plan` was made like this. */
  remember(plan: Outcome<Plan>, making: Making): Outcome<Plan> {
    if (plan.ok) this.#makings.set(plan.value, making);
    return plan;
  }

  /** The plan as it is by now, for running it; `planChanged` where it has become another one. One that was not made here stays. */
  async makeAnew(shown: Plan, look: () => Promise<Outcome<Snapshot>>): Promise<Outcome<Plan>> {
    const making = this.#makings.get(shown);
    if (!making) return ok(shown);
    const seen = await look();
    if (!seen.ok) return seen;
    const plan = await making(seen.value);
    if (!plan.ok || isAsShown(shown, plan.value)) return plan;
    return err({ kind: 'planChanged', cluster: shown.cluster, verb: shown.verb });
  }
}
