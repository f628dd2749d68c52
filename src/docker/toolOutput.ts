/** What a tool prints: kept with a bound, told line by line, and cut down to the words that say what was wrong. */
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { Bytes } from '../base/units.ts';
import { visibleLines } from '../base/visible.ts';
import { withoutTerminalCodes } from './terminalCodes.ts';

/** How much of each stream is kept: its end, where docker-machine says what went wrong. */
const outputKept: Bytes = 1024 * 1024;
/** A longer line is told cut off, once secrets are hidden in it: so some more of it is kept, lest one is cut in two. */
export const longestLine = 16 * 1024;
const longestKept = longestLine + 4 * 1024;

/** Reads a stream to its end and gives the last of it; tells it line by line, across the borders of chunks and characters. */
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
    // Joined only now and then, so that a flood of small chunks costs no more than it weighs.
    if (size > 2 * outputKept) keepEnd();
    lines?.take(chunk);
  });
  // A pipe that breaks has said what it had to say.
  stream.on('error', () => undefined);
  return new Promise((tellText) => {
    stream.once('close', () => {
      lines?.end();
      keepEnd();
      const text = Buffer.concat(chunks).toString('utf8');
      // The cut may go through a character and surely goes through a line.
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
    // Of what was written over on a terminal only the last is worth telling.
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

/** The last of a long text, from the beginning of a line on. */
function endOf(text: string): string {
  if (text.length <= longestSaid) return text;
  const end = text.slice(-longestSaid);
  return end.slice(end.indexOf('\n') + 1);
}

/** Text without what a terminal would act on: colours and control characters. */
export function printable(text: string): string {
  return visibleLines(withoutTerminalCodes(text).replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffd]+/g, ' '));
}

/** Much more than is told of it, and quick to look through. */
const longestSaid = 64 * 1024;
const linesSaid = 20;
const charactersSaid = 4000;

/**
 * What the tool said was wrong: the end of stderr, else of stdout, without the pages of help that follow a wrong flag. `conceal` hides
 * secrets before anything is cut: half of one is a secret too.
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
  // The trace of a program that crashed is longer than what is kept; its first line says why.
  const panic = lines.slice(0, -linesSaid).findLast((line) => line.startsWith('panic: '));
  const said = lines.slice(-linesSaid).join('\n').slice(-charactersSaid).trim();
  return panic === undefined ? said : `${panic}\n${said}`;
}
