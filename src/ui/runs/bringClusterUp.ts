/** Brings a cluster up from its file: reads, plans, confirms, runs, and reports. */
import { commands, type Uri } from 'vscode';
import { err, ok } from '../../base/result.ts';
import type { Outcome } from '../../model/failure.ts';
import type { Plan } from '../../model/plan.ts';
import type { ClusterSpec } from '../../model/spec.ts';
import type { Run } from '../../service/services.ts';
import { explainFailure } from '../explain/explainFailure.ts';
import { t } from '../localise.ts';
import { confirmPlan } from './confirm.ts';
import { readSpec } from './readSpec.ts';
import { offerRollBack, rollBack } from './rollBack.ts';
import { runPlan, withCancel } from './runPlan.ts';
import { showUnlockKey } from './showUnlockKey.ts';
import {
  brokenWords,
  standingReport,
  standingWords,
  upReport,
  upWords,
  withFile,
  type RunReport,
} from './runReport.ts';
import type { Shell } from '../shell.ts';
import { remedyButtons, tell, type Button } from '../tell.ts';
import { fileOf, pickClusterFile } from '../targets/pickFile.ts';

export async function bringClusterUp(shell: Shell, argument: unknown): Promise<Outcome<RunReport>> {
  const file = fileOf(argument) ?? (await pickClusterFile(t('Bring Cluster Up')));
  if (!file) return err({ kind: 'cancelled', what: t('Bringing a cluster up') });
  const spec = await readSpec(shell, file);
  if (!spec.ok) return spec;
  const secrets = await shell.settings.askSecrets();
  if (!secrets.ok) return secrets;
  const plan = await withCancel(t('Planning {0}', spec.value.name), (signal) =>
    shell.current.runs.planUp(spec.value, { signal }),
  );
  if (!plan.ok) return err(withFile(plan.error, file.fsPath));
  if (plan.value.steps.length === 0) return ok(tellStanding(shell, plan.value));
  if (!(await confirmed(shell, spec.value, plan.value)))
    return err({ kind: 'cancelled', what: t('Bringing {0} up', plan.value.cluster) });
  const run = await runPlan(shell, plan.value);
  if (!run.ok) return err(withFile(run.error, file.fsPath));
  const report = await tellEnd(shell, run.value, file);
  offerUnlockKey(shell, run.value.plan);
  return ok(report);
}

/** Show Plan cancels the confirmation: a modal would cover the document. */
async function confirmed(shell: Shell, spec: ClusterSpec, plan: Plan): Promise<boolean> {
  const verb = t('Bring Up');
  const look = t('Show Plan');
  const pressed = await confirmPlan(t('Bring {0} up?', plan.cluster), plan, [verb, look]);
  if (pressed === look) {
    const { openPlan } = await import('../authoringEntry.ts');
    await openPlan(shell, spec, plan);
  }
  return pressed === verb;
}

/** Only after a run has been reported: one that was rolled back has left no swarm. Does not wait for the answer. */
function offerUnlockKey(shell: Shell, { cluster }: Plan): void {
  void showUnlockKey(shell, cluster).catch((error: unknown) => {
    shell.log.error('showing the unlock key', error);
  });
}

function tellStanding(shell: Shell, plan: Plan): RunReport {
  const report = standingReport(plan, shell.current.clusters.snapshot);
  tell(shell, 'info', standingWords(report, t), [infoButton(plan.cluster)]);
  offerUnlockKey(shell, plan);
  return report;
}

async function tellEnd(shell: Shell, run: Run, file: Uri): Promise<RunReport> {
  const { cluster } = run.plan;
  const report = upReport(run.plan, run.summary, run.after);
  if (!report.failure) {
    const isWhole = report.healthy === report.of;
    tell(shell, isWhole ? 'info' : 'warning', upWords(report, t), [
      infoButton(cluster),
      ...(isWhole
        ? []
        : [{ title: t('Show Cluster Health'), press: () => commands.executeCommand('dockerOverlay.showHealth') }]),
    ]);
    return report;
  }
  const failure = withFile(report.failure, file.fsPath);
  const withRemedies = (own: readonly Button[]): readonly Button[] => [...own, ...remedyButtons(failure, own)];
  const onFailure = shell.settings.onFailure;
  const showLog: Button = { title: t('Show Log'), press: shell.log.show };
  const again: Button = {
    title: t('Bring Up Again'),
    press: () => commands.executeCommand('dockerOverlay.bringClusterUp', { file }),
  };
  const back: Button = { title: t('Roll Back'), press: () => offerRollBack(shell, run) };
  if (onFailure === 'rollback') {
    const words = brokenWords(run.plan, withoutLeftovers(report), t);
    const result = await rollBack(shell, run, 'bySetting', { words, buttons: withRemedies([showLog, again]) });
    if (!result.ok) {
      const why = t('Not rolled back: {0}', explainFailure(result.error, t).what);
      tell(shell, 'error', `${brokenWords(run.plan, report, t)} ${why}`, withRemedies([showLog, again, back]));
    }
    return report;
  }
  const severity = report.isCancelled && report.failed.length === 0 ? 'warning' : 'error';
  tell(shell, severity, brokenWords(run.plan, report, t), withRemedies([showLog, again, back]));
  if (onFailure === 'ask') await offerRollBack(shell, run);
  return report;
}

/** Omits what the run left behind, since it was rolled back. */
function withoutLeftovers(report: RunReport): RunReport {
  return {
    ...report,
    failed: report.failed.map(({ step, failure }) => ({
      step,
      failure: failure.kind === 'createFailed' ? { ...failure, leftover: false } : failure,
    })),
  };
}

const infoButton = (cluster: string): Button => ({
  title: t('Show Docker Info'),
  press: () => commands.executeCommand('dockerOverlay.showDockerInfo', { cluster }),
});
