/**
 * The machine store's folder may go while it is looked at: removed, renamed, its disk unmounted, its permissions taken away. Its machines
 * were not removed by that, so the last snapshot stays, with its date, until there is a store again.
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

  /** Takes what was read at `at`, while `known` was known. */
  read(contents: StoreContents, known: Snapshot, at: Date): void {
    const failure = this.#failureOf(contents);
    if (failure && this.#lost) {
      this.#lost = { ...this.#lost, storeFailure: failure };
      return;
    }
    const isRecent = this.#before !== undefined && at.getTime() - this.#before.at.getTime() < deletionTime;
    if (!isRecent) this.#before = undefined;
    this.#lost = undefined;
    const last = this.#before ?? known;
    if (failure && last.machines.length > 0) this.#lost = { ...last, storeFailure: failure, lostAt: at };
    else if (contents.entries.length < known.machines.length) this.#before ??= { ...known, at };
  }

  #failureOf({ failure, entries, hasNoFolder }: StoreContents): Failure | undefined {
    if (failure) return failure.kind === 'storeMissing' ? { kind: 'storeGone', path: failure.path } : failure;
    return hasNoFolder && entries.length === 0 ? { kind: 'storeGone', path: join(this.#path, 'machines') } : undefined;
  }
}
