// Replaces a whole folder, so that readers see the old one or the new one and never a mixture.
import { renameSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Two builds may end at the same moment: each retries until its folder is in place. */
const attempts = 20;

/**
 * Moves `fresh` to `place` and removes the previous folder. Both must be on one file system. There is no portable call that exchanges two
 * folders, so between the two renames nothing is at `place` for a few microseconds.
 */
export async function swapIn(fresh: string, place: string): Promise<void> {
  const old = `${fresh}-old`;
  for (let attempt = 1; ; attempt++) {
    try {
      renameIfThere(place, old);
      renameSync(fresh, place);
      break;
    } catch (error) {
      // Another build was moved there between the two renames or, on Windows, a file in the folder is open.
      if (attempt === attempts) throw error;
      rmSync(old, { recursive: true, force: true });
      await sleep(50);
    }
  }
  rmSync(old, { recursive: true, force: true, maxRetries: 5 });
}

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
