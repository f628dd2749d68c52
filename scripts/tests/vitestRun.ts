// Runs a project of vitest.config.ts and reads its results by file.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { packageProgram, root, runProgram } from '../runProgram.ts';
import { added, failure, nothing, skip, type Outcome } from './outcome.ts';

/** The folder of each suite's output and report. */
export const logs = path.join(root, 'out/logs');

export interface VitestRun {
  readonly project: string;
  /** Only these files; all files of the project if empty. */
  readonly files: readonly string[];
  /** Time limit. */
  readonly minutes: number;
  /** 0 to 19, see `RunOptions`. */
  readonly nice?: number | undefined;
}

interface VitestReport {
  readonly testResults: readonly FileReport[];
}

interface FileReport {
  readonly name: string;
  readonly status: string;
  readonly message: string;
  readonly assertionResults: readonly {
    readonly fullName: string;
    readonly status: string;
    readonly failureMessages?: readonly string[];
  }[];
}

interface Ran {
  readonly sum: Outcome;
  readonly byFile: readonly { readonly name: string; readonly sum: Outcome }[];
}

/** Runs the project once, without a retry. */
export async function runVitest(run: VitestRun): Promise<Outcome> {
  return (await runFiles(run, run.project)).sum;
}

/**
 * Like `runVitest`, for real hosts, whose elections, gossip and boots take an unbounded time: a file that fails runs once more, including
 * its setup. The first failure is printed anyway and the file is `flaky`; a second failure counts.
 */
export async function runWithSecondTry(run: VitestRun): Promise<Outcome> {
  const first = await runFiles(run, run.project);
  const failed = first.byFile.filter(({ sum }) => sum.failed > 0);
  if (failed.length === 0) return first.sum;
  const again = await runFiles({ ...run, files: failed.map(({ name }) => name) }, `${run.project}-again`);
  const kept = first.byFile.filter((file) => !failed.includes(file)).map(({ sum }) => sum);
  const sum = [...kept, again.sum].reduce(added, nothing);
  return {
    ...sum,
    notes: [
      ...sum.notes,
      ...failed.flatMap(({ name, sum: { notes } }) => [`run twice: ${name}, which failed at first:`, ...notes]),
    ],
    flaky: again.byFile.filter((file) => file.sum.failed === 0).map(({ name }) => name),
  };
}

/** @param called the base name of its log and its report */
async function runFiles({ project, files, minutes, nice }: VitestRun, called: string): Promise<Ran> {
  const report = path.join(logs, `${called}.json`);
  rmSync(report, { force: true });
  const vitest = packageProgram('vitest/vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const command = [vitest, 'run', '--project', project, ...reporters, ...files];
  const { code, output } = await runProgram(process.execPath, command, {
    logFile: path.join(logs, `${called}.log`),
    env: { NO_COLOR: '1', DOCKER_OVERLAY_TEST_LOG: path.join(logs, `${project}-server.log`) },
    timeout: minutes * 60_000,
    nice,
  });
  if (!existsSync(report)) {
    const end = code ?? `by a signal, limit ${minutes} min`;
    return { sum: failure(`no report (exit ${end}):\n${tail(output, 40)}`), byFile: [] };
  }
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as VitestReport;
  const byFile = testResults.map((file) => ({ name: path.relative(root, file.name), sum: outcomeOf(file) }));
  const sum = byFile.map((file) => file.sum).reduce(added, nothing);
  if (code === 0 || sum.failed > 0) return { sum, byFile };
  const odd = failure(`vitest ended with ${code ?? 'a signal'} though no test failed:\n${tail(output, 40)}`);
  return { sum: added(sum, odd), byFile };
}

function outcomeOf(file: FileReport): Outcome {
  const name = path.relative(root, file.name);
  const sum = file.assertionResults
    .map(({ fullName, status, failureMessages = [] }) => {
      if (status === 'passed') return { ...nothing, passed: 1 };
      if (status !== 'failed') return skip(`${name} › ${fullName}`);
      return failure(`${name} › ${fullName}\n${ends(failureMessages.join('\n'), 25)}`);
    })
    .reduce(added, nothing);
  // A file that fails to load, or whose setup fails, may have no failed test.
  if (file.status !== 'failed' || sum.failed > 0) return sum;
  return added(sum, failure(`${name}\n${ends(file.message, 25)}`));
}

/** The last `lines` lines of a text. */
export function tail(text: string, lines: number): string {
  return text.trimEnd().split('\n').slice(-lines).join('\n');
}

/** The start of a failure, with its message, and its end, with its location. */
export function ends(text: string, lines: number): string {
  const all = text.trimEnd().split('\n');
  return all.length <= 2 * lines ? all.join('\n') : [...all.slice(0, lines), '…', ...all.slice(-lines)].join('\n');
}
