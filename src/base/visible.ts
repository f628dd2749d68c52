/** Names and words that others write may hold characters that are invisible, or that move the text around them. */

/**
 * Controls (C0, DEL, C1), format characters (bidirectional controls, zero-width spaces and joiners, invisible separators, tags), line and
 * paragraph separators, and letters that are blank.
 */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u034f\u115f\u1160\u3164\uffa0]/u;
const allUnseen = new RegExp(unseen.source, 'gu');

/** The text on one line, each unseen character in it as a visible sign: `␊` for a line feed, `<U+202E>` for a right-to-left override. */
export function visible(text: string): string {
  return unseen.test(text) ? text.replaceAll(allUnseen, sign) : text;
}

/** The same for a text of several lines: line feeds stay, and so do tabs. */
export function visibleLines(text: string): string {
  if (!unseen.test(text)) return text;
  return text
    .replaceAll('\r\n', '\n')
    .replaceAll(allUnseen, (each) => (each === '\n' || each === '\t' ? each : sign(each)));
}

/** Unicode has pictures of the C0 controls and of DEL only. */
function sign(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  return code === 0x7f ? '\u2421' : `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
}
