/** The progress of the creates in a run, derived from its events. */
import { createStages } from '../model/failure.ts';
import type { Plan } from '../model/plan.ts';
import type { StepEvent } from '../model/runEvents.ts';
import type { Making } from '../model/snapshot.ts';

/** Returns a listener for the run's events. It calls `tell` with undefined when a create has ended, successfully or not. */
export function makings(
  plan: Plan,
  tell: (machine: string, making: Making | undefined) => void,
): (event: StepEvent) => void {
  const machines = new Map(
    plan.steps.flatMap(({ id, action }) =>
      action.kind === 'createMachine' ? [[id, action.machine.name] as const] : [],
    ),
  );
  const begun = new Map<string, Date>();
  return (event) => {
    const machine = machines.get(event.step);
    if (machine === undefined) return;
    switch (event.kind) {
      case 'began':
        begun.set(machine, event.at);
        tell(machine, { since: event.at, stage: undefined });
        return;
      case 'stage':
        tell(machine, {
          since: begun.get(machine) ?? event.at,
          stage: createStages.find((stage) => stage === event.stage),
        });
        return;
      case 'done':
      case 'failed':
        tell(machine, undefined);
        return;
      case 'waiting':
      case 'said':
      case 'made':
      case 'madeObject':
      case 'skipped':
    }
  };
}
