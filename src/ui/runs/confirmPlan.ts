/** The modal dialog that shows a plan before it runs. */
import type { Plan } from '../../model/plan.ts';
import { t } from '../localise.ts';
import { dialogText } from './dialogText.ts';
import { window } from '../surface/window.ts';

/** The button that was pressed; undefined: none. The first of `verbs` is the likeliest. `beside`: what else is to be known of them. */
export async function confirmPlan(
  question: string,
  plan: Plan,
  verbs: readonly string[],
  beside = '',
): Promise<string | undefined> {
  const options = { modal: true, detail: dialogText(plan, t, beside) };
  return plan.verb === 'up'
    ? window.showInformationMessage(question, options, ...verbs)
    : window.showWarningMessage(question, options, ...verbs);
}
