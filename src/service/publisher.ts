/** Makes snapshots of the observations, no more often than they can be drawn, and publishes those that differ. */
import { Emitter, type Event } from '../base/event.ts';
import type { Disposable } from '../base/lifetime.ts';
import type { Milliseconds } from '../base/units.ts';
import { samePicture } from '../cluster/picture.ts';
import type { Snapshot } from '../model/snapshot.ts';

/** Answers that arrive within this time change the snapshot once. */
const joinAnswers: Milliseconds = 20;
/** The time between snapshots grows with the cost of making and drawing one: most of the time stays free for answers. */
const restPerWork = 9;

export interface SnapshotSource {
  readonly make: (at: Date) => Snapshot;
  /** Called before a snapshot is made for publishing. */
  readonly prepare: () => void;
  /** When time alone changes the snapshot, in milliseconds since 1970; undefined: never. */
  readonly dueAt: (at: Date) => number | undefined;
  /** Called at that time. */
  readonly onDue: () => void;
}

export class Publisher implements Disposable {
  readonly #source: SnapshotSource;
  readonly #changes: Emitter<Snapshot>;
  /** The snapshot published last; `#known` is the current one. */
  #told: Snapshot;
  #known: Snapshot | undefined;
  #publishing: ReturnType<typeof setTimeout> | undefined;
  #due: ReturnType<typeof setTimeout> | undefined;
  /** How long it took to make and publish the last snapshot. */
  #lastWork: Milliseconds = 0;
  #isOver = false;

  constructor(source: SnapshotSource, onError: (error: unknown) => void) {
    this.#source = source;
    this.#changes = new Emitter<Snapshot>(onError);
    this.#told = source.make(new Date());
  }

  get snapshot(): Snapshot {
    this.#known ??= this.#source.make(new Date());
    return this.#known;
  }

  get onDidChange(): Event<Snapshot> {
    return this.#changes.event;
  }

  /** State re-confirmed: the next snapshot has new timestamps, but onDidChange does not fire. */
  confirmed(): void {
    this.#known = undefined;
  }

  changed(): void {
    this.#known = undefined;
    this.#publishing ??= setTimeout(
      () => {
        this.publish();
      },
      Math.max(joinAnswers, restPerWork * this.#lastWork),
    );
  }

  publish(): void {
    clearTimeout(this.#publishing);
    this.#publishing = undefined;
    if (this.#isOver) return;
    const began = performance.now();
    const { make, prepare, dueAt, onDue } = this.#source;
    prepare();
    const at = new Date();
    const next = make(at);
    this.#known = next;
    clearTimeout(this.#due);
    const due = dueAt(at);
    if (due !== undefined) this.#due = setTimeout(onDue, due - at.getTime());
    if (!samePicture(next, this.#told)) {
      this.#told = next;
      this.#changes.fire(next);
    }
    this.#lastWork = performance.now() - began;
  }

  dispose(): void {
    this.#isOver = true;
    clearTimeout(this.#publishing);
    clearTimeout(this.#due);
    this.#changes.dispose();
  }
}
