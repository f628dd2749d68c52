// `npm run lint`: runs all static checks, two at a time, and prints only failures. `npm run lint -- eslint` runs one.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root, runProgram } from './runProgram.ts';

export interface LintResult {
  readonly name: string;
  readonly passed: boolean;
  readonly output: string;
}

const checks: readonly { readonly name: string; readonly program: string; readonly args: readonly string[] }[] = [
  { name: 'eslint', program: 'node_modules/eslint/bin/eslint.js', args: ['.', '--max-warnings', '0'] },
  {
    name: 'prettier',
    program: 'node_modules/prettier/bin/prettier.cjs',
    args: ['--check', '--log-level', 'warn', '.'],
  },
  { name: 'types', program: 'node_modules/typescript/bin/tsc', args: [] },
  { name: 'types of pages', program: 'node_modules/typescript/bin/tsc', args: ['-p', 'src/webview'] },
  { name: 'types of tests', program: 'node_modules/typescript/bin/tsc', args: ['-p', 'test'] },
  {
    name: 'rooms',
    program: 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
    args: ['--config', '.dependency-cruiser.cjs', 'src', 'test', 'scripts'],
  },
  { name: 'unused', program: 'node_modules/knip/bin/knip.js', args: ['--no-progress'] },
  { name: 'commands', program: 'scripts/commands.ts', args: ['--check'] },
  { name: 'schema', program: 'scripts/schema.ts', args: ['--check'] },
];

/** The lockfile pins packages by integrity and must not record where they were fetched from. */
function checkLockfile(): LintResult {
  const lock = readFileSync(path.join(root, 'package-lock.json'), 'utf8');
  const places = lock.split('\n').filter((line) => line.includes('"resolved"'));
  const output = places.length === 0 ? '' : `${places.length} lines name a place, such as ${places[0] ?? ''}\n`;
  return { name: 'lockfile', passed: places.length === 0, output };
}

export interface LintOptions {
  /** Only these checks; default all. */
  readonly names?: readonly string[];
  /** 0 to 19, see `RunOptions`. */
  readonly nice?: number;
}

/** Runs the checks and returns their results. */
export async function lint({ names = [], nice }: LintOptions = {}): Promise<LintResult[]> {
  const waiting = checks.filter((check) => names.length === 0 || names.includes(check.name));
  const results = names.length === 0 || names.includes('lockfile') ? [checkLockfile()] : [];
  const work = async (): Promise<void> => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
      const args = [path.resolve(root, check.program), ...check.args];
      const { code, output } = await runProgram(process.execPath, args, { quiet: true, nice });
      results.push({ name: check.name, passed: code === 0, output });
    }
  };
  await Promise.all([work(), work()]);
  return results;
}

if (process.argv[1] === import.meta.filename) {
  for (const { name, passed, output } of await lint({ names: process.argv.slice(2) })) {
    console.log(`${passed ? 'ok     ' : 'FAILED '} ${name}`);
    if (!passed) {
      console.log(output);
      process.exitCode = 1;
    }
  }
}
