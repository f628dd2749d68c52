/** A second confirmation, for what takes so much away that a button is pressed too easily. */
import { t } from '../localise.ts';
import { window } from '../surface/window.ts';

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
