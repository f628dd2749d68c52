/** Makes invisible characters and bidirectional controls in external text visible. */

/**
 * Controls (C0, DEL, C1), format characters (bidirectional controls, zero-width spaces and joiners, invisible separators, tags), line and
 * paragraph separators, and letters that are blank.
 */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u034f\u115f\u1160\u3164\uffa0]/u;
const allUnseen = new RegExp(unseen.source, 'gu');

/**
 * Returns the text on one line with each unseen character as a visible sign: `␊` for a line feed, `<U+202E>` for a right-to-left override.
 */
export function visible(text: string): string {
  return unseen.test(text) ? text.replaceAll(allUnseen, sign) : text;
}

/** Like `visible`, but keeps line feeds and tabs. */
export function visibleLines(text: string): string {
  if (!unseen.test(text)) return text;
  return text
    .replaceAll('\r\n', '\n')
    .replaceAll(allUnseen, (each) => (each === '\n' || each === '\t' ? each : sign(each)));
}

/** Unicode has control pictures only for the C0 controls and DEL. */
function sign(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  return code === 0x7f ? '\u2421' : `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
}
