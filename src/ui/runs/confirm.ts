/** Questions before a plan runs: its modal dialog, and a word to type where a button is pressed too easily. */
import type { Plan } from '../../model/plan.ts';
import { t } from '../localise.ts';
import { window } from '../surface/window.ts';
import { dialogText } from './dialogText.ts';

/** More machines than this are not removed by a button alone. */
export const mostUntyped = 10;

/** Whether a person has typed `word`, which names what goes. */
export async function confirmByTyping(word: string, title: string): Promise<boolean> {
  const typed = await window.showInputBox({
    title,
    // No placeholder: the word in the box looks as though it had been typed already.
    prompt: t('Type “{0}” to confirm.', word),
    ignoreFocusOut: true,
    validateInput: (text) => (text === '' || text === word ? undefined : t('“{0}” is not “{1}”.', text, word)),
  });
  return typed === word;
}

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
