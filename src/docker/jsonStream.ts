/** Splits a stream of JSON objects: engines end each with a newline, classic swarm managers write them without separators. */

/** Maximum length of an object in UTF-16 units; a progress line or an event has a few hundred. */
export const longestObject = 64 * 1024;

/** An object exceeds `longestObject`. */
export class ObjectTooLong extends Error {}

/**
 * Takes the text in pieces, split anywhere, and returns the objects that are complete. Throws a SyntaxError if the text is not a
 * sequence of JSON objects (the server is not Docker), or an ObjectTooLong.
 */
export function jsonObjects(): (piece: string) => unknown[] {
  let pending = '';
  let scanned = 0;
  let depth = 0;
  let inString = false;
  let escaped = false;
  return (piece) => {
    const complete: unknown[] = [];
    pending += piece;
    let start = 0;
    for (; scanned < pending.length; scanned += 1) {
      const character = pending[scanned] ?? '';
      if (inString) {
        if (escaped) escaped = false;
        else if (character === '\\') escaped = true;
        else if (character === '"') inString = false;
      } else if (character === '{') {
        if (depth === 0) start = scanned;
        depth += 1;
      } else if (depth === 0) {
        if (character.trim() !== '') throw new SyntaxError(pending.slice(scanned, scanned + 200));
        start = scanned + 1;
      } else if (character === '"') {
        inString = true;
      } else if (character === '}') {
        depth -= 1;
        if (depth === 0) {
          if (scanned - start >= longestObject) throw new ObjectTooLong();
          complete.push(JSON.parse(pending.slice(start, scanned + 1)));
          start = scanned + 1;
        }
      }
    }
    pending = pending.slice(start);
    scanned -= start;
    if (pending.length > longestObject) throw new ObjectTooLong();
    return complete;
  };
}
