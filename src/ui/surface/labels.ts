/**
 * Makes any text literal in VS Code's labels, messages and dialogs. They share no escape character, so a word joiner breaks up what they
 * would interpret: it has no width, breaks no line, and the text reads the same. Pure.
 *
 * Sources: `linkedText.ts` makes links of `[text](https:…)`, `(command:…)` and `(file:…)`, in notifications, progress and quick inputs;
 * `iconLabels.ts` makes icons of `$(name)`, in quick picks, the status bar, CodeLens, terminal names and most other labels.
 */
import { visible, visibleLines } from '../../base/visible.ts';

declare const escaped: unique symbol;

/** A text escaped for VS Code's labels. Only `asLabel` and `withIcon` create it. */
export type Label = string & { readonly [escaped]: 'label' };

const wordJoiner = '\u2060';

/** One line: a message, a title, a row. */
export const asLabel = (text: string): Label => unread(text, visible) as Label;

/** Several lines: the detail of a dialog. */
export const asDetail = (text: string): Label => unread(text, visibleLines) as Label;

/** For an output channel, which shows neither such links nor icons, nor terminal colours. */
export const asLog = (text: string): string => visibleLines(text.replaceAll(/\u001b\[[\d;]*m/g, ''));

/** With a VS Code icon in front; `name` is trusted. A CodeLens drops a plain space after it: `blank` replaces that. */
export const withIcon = (name: string, text: string, blank = ' '): Label =>
  `$(${name})${blank}${asLabel(text)}` as Label;

/** Does not escape twice. */
function unread(text: string, shown: (text: string) => string): string {
  const parts = text.split(wordJoiner).map(shown);
  return parts.join(wordJoiner).replaceAll(/\](?=\()|\$(?=\()/g, `$&${wordJoiner}`);
}
