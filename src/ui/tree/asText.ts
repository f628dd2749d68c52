/** Any text as Markdown that shows just that text. */

/**
 * On one line, with everything escaped that Markdown, HTML or VS Code's icons would read. MarkdownString.appendText does the
 * same, but makes every space unbreakable, so that long texts run out of their hover.
 */
export function asText(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[\\`*_{}[\]()#+\-.!~|$:]/g, '\\$&');
}

/** Between two cells of a table: a hover sets its columns close together. */
export const nextColumn = '&nbsp;&nbsp; | ';
