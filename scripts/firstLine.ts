// Reads the first line of a long-running program, which says that it is ready.
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** @throws if `what` ends before it prints anything, or prints nothing for `patience` milliseconds */
export async function firstLine(
  program: ChildProcess & { readonly stdout: Readable },
  what: string,
  patience: number,
): Promise<string> {
  const lines = createInterface({ input: program.stdout });
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const end = (code: number | null): void => {
    reject(new Error(`${what} ended with ${String(code)} before it served`));
  };
  const timer = setTimeout(() => {
    reject(new Error(`${what} did not say within ${String(patience / 1000)} s that it serves`));
  }, patience);
  lines.once('line', resolve);
  program.once('error', reject).once('exit', end);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    program.off('error', reject).off('exit', end);
    lines.close();
    // Keep reading: a full pipe would block the program.
    program.stdout.resume();
  }
}
