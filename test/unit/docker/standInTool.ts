/** A docker-machine that is a shell script, in a folder of its own for each test, and the runner that is to run it. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { sleep } from '../../../src/base/async.ts';
import type { Disposable } from '../../../src/base/lifetime.ts';
import { ok } from '../../../src/base/result.ts';
import type { MachineCommand, MachineTool } from '../../../src/docker/doors.ts';
import { createMachineCli, type MachineCliConfig } from '../../../src/docker/machineCli.ts';

export interface StandInTool {
  /** Holds all of it; the machine store is `store` in it. */
  readonly home: string;
  /** Runs the script. */
  readonly tool: MachineTool & Disposable;
  /** Every line of the log. */
  readonly logged: readonly string[];
  /** The script's file. */
  program(): string;
  /** Another runner of it. */
  cli(changes?: Partial<MachineCliConfig>): MachineTool & Disposable;
  /** From now on docker-machine is this shell script. */
  script(body: string, shebang?: string): Promise<void>;
  /** The process id that a script has written into a file of `home`; waits for it. */
  pidIn(name: string): Promise<number>;
}

/** A new one for each test of the file that calls this; the environment is afterwards as it was. */
export function standInTool(): StandInTool {
  let home = '';
  let tool: MachineTool & Disposable;
  let logged: string[] = [];
  const inherited = { ...process.env };
  const program = (): string => join(home, 'docker-machine');
  const cli = (changes: Partial<MachineCliConfig> = {}): MachineTool & Disposable => {
    const keep = (text: string): void => void logged.push(text);
    return createMachineCli({
      path: program,
      storagePath: () => join(home, 'store'),
      environment: () => Promise.resolve({}),
      log: { wantsDebug: true, debug: keep, info: keep, warn: keep, error: keep },
      ...changes,
    });
  };

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'machine-cli-'));
    logged = [];
    tool = cli();
  });

  afterEach(async () => {
    tool.dispose();
    for (const name of Object.keys(process.env)) if (!(name in inherited)) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, inherited);
    await rm(home, { recursive: true, force: true });
  });

  return {
    get home() {
      return home;
    },
    get tool() {
      return tool;
    },
    get logged() {
      return logged;
    },
    program,
    cli,
    script: (body, shebang = '#!/bin/sh\n') => writeFile(program(), shebang + body, { mode: 0o755 }),
    pidIn: async (name) => {
      for (;;) {
        const text = await readFile(join(home, name), 'utf8').catch(() => '');
        if (/^\d+\n/.test(text)) return Number(text);
        await sleep(10);
      }
    },
  };
}

/** Any call whose stdout is taken as it is. */
export function say(args: readonly string[] = ['x'], deadline = 20_000): MachineCommand<string> {
  return { args, deadline, parse: (stdout) => ok(stdout) };
}

/** A process that is gone, or only waits to be buried. */
export async function isGone(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
    return (await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')).includes(' Z ');
  } catch {
    return true;
  }
}
