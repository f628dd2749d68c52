/**
 * Any text as VS Code's labels, messages and dialogs show just that text. They know no escape character that all of them take, so what they
 * would read is broken by a word joiner: it has no width, breaks no line, and the text reads the same. Pure.
 *
 * Sources: `linkedText.ts` makes a link of `[text](https:…)`, `(command:…)` and `(file:…)`, in notifications, progress and quick inputs;
 * `iconLabels.ts` makes an icon of `$(name)`, in quick picks, the status bar, CodeLens, terminals' names and most other labels.
 */
import { visible, visibleLines } from '../../base/visible.ts';

declare const escaped: unique symbol;

/** A text that has been escaped for VS Code's labels: what `asLabel` and `withIcon` give, and nothing else. */
export type Label = string & { readonly [escaped]: 'label' };

const wordJoiner = '\u2060';

/** On one line: a message, a title, a row. */
export const asLabel = (text: string): Label => unread(text, visible) as Label;

/** In several lines: the detail of a dialog. */
export const asDetail = (text: string): Label => unread(text, visibleLines) as Label;

/** In an output channel, which knows neither links of that kind nor icons, nor the colours that programs write for a terminal. */
export const asLog = (text: string): string => visibleLines(text.replaceAll(/\u001b\[[\d;]*m/g, ''));

/** Behind one of VS Code's icons, `name` of which is ours. A CodeLens drops a plain space there: `blank` is what it shall be. */
export const withIcon = (name: string, text: string, blank = ' '): Label =>
  `$(${name})${blank}${asLabel(text)}` as Label;

/** What is escaped already stays as it is. */
function unread(text: string, shown: (text: string) => string): string {
  const parts = text.split(wordJoiner).map(shown);
  return parts.join(wordJoiner).replaceAll(/\](?=\()|\$(?=\()/g, `$&${wordJoiner}`);
}
