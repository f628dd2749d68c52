/** Decodes a container log as an engine sends it: framed stdout and stderr, or plain bytes if the container has a terminal. */
import type { Readable } from 'node:stream';

/** Each frame starts with its stream (0–2), three zero bytes and its length. */
const headerLength = 8;

/** Returns the text of both streams in order. */
export function demultiplex(log: Buffer): string {
  const text = logText();
  return text(log) + text.end();
}

/** Decodes a log piece by piece; a character split across pieces is returned with the second one. */
export interface LogText {
  (piece: Buffer): string;
  /** Returns what is still pending and will not be completed. */
  end(): string;
}

export function logText(): LogText {
  // Streams can alternate in the middle of a character.
  const decoders = [0, 1, 2].map(() => new TextDecoder('utf-8', { ignoreBOM: true }));
  let isPlain: boolean | undefined;
  let rest: Buffer = Buffer.alloc(0);
  /** Stream and remaining bytes of the current frame. */
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
    // Without a frame before it, a short rest is plain text; otherwise it is an incomplete header.
    end: () => (isPlain === false ? '' : decode(0, take(rest.length))) + decoders.map((each) => each.decode()).join(''),
  });
}

function isHeader(bytes: Buffer): boolean {
  return (bytes[0] ?? 9) <= 2 && bytes[1] === 0 && bytes[2] === 0 && bytes[3] === 0;
}

/** Reads a log to its end; waits for `onText` before it reads the next piece. */
export async function readLog(stream: Readable, onText: (text: string) => void | Promise<void>): Promise<void> {
  const text = logText();
  const tell = async (said: string): Promise<void> => {
    if (said !== '') await onText(said);
  };
  for await (const piece of stream) await tell(text(piece as Buffer));
  await tell(text.end());
}
