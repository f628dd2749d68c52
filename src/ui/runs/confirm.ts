/** Confirmations before a plan runs: a modal dialog, and a word to type where a button is too easy to press. */
import type { Plan } from '../../model/plan.ts';
import { t } from '../localise.ts';
import { window } from '../surface/window.ts';
import { dialogText } from './dialogText.ts';

/** Removing more machines than this takes more than a button. */
export const mostUntyped = 10;

/** Whether the user typed `word`, which names what is removed. */
export async function confirmByTyping(word: string, title: string): Promise<boolean> {
  const typed = await window.showInputBox({
    title,
    // No placeholder: it looks like text already typed.
    prompt: t('Type “{0}” to confirm.', word),
    ignoreFocusOut: true,
    validateInput: (text) => (text === '' || text === word ? undefined : t('“{0}” is not “{1}”.', text, word)),
  });
  return typed === word;
}

/** The pressed button; undefined if none. The first of `verbs` is the likeliest. `beside`: extra information about them. */
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
