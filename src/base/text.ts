/** Words for people, without VS Code: whoever makes text takes a Translate, and the shell hands in `vscode.l10n.t`. */

import { visible } from './visible.ts';

/** `message` is the English text with `{0}`, `{1}` … for `values`; it is also the key of its translation. */
export type Translate = (message: string, ...values: readonly (string | number)[]) => string;

/** A value as it goes into a text: on one line, so that no name adds a line to what is said. */
export const filling = (value: string | number): string | number =>
  typeof value === 'string' ? visible(value) : value;

/** The text as it stands in the source, filled in. */
export const english: Translate = (message, ...values) =>
  message.replace(/\{(\d+)\}/g, (whole, index: string) => {
    const value = values[Number(index)];
    return value === undefined ? whole : String(filling(value));
  });

/** Sentences behind each other, the empty ones left out. A Chinese full stop brings its own space. */
export const paragraph = (sentences: readonly (string | false | undefined)[]): string =>
  sentences.filter(Boolean).join(' ').replaceAll('。 ', '。');

/** Names with commas between them, all of them. */
export const named = (names: readonly string[], t: Translate): string => names.join(t(', '));

/** The same; of many the first ones, and how many more there are. */
export function listed(names: readonly string[], t: Translate, most = 12): string {
  return names.length <= most
    ? named(names, t)
    : t('{0} and {1} more', named(names.slice(0, most - 1), t), names.length - most + 1);
}

/** What is to be said of one thing, with commas between: in Chinese these are others than between names. */
export const detailed = (details: readonly string[], t: Translate): string =>
  details.length === 0 ? '' : details.reduce((all, each) => t('{0}, {1}', all, each));

/** How often a sign stands in a row, where it does so most often. */
export function longestRun(text: string, sign: string): number {
  let longest = 0;
  let run = 0;
  for (const character of text) {
    run = character === sign ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}
