/** A log as a stream of frames, taken apart while it comes: pieces may be cut anywhere. */

export interface LogFrame {
  readonly stream: 'stdout' | 'stderr' | 'manager';
  readonly content: Buffer;
}

/** Docker cuts messages at 16 kB. A frame that claims more than this is none, and a line that is longer is told in pieces. */
const longest = 1024 * 1024;

/**
 * Gives the frames that have become complete. A frame has eight bytes before it: stream (0–2; 3 for what the manager itself has to
 * say), three zeros, length. Of a service with a terminal there are none: its bytes come as they are, line by line.
 */
export function logFrames(): (piece: Buffer) => LogFrame[] {
  let pending: Buffer = Buffer.alloc(0);
  let isPlain = false;
  return (piece) => {
    pending = pending.length === 0 ? piece : Buffer.concat([pending, piece]);
    const complete: LogFrame[] = [];
    let at = 0;
    while (!isPlain && at + headLength <= pending.length) {
      const length = pending.readUInt32BE(at + 4);
      isPlain = !isHead(pending, at) || length > longest;
      const end = at + headLength + length;
      if (isPlain || end > pending.length) break;
      complete.push({ stream: streams[pending[at] ?? 1] ?? 'stdout', content: pending.subarray(at + headLength, end) });
      at = end;
    }
    if (isPlain) {
      // A terminal need not write a line's end, ever.
      const end = pending.length - at > longest ? pending.length : pending.lastIndexOf(newline) + 1;
      for (const line of lines(pending.subarray(at, end))) complete.push({ stream: 'stdout', content: line });
      at = Math.max(at, end);
    }
    pending = pending.subarray(at);
    return complete;
  };
}

const headLength = 8;
const newline = 10;
const streams: readonly LogFrame['stream'][] = ['stdout', 'stdout', 'stderr', 'manager'];

const isHead = (bytes: Buffer, at: number): boolean =>
  (bytes[at] ?? 9) < streams.length && bytes[at + 1] === 0 && bytes[at + 2] === 0 && bytes[at + 3] === 0;

function* lines(bytes: Buffer): Iterable<Buffer> {
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf(newline, at) + 1 || bytes.length;
    yield bytes.subarray(at, end);
    at = end;
  }
}
