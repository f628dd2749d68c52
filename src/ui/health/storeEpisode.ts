/** Decides when to report a lost machine store: once per loss, after it has lasted. The caller passes the time. */
import type { Snapshot } from '../../model/snapshot.ts';
import { patience } from './healthEpisodes.ts';

export class StoreEpisode {
  #lostAt: number | undefined;
  #isTold = false;

  /** Takes each snapshot. Returns when to call `isDue`, if this snapshot begins a loss. */
  see({ lostAt }: Pick<Snapshot, 'lostAt'>, now: number): number | undefined {
    if (!lostAt) {
      this.#lostAt = undefined;
      this.#isTold = false;
      return undefined;
    }
    if (this.#lostAt !== undefined) return undefined;
    this.#lostAt = now;
    return now + patience;
  }

  /** Whether to report the loss now. True only once per loss. */
  isDue(now: number): boolean {
    const isDue = !this.#isTold && this.#lostAt !== undefined && now - this.#lostAt >= patience;
    this.#isTold ||= isDue;
    return isDue;
  }
}
