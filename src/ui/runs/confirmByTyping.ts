/** A second confirmation, for what takes so much away that a button is pressed too easily. */
import { window } from 'vscode';
import { t } from '../localise.ts';

/** More machines than this are not removed by a button alone. */
export const mostUntyped = 10;

/** Whether a person has typed `word`, which names what goes. */
export async function confirmByTyping(word: string, title: string): Promise<boolean> {
  const prompt = t('Type {0} to confirm.', word);
  const typed = await window.showInputBox({
    title,
    prompt,
    placeHolder: word,
    ignoreFocusOut: true,
    validateInput: (text) => (text === '' || text === word ? undefined : prompt),
  });
  return typed === word;
}
