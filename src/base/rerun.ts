/** Runs a repeatedly requested piece of work without overlap. */
import type { Disposable } from './lifetime.ts';
import type { Milliseconds } from './units.ts';

/**
 * Never runs its work twice at once, and always runs it once more after the last request. `work` gets a signal that aborts with `dispose`;
 * `onError` receives what it throws.
 */
export class Rerun implements Disposable {
  readonly #work: (signal: AbortSignal) => Promise<void>;
  readonly #onError: (error: unknown) => void;
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #began = 0;

  /** A run longer than this is assumed to wait for a silent peer: another run would learn nothing new. */
  static readonly slow: Milliseconds = 300;
  /** Requests this close together share one run. */
  static readonly quiet: Milliseconds = 100;

  constructor(work: (signal: AbortSignal) => Promise<void>, onError: (error: unknown) => void) {
    this.#work = work;
    this.#onError = onError;
  }

  /** Start of the last run in milliseconds since 1970; 0 if it never ran. */
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

  /** Resolves after a run that started after this call, or after the current run if that has already exceeded `slow`. */
  now(): Promise<void> {
    if (this.#running && !this.#next && Date.now() - this.#began >= Rerun.slow) return this.#running;
    return this.#fresh();
  }

  /** Like `now`, but accepts a run that started at `time` (milliseconds since 1970) or later. */
  since(time: number): Promise<void> {
    return this.#began >= time ? this.settled() : this.now();
  }

  /** Resolves when no run is in progress. Does not wait for scheduled runs. */
  settled(): Promise<void> {
    return this.#next ?? this.#running ?? Promise.resolve();
  }

  /** Schedules a run shortly, shared with other requests until then. */
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
