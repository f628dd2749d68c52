/** Makes snapshots of what is observed, no more often than they can be drawn, and tells those that show something else. */
import { Emitter, type Event } from '../base/event.ts';
import type { Disposable } from '../base/lifetime.ts';
import type { Milliseconds } from '../base/units.ts';
import { samePicture } from '../cluster/picture.ts';
import type { Snapshot } from '../model/snapshot.ts';

/** Answers that come this close together are one change of the snapshot. */
const joinAnswers: Milliseconds = 20;
/** A snapshot that takes long to make and to draw is made so much more seldom: most of the time is for the answers themselves. */
const restPerWork = 9;

export interface SnapshotSource {
  readonly make: (at: Date) => Snapshot;
  /** Called before a snapshot is made to be told. */
  readonly prepare: () => void;
  /** When time alone makes it show something else, in milliseconds since 1970; undefined: never. */
  readonly dueAt: (at: Date) => number | undefined;
  /** Called when that time has come. */
  readonly onDue: () => void;
}

export class Publisher implements Disposable {
  readonly #source: SnapshotSource;
  readonly #changes: Emitter<Snapshot>;
  /** What listeners were told last, and what is known by now. */
  #told: Snapshot;
  #known: Snapshot | undefined;
  #publishing: ReturnType<typeof setTimeout> | undefined;
  #due: ReturnType<typeof setTimeout> | undefined;
  /** How long the last snapshot took, with its listeners. */
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

  /** The same was observed again: nobody is told, but the next snapshot that is asked for has the new times. */
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
