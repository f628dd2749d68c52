/** Splits a log into frames as it arrives; pieces may be split anywhere. */

export interface LogFrame {
  readonly stream: 'stdout' | 'stderr' | 'manager';
  readonly content: Buffer;
}

/** Docker splits messages at 16 kB. A longer frame is invalid, and a longer line is returned in pieces. */
const longest = 1024 * 1024;

/**
 * Returns the frames that are complete. Each has a header of eight bytes: stream (0–2, or 3 for messages of the manager), three zeros and
 * the length. A service with a terminal has no frames: its bytes are returned line by line.
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
      // A terminal may never write a line break.
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
