/** The modal dialog that shows a plan before it runs. */
import { window } from 'vscode';
import { renderPlan } from '../../model/renderPlan.ts';
import type { Plan } from '../../model/plan.ts';
import { conditionLines } from '../explain/explainEvidence.ts';
import { explainWarning } from '../explain/explainWarning.ts';
import { t } from '../localise.ts';

/** The button that was pressed; undefined: none. The first of `verbs` is the likeliest. What is `beside` the plan stands round it. */
export async function confirmPlan(
  question: string,
  plan: Plan,
  verbs: readonly string[],
  beside: { readonly before?: string; readonly after?: string } = {},
): Promise<string | undefined> {
  const options = { modal: true, detail: planText(plan, beside) };
  return plan.verb === 'up'
    ? window.showInformationMessage(question, options, ...verbs)
    : window.showWarningMessage(question, options, ...verbs);
}

function planText(
  plan: Plan,
  { before = '', after = '' }: { readonly before?: string; readonly after?: string },
): string {
  const warnings = plan.warnings.map((warning) => `⚠ ${explainWarning(warning, t)}`).join('\n');
  return [before, numbered(renderPlan(plan, t)), conditionLines(plan.conditions ?? [], t), warnings, after]
    .filter(Boolean)
    .join('\n\n');
}

/** Steps counted, and without columns: they stand in line only where all letters are equally wide, as they are not in a dialog. */
function numbered(text: string): string {
  let count = 0;
  return text
    .split('\n')
    .map((line) => (/^\S/.test(line) ? `${String((count += 1))}. ${line.replace(/(\S) {2,}/, '$1 — ')}` : line))
    .join('\n');
}
