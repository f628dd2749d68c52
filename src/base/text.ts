/** Text for users, without VS Code: functions take a Translate, and the extension passes `vscode.l10n.t`. */

import { visible } from './visible.ts';

/** `message` is the English text with `{0}`, `{1}` … for `values`; it is also the key of its translation. */
export type Translate = (message: string, ...values: readonly (string | number)[]) => string;

/** A value for a message, on one line so that no name can add lines to the message. */
export const filling = (value: string | number): string | number =>
  typeof value === 'string' ? visible(value) : value;

/** Fills in the English source text without translating it. */
export const english: Translate = (message, ...values) =>
  message.replace(/\{(\d+)\}/g, (whole, index: string) => {
    const value = values[Number(index)];
    return value === undefined ? whole : String(filling(value));
  });

/** Joins sentences and skips empty ones. A Chinese full stop needs no space after it. */
export const paragraph = (sentences: readonly (string | false | undefined)[]): string =>
  sentences.filter(Boolean).join(' ').replaceAll('。 ', '。');

/** Joins all names with commas. */
export const named = (names: readonly string[], t: Translate): string => names.join(t(', '));

/** Like `named`, but shortens a long list to its first names and the number of the others. */
export function listed(names: readonly string[], t: Translate, most = 12): string {
  return names.length <= most
    ? named(names, t)
    : t('{0} and {1} more', named(names.slice(0, most - 1), t), names.length - most + 1);
}

/** Joins details of one thing with commas. Chinese uses a different comma here than between names. */
export const detailed = (details: readonly string[], t: Translate): string =>
  details.length === 0 ? '' : details.reduce((all, each) => t('{0}, {1}', all, each));

/** Length of the longest run of `sign` in `text`. */
export function longestRun(text: string, sign: string): number {
  let longest = 0;
  let run = 0;
  for (const character of text) {
    run = character === sign ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}
