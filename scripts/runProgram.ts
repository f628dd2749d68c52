// Runs a program for a script: keeps its output, and prints or logs it as it arrives.
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { setPriority } from 'node:os';
import path from 'node:path';

export interface RunOptions {
  /** Default: the repository. */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Receives the output instead of the terminal. */
  readonly logFile?: string;
  readonly quiet?: boolean;
  /** Milliseconds until the whole process group is killed. */
  readonly timeout?: number;
  /** From 1 to 19: the process's niceness. */
  readonly nice?: number | undefined;
}

export interface RunResult {
  /** Undefined if a signal or the timeout ended it. */
  readonly code: number | undefined;
  /** Both streams, in order of arrival. */
  readonly output: string;
}

/** The repository's root folder. */
export const root = path.resolve(import.meta.dirname, '..');

/** The path of a package's program in node_modules, to be run with Node. */
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
      // The process has ended meanwhile.
    }
  };
  if (options.nice !== undefined && child.pid !== undefined) setPriority(child.pid, options.nice);
  // Several programs may run at once: on exit each handler ends its own.
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
