// `npm test`: everything that this computer can run, set-up included. What it cannot run is skipped by name with the
// reason. Ends with the line `N passed, N failed, N skipped`. `npm test -- unit ui` runs some suites only.
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { installServer } from '../test/vscode/server.ts';
import { runInHost } from '../test/vscode/inHost.ts';
import { lint } from './lint.ts';
import { makePackage } from './package.ts';
import { browserLacks, labLacks } from './requirements.ts';
import { packageProgram, root, runProgram } from './runProgram.ts';
import { secondTries } from './secondTry.ts';

interface Outcome {
  passed: number;
  failed: number;
  skipped: number;
  /** What is printed of it: each failure with its words, each skip with its reason. */
  readonly notes: string[];
  /** Files that failed, and passed when they were run once more. */
  readonly secondTries: readonly string[];
}

interface Suite {
  readonly name: string;
  /** What is asked first; a reason means that the suite is skipped. */
  readonly needs: readonly Need[];
  readonly run: () => Promise<Outcome>;
}

type Need = 'browser' | 'lab' | 'package';

const logs = path.join(root, 'out/logs');

/** Each need is looked for once; a reason why it is not met, or undefined. */
const met = new Map<Need, Promise<string | undefined>>();
const look: Readonly<Record<Need, () => Promise<string | undefined>>> = {
  browser: browserLacks,
  lab: labLacks,
  package: async () => {
    await makePackage({ quiet: true });
    await installServer(console.log);
    return undefined;
  },
};

const suites: readonly Suite[] = [
  { name: 'lint', needs: [], run: runLint },
  { name: 'unit', needs: [], run: () => runVitest('unit', 'test/unit/**/*.test.ts', 10) },
  { name: 'contract', needs: [], run: () => runAgainstClock('contract', 'test/contract/**/*.sim.test.ts', 10) },
  { name: 'fuzz', needs: [], run: () => runVitest('fuzz', 'test/fuzz/**/*.test.ts', 15) },
  { name: 'host', needs: ['browser', 'package'], run: runHostTests },
  { name: 'ui', needs: ['browser', 'package'], run: () => runAgainstClock('ui', 'test/extension/ui/**/*.test.ts', 20) },
  {
    name: 'lab',
    needs: ['lab'],
    run: () => runAgainstClock('lab', '{test/lab/**/*.test.ts,test/contract/**/*.lab.test.ts}', 40),
  },
  {
    name: 'recipe',
    needs: ['browser', 'package', 'lab'],
    run: () => runAgainstClock('recipe', 'test/extension/recipe/**/*.test.ts', 40),
  },
];

function outcome(): Outcome {
  return { passed: 0, failed: 0, skipped: 0, notes: [], secondTries: [] };
}

function failure(note: string): Outcome {
  return { ...outcome(), failed: 1, notes: [note] };
}

async function runLint(): Promise<Outcome> {
  const sum = outcome();
  for (const { name, passed, output } of await lint()) {
    writeFileSync(path.join(logs, `lint-${name.replaceAll(' ', '-')}.log`), output);
    if (passed) sum.passed++;
    else {
      sum.failed++;
      sum.notes.push(`${name}:\n${tail(output, 40)}`);
    }
  }
  return sum;
}

interface VitestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages?: readonly string[];
    }[];
  }[];
}

/** Runs one project of vitest.config.ts; `minutes` is its limit. */
async function runVitest(project: string, files: string, minutes: number): Promise<Outcome> {
  if (globSync(files, { cwd: root }).length === 0) return outcome();
  return (await runFiles(project, project, [], minutes)).sum;
}

/**
 * As `runVitest`, for what meets real clocks (hosts, browsers, worlds that go on by themselves): a file that fails is run once more from
 * its set-up, since elections, gossip and a whole VS Code on shared cores have no bound on their time. What failed only once is printed
 * all the same, and named in the last lines; what fails twice has failed.
 */
async function runAgainstClock(project: string, files: string, minutes: number): Promise<Outcome> {
  if (globSync(files, { cwd: root }).length === 0) return outcome();
  const first = await runFiles(project, project, [], minutes);
  if (first.failed.length === 0) return first.sum;
  const again = await runFiles(project, `${project}-again`, first.failed, minutes);
  const kept = first.byFile.filter(({ name }) => !first.failed.includes(name)).map(({ sum }) => sum);
  const sum = [...kept, again.sum].reduce(added, outcome());
  for (const { name, sum: before } of first.byFile.filter(({ name }) => first.failed.includes(name)))
    sum.notes.push(`run twice: ${name}, which failed at first:`, ...before.notes);
  return { ...sum, secondTries: again.byFile.filter(({ sum: { failed } }) => failed === 0).map(({ name }) => name) };
}

interface Ran {
  readonly sum: Outcome;
  readonly byFile: readonly { readonly name: string; readonly sum: Outcome }[];
  /** The files in which something failed, relative to the root; none when all of the run is in doubt. */
  readonly failed: readonly string[];
}

