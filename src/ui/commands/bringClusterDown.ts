/** Takes a cluster down: names what goes, runs, tells. */
import { commands } from 'vscode';
import { err, ok } from '../../base/result.ts';
import type { Plan } from '../../model/plan.ts';
import { t } from '../localise.ts';
import { confirmByTyping, mostUntyped } from '../runs/confirmByTyping.ts';
import { confirmPlan } from '../runs/confirmPlan.ts';
import { mayRunProgram } from '../runs/mayChange.ts';
import { runPlan, withCancel } from '../runs/runPlan.ts';
import { brokenWords, downWords, runReport, type RunReport } from '../runs/runReport.ts';
import { remedyButtons, tell, type Button } from '../tell.ts';
import { isConfirmed, textOf, valueOf } from './argument.ts';
import { command } from './command.ts';
import { pickCluster } from './pickTarget.ts';

export const bringClusterDown = command<RunReport>('bringClusterDown', async (shell, argument) => {
  const { current, settings } = shell;
  const allowed = mayRunProgram(shell);
  if (!allowed.ok) return allowed;
  const cluster =
    textOf(argument, 'cluster') ?? (await pickCluster(current.clusters.snapshot, t('Bring which cluster down?')));
  if (cluster === undefined) return err({ kind: 'cancelled', what: t('Bringing a cluster down') });
  const secrets = await settings.askSecrets();
  if (!secrets.ok) return secrets;
  const planned = (removeVolumes: boolean): ReturnType<typeof current.runs.planDown> =>
    withCancel(t('Planning the end of {0}', cluster), (signal) =>
      current.hold(() => current.runs.planDown(cluster, { signal, removeVolumes })),
    );
  let plan = await planned(valueOf(argument, 'removeVolumes') === true);
  if (!plan.ok) return plan;
  if (!isConfirmed(argument)) {
    const verb = t('Bring Down');
    const withData = t('Bring Down and Remove the Store’s Data');
    const verbs = plan.value.warnings.some(({ kind }) => kind === 'volumeStays') ? [verb, withData] : [verb];
    const chosen = await confirmPlan(t('Bring {0} down?', cluster), plan.value, verbs, whatGoes(plan.value));
    if (chosen === undefined) return err({ kind: 'cancelled', what: t('Bringing {0} down', cluster) });
    if (removed(plan.value).length > mostUntyped && !(await confirmByTyping(cluster, t('Bring {0} down?', cluster))))
      return err({ kind: 'cancelled', what: t('Bringing {0} down', cluster) });
    if (chosen === withData) plan = await planned(true);
    if (!plan.ok) return plan;
  }
  const run = await runPlan(shell, plan.value);
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
    tell(shell, report.failed.length > 0 ? 'error' : 'warning', brokenWords(plan.value, report, t), [
      ...own,
      ...remedyButtons(report.failure, own),
    ]);
  } else tell(shell, 'info', downWords(plan.value, report, t));
  return ok(report);
});

/** Nothing goes that was not named. */
const whatGoes = (plan: Plan): string => t('These machines go: {0}.', removed(plan).join(', '));

const removed = ({ steps }: Plan): readonly string[] =>
  steps.flatMap(({ action }) => (action.kind === 'removeMachine' ? [action.machine] : []));
