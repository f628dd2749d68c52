/** The log of a swarm's service while it is written: which task wrote which line, and when. */
import type { Readable } from 'node:stream';
import type { LogLine, LogStart } from './doors.ts';
import { logFrames, type LogFrame } from './logFrames.ts';

/** What the API is asked for. Details say which task wrote a line, times where to go on after a break. */
export function logQuery(from: LogStart): Readonly<Record<string, boolean | number | string>> {
  const plain = { follow: true, stdout: true, stderr: true, details: true, timestamps: true };
  return 'tail' in from ? { ...plain, tail: from.tail } : { ...plain, since: unixTime(from.since) };
}

/** Reads to the end; resolves with what broke the stream, or undefined where it just ended. */
export function readServiceLog(stream: Readable, onLine: (line: LogLine) => void): Promise<unknown> {
  return new Promise((resolve) => {
    const frames = logFrames();
    stream.on('data', (piece: Buffer) => {
      for (const frame of frames(piece)) onLine(logLine(frame));
    });
    stream.on('error', resolve);
    stream.on('close', () => {
      resolve(undefined);
    });
  });
}

/** `TIME DETAILS TEXT`; a word of the manager's own comes without the two. */
export function logLine({ stream, content }: LogFrame): LogLine {
  const text = content.toString().replace(/\r?\n$/, '');
  const [, at = '', details = '', rest] = /^(\d{4}-\d\d-\d\dT\S+) (\S*) ?(.*)$/s.exec(text) ?? [];
  if (stream === 'manager' || rest === undefined) return { stream, at: '', nodeId: '', taskId: '', text };
  const known = new URLSearchParams(details.replaceAll(',', '&').replaceAll('+', '%2B'));
  return {
    stream,
    at,
    nodeId: known.get('com.docker.swarm.node.id') ?? '',
    taskId: known.get('com.docker.swarm.task.id') ?? '',
    text: rest,
  };
}

/** `2026-11-24T05:48:51.102761104Z` → `1795499331.102761104`; a Date would lose all behind the milliseconds. */
function unixTime(at: string): string {
  const fraction = /\.(\d+)/.exec(at)?.[1] ?? '0';
  const whole = Date.parse(at.replace(/\.\d+/, ''));
  return Number.isNaN(whole) ? '0' : `${String(whole / 1000)}.${fraction.padEnd(9, '0')}`;
}
