// The worlds that contract tests run in: the same sentences must hold for each program that calls itself docker-machine.
// A world brings its program; its store is a folder of its own for each test. More are added here, tests need not know.
import { accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** A docker-machine that is there, or why it is not. */
export interface ToolWorld {
  readonly name: string;
  /** Absolute path of its docker-machine. */
  readonly path: string;
  /** What it answers to `version`. */
  readonly version: RegExp;
  /** Undefined: it can be used here. */
  readonly absent: string | undefined;
  /** The drivers that are inside it; absent: those of docker-machine 0.16.2. */
  readonly drivers?: readonly string[];
}

/** Where the lab builds its tools (test/lab). */
const cache =
  process.env['LAB_CACHE'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'docker-overlay-lab');

function built(name: string, version: RegExp): ToolWorld {
  const path = join(cache, 'bin', name);
  let absent: string | undefined;
  try {
    accessSync(path, constants.X_OK);
  } catch {
    absent = `${name} is not built: npm run lab -- up`;
  }
  return { name, path, version, absent };
}

/** docker-machine itself, and the fork of it that lives on. */
export const toolWorlds: readonly ToolWorld[] = [
  built('docker-machine', /^0\.16\.2$/),
  built('rancher-machine', /^v0\.15\.0-rancher/),
];

/** The name of a world's block of tests, with the reason where it is skipped. */
export const titleOf = ({ name, absent }: ToolWorld): string =>
  absent === undefined ? name : `${name} (skipped: ${absent})`;
