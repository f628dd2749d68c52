/** Taking back what a broken run made, and only that. */
import type { Outcome } from '../../model/failure.ts';
import { ok } from '../../base/result.ts';
import type { Run } from '../../service/services.ts';
import { t } from '../localise.ts';
import type { Shell } from '../shell.ts';
import { tell, tellFailure } from '../tell.ts';
import { confirmPlan } from './confirmPlan.ts';
import { runPlan } from './runPlan.ts';
import { brokenWords, rolledBackWords, runReport, type RunReport } from './runReport.ts';

/** Undefined: there was nothing to take back, or the person did not want it. */
export async function rollBack(
  shell: Shell,
  run: Run,
  confirm: 'confirm' | 'confirmed',
): Promise<Outcome<RunReport | undefined>> {
  const plan = await shell.current.runs.planRollback(run);
  if (!plan.ok) return plan;
  if (plan.value.steps.length === 0) {
    tell(shell, 'info', t('Nothing is left of that run of {0}: there is nothing to roll back.', plan.value.cluster));
    return ok(undefined);
  }
  if (confirm === 'confirm') {
    const verb = t('Roll Back');
    const question = t('Roll {0} back? This removes what the broken run made.', plan.value.cluster);
    if ((await confirmPlan(question, plan.value, [verb])) !== verb) return ok(undefined);
  }
  const back = await runPlan(shell, plan.value);
  if (!back.ok) return back;
  const report = runReport(back.value.summary, back.value.after);
  if (report.failure) tell(shell, 'error', brokenWords(plan.value, report, t));
  else tell(shell, 'info', rolledBackWords(plan.value, report, t));
  return ok(report);
}

/** The same behind a button, where nobody waits for the outcome. */
export async function offerRollBack(shell: Shell, run: Run): Promise<void> {
  const result = await rollBack(shell, run, 'confirm');
  if (!result.ok) tellFailure(shell, result.error);
}
