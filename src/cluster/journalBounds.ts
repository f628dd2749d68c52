/** Limits what the journal keeps of a run: always the steps, and the beginning and end of the output. Pure. */
import type { Bytes } from '../base/units.ts';

/** Output limits: the first bytes are written immediately, the last ones when the run ends. */
const firstSaid: Bytes = 256 * 1024;
const lastSaid: Bytes = 128 * 1024;
/** Limit for all else: beyond it texts are cut shorter, as step ends are never left out. */
const mostOfRest: Bytes = 384 * 1024;

/** Characters of one text: its beginning and its end. */
const longestText = 2_000;
const shortText = 200;

/** The text, or the beginning and end of a long one. */
export function clipped(text: string, longest = longestText): string {
  if (text.length <= longest) return text;
  const half = Math.floor((longest - 3) / 2);
  return `${text.slice(0, half)} … ${text.slice(-half)}`;
}

/** Formats a journal line with texts of at most that length. */
export type TextOf<Line> = (line: Line, longest?: number) => string;

export interface Kept<Line> {
  /** Text to write for a line about the start or end of a step. */
  step(line: Line): string;
  /** Text to write now for a line of output; undefined if nothing yet. */
  said(line: Line): string | undefined;
  /** Lines held back until the end. `leftOut` makes the line that says how many are missing before them. */
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
