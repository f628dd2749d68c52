/** When a person is told that the machine store was lost: once each time, when that has lasted. Knows no clock but the one it is given. */
import type { Snapshot } from '../../model/snapshot.ts';
import { patience } from './healthEpisodes.ts';

export class StoreEpisode {
  #lostAt: number | undefined;
  #isTold = false;

  /** Takes each snapshot; gives when there may be something to tell, if it begins with this one. */
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

  /** Whether it is to be told now; asking once more gives no. */
  isDue(now: number): boolean {
    const isDue = !this.#isTold && this.#lostAt !== undefined && now - this.#lostAt >= patience;
    this.#isTold ||= isDue;
    return isDue;
  }
}
