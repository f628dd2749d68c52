/** Takes a cluster down: names what is removed, runs the plan, and reports. */
import { commands } from 'vscode';
import { err, ok } from '../../base/result.ts';
import type { Outcome } from '../../model/failure.ts';
import type { Plan } from '../../model/plan.ts';
import type { DownPlans } from '../../service/services.ts';
import { t } from '../localise.ts';
import { confirmByTyping, confirmPlan, mostUntyped } from './confirm.ts';
import { machinesGone, whatGoesWithData } from './dialogText.ts';
import { runPlan, withCancel } from './runPlan.ts';
import { brokenWords, downWords, runReport, type RunReport } from './runReport.ts';
import { remedyButtons, tell, type Button } from '../tell.ts';
import type { Shell } from '../shell.ts';
import { textOf } from '../targets/argument.ts';
import { pickCluster } from '../targets/pickTarget.ts';

export async function bringClusterDown(shell: Shell, argument: unknown): Promise<Outcome<RunReport>> {
  const { current, settings } = shell;
  const cluster =
    textOf(argument, 'cluster') ?? (await pickCluster(current.clusters.snapshot, t('Bring which cluster down?')));
  if (cluster === undefined) return err({ kind: 'cancelled', what: t('Bringing a cluster down') });
  const secrets = await settings.askSecrets();
  if (!secrets.ok) return secrets;
  const plans = await withCancel(t('Planning how to bring {0} down', cluster), (signal) =>
    current.runs.planDown(cluster, { signal }),
  );
  if (!plans.ok) return plans;
  const plan = await chosen(cluster, plans.value);
  if (!plan) return err({ kind: 'cancelled', what: t('Bringing {0} down', cluster) });
  const run = await runPlan(shell, plan);
  if (!run.ok) return run;
  const report = runReport(run.value.summary, run.value.after);
  if (report.failure) {
    const own: readonly Button[] = [
      { title: t('Show Log'), press: shell.log.show },
      {
        title: t('Bring Down Again'),
        press: () => commands.executeCommand('dockerOverlay.bringClusterDown', { cluster }),
      },
    ];
    tell(shell, report.failed.length > 0 ? 'error' : 'warning', brokenWords(run.value.plan, report, t), [
      ...own,
      ...remedyButtons(report.failure, own),
    ]);
  } else tell(shell, 'info', downWords(run.value.plan, report, t));
  return ok(report);
}

/** The plan that the user confirmed; undefined if none. */
async function chosen(cluster: string, plans: DownPlans): Promise<Plan | undefined> {
  const { keepsData, removesData } = plans;
  const question = t('Bring {0} down?', cluster);
  const verb = t('Bring Down');
  const withData = t('Bring Down and Remove the Store’s Data');
  const difference = whatGoesWithData(plans, withData, t);
  const verbs = difference === '' ? [verb] : [verb, withData];
  const pressed = await confirmPlan(question, keepsData, verbs, difference);
  if (pressed === undefined) return undefined;
  const plan = pressed === withData ? removesData : keepsData;
  return machinesGone(plan).length <= mostUntyped || (await confirmByTyping(cluster, question)) ? plan : undefined;
}
