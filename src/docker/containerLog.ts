/** A container's log as an engine sends it: without a terminal both streams in frames of one, with a terminal plain. */

/** Both streams' text in their order. A frame has eight bytes before it: stream (0–2), three zeros, length. */
export function demultiplex(log: Buffer): string {
  const pieces: Buffer[] = [];
  let at = 0;
  while (at + 8 <= log.length) {
    const isFrame = (log[at] ?? 9) <= 2 && log[at + 1] === 0 && log[at + 2] === 0 && log[at + 3] === 0;
    if (!isFrame) return log.toString();
    const end = at + 8 + log.readUInt32BE(at + 4);
    pieces.push(log.subarray(at + 8, end));
    at = end;
  }
  return (at === 0 ? log : Buffer.concat(pieces)).toString();
}
