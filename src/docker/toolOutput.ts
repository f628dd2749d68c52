/** Captures a tool's output within a bound, reports it line by line, and extracts the error message. */
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { Bytes } from '../base/units.ts';
import { visibleLines } from '../base/visible.ts';
import { withoutTerminalCodes } from './terminalCodes.ts';

/** How much of each stream's end is kept; docker-machine reports errors there. */
const outputKept: Bytes = 1024 * 1024;
/** Longer lines are cut off after secrets are hidden; `longestKept` is larger, so that no secret is cut in two. */
export const longestLine = 16 * 1024;
const longestKept = longestLine + 4 * 1024;

/** Reads a stream to its end and returns its last part; reports lines across chunk and character boundaries. */
export function keepOutput(stream: Readable, onLine: ((text: string) => void) | undefined): Promise<string> {
  let chunks: Buffer[] = [];
  let size = 0;
  let isCut = false;
  const keepEnd = (): void => {
    if (size <= outputKept) return;
    chunks = [Buffer.from(Buffer.concat(chunks).subarray(-outputKept))];
    size = outputKept;
    isCut = true;
  };
  const lines = onLine && lineTeller(onLine);
  stream.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    size += chunk.length;
    // Join only occasionally, so that the cost of many small chunks stays linear.
    if (size > 2 * outputKept) keepEnd();
    lines?.take(chunk);
  });
  // Ignore pipe errors: the output read so far is kept.
  stream.on('error', () => undefined);
  return new Promise((tellText) => {
    stream.once('close', () => {
      lines?.end();
      keepEnd();
      const text = Buffer.concat(chunks).toString('utf8');
      // The cut may split a character and usually splits a line.
      tellText(isCut ? text.slice(text.indexOf('\n') + 1) : text);
    });
  });
}

function lineTeller(onLine: (text: string) => void): {
  readonly take: (chunk: Buffer) => void;
  readonly end: () => void;
} {
  const decoder = new StringDecoder('utf8');
  let line = '';
  let isBegun = false;
  const endLine = (): void => {
    // Report only the last text of a line that was overwritten on the terminal.
    const last = line.split('\r').findLast((part) => part !== '') ?? '';
    line = '';
    isBegun = false;
    onLine(visibleLines(withoutTerminalCodes(last)));
  };
  const takeText = (text: string): void => {
    for (const [index, part] of text.split('\n').entries()) {
      if (index > 0) endLine();
      if (part === '') continue;
      isBegun = true;
      if (line.length < longestKept) line = (line + part).slice(0, longestKept);
    }
  };
  return {
    take: (chunk) => {
      takeText(decoder.write(chunk));
    },
    end: () => {
      takeText(decoder.end());
      if (isBegun) endLine();
    },
  };
}

/** Returns the end of a long text, starting at a line. */
function endOf(text: string): string {
  if (text.length <= longestSaid) return text;
  const end = text.slice(-longestSaid);
  return end.slice(end.indexOf('\n') + 1);
}

/** Removes colours and control characters. */
export function printable(text: string): string {
  return visibleLines(withoutTerminalCodes(text).replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffd]+/g, ' '));
}

/** Much more than is shown, but quick to search. */
const longestSaid = 64 * 1024;
const linesSaid = 20;
const charactersSaid = 4000;

/**
 * Returns the tool's error message: the end of stderr, else of stdout, without the help that follows a wrong flag. `conceal` hides
 * secrets before anything is cut, because half a secret is still a secret.
 */
export function meaningful(stderr: string, stdout: string, conceal: (text: string) => string): string {
  const lines = (text: string): string => lastLines(text, conceal);
  return lines(stderr) || lines(stdout.split(/^(?:Incorrect Usage\.|Usage: )/m)[0] ?? '');
}

function lastLines(text: string, conceal: (text: string) => string): string {
  const lines = conceal(printable(endOf(text)))
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
  // A crash trace is longer than what is kept; its first line has the reason.
  const panic = lines.slice(0, -linesSaid).findLast((line) => line.startsWith('panic: '));
  const said = lines.slice(-linesSaid).join('\n').slice(-charactersSaid).trim();
  return panic === undefined ? said : `${panic}\n${said}`;
}
