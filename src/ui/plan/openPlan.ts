/** Plans a cluster's way up from its file, and shows it beside what is there. Nothing is run. */
import { commands, window, workspace, type Uri } from 'vscode';
import { ok } from '../../base/result.ts';
import type { Outcome } from '../../model/failure.ts';
import { t } from '../localise.ts';
import { readSpec } from '../runs/readSpec.ts';
import { withCancel } from '../runs/runPlan.ts';
import type { Shell } from '../shell.ts';
import { planTexts } from './planTexts.ts';

export interface ShownPlan {
  readonly cluster: string;
  /** The steps' ids, in their order. */
  readonly steps: readonly string[];
}

export async function openPlan(shell: Shell, file: Uri): Promise<Outcome<ShownPlan>> {
  const { current, plans } = shell;
  const spec = await readSpec(shell, file);
  if (!spec.ok) return spec;
  const { name } = spec.value;
  const plan = await withCancel(t('Planning {0}', name), (signal) =>
    current.hold(() => current.runs.planUp(spec.value, { signal })),
  );
  if (!plan.ok) return plan;
  const { now, then } = planTexts(spec.value, plan.value, current.clusters.snapshot, t);
  const after = plans.put(t('{0}, what will be', name), then);
  if (now === '') await window.showTextDocument(await workspace.openTextDocument(after), { preview: true });
  else {
    const before = plans.put(t('{0}, what is', name), now);
    await commands.executeCommand('vscode.diff', before, after, t('{0}: what is ↔ what will be', name));
  }
  return ok({ cluster: name, steps: plan.value.steps.map(({ id }) => id) });
}
