/**
 * Parses a JSON document as it arrives. List elements are parsed one by one, so that a long list does not block the event loop; bytes and
 * number of values are bounded. Independent of streams.
 */
import type { Bytes } from '../base/units.ts';

/** Limits per response. */
export const bounds = {
  /** Bytes per list, enough for ten thousand containers. */
  listBytes: 32 * 1024 * 1024,
  listEntries: 10_000,
  /** Values per list; an object or a list counts as four. Reading them costs time and memory, however short they are. */
  listValues: 4_000_000,
  /** Bytes of any other document or of one list entry, parsed at once; enough for a network of ten thousand containers. */
  documentBytes: (4 * 1024 * 1024) satisfies Bytes,
  documentValues: 100_000,
} as const;

/** Which limit was exceeded. */
export type Excess = 'bytes' | 'values' | 'entries';

/** Creates the error for an exceeded limit. */
export type Refusal = (excess: Excess, most: number) => Error;

export interface JsonBody {
  /** Takes the next piece. Returns false if the body is not JSON and the rest is irrelevant. Throws the refusal beyond a limit. */
  take(piece: Buffer): boolean;
  /** Returns the document, or the text or its beginning if it is not JSON. */
  end(): unknown;
}

export function jsonBody(refuse: Refusal): JsonBody {
  const whole = { bytes: 0, values: 0 };
  /** Size of the current list element, or of a document that is not a list. */
  const part = { bytes: 0, values: 0 };
  let pieces: Buffer[] = [];
  let elements: unknown[] | undefined;
  let state: 'before' | 'inside' | 'behind' | 'noJson' = 'before';
  let beginning = '';
  let depth = 0;
  let inString = false;
  let isEscaped = false;

  const bound = (excess: Excess, found: number, most: number): void => {
    if (found > most) throw refuse(excess, most);
  };
  const check = (): void => {
    bound('bytes', part.bytes, bounds.documentBytes);
    bound('values', part.values, bounds.documentValues);
    bound('bytes', whole.bytes, bounds.listBytes);
    bound('values', whole.values, bounds.listValues);
  };
  const text = (): string => {
    const joined = Buffer.concat(pieces).toString();
    pieces = [];
    return joined;
  };

  /** Parses a complete element. `isLast`: the list ends after it. */
  const takeElement = (list: unknown[], isLast: boolean): void => {
    check();
    const element = text();
    part.bytes = 0;
    part.values = 0;
    if (isLast && list.length === 0 && element.trim() === '') return;
    bound('entries', list.length + 1, bounds.listEntries);
    try {
      list.push(JSON.parse(element));
    } catch {
      state = 'noJson';
    }
  };

  /** Scans a piece for the end of the list and of its elements. */
  const scan = (piece: Buffer, from: number, list: unknown[] | undefined): void => {
    let start = from;
    for (let at = from; at < piece.length && state !== 'noJson'; at += 1) {
      const byte = piece[at];
      if (inString) {
        if (isEscaped) isEscaped = false;
        else if (byte === backslash) isEscaped = true;
        else if (byte === quote) inString = false;
      } else if (byte === quote) inString = state !== 'behind';
      else if (byte === openBrace || byte === openBracket) {
        depth += 1;
        part.values += 4;
        whole.values += 4;
      } else if (byte === closeBrace || byte === closeBracket) {
        depth -= 1;
        if (list && depth === 0) {
          keep(piece, start, at);
          start = at + 1;
          if (byte === closeBrace) state = 'noJson';
          else takeElement(list, true);
          if (state === 'inside') state = 'behind';
          continue;
        }
      } else if (byte === comma) {
        part.values += 1;
        whole.values += 1;
        if (list && depth === 1) {
          keep(piece, start, at);
          start = at + 1;
          takeElement(list, false);
          continue;
        }
      }
      if (state === 'behind' && !isBlank(byte)) state = 'noJson';
    }
    keep(piece, start, piece.length);
  };
  const keep = (piece: Buffer, from: number, to: number): void => {
    if (from >= to || state === 'behind') return;
    pieces.push(piece.subarray(from, to));
    part.bytes += to - from;
  };

  return {
    take: (piece) => {
      whole.bytes += piece.length;
      let from = 0;
      if (state === 'before') {
        while (from < piece.length && isBlank(piece[from])) from += 1;
        if (from < piece.length) {
          beginning = piece.toString('utf8', 0, beginningKept);
          state = 'inside';
          if (piece[from] === openBracket) {
            elements = [];
            depth = 1;
            from += 1;
            // Whitespace before a list does not belong to its first element.
            pieces = [];
            part.bytes = 0;
          } else from = 0;
        } else from = 0;
      }
      scan(piece, from, elements);
      check();
      return state !== 'noJson';
    },
    end: () => {
      if (elements) return state === 'behind' ? elements : beginning;
      const document = text();
      try {
        return JSON.parse(document) as unknown;
      } catch {
        return document;
      }
    },
  };
}

/** Bytes kept of a body that is not JSON, enough to recognise it. */
const beginningKept = 1000;

const quote = 0x22;
const comma = 0x2c;
const openBracket = 0x5b;
const backslash = 0x5c;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/** JSON whitespace. */
const isBlank = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
