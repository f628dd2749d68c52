/** Taking back what a broken run made, and only that. */
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

/** How long VS Code shows a notification of progress at least. */
const progressLingers = seconds(1);

/** What comes before the rollback's own end in the message that tells it. */
export interface Broken {
  readonly words: string;
  readonly buttons: readonly Button[];
}

/**
 * Undefined: there was nothing to take back, or the person did not want it. `bySetting`: the user's `up.onFailure: rollback` is the
 * consent; `broken` is then told together with the end, as a second message may not be seen beside the first. The services that plan
 * it are those that run it.
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
  // VS Code shows three notifications at most and keeps one of progress for a moment: after planning, up and back, which may all
  // be short, a fourth would never be seen.
  await sleep(progressLingers);
  if (report.failure) end('error', brokenWords(plan.value, report, t));
  else end('info', sentence({ what: rolledBackWords(plan.value, report, t), why: '', remedy: '' }));
  return ok(report);
}

/** The same behind a button, where nobody waits for the outcome. */
export async function offerRollBack(shell: Shell, run: Run): Promise<void> {
  const result = await rollBack(shell, run, 'ask');
  if (result.ok) return;
  const again: Button = { title: t('Show Again'), press: () => offerRollBack(shell, run) };
  tellFailure(shell, result.error, result.error.kind === 'planChanged' ? [again] : []);
}
