/** One name for a machine store, however its path is spelled. */
import { realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Path } from '../model/failure.ts';

/**
 * The absolute path of the machine store at `path` with all symbolic links followed, in the file system's own case. The part that does
 * not exist yet is taken as it is spelled, so that the path stays the same when docker-machine creates the store. Never fails.
 */
export async function realStorePath(path: Path): Promise<Path> {
  const absolute = resolve(path);
  try {
    return await realpath(absolute);
  } catch {
    const parent = dirname(absolute);
    return parent === absolute ? absolute : join(await realStorePath(parent), basename(absolute));
  }
}
