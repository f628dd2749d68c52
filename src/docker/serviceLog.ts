/** Follows the log of a swarm service and parses the task and time of each line. */
import type { Readable } from 'node:stream';
import type { LogLine, LogStart } from './engineStreams.ts';
import { logFrames, type LogFrame } from './logFrames.ts';

/** Builds the API query. Details identify the task of a line, timestamps allow resuming after a break. */
export function logQuery(from: LogStart): Readonly<Record<string, boolean | number | string>> {
  const plain = { follow: true, stdout: true, stderr: true, details: true, timestamps: true };
  return 'tail' in from ? { ...plain, tail: from.tail } : { ...plain, since: unixTime(from.since) };
}

/** Reads to the end; resolves with the error that broke the stream, or undefined if it ended normally. */
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

/** Parses `TIME DETAILS TEXT`; messages of the manager lack time and details. */
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

/** `2026-11-24T05:48:51.102761104Z` → `1795499331.102761104`; a Date would drop everything below milliseconds. */
function unixTime(at: string): string {
  const fraction = /\.(\d+)/.exec(at)?.[1] ?? '0';
  const whole = Date.parse(at.replace(/\.\d+/, ''));
  return Number.isNaN(whole) ? '0' : `${String(whole / 1000)}.${fraction.padEnd(9, '0')}`;
}
