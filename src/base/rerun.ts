/** One piece of work that is wanted again and again. */
import type { Disposable } from './lifetime.ts';
import type { Milliseconds } from './units.ts';

/**
 * Runs its work never twice at once, and always once more after the last wish. `work` gets a signal that aborts with `dispose`; what
 * it throws is told to `onError`.
 */
export class Rerun implements Disposable {
  readonly #work: (signal: AbortSignal) => Promise<void>;
  readonly #onError: (error: unknown) => void;
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #began = 0;

  /** After this long a run counts as waiting for somebody silent: asking again would tell nothing new. */
  static readonly slow: Milliseconds = 300;
  /** Wishes that come this close together are one. */
  static readonly quiet: Milliseconds = 100;

  constructor(work: (signal: AbortSignal) => Promise<void>, onError: (error: unknown) => void) {
    this.#work = work;
    this.#onError = onError;
  }

  /** When the last run began, in milliseconds since 1970; 0: never. */
  get began(): number {
    return this.#began;
  }

  /** Aborts with `dispose`. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  get isOver(): boolean {
    return this.#stop.signal.aborted;
  }

  /** Resolves after a run that began after this call, or that has been under way for long and is still. */
  now(): Promise<void> {
    if (this.#running && !this.#next && Date.now() - this.#began >= Rerun.slow) return this.#running;
    return this.#fresh();
  }

  /** As `now`, but a run that began at `time` (milliseconds since 1970) or later is enough. */
  since(time: number): Promise<void> {
    return this.#began >= time ? this.settled() : this.now();
  }

  /** Resolves when no run is under way; wishes for a later one are not waited for. */
  settled(): Promise<void> {
    return this.#next ?? this.#running ?? Promise.resolve();
  }

  /** Runs in a moment, together with other wishes of that moment. */
  soon(): void {
    if (this.#timer !== undefined || this.#next || this.#stop.signal.aborted) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#fresh();
    }, Rerun.quiet);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#stop.abort();
  }

  #fresh(): Promise<void> {
    if (!this.#running) return this.#start();
    this.#next ??= this.#running.then(() => {
      this.#next = undefined;
      return this.#start();
    });
    return this.#next;
  }

  #start(): Promise<void> {
    if (this.#stop.signal.aborted) return Promise.resolve();
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#began = Date.now();
    const run: Promise<void> = this.#work(this.#stop.signal)
      .catch(this.#onError)
      .finally(() => {
        if (this.#running === run) this.#running = undefined;
      });
    this.#running = run;
    return run;
  }
}
