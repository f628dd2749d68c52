// Runs a program for a script: its output kept, and shown or logged as it comes.
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { setPriority } from 'node:os';
import path from 'node:path';

export interface RunOptions {
  /** Default: the repository. */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** The output goes here instead of to the terminal. */
  readonly logFile?: string;
  readonly quiet?: boolean;
  /** Milliseconds; the whole process group is killed then. */
  readonly timeout?: number;
  /** From 1 to 19: how far it gives way to other programs that want the processor. */
  readonly nice?: number | undefined;
}

export interface RunResult {
  /** Undefined when a signal, or the timeout, ended it. */
  readonly code: number | undefined;
  /** Both streams, as they came. */
  readonly output: string;
}

/** The repository. */
export const root = path.resolve(import.meta.dirname, '..');

/** A program of a package in node_modules, as the arguments that Node runs it with. */
export function packageProgram(file: string): string {
  return path.join(root, 'node_modules', file);
}

/** Runs `command` without stdin; resolves when it has ended, whatever its exit code. */
export async function runProgram(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  const grouped = process.platform !== 'win32';
  const child = spawn(command, args, {
    cwd: options.cwd ?? root,
    env: { ...process.env, ...options.env },
    detached: grouped,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const end = (signal: NodeJS.Signals): void => {
    try {
      process.kill(grouped ? -(child.pid ?? 0) : (child.pid ?? 0), signal);
    } catch {
      // It has ended meanwhile.
    }
  };
  if (options.nice !== undefined && child.pid !== undefined) setPriority(child.pid, options.nice);
  // Several may run at once: on the way out each ends its own.
  const endAtExit = (): void => end('SIGTERM');
  const interrupt = (): void => process.exit(130);
  process.once('exit', endAtExit).once('SIGINT', interrupt).once('SIGTERM', interrupt);
  const timer = options.timeout === undefined ? undefined : setTimeout(() => end('SIGKILL'), options.timeout);
  const log = options.logFile === undefined ? undefined : createWriteStream(options.logFile);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (log !== undefined) log.write(text);
      else if (options.quiet !== true) process.stdout.write(text);
    });
  }
  return new Promise((resolve) => {
    const done = (code: number | undefined): void => {
      clearTimeout(timer);
      process
        .removeListener('exit', endAtExit)
        .removeListener('SIGINT', interrupt)
        .removeListener('SIGTERM', interrupt);
      log?.end();
      resolve({ code, output });
    };
    child.once('error', (error) => {
      output += `${error.message}\n`;
      done(127);
    });
    child.once('close', (code) => done(code ?? undefined));
  });
}
