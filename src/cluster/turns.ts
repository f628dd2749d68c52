/**
 * A queue across all windows, containers and hosts that see one folder: Lamport's bakery algorithm, with files. A participant writes a
 * claim, then draws a number above all drawn ones; it is its turn when no claim is left before its own. A claim is removed only by its
 * owner, or by others once it is stale.
 *
 * When a claim is stale:
 * - Its process ran on this host, since this boot, in this PID namespace, and the kernel reports that it has ended. While the kernel
 *   knows the process, it keeps its claim, however long it is blocked or stopped.
 * - Otherwise the pid proves nothing (another host, container or boot; a system without process start times), and only the heartbeat
 *   counts: the holder rewrites a byte of its claim every 5 s. A claim is suspect if its last heartbeat is 60 s old by the clock of the
 *   file system itself (compared with a file written there, so clocks of hosts and servers may differ), and stale if it then gives none
 *   for another 15 s by the watcher's monotonic clock. Setting a clock forward removes no claim: it is only watched. Setting it back
 *   makes none immortal: a heartbeat from the future is suspect too.
 *
 * Suspended computers: their processes give no heartbeat, so another host may take the turn after 75 s. On resume the holder's timer
 * fires within 5 s, and a watcher that sees the heartbeat keeps the claim. A holder whose claim was taken meanwhile finds the file
 * removed: `lost` aborts and its work ends. `stands()` checks the same right before each change made under the turn. What remains is the
 * moment between the watcher's last check and its removal, and then at most one heartbeat. A removed claim is never written again.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Path } from '../base/hostPath.ts';
import { ClaimReader, inLine, removeClaim, type Claim, type ClaimSchema } from './claimReader.ts';
import { defaultPace, layClaim, type HeldClaim, type Pace } from './heldClaim.ts';
import { ownMark } from './processMark.ts';

export interface Turn<T> {
  /** The claims before ours in queue order; those still drawing come last. If empty, it is our turn until we leave. */
  readonly before: () => Promise<readonly Claim<T>[]>;
  /** Writes a heartbeat; false once our claim is lost. */
  readonly stands: () => Promise<boolean>;
  /** Aborts when our claim is lost. */
  readonly lost: AbortSignal;
  /** Never fails: a claim that cannot be removed becomes stale. */
  readonly leave: () => Promise<void>;
}

/** Draws a number in the queue whose files are in `folder`. Throws file system errors. */
export async function drawTurn<T>(
  folder: Path,
  schema: ClaimSchema<T>,
  about: T,
  pace: Pace = defaultPace,
): Promise<Turn<T>> {
  const id = randomUUID();
  const reader = new ClaimReader(folder, schema, pace);
  let held: HeldClaim | undefined;
  const leave = async (): Promise<void> => {
    held?.end();
    await removeClaim(folder, id).catch(() => undefined);
  };
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    held = await layClaim(join(folder, `${id}.claim`), JSON.stringify({ process: await ownMark(), about }), pace);
    const { lost, beat } = held;
    // From here on others that see our claim wait for our number. Use a second file instead of a rename: during a rename a directory
    // listing may contain neither name.
    const number = 1 + Math.max(0, ...(await reader.read()).map((claim) => claim.number ?? 0));
    await writeFile(join(folder, `${id}.turn-${String(number)}`), '', { flag: 'wx', mode: 0o600 });
    const own = { id, number };
    return {
      before: async () => (await reader.read()).filter((claim) => claim.number === undefined || inLine(claim, own) < 0),
      stands: beat,
      lost,
      leave,
    };
  } catch (error) {
    await leave();
    throw error;
  }
}
