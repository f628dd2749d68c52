/** A container's log as an engine sends it: without a terminal both streams in frames of one, with a terminal plain. */
import type { Readable } from 'node:stream';

/** Before each frame: its stream (0–2), three zeros, its length. */
const headerLength = 8;

/** Both streams' text in their order. */
export function demultiplex(log: Buffer): string {
  const text = logText();
  return text(log) + text.end();
}

/** A stretch of the log after the other into its text; a character that is cut in two comes with its second half. */
export interface LogText {
  (piece: Buffer): string;
  /** What was held back and will never be whole. */
  end(): string;
}

export function logText(): LogText {
  // The streams take turns in the middle of characters, too.
  const decoders = [0, 1, 2].map(() => new TextDecoder('utf-8', { ignoreBOM: true }));
  let isPlain: boolean | undefined;
  let rest: Buffer = Buffer.alloc(0);
  /** Of the frame that is being read. */
  let stream = 0;
  let left = 0;
  const decode = (which: number, bytes: Buffer): string => decoders[which]?.decode(bytes, { stream: true }) ?? '';

  const text = (piece: Buffer): string => {
    rest = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    if (isPlain === undefined && rest.length >= headerLength) isPlain = !isHeader(rest);
    if (isPlain) return decode(0, take(rest.length));
    let read = '';
    for (;;) {
      if (left > 0) {
        const part = take(left);
        left -= part.length;
        read += decode(stream, part);
      }
      if (left > 0 || rest.length < headerLength) return read;
      if (!isHeader(rest)) {
        isPlain = true;
        return read + decode(0, take(rest.length));
      }
      const header = take(headerLength);
      stream = header[0] ?? 0;
      left = header.readUInt32BE(4);
    }
  };
  const take = (most: number): Buffer => {
    const taken = rest.subarray(0, most);
    rest = rest.subarray(most);
    return taken;
  };
  return Object.assign(text, {
    // What is too short to be judged is plain; behind frames it is the beginning of one.
    end: () => (isPlain === false ? '' : decode(0, take(rest.length))) + decoders.map((each) => each.decode()).join(''),
  });
}

function isHeader(bytes: Buffer): boolean {
  return (bytes[0] ?? 9) <= 2 && bytes[1] === 0 && bytes[2] === 0 && bytes[3] === 0;
}

/** Reads a log to its end. The next stretch is read when `onText` is done with the one before. */
export async function readLog(stream: Readable, onText: (text: string) => void | Promise<void>): Promise<void> {
  const text = logText();
  const tell = async (said: string): Promise<void> => {
    if (said !== '') await onText(said);
  };
  for await (const piece of stream) await tell(text(piece as Buffer));
  await tell(text.end());
}