/** @param called what its log and its report are named after */
async function runFiles(project: string, called: string, files: readonly string[], minutes: number): Promise<Ran> {
  const report = path.join(logs, `${called}.json`);
  rmSync(report, { force: true });
  const vitest = packageProgram('vitest/vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const command = [vitest, 'run', '--project', project, ...reporters, ...files];
  const { code, output } = await runProgram(process.execPath, command, {
    logFile: path.join(logs, `${called}.log`),
    env: { NO_COLOR: '1', DOCKER_OVERLAY_TEST_LOG: path.join(logs, `${project}-server.log`) },
    timeout: minutes * 60_000,
  });
  if (!existsSync(report)) {
    const sum = failure(`no report (exit ${code ?? `by a signal, limit ${minutes} min`}):\n${tail(output, 40)}`);
    return { sum, byFile: [], failed: [] };
  }
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as VitestReport;
  const byFile = testResults.map((file) => ({ name: path.relative(root, file.name), sum: outcomeOf(file) }));
  const sum = byFile.reduce((all, file) => added(all, file.sum), outcome());
  if (code !== 0 && sum.failed === 0) {
    sum.failed++;
    sum.notes.push(`vitest ended with ${code ?? 'a signal'} though no test failed:\n${tail(output, 40)}`);
  }
  return { sum, byFile, failed: byFile.filter((file) => file.sum.failed > 0).map(({ name }) => name) };
}

function outcomeOf(file: VitestReport['testResults'][number]): Outcome {
  const sum = outcome();
  const name = path.relative(root, file.name);
  for (const test of file.assertionResults) {
    if (test.status === 'passed') sum.passed++;
    else if (test.status === 'failed') {
      sum.failed++;
      sum.notes.push(`${name} › ${test.fullName}\n${ends((test.failureMessages ?? []).join('\n'), 25)}`);
    } else {
      sum.skipped++;
      sum.notes.push(`skipped: ${name} › ${test.fullName}`);
    }
  }
  // A file that does not load, or whose set-up fails, has perhaps no test to say so.
  if (file.status === 'failed' && sum.failed === 0) {
    sum.failed++;
    sum.notes.push(`${name}\n${ends(file.message, 25)}`);
  }
  return sum;
}

function added(sum: Outcome, more: Outcome): Outcome {
  return {
    passed: sum.passed + more.passed,
    failed: sum.failed + more.failed,
    skipped: sum.skipped + more.skipped,
    notes: [...sum.notes, ...more.notes],
    secondTries: [...sum.secondTries, ...more.secondTries],
  };
}

async function runHostTests(): Promise<Outcome> {
  const { productPackage } = await import('../test/vscode/product.ts');
  const files = globSync('test/extension/host/**/*.test.ts', { cwd: root }).map((file) => path.join(root, file));
  if (files.length === 0) return outcome();
  const folder = path.join(root, 'out/host-folder');
  mkdirSync(folder, { recursive: true });
  const { tests } = await runInHost({ files: files.sort(), folder, vsix: [productPackage()] });
  writeFileSync(path.join(logs, 'host.json'), JSON.stringify(tests, null, 2));
  const sum = outcome();
  for (const test of tests) {
    sum[test.state]++;
    if (test.state === 'failed') sum.notes.push(`${test.name}\n${ends(test.error ?? '', 25)}`);
    if (test.state === 'skipped') sum.notes.push(`skipped: ${test.name}`);
  }
  return sum;
}

function tail(text: string, lines: number): string {
  return text.trimEnd().split('\n').slice(-lines).join('\n');
}

/** What a failure says at its beginning, and where it stood at its end. */
function ends(text: string, lines: number): string {
  const all = text.trimEnd().split('\n');
  return all.length <= 2 * lines ? all.join('\n') : [...all.slice(0, lines), '…', ...all.slice(-lines)].join('\n');
}

/** What keeps a suite from running here, or undefined. */
async function reason(suite: Suite): Promise<string | undefined> {
  for (const need of suite.needs) {
    const found = met.get(need) ?? look[need]();
    met.set(need, found);
    const lack = await found;
    if (lack !== undefined) return lack;
  }
  return undefined;
}

async function runSuite(suite: Suite): Promise<Outcome> {
  try {
    const lack = await reason(suite);
    if (lack !== undefined) return { ...outcome(), skipped: 1, notes: [`skipped: all of ${suite.name}: ${lack}`] };
    return await suite.run();
  } catch (error) {
    return failure(error instanceof Error ? error.message : String(error));
  }
}

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !suites.some((suite) => suite.name === name));
if (unknown.length > 0) {
  console.error(`no suite ${unknown.join(', ')}; there are ${suites.map((suite) => suite.name).join(', ')}`);
  process.exit(2);
}

mkdirSync(logs, { recursive: true });
let total = outcome();
for (const suite of suites) {
  if (chosen.length > 0 && !chosen.includes(suite.name)) continue;
  const start = Date.now();
  const ended = await runSuite(suite);
  const { passed, failed, skipped, notes } = ended;
  const seconds = ((Date.now() - start) / 1000).toFixed(0);
  console.log(`${suite.name}: ${passed} passed, ${failed} failed, ${skipped} skipped, ${seconds} s`);
  for (const note of notes) console.log(note.replace(/^/gm, '    '));
  total = added(total, ended);
}
console.log(`logs and screenshots: ${path.relative(process.cwd(), path.join(root, 'out')) || 'out'}`);
if (total.passed + total.failed === 0) console.log('no test ran: that is a failure too');
const { line, areTooMany } = secondTries(total.secondTries);
if (line !== undefined) console.log(line);
if (areTooMany) total.failed++;
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
