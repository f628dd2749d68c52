/** Logs as engines send them: each piece with a head of eight bytes that tells its stream and its length. */
import type { LogLine } from '../../world/nouns.ts';
import { isTrue } from './exchange.ts';
import { iso } from './moments.ts';

export function framed(stream: LogLine['stream'], text: string): Buffer {
  if (text === '') return Buffer.alloc(0);
  const content = Buffer.from(text);
  const head = Buffer.alloc(8);
  head.writeUInt8(stream === 'stdout' ? 1 : 2);
  head.writeUInt32BE(content.length, 4);
  return Buffer.concat([head, content]);
}

/** The lines that a query asks for, `prefix` before each. */
export function logBytes(lines: readonly LogLine[], query: URLSearchParams, prefix = ''): Buffer {
  const tail = query.get('tail') ?? 'all';
  const wanted = lines.filter(({ stream }) => isTrue(query, stream));
  const kept = tail === 'all' ? wanted : wanted.slice(-Math.max(0, Number(tail) || 0));
  const stamp = (line: LogLine): string => (isTrue(query, 'timestamps') ? `${iso(line.at)} ` : '');
  return Buffer.concat(kept.map((line) => framed(line.stream, `${stamp(line)}${prefix}${line.text}\n`)));
}
