/** The modal dialog that shows a plan before it runs. */
import { window } from 'vscode';
import { renderPlan } from '../../model/renderPlan.ts';
import type { Plan } from '../../model/plan.ts';
import { explainWarning } from '../explain/explainWarning.ts';
import { t } from '../localise.ts';

/** The button that was pressed; undefined: none. The first of `verbs` is the likeliest. */
export async function confirmPlan(
  question: string,
  plan: Plan,
  verbs: readonly string[],
  first = '',
): Promise<string | undefined> {
  return window.showWarningMessage(question, { modal: true, detail: planText(plan, first) }, ...verbs);
}

function planText(plan: Plan, first: string): string {
  const warnings = plan.warnings.map((warning) => `⚠ ${explainWarning(warning, t)}`).join('\n');
  return [first, unaligned(renderPlan(plan, t)), warnings].filter(Boolean).join('\n\n');
}

/** Columns that stand in line only where all letters are equally wide, as they are not in a dialog. */
const unaligned = (text: string): string => text.replaceAll(/(\S) {2,}(?=\S)/g, '$1 — ');
