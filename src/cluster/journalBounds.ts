/** How much of a run its journal keeps: what steps did always, what was said along the way from its beginning and its end. Pure. */
import type { Bytes } from '../base/units.ts';

/** Of what is said: the first so many bytes are written as they come, the last when the run ends. */
const firstSaid: Bytes = 256 * 1024;
const lastSaid: Bytes = 128 * 1024;
/** Of all else: beyond it texts are cut shorter, as how each step ended is never left out. */
const mostOfRest: Bytes = 384 * 1024;

/** Characters of one text: its beginning and its end. */
const longestText = 2_000;
const shortText = 200;

/** The text, of a long one its beginning and its end. */
export function clipped(text: string, longest = longestText): string {
  if (text.length <= longest) return text;
  const half = Math.floor((longest - 3) / 2);
  return `${text.slice(0, half)} … ${text.slice(-half)}`;
}

/** A line of the journal whose texts are at most that long. */
export type TextOf<Line> = (line: Line, longest?: number) => string;

export interface Kept<Line> {
  /** What to write of a line that tells how a step began or ended. */
  step(line: Line): string;
  /** What to write now of a line that is only said along the way; undefined: nothing yet. */
  said(line: Line): string | undefined;
  /** What was held back and is to be written at the end. `leftOut` makes the line that says how many are missing before it. */
  rest(leftOut: (lines: number) => Line): readonly string[];
}

export function kept<Line>(textOf: TextOf<Line>): Kept<Line> {
  let beginning = 0;
  let steps = 0;
  let leftOut = 0;
  const end: string[] = [];
  let endLength = 0;
  const lengthOf = (text: string): Bytes => Buffer.byteLength(text) + 1;
  return {
    step: (line) => {
      const text = textOf(line);
      const fits = steps + lengthOf(text) <= mostOfRest;
      const short = fits ? text : textOf(line, shortText);
      steps += lengthOf(short);
      return short;
    },
    said: (line) => {
      const text = textOf(line);
      const length = lengthOf(text);
      if (end.length === 0 && beginning + length <= firstSaid) {
        beginning += length;
        return text;
      }
      end.push(text);
      endLength += length;
      while (endLength > lastSaid && end.length > 1) {
        endLength -= lengthOf(end.shift() ?? '');
        leftOut += 1;
      }
      return undefined;
    },
    rest: (missing) => [...(leftOut > 0 ? [textOf(missing(leftOut))] : []), ...end.splice(0)],
  };
}
