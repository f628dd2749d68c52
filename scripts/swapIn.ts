// Replaces a folder whole, so that readers find the old one or the new one and never half of either.
import { renameSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Two builds may end at the same moment: each tries again until its folder is in place. */
const attempts = 20;

/**
 * Puts `fresh` where `place` is, and removes what was there. Both must be on one file system. No system that VS Code runs on
 * exchanges two folders in one portable call, so between the two renames, for some microseconds, nothing is at `place`.
 */
export async function swapIn(fresh: string, place: string): Promise<void> {
  const old = `${fresh}-old`;
  for (let attempt = 1; ; attempt++) {
    try {
      renameIfThere(place, old);
      renameSync(fresh, place);
      break;
    } catch (error) {
      // Another build was put there between the two, or, on Windows, a file in there is open.
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
