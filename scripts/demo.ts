// The demo's environment: the simulator next to VS Code, and a folder with a cluster file and with settings that select the simulated
// docker-machine, as they would select a real one.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { demoClusterFile, type DemoWorld } from './demoClusterFile.ts';
import { writeDemoFolder } from './demoFolder.ts';
import { firstLine } from './firstLine.ts';
import { root } from './runProgram.ts';

/** Milliseconds. Enough to create five hundred machines on a busy computer, or to boot a host of the lab after a fix. */
const longestStart = 120_000;
const longestChange = 300_000;
const longestEnd = 10_000;

export interface DemoOptions {
  readonly world: DemoWorld;
  /** With `machines`: how many. */
  readonly machines: number;
  /** With `machines`: the number of overlay networks; default none. */
  readonly networks?: number;
  /** A fault to inject once the simulator serves, such as `freeze swarm-node2`; see `simulator help`. */
  readonly fault: readonly string[] | undefined;
  /** Speed relative to real tools; default 1. */
  readonly speed?: number;
  /** The build that contains the simulator; default: the repository's. */
  readonly dist?: string;
}

export interface Demo {
  /** The folder to open in VS Code. */
  readonly folder: string;
  /** Describes the demo in one sentence. */
  readonly about: string;
  /** The command line that injects and fixes faults. */
  readonly control: string;
  /** Runs the control command, such as `fault freeze swarm-node2`. */
  tell(...words: readonly string[]): Promise<void>;
  stop(): Promise<void>;
}

/** @throws the simulator's own message if it does not start */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const home = await mkdtemp(path.join(tmpdir(), 'docker-overlay-demo-'));
  const folder = path.join(home, 'demo');
  const world = path.join(home, 'world');
  const program = path.join(options.dist ?? path.join(root, 'dist'), 'simulator/main.js');
  const counts = options.world === 'machines' ? [String(options.machines), String(options.networks ?? 0)] : [];
  // Only Linux has more than one loopback address without configuration.
  const shared = process.platform === 'linux' ? [] : ['--shared-address'];
  const flags = ['--folder', world, '--demo', options.world, '--speed', String(options.speed ?? 1), ...shared];
  const simulator = spawn(process.execPath, [program, 'serve', ...counts, ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stop = async (): Promise<void> => {
    if (simulator.pid !== undefined && simulator.exitCode === null && simulator.signalCode === null) {
      const ended = new Promise((resolve) => simulator.once('exit', resolve));
      simulator.kill('SIGTERM');
      const hangs = setTimeout(() => simulator.kill('SIGKILL'), longestEnd);
      await ended;
      clearTimeout(hangs);
    }
    await rm(home, { recursive: true, force: true });
  };
  try {
    const line = await firstLine(simulator, 'the simulator', longestStart);
    const { machinePath, storagePath } = JSON.parse(line) as { machinePath: string; storagePath: string };
    const control = [process.execPath, program, '--folder', world];
    const clusterFile = demoClusterFile(options.world, options.machines);
    await writeDemoFolder(folder, { clusterFile, machinePath, storagePath, control });
    if (options.fault) await tellControl(control, ['fault', ...options.fault]);
    return {
      folder,
      about: 'The cluster in it is simulated.',
      control: control.join(' '),
      tell: (...words) => tellControl(control, words),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Runs a demo's control program, which prints to the terminal. @throws if it refuses or hangs */
export async function tellControl(
  control: readonly string[],
  words: readonly string[],
  patience = longestChange,
): Promise<void> {
  const [program = '', ...first] = control;
  const told = spawn(program, [...first, '--', ...words], { stdio: 'inherit', timeout: patience });
  await new Promise<void>((resolve, reject) => {
    told.once('error', reject);
    told.once('exit', (code) => {
      if (code === 0) resolve();
      else if (told.killed) reject(new Error(`“${words.join(' ')}” was not done within ${String(patience / 1000)} s`));
      else reject(new Error(`“${words.join(' ')}” was refused`));
    });
  });
}
