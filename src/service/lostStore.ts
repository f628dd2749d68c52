/**
 * The machine store's folder may go while it is looked at: removed, renamed, its disk unmounted, its permissions taken away. Its machines
 * were not removed by that, so the last snapshot stays, with its date, until there is a store again: the same one, or an empty one that
 * somebody made in its place or asked for.
 */
import { join } from 'node:path';
import { seconds, type Milliseconds } from '../base/units.ts';
import type { StoreContents } from '../docker/doors.ts';
import type { Failure, Path } from '../model/failure.ts';
import type { Snapshot } from '../model/snapshot.ts';

/** A folder is deleted file by file: machines that went so shortly before their store went with it. */
const deletionTime: Milliseconds = seconds(10);

export class LostStore {
  readonly #path: Path;
  /** As it was before machines went, not long ago. */
  #before: Snapshot | undefined;
  #lost: Snapshot | undefined;

  constructor(path: Path) {
    this.#path = path;
  }

  /** The last snapshot of a store that is lost; undefined: it is there, or never had a machine. */
  get snapshot(): Snapshot | undefined {
    return this.#lost;
  }

  /** It was removed on purpose: what is read next has no machines, whatever was there. Gives whether it was lost. */
  startEmpty(): boolean {
    const wasLost = this.#lost !== undefined;
    this.#lost = undefined;
    this.#before = undefined;
    return wasLost;
  }

  /** Takes what was read at `at`, while `known` was known. */
  read(contents: StoreContents, known: Snapshot, at: Date): void {
    const failure = this.#failureOf(contents);
    if (failure && this.#lost) {
      this.#lost = { ...this.#lost, storeFailure: failure };
      return;
    }
    const isRecent = this.#before !== undefined && at.getTime() - this.#before.at.getTime() < deletionTime;
    if (!isRecent) this.#before = undefined;
    const wasLost = this.#lost !== undefined;
    this.#lost = undefined;
    if (wasLost) this.#before = undefined;
    const last = this.#before ?? known;
    if (failure && last.machines.length > 0) this.#lost = { ...last, storeFailure: failure, lostAt: at };
    else if (!wasLost && contents.entries.length < known.machines.length) this.#before ??= { ...known, at };
  }

  #failureOf({ failure, entries, hasNoFolder }: StoreContents): Failure | undefined {
    if (failure) return failure.kind === 'storeMissing' ? { kind: 'storeGone', path: failure.path } : failure;
    if (!hasNoFolder || entries.length > 0) return undefined;
    // Where it was gone as a whole, somebody has made a new one; the mount point of a disk stays when the disk goes.
    const { storeFailure } = this.#lost ?? {};
    const isMadeAgain = storeFailure?.kind === 'storeGone' && storeFailure.path === this.#path;
    return isMadeAgain ? undefined : { kind: 'storeGone', path: join(this.#path, 'machines') };
  }
}
