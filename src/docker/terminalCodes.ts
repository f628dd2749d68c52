/** Removes terminal escape sequences from text. */

// Stop the search for a missing terminator at the next escape. Node's pattern (`stripVTControlCharacters`) searches to the end from
// every escape, which takes minutes for a megabyte of them.
const commands = /\u001b\][^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)/g;
const sequences = /[\u001b\u009b][[\]()#;?]*(?:\d{1,4}(?:[;:]\d{0,4})*)?[\dA-PR-TZcf-nq-uy=><~]/g;

/** Removes colours, cursor movements, titles and links. */
export function withoutTerminalCodes(text: string): string {
  return /[\u001b\u009b]/.test(text) ? text.replaceAll(commands, '').replaceAll(sequences, '') : text;
}
