/** Normalises the path of a machine store. */
import { realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Path } from '../base/hostPath.ts';

/**
 * Returns the absolute path of the machine store at `path` with symbolic links resolved, in the file system's case. The part that does
 * not exist yet stays unchanged, so that the path remains the same when docker-machine creates the machine store. Never fails.
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
