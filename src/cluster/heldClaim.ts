/** Our own claim in a line, kept alive by a heartbeat for as long as we hold it. */
import { open, rename, rm, writeFile } from 'node:fs/promises';
import type { Milliseconds } from '../base/units.ts';
import { codeOf } from '../docker/machineStoreFiles.ts';
import type { Path } from '../model/failure.ts';

/** How a line's claims are kept alive and judged: see `turns.ts`. */
export interface Pace {
  /** Between two heartbeats. */
  readonly beat: Milliseconds;
  /** A claim that cannot be checked by its pid is in doubt once its last heartbeat is older than this. */
  readonly silent: Milliseconds;
  /** A claim in doubt is stale when it gives no heartbeat while it is watched for so long. */
  readonly watch: Milliseconds;
  /** How long another may draw its number, which is writing one empty file. */
  readonly draw: Milliseconds;
}

/** Twelve heartbeats may be missed: an extension host can be blocked for seconds, and a file server slow. */
export const defaultPace: Pace = { beat: 5_000, silent: 60_000, watch: 15_000, draw: 10_000 };

export interface HeldClaim {
  /** Aborts when the claim is no longer ours: its file is gone, or no heartbeat could be written for `Pace.silent`. */
  readonly lost: AbortSignal;
  /** Gives a heartbeat; false once the claim is lost. */
  readonly beat: () => Promise<boolean>;
  /** Ends the heartbeat. The file is the caller's to remove. */
  readonly end: () => void;
}

/** Writes the claim `text` to `file`, whole or not at all, and keeps it alive. Throws what the file system says against it. */
export async function layClaim(file: Path, text: string, pace: Pace): Promise<HeldClaim> {
  const written = `${text}\n`;
  const unfinished = `${file}.new`;
  try {
    await writeFile(unfinished, written, { flag: 'wx', mode: 0o600 });
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined);
    throw error;
  }
  const last = Buffer.byteLength(written) - 1;
  const lost = new AbortController();
  // Monotonic: a clock that is set, or a computer that slept, is no reason to take our own claim for lost.
  let beaten = performance.now();
  const beat = async (): Promise<boolean> => {
    if (lost.signal.aborted) return false;
    try {
      // The last byte is written over again: the file server's own clock stamps that, and a file that is gone stays gone.
      const handle = await open(file, 'r+');
      await handle.write('\n', last).finally(() => handle.close());
      beaten = performance.now();
    } catch (error) {
      if (isGone(error) || performance.now() - beaten > pace.silent) lost.abort();
    }
    return !lost.signal.aborted;
  };
  const timer = setInterval(() => void beat(), pace.beat);
  timer.unref();
  return {
    lost: lost.signal,
    beat,
    end: () => {
      clearInterval(timer);
    },
  };
}

const isGone = (error: unknown): boolean => ['ENOENT', 'ENOTDIR', 'ESTALE'].includes(codeOf(error) ?? '');
