/** After a response that is too large, repeats the same failure for a while instead of the query, doubling the delay each time. */
import { minutes, seconds, type Milliseconds } from '../base/units.ts';
import { FailureError } from './engineFailure.ts';

const shortest: Milliseconds = seconds(30);
const longest: Milliseconds = minutes(5);

export class Restraint {
  readonly #kept = new Map<
    string,
    { readonly error: FailureError; readonly wait: Milliseconds; readonly until: number }
  >();

  /** Runs the query unless its last response was too large and too recent. */
  async ask<T>(path: string, work: () => Promise<T>): Promise<T> {
    const what = path.split('?')[0] ?? '';
    const known = this.#kept.get(what);
    if (known && Date.now() < known.until) throw known.error;
    try {
      return await work();
    } catch (error) {
      if (error instanceof FailureError && error.failure.kind === 'engineTooMuch') this.exceeded(what, error);
      throw error;
    }
  }

  /** Records that the response at `path` was too large. */
  exceeded(path: string, error: FailureError): void {
    const now = Date.now();
    const last = this.#kept.get(path);
    const wait = last && now < last.until + 2 * last.wait ? Math.min(longest, 2 * last.wait) : shortest;
    // Paths contain IDs from remote data: limit how many are kept.
    const [oldest] = this.#kept.keys();
    if (!last && this.#kept.size >= mostKept && oldest !== undefined) this.#kept.delete(oldest);
    this.#kept.set(path, { error, wait, until: now + wait });
  }
}

const mostKept = 100;
