// How VS Code reads a text that it is given: its own patterns (linkedText.ts, iconLabels.ts), and of Markdown what makes more than text.

/** `base/common/linkedText.ts`, as it is in 1.139. */
const links = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;
/** `base/common/iconLabels.ts`; a backslash before it is not everywhere taken for an escape. */
const icons = /\$\([A-Za-z0-9-~]+\)/;
export const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** As a notification cuts and joins its message before it looks for links. */
const notified = (text: string): string =>
  text
    .slice(0, 1000)
    .replaceAll(/\r\n|\n|\r/g, ' ')
    .trim();

/** What VS Code would make of a label, a message or the detail of a dialog, beside the text itself. */
export function madeOfLabel(text: string, { mayHaveLines = false } = {}): readonly string[] {
  const seen = text.replaceAll('\u2060', '');
  return [
    ...(links.test(text) || links.test(notified(text)) ? ['link'] : []),
    ...(icons.test(text) ? ['icon'] : []),
    ...(unseen.test(mayHaveLines ? seen.replaceAll('\n', '') : seen) ? ['unseen'] : []),
  ];
}

/** The same of Markdown, of which the marks in `ours` are meant to be there. */
export function madeOfMarkdown(markdown: string, ours = /(?!)/g): readonly string[] {
  const left = markdown.replaceAll(ours, '').replaceAll(/\\[!-/:-@[-`{-~]/g, '');
  return [
    ...(/[[\]]/.test(left) ? ['link'] : []),
    ...(/:\/\/|www\.|@/i.test(left) ? ['address'] : []),
    ...(/[<>]/.test(left) ? ['html'] : []),
    ...(left.includes('$(') ? ['icon'] : []),
    ...(unseen.test(left.replaceAll(/[\n\u2060]/g, '')) ? ['unseen'] : []),
  ];
}
