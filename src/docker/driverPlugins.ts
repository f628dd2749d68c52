/** Finds driver plugins: programs named `docker-machine-driver-NAME` on the PATH, where docker-machine finds them too. */
import { readdir } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { mayRun } from './toolProgram.ts';

/** Returns their unique names, sorted. Skips folders that cannot be read. */
export async function driverPlugins(searchPath: string): Promise<readonly string[]> {
  const folders = [...new Set(searchPath.split(delimiter))].filter((folder) => isAbsolute(folder));
  const found = await Promise.all(folders.map(pluginsIn));
  return [...new Set(found.flat())].sort();
}

async function pluginsIn(folder: string): Promise<readonly string[]> {
  const files = await readdir(folder).catch(() => []);
  const named = files.flatMap((file) => {
    const name = /^docker-machine-driver-([a-z0-9][a-z0-9-]*)(\.exe)?$/.exec(file)?.[1];
    return name === undefined ? [] : [{ file, name }];
  });
  const runnable = await Promise.all(named.map(({ file }) => mayRun(join(folder, file))));
  return named.flatMap(({ name }, index) => (runnable[index]?.ok ? [name] : []));
}
