/**
 * The machine store's folder may disappear while it is watched: removed, renamed, unmounted or made unreadable. Its machines still exist,
 * so the last snapshot stays, with its date, until there is a store again: the same one, or an empty one that was created in its place or
 * requested.
 */
import { join } from 'node:path';
import { seconds, type Milliseconds } from '../base/units.ts';
import type { StoreContents } from '../docker/doors.ts';
import type { Failure } from '../model/failure.ts';
import type { Path } from '../base/hostPath.ts';
import type { Snapshot } from '../model/snapshot.ts';

/** A folder is deleted file by file: machines removed this shortly before the store are counted as part of it. */
const deletionTime: Milliseconds = seconds(10);

export class LostStore {
  readonly #path: Path;
  /** The snapshot from before machines were removed recently. */
  #before: Snapshot | undefined;
  #lost: Snapshot | undefined;

  constructor(path: Path) {
    this.#path = path;
  }

  /** The last snapshot of a lost store; undefined: the store exists, or never had a machine. */
  get snapshot(): Snapshot | undefined {
    return this.#lost;
  }

  /** The store was removed on purpose: the next read has no machines, whatever was there. Returns whether the store was lost. */
  startEmpty(): boolean {
    const wasLost = this.#lost !== undefined;
    this.#lost = undefined;
    this.#before = undefined;
    return wasLost;
  }

  /** Processes the contents read at `at`; `known` is the snapshot before. */
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
    // If the whole folder was lost, this is a new one. The mount point of a disk, however, remains after unmounting.
    const { storeFailure } = this.#lost ?? {};
    const isMadeAgain = storeFailure?.kind === 'storeGone' && storeFailure.path === this.#path;
    return isMadeAgain ? undefined : { kind: 'storeGone', path: join(this.#path, 'machines') };
  }
}
