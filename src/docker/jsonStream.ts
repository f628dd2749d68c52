/** Objects out of a stream of JSON: engines end each with a newline, classic swarm managers write them one behind the other. */

/** Longest single object that is read, in UTF-16 units: a line of progress or an event has some hundred. */
export const longestObject = 64 * 1024;

/** An object that is longer than any of Docker's. */
export class ObjectTooLong extends Error {}

/**
 * Takes the text piece by piece, cut anywhere, and gives the objects that have become complete. Throws a SyntaxError on what is
 * no sequence of JSON objects: then the other side does not speak Docker; and an ObjectTooLong.
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
