// Parses the command line of `npm test`, `npm run test:ui` or `npm run test:lab`; pure.
import path from 'node:path';
import type { Part, Suite } from './suites.ts';

export interface Choice {
  readonly part: Part;
  /** Whether the suites' requirements may be installed on this computer. */
  readonly install: boolean;
  /** In the suites' order. With `files`, only those files of the suite. */
  readonly chosen: readonly { readonly suite: Suite; readonly files: readonly string[] }[];
}

const parts: readonly string[] = ['test', 'ui', 'lab'] satisfies Part[];

/** @returns the choice, or why the arguments are invalid */
export function readChoice(words: readonly string[], suites: readonly Suite[]): Choice | string {
  const flags = words.filter((word) => word.startsWith('--'));
  const named = words.filter((word) => !word.startsWith('--'));
  let part: Part = 'test';
  let install = false;
  for (const flag of flags) {
    const asked = /^--part=(.*)$/.exec(flag)?.[1];
    if (flag === '--install') install = true;
    else if (isPart(asked)) part = asked;
    else return `no option ${flag}; there is --install`;
  }
  const ofPart = suites.filter((suite) => suite.part === part);
  const names = named.filter((word) => suites.some(({ name }) => name === word));
  const files = named.filter((word) => !names.includes(word)).map((word) => path.normalize(word).replaceAll('\\', '/'));
  const holding = (file: string, among: readonly Suite[]): readonly Suite[] =>
    among.filter((suite) => suite.files !== '' && path.posix.matchesGlob(file, suite.files));
  const filesOf = new Map<Suite, string[]>();
  for (const file of files) {
    const found = [...holding(file, ofPart), ...holding(file, suites)];
    const [suite] = found;
    if (suite === undefined)
      return `no suite or test file ${file}; suites: ${suites.map(({ name }) => name).join(', ')}`;
    filesOf.set(suite, [...(filesOf.get(suite) ?? []), file]);
  }
  const all = named.length === 0 ? ofPart : suites.filter((suite) => names.includes(suite.name) || filesOf.has(suite));
  const chosen = all.map((suite) => ({ suite, files: names.includes(suite.name) ? [] : (filesOf.get(suite) ?? []) }));
  return { part, install, chosen };
}

function isPart(word: string | undefined): word is Part {
  return word !== undefined && parts.includes(word);
}
