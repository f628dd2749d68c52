/** Shows the plan to bring up a cluster beside its current state. Runs nothing. */
import { commands, workspace } from 'vscode';
import { err, ok } from '../../base/result.ts';
import type { Outcome } from '../../model/failure.ts';
import type { Plan } from '../../model/plan.ts';
import type { ClusterSpec } from '../../model/spec.ts';
import { t } from '../localise.ts';
import { readSpec } from './readSpec.ts';
import { withCancel } from './runPlan.ts';
import type { Shell } from '../shell.ts';
import { fileOf, pickClusterFile } from '../targets/pickFile.ts';
import { planTexts } from './planTexts.ts';
import { window } from '../surface/window.ts';

export interface ShownPlan {
  readonly cluster: string;
  /** Step IDs in order. */
  readonly steps: readonly string[];
}

export async function showPlan(shell: Shell, argument: unknown): Promise<Outcome<ShownPlan>> {
  const { current } = shell;
  const file = fileOf(argument) ?? (await pickClusterFile(t('Show Plan')));
  if (!file) return err({ kind: 'cancelled', what: t('Showing a plan') });
  const spec = await readSpec(shell, file);
  if (!spec.ok) return spec;
  const { name } = spec.value;
  const plan = await withCancel(t('Planning {0}', name), (signal) =>
    current.hold(() => current.runs.planUp(spec.value, { signal })),
  );
  if (!plan.ok) return plan;
  await openPlan(shell, spec.value, plan.value);
  return ok({ cluster: name, steps: plan.value.steps.map(({ id }) => id) });
}

export async function openPlan({ current, plans }: Shell, spec: ClusterSpec, plan: Plan): Promise<void> {
  const { name } = spec;
  const { now, then } = planTexts(spec, plan, current.clusters.snapshot, t);
  const after = plans.put(t('{0}: Plan', name), then);
  if (now === '') await window.showTextDocument(await workspace.openTextDocument(after), { preview: true });
  else {
    const before = plans.put(t('{0}, current', name), now);
    await commands.executeCommand('vscode.diff', before, after, t('{0}: current ↔ planned', name));
  }
}
