/** What a tool prints: kept with a bound, told line by line, and cut down to the words that say what was wrong. */
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { stripVTControlCharacters } from 'node:util';
import type { Bytes } from '../base/units.ts';

/** How much of each stream is kept: its end, where docker-machine says what went wrong. */
const outputKept: Bytes = 1024 * 1024;
/** A longer line is told cut off. */
const longestLine = 16 * 1024;

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
    const whole = line.replace(/\r+$/, '');
    line = '';
    isBegun = false;
    // Of what was written over on a terminal only the last is worth telling.
    onLine(stripVTControlCharacters(whole.slice(whole.lastIndexOf('\r') + 1)));
  };
  const takeText = (text: string): void => {
    for (const [index, part] of text.split('\n').entries()) {
      if (index > 0) endLine();
      if (part === '') continue;
      isBegun = true;
      if (line.length < longestLine) line = (line + part).slice(0, longestLine);
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

/** Text without what a terminal would act on: colours and control characters. */
export function printable(text: string): string {
  return stripVTControlCharacters(text).replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffd]+/g, ' ');
}

const linesSaid = 20;
const charactersSaid = 4000;

/** What the tool said was wrong: the end of stderr, else of stdout, without the pages of help that follow a wrong flag. */
export function meaningful(stderr: string, stdout: string): string {
  return lastLines(stderr) || lastLines(stdout.split(/^(?:Incorrect Usage\.|Usage: )/m)[0] ?? '');
}

function lastLines(text: string): string {
  const lines = printable(text.slice(-64 * 1024))
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
  return lines.slice(-linesSaid).join('\n').slice(-charactersSaid).trim();
}
