/** Rolls back only what a failed run created. */
import { paragraph } from '../../base/text.ts';
import type { Outcome } from '../../model/failure.ts';
import type { Plan } from '../../model/plan.ts';
import { ok } from '../../base/result.ts';
import type { Run } from '../../service/services.ts';
import { sleep } from '../../base/async.ts';
import { seconds } from '../../base/units.ts';
import { sentence } from '../explain/explanation.ts';
import { t } from '../localise.ts';
import type { Shell } from '../shell.ts';
import { tell, tellFailure, type Button, type Severity } from '../tell.ts';
import { confirmPlan } from './confirm.ts';
import { mayRun } from './mayChange.ts';
import { runPlan } from './runPlan.ts';
import { brokenWords, rolledBackWords, runReport, type RunReport } from './runReport.ts';

/** Minimum time for which VS Code shows a progress notification. */
const progressLingers = seconds(1);

/** Start of the message that reports the rollback. */
export interface Broken {
  readonly words: string;
  readonly buttons: readonly Button[];
}

/**
 * Undefined if there was nothing to roll back, or the user declined. `bySetting`: the user's `up.onFailure: rollback` is the consent;
 * `broken` is then part of the same message, since a second one may stay hidden. Plans and runs with the same services.
 */
export function rollBack(...given: Parameters<typeof rollBackHeld>): Promise<Outcome<RunReport | undefined>> {
  const [shell] = given;
  return shell.current.hold(() => rollBackHeld(...given));
}

async function rollBackHeld(
  shell: Shell,
  run: Run,
  consent: 'ask' | 'bySetting',
  broken?: Broken,
): Promise<Outcome<RunReport | undefined>> {
  const end = (severity: Severity, words: string): void => {
    const all = paragraph([broken?.words, words]);
    tell(shell, broken ? 'error' : severity, all, broken?.buttons);
  };
  const allowed = mayRun(shell, { changes: true, runs: 'program' });
  if (!allowed.ok) return allowed;
  const planned = (): Promise<Outcome<Plan>> => shell.current.runs.planRollback(run);
  const plan = await planned();
  if (!plan.ok) return plan;
  if (plan.value.steps.length === 0) {
    end('info', t('Nothing is left of that run of {0}, so there is nothing to roll back.', plan.value.cluster));
    return ok(undefined);
  }
  if (consent === 'ask') {
    const verb = t('Roll Back');
    const question = t('Roll {0} back? This removes what the failed run created.', plan.value.cluster);
    if ((await confirmPlan(question, plan.value, [verb])) !== verb) return ok(undefined);
  }
  const back = await runPlan(shell, plan.value, consent === 'bySetting' ? planned : undefined);
  if (!back.ok) return back;
  const report = runReport(back.value.summary, back.value.after);
  // VS Code shows at most three notifications and keeps one with progress for a moment: after planning, up and rollback, which may all be
  // short, a fourth would stay hidden.
  await sleep(progressLingers);
  if (report.failure) end('error', brokenWords(plan.value, report, t));
  else end('info', sentence({ what: rolledBackWords(plan.value, report, t), why: '', remedy: '' }));
  return ok(report);
}

/** The same for a button, which has no caller to take the outcome. */
export async function offerRollBack(shell: Shell, run: Run): Promise<void> {
  const result = await rollBack(shell, run, 'ask');
  if (result.ok) return;
  const again: Button = { title: t('Show Again'), press: () => offerRollBack(shell, run) };
  tellFailure(shell, result.error, result.error.kind === 'planChanged' ? [again] : []);
}
