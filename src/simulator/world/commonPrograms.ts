/** Programs that are the same on every host and in every container: they depend only on their arguments and their input. */
import type { Said } from './shell.ts';

const said = (out: string, code = 0): Said => ({ out, err: '', code });

/** Runs a common program; returns undefined for any other. */
export function commonProgram(words: readonly string[], input: string): Said | undefined {
  const [name, ...rest] = words;
  switch (name) {
    case 'true':
      return said('');
    case 'false':
      return said('', 1);
    case 'echo':
      return rest[0] === '-n' ? said(rest.slice(1).join(' ')) : said(`${rest.join(' ')}\n`);
    case 'printf':
      return said((rest[0] ?? '').replaceAll('\\n', '\n').replace('%s', rest[1] ?? ''));
    case 'sleep':
    case 'sync':
      return said('');
    case 'date':
      return said(`${new Date().toUTCString()}\n`);
    case 'tail':
    case 'head': {
      const count = Number(/\d+/.exec(rest.join(' '))?.[0] ?? 10);
      const lines = input.replace(/\n$/, '').split('\n');
      const kept = name === 'tail' ? lines.slice(-count) : lines.slice(0, count);
      return said(input === '' ? '' : `${kept.join('\n')}\n`);
    }
    case 'grep': {
      const pattern = rest.find((word) => !word.startsWith('-')) ?? '';
      const lines = input.split('\n').filter((line) => line !== '' && line.includes(pattern));
      return said(lines.map((line) => `${line}\n`).join(''), lines.length > 0 ? 0 : 1);
    }
    default:
      return undefined;
  }
}

export const notFound = (name: string): Said => ({ out: '', err: `sh: 1: ${name}: not found\n`, code: 127 });
