/** What programs write for a terminal to act on, and a text without it. */

// An end that is missing is not looked for behind the next beginning: Node's own pattern (`stripVTControlCharacters`) does that at every
// beginning anew, and takes minutes over a megabyte of them.
const commands = /\u001b\][^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)/g;
const sequences = /[\u001b\u009b][[\]()#;?]*(?:\d{1,4}(?:[;:]\d{0,4})*)?[\dA-PR-TZcf-nq-uy=><~]/g;

/** Without colours, movements of the cursor, titles and links. */
export function withoutTerminalCodes(text: string): string {
  return /[\u001b\u009b]/.test(text) ? text.replaceAll(commands, '').replaceAll(sequences, '') : text;
}
