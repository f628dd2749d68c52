/** Our own claim in a queue, kept alive by a heartbeat while we hold it. */
import { open, rename, rm, writeFile } from 'node:fs/promises';
import type { Milliseconds } from '../base/units.ts';
import { codeOf } from '../docker/machineStoreFiles.ts';
import type { Path } from '../base/hostPath.ts';

/** Timing of heartbeats and of checks for stale claims; see `turns.ts`. */
export interface Pace {
  /** Heartbeat interval. */
  readonly beat: Milliseconds;
  /** A claim whose pid cannot be checked becomes suspect if its last heartbeat is older than this. */
  readonly silent: Milliseconds;
  /** A suspect claim is stale if it gives no heartbeat while watched for this long. */
  readonly watch: Milliseconds;
  /** How long another participant may take to write its number, one empty file. */
  readonly draw: Milliseconds;
}

/** Allows twelve missed heartbeats: an extension host may block for seconds, and a file server may be slow. */
export const defaultPace: Pace = { beat: 5_000, silent: 60_000, watch: 15_000, draw: 10_000 };

export interface HeldClaim {
  /** Aborts when the claim is no longer ours: its file was removed, or no heartbeat could be written for `Pace.silent`. */
  readonly lost: AbortSignal;
  /** Writes a heartbeat; false once the claim is lost. */
  readonly beat: () => Promise<boolean>;
  /** Stops the heartbeat. The caller removes the file. */
  readonly end: () => void;
}

/** Writes the claim `text` to `file` atomically and keeps it alive. Throws file system errors. */
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
  // Monotonic: a clock change or a suspended computer must not make us lose our own claim.
  let beaten = performance.now();
  const beat = async (): Promise<boolean> => {
    if (lost.signal.aborted) return false;
    try {
      // Rewrite the last byte: the file server stamps it with its own clock, and a removed file is not recreated.
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
