/** What a progress notification says while a plan runs: how far it is, and what is being done now. */
import type { Translate } from '../../base/text.ts';
import { createStages, type CreateStage } from '../../model/failure.ts';
import type { Plan, StepEvent } from '../../model/plan.ts';
import { stageWords } from '../explain/stageWords.ts';
import { stepWords } from './stepWords.ts';

export interface ProgressReport {
  readonly message: string;
  /** Percent gone since the last report. */
  readonly increment: number;
}

/** More would not be readable in a notification. */
const mostShown = 3;

/** Takes the run's events one by one. Undefined: the event changes nothing of what is shown. */
export function runProgress(plan: Plan, t: Translate): (event: StepEvent) => ProgressReport | undefined {
  const steps = new Map(plan.steps.map(({ id, action }) => [id, stepWords(action, t)]));
  const running = new Map<string, string>();
  let ended = 0;
  return (event) => {
    const words = steps.get(event.step) ?? event.step;
    switch (event.kind) {
      case 'waiting':
        running.set(event.step, t('{0}: waiting while another window creates {1}', words, event.behind));
        return report(0);
      case 'began':
        running.set(event.step, words);
        return report(0);
      case 'stage':
        running.set(event.step, t('{0}: {1}', words, stage(event.stage, t)));
        return report(0);
      case 'said':
      case 'made':
      case 'madeObject':
        return undefined;
      case 'done':
      case 'failed':
      case 'skipped':
        running.delete(event.step);
        ended += 1;
        return report(1);
    }
  };

  function report(steps: number): ProgressReport {
    const shown = [...running.values()].slice(-mostShown);
    const more = running.size - shown.length;
    const now = [...shown, ...(more > 0 ? [t('{0} more', more)] : [])].join(' · ');
    return {
      message: [t('{0} of {1} steps', ended, plan.steps.length), now].filter(Boolean).join(' · '),
      increment: plan.steps.length === 0 ? 0 : (100 * steps) / plan.steps.length,
    };
  }
}

/** A create's stage in words; what other steps call theirs is words already. */
const stage = (name: string, t: Translate): string => (isCreateStage(name) ? stageWords(name, t) : name);

const isCreateStage = (name: string): name is CreateStage => createStages.some((each) => each === name);
