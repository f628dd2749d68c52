/** The world's file: read at the start, written soon after every change, never half. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { WorldState } from '../world/nouns.ts';
import type { World } from '../world/world.ts';

/** Undefined: there is none. @throws for one that cannot be read: it is not written over. */
export function readState(file: string): WorldState | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  const state = JSON.parse(text) as WorldState;
  if ((state.version as number) !== 1) throw new Error(`${file} was written by another version of the simulator`);
  return state;
}

/** Changes that come closer together than this are written as one, in milliseconds. */
const quiet = 300;

/** Keeps the file in step with the world. @returns ends it, with everything written */
export function keepState(world: World, file: string): () => void {
  mkdirSync(dirname(file), { recursive: true });
  let timer: NodeJS.Timeout | undefined;
  let last = Promise.resolve();
  const text = (): string => JSON.stringify(world.state);
  const save = (): void => {
    timer = undefined;
    last = last
      .then(async () => {
        await writeFile(`${file}.tmp`, text());
        await rename(`${file}.tmp`, file);
      })
      .catch((error: unknown) => {
        console.error(`cannot write ${file}: ${error instanceof Error ? error.message : String(error)}`);
      });
  };
  const stop = world.onChange(() => {
    timer ??= setTimeout(save, quiet);
  });
  return () => {
    stop();
    clearTimeout(timer);
    writeFileSync(`${file}.last`, text());
    renameSync(`${file}.last`, file);
  };
}
