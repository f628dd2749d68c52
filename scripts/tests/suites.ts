// The test suites, in the order in which they run, and how each one runs.
import { globSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { lint } from '../lint.ts';
import { root } from '../runProgram.ts';
import { added, failure, nothing, skip, type Outcome } from './outcome.ts';
import { ends, logs, runVitest, runWithSecondTry, tail } from './vitestRun.ts';

export interface Suite {
  readonly name: string;
  /** The command that runs it: `npm test`, `npm run test:ui` or `npm run test:lab`. */
  readonly part: Part;
  /** A glob of its test files, relative to the root; empty for `lint`. */
  readonly files: string;
  /** Requirements. If one is missing, it is named and the suite is skipped. */
  readonly needs: readonly Need[];
  /** Suites that compute run alongside suites that mostly wait for clocks. A whole VS Code and real hosts run alone, after both. */
  readonly lane: Lane;
  /** @param files only these; all if empty */
  readonly run: (files: readonly string[]) => Promise<Outcome>;
}

export type Part = 'test' | 'ui' | 'lab';
export type Need = 'browser' | 'lab';
export type Lane = 'computes' | 'waits' | 'alone';

/**
 * Niceness: suites that compute yield to those that wait for clocks (see `RunOptions.nice`); unit tests, which do some of both, less so.
 */
const givingWay = { computing: 10, unit: 5 };

export const suites: readonly Suite[] = [
  { name: 'lint', part: 'test', files: '', needs: [], lane: 'computes', run: runLint },
  {
    name: 'unit',
    part: 'test',
    files: 'test/unit/**/*.test.ts',
    needs: [],
    lane: 'computes',
    run: (files) => runVitest({ project: 'unit', files, minutes: 10, nice: givingWay.unit }),
  },
  {
    name: 'fuzz',
    part: 'test',
    files: 'test/fuzz/**/*.test.ts',
    needs: [],
    lane: 'computes',
    run: (files) => runVitest({ project: 'fuzz', files, minutes: 15, nice: givingWay.computing }),
  },
  {
    name: 'contract',
    part: 'test',
    files: 'test/contract/**/*.sim.test.ts',
    needs: [],
    lane: 'waits',
    run: (files) => runVitest({ project: 'contract', files, minutes: 10 }),
  },
  {
    name: 'smoke',
    part: 'test',
    files: 'test/extension/host/activation.test.ts',
    needs: ['browser'],
    lane: 'alone',
    run: runHostTests,
  },
  {
    name: 'host',
    part: 'ui',
    files: 'test/extension/host/**/*.test.ts',
    needs: ['browser'],
    lane: 'alone',
    run: runHostTests,
  },
  {
    name: 'ui',
    part: 'ui',
    files: 'test/extension/ui/**/*.test.ts',
    needs: ['browser'],
    lane: 'alone',
    run: (files) => runVitest({ project: 'ui', files, minutes: 25 }),
  },
  {
    name: 'lab',
    part: 'lab',
    files: 'test/lab/lab.test.ts',
    needs: ['lab'],
    lane: 'alone',
    run: (files) => runWithSecondTry({ project: 'lab', files, minutes: 10 }),
  },
  {
    name: 'hosts',
    part: 'lab',
    files: 'test/{lab,contract}/**/*.lab.test.ts',
    needs: ['lab'],
    lane: 'alone',
    run: (files) => runWithSecondTry({ project: 'hosts', files, minutes: 40 }),
  },
  {
    name: 'recipe',
    part: 'lab',
    files: 'test/extension/recipe/**/*.test.ts',
    needs: ['lab', 'browser'],
    lane: 'alone',
    run: (files) => runWithSecondTry({ project: 'recipe', files, minutes: 40 }),
  },
];

async function runLint(): Promise<Outcome> {
  const results = await lint({ nice: givingWay.computing });
  return results
    .map(({ name, passed, output }) => {
      writeFileSync(path.join(logs, `lint-${name.replaceAll(' ', '-')}.log`), output);
      return passed ? { ...nothing, passed: 1 } : failure(`${name}:\n${tail(output, 40)}`);
    })
    .reduce(added, nothing);
}

/** Runs Mocha tests inside an extension host with the product's package installed. */
async function runHostTests(this: Suite, chosen: readonly string[]): Promise<Outcome> {
  // Load Playwright and esbuild only if they are needed.
  const [{ productPackage, setup }, { runInHost }] = await Promise.all([
    import('../../test/vscode/product.ts'),
    import('../../test/vscode/inHost.ts'),
  ]);
  await setup();
  const files = (chosen.length > 0 ? chosen : globSync(this.files, { cwd: root })).map((file) => path.join(root, file));
  const folder = path.join(root, 'out/host-folder');
  mkdirSync(folder, { recursive: true });
  const { tests } = await runInHost({ files: files.sort(), folder, vsix: [productPackage()] });
  writeFileSync(path.join(logs, `${this.name}.json`), JSON.stringify(tests, null, 2));
  return tests
    .map(({ name, state, error = '' }) => {
      if (state === 'passed') return { ...nothing, passed: 1 };
      return state === 'failed' ? failure(`${name}\n${ends(error, 25)}`) : skip(name);
    })
    .reduce(added, nothing);
}
