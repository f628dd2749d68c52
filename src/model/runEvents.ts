/** What a running plan reports, step by step, and its result. */
import type { Failure } from './failure.ts';
import type { MachineIdentity } from './machine.ts';
import type { Plan } from './plan.ts';

/** Events of a running plan, which the journal also records. */
export type StepEvent =
  /** Not started: another window must create the VM of `behind` first. */
  | { readonly kind: 'waiting'; readonly step: string; readonly behind: string; readonly at: Date }
  | { readonly kind: 'began'; readonly step: string; readonly at: Date }
  | { readonly kind: 'stage'; readonly step: string; readonly stage: string; readonly at: Date }
  | { readonly kind: 'said'; readonly step: string; readonly line: string; readonly at: Date }
  /** A create produced a machine, even if it fails later: it can be rolled back. */
  | {
      readonly kind: 'made';
      readonly step: string;
      readonly machine: string;
      readonly identity: MachineIdentity;
      readonly at: Date;
    }
  /** Docker's ID of a container, network or swarm node that was created, even if the step fails later. */
  | { readonly kind: 'madeObject'; readonly step: string; readonly id: string; readonly at: Date }
  | { readonly kind: 'done'; readonly step: string; readonly at: Date }
  | { readonly kind: 'failed'; readonly step: string; readonly failure: Failure; readonly at: Date }
  | { readonly kind: 'skipped'; readonly step: string; readonly because: string; readonly at: Date };

/** Replaces a step's ID in `because` if the run was cancelled before the step started. */
export const becauseCancelled = 'cancelled';

/** The actual result of a run, step by step. */
export interface RunSummary {
  readonly verb: Plan['verb'];
  readonly cluster: string;
  readonly done: readonly string[];
  readonly failed: readonly { readonly step: string; readonly failure: Failure }[];
  /** `because`: the failed step that it depends on, or `becauseCancelled`. */
  readonly skipped: readonly { readonly step: string; readonly because: string }[];
  /** The run was cancelled, and work remains because of that. */
  readonly isCancelled: boolean;
  /** The machines that it created, by name; undefined if unknown. */
  readonly made?: Readonly<Record<string, MachineIdentity>> | undefined;
  /** By step, the ID of the container, network or swarm node that it created; undefined if unknown. */
  readonly madeObjects?: Readonly<Record<string, string>> | undefined;
}
