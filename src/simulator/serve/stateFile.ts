/** The world's state file: read at startup, written soon after every change, never partially. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { WorldState } from '../world/nouns.ts';
import type { World } from '../world/world.ts';

/** Returns undefined if there is no file. @throws if its content is invalid, so that it is not overwritten */
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

/** Changes within this interval are written together, in milliseconds. */
const quiet = 300;

/** Keeps the file in sync with the world. @returns a function that ends the sync and saves the final state */
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
