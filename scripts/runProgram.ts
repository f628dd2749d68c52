// Runs a program for a script: its output kept, and shown or logged as it comes.
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
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
  const interrupt = (): void => {
    end('SIGTERM');
    process.exit(130);
  };
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
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
      process.removeListener('SIGINT', interrupt).removeListener('SIGTERM', interrupt);
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
