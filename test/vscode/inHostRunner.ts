// Runs inside the extension host: VS Code calls `run`, Mocha runs the bundled test files, and what became of them is
// written as JSON to the file that the harness named.
import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';
import type { InHostResult, InHostTest } from './inHost.ts';

/** Results are gathered from the runner's events; nothing is printed. */
class Silent extends Mocha.reporters.Base {}

/** Called by VS Code; it rejects when a test failed, which ends the window with a code of its own. */
export async function run(): Promise<void> {
  const { files, result: resultFile } = JSON.parse(process.env['DOCKER_OVERLAY_IN_HOST'] ?? '{}') as {
    files: string[];
    result: string;
  };
  const tests: InHostTest[] = [];
  try {
    const mocha = new Mocha({ ui: 'tdd', timeout: 60_000, color: false, reporter: Silent });
    for (const file of files) mocha.addFile(file);
    await new Promise<void>((resolve) => {
      const runner = mocha.run(() => resolve());
      runner.on('pass', (test) => tests.push({ ...named(test), state: 'passed' }));
      runner.on('pending', (test) => tests.push({ ...named(test), state: 'skipped' }));
      runner.on('fail', (test, error: Error) => tests.push({ ...named(test), state: 'failed', error: text(error) }));
    });
  } catch (error) {
    tests.push({ name: 'loading the tests', state: 'failed', milliseconds: 0, error: text(error) });
  }
  writeFileSync(resultFile, JSON.stringify({ tests } satisfies InHostResult));
  const failed = tests.filter((test) => test.state === 'failed');
  if (failed.length > 0) throw new Error(`${failed.length} failed: ${failed.map((test) => test.name).join('; ')}`);
}

function named(test: Mocha.Test): { name: string; milliseconds: number } {
  return { name: test.titlePath().join(' › '), milliseconds: test.duration ?? 0 };
}

function text(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
