// The simulator for tests: built before all of them (build.ts), served as the program that it is, disturbed through its own command line.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { run, type Ran } from '../lab/lab.ts';
import { program } from './build.ts';

export interface SimulatorOptions {
  /** How many times as fast as the real tools. */
  readonly speed: number;
  /** Default empty. */
  readonly demo?: readonly string[];
  /** All hosts share 127.0.0.1. */
  readonly isShared?: boolean;
  /** Of a world that was served before; default a new one. */
  readonly folder?: string;
}

export interface Simulated {
  readonly folder: string;
  /** Its docker-machine. */
  readonly machinePath: string;
  readonly storagePath: string;
  /** The serving process. */
  readonly pid: number;
  /** docker-machine, with the world's own store unless the environment names another. */
  machine(...words: readonly string[]): Promise<Ran>;
  /** `simulator …`: fault, mend, host … */
  control(...words: readonly string[]): Promise<string>;
  /** Ends the serving process; the world stays. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

export async function openSimulator({
  speed,
  demo = ['empty'],
  isShared = false,
  folder: known,
}: SimulatorOptions): Promise<Simulated> {
  const folder = known ?? (await mkdtemp(path.join(tmpdir(), 'simulated-')));
  const [kind = 'empty', ...counts] = demo;
  const flags = [
    '--folder',
    folder,
    '--speed',
    String(speed),
    '--demo',
    kind,
    ...(isShared ? ['--shared-address'] : []),
  ];
  const child = spawn(process.execPath, [program, 'serve', ...counts, ...flags], { stdio: ['ignore', 'pipe', 'pipe'] });
  const { machinePath, storagePath } = await firstLine(child);
  const environment = { ...process.env, MACHINE_STORAGE_PATH: storagePath, SHELL: '/bin/bash' } as Record<
    string,
    string
  >;
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
  };
  return {
    folder,
    machinePath,
    storagePath,
    pid: child.pid ?? 0,
    machine: (...words) => run([machinePath, ...words], { environment, anyExit: true, deadline: 60_000 }),
    control: async (...words) =>
      (await run([process.execPath, program, '--folder', folder, '--', ...words], { deadline: 30_000 })).stdout,
    stop,
    close: async () => {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What it says when it is ready. */
function firstLine(child: ChildProcess): Promise<{ readonly machinePath: string; readonly storagePath: string }> {
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    process.stderr.write(text);
  });
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => {
      reject(new Error(`the simulator ended with ${String(code)}:\n${said}`));
    });
    if (child.stdout)
      createInterface({ input: child.stdout }).once('line', (line) => {
        resolve(JSON.parse(line) as { machinePath: string; storagePath: string });
      });
  });
}
