/**
 * Whose turn it is, over all windows, containers and hosts that see one folder: Lamport's bakery, with files. A participant writes a
 * claim, then draws a number above all that are drawn; it is its turn when no claim is left before its own. A claim is removed only
 * by its owner, or by another when it is stale.
 *
 * When a claim is stale:
 * - Its process ran on this host, since this boot, in this PID namespace, and the kernel says that it has ended. A process that the
 *   kernel knows keeps its claim however long it is blocked or stopped.
 * - Else its pid proves nothing (another host, container or boot; a system that does not tell when a process started), and only the
 *   heartbeat counts: the holder rewrites a byte of its claim every 5 s. A claim is in doubt when its last heartbeat is 60 s old by
 *   the clock of the file system itself (a file written there is compared, so clocks of hosts and servers may differ), and stale when
 *   it then gives none for 15 s more, by the watcher's monotonic clock. A clock that is set forward brings no claim down: it is only
 *   watched. A clock that is set back makes none immortal: a heartbeat from the future is in doubt too.
 *
 * A suspended computer: its processes give no heartbeat, so another host may take the turn after 75 s. On resume the holder's timer
 * fires within 5 s, and a watcher that sees that heartbeat lets it stand. A holder whose claim was taken meanwhile finds the file
 * gone: `lost` aborts and its work ends. `stands()` checks the same right before each thing that is done under the turn, so what is left
 * is the moment between the watcher's last look and its removal, and then at most one heartbeat. A claim is never written again once gone.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Path } from '../model/failure.ts';
import { ClaimReader, inLine, removeClaim, type Claim, type ClaimSchema } from './claimReader.ts';
import { defaultPace, layClaim, type HeldClaim, type Pace } from './heldClaim.ts';
import { ownMark } from './processMark.ts';

export interface Turn<T> {
  /** The claims before ours, the first in line first, those that are still drawing last. None: it is our turn, until we leave. */
  readonly before: () => Promise<readonly Claim<T>[]>;
  /** Gives a heartbeat; false once our claim is gone. */
  readonly stands: () => Promise<boolean>;
  /** Aborts when our claim is gone. */
  readonly lost: AbortSignal;
  /** Never fails: what cannot be removed goes stale. */
  readonly leave: () => Promise<void>;
}

/** Draws a number in the line whose files lie in `folder`. Throws what the file system says against it. */
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
    // A participant that sees our claim from here on waits until it sees our number too. A second file, not a new name: while a file
    // is renamed, a list of the folder may have neither name.
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
