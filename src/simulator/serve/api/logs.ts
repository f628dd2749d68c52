/** Logs as engines send them: each frame has an eight-byte header with its stream and its length. */
import type { LogLine } from '../../world/nouns.ts';
import { isTrue, type Answer, type Exchange } from './exchange.ts';
import { iso } from './moments.ts';

export function framed(stream: LogLine['stream'], text: string): Buffer {
  if (text === '') return Buffer.alloc(0);
  const content = Buffer.from(text);
  const head = Buffer.alloc(8);
  head.writeUInt8(stream === 'stdout' ? 1 : 2);
  head.writeUInt32BE(content.length, 4);
  return Buffer.concat([head, content]);
}

/** The lines that a query selects, each preceded by `prefix`. */
function logBytes(lines: readonly LogLine[], query: URLSearchParams, prefix = ''): Buffer {
  const tail = query.get('tail') ?? 'all';
  const wanted = lines.filter(({ stream }) => isTrue(query, stream));
  const kept = tail === 'all' ? wanted : wanted.slice(-Math.max(0, Number(tail) || 0));
  const stamp = (line: LogLine): string => (isTrue(query, 'timestamps') ? `${iso(line.at)} ` : '');
  return Buffer.concat(kept.map((line) => framed(line.stream, `${stamp(line)}${prefix}${line.text}\n`)));
}

/** The log of one container. */
interface Written {
  readonly id: string;
  readonly lines: readonly LogLine[];
  readonly prefix: string;
}

const headers = { 'content-type': 'application/vnd.docker.raw-stream' };

/** Sends the existing log; with `follow`, also new lines until `isOver`. */
export function sendLogs(
  { world, query, response, signal }: Pick<Exchange, 'world' | 'query' | 'response' | 'signal'>,
  written: () => readonly Written[],
  isOver: () => boolean,
): Answer | undefined {
  const bytes = Buffer.concat(written().map(({ lines, prefix }) => logBytes(lines, query, prefix)));
  if (!isTrue(query, 'follow') || isOver()) return { bytes, headers };
  // Track the last line, not the number of lines: old lines are dropped.
  const sent = new Map(written().map(({ id, lines }) => [id, lines.at(-1)]));
  response.writeHead(200, headers);
  response.flushHeaders();
  if (bytes.length > 0) response.write(bytes);
  const later = new URLSearchParams(query);
  later.delete('tail');
  const stop = world.onChange(() => {
    for (const { id, lines, prefix } of written()) {
      const last = sent.get(id);
      const fresh = last ? lines.slice(lines.lastIndexOf(last) + 1) : lines;
      sent.set(id, lines.at(-1));
      if (fresh.length > 0) response.write(logBytes(fresh, later, prefix));
    }
    if (isOver()) end();
  });
  const end = (): void => {
    stop();
    response.end();
  };
  signal.addEventListener('abort', end, { once: true });
  return undefined;
}
