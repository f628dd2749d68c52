/** When a person is told of a cluster's health: only when one that was well stops being so, once. Knows no clock but the one it is given. */
import type { Milliseconds } from '../../base/units.ts';
import type { Level } from '../../model/cluster.ts';

/** What is too short to tell: an engine that is restarted, a question that was lost. */
export const patience: Milliseconds = 5_000;
/** A cluster of which a person was told must have been well for so long before it can stop being so once more: flickering is one episode. */
export const recovery: Milliseconds = 60_000;

interface Watched {
  /** It would be news if it were not well. */
  isArmed: boolean;
  wellSince: number | undefined;
  illSince: number | undefined;
}

/** Takes the levels of each picture in their order; times are in milliseconds. */
export class HealthEpisodes {
  readonly #clusters = new Map<string, Watched>();

  /** Gives whether an episode begins with this. */
  see(cluster: string, level: Level, now: number): boolean {
    // It is met when it is known: that one which is ill then was ever well, nobody knows.
    if (level === 'unknown') return false;
    const watched = this.#clusters.get(cluster) ?? {
      isArmed: level === 'healthy',
      wellSince: undefined,
      illSince: undefined,
    };
    this.#clusters.set(cluster, watched);
    switch (level) {
      case 'healthy':
        watched.wellSince ??= now;
        watched.illSince = undefined;
        return false;
      case 'degraded':
      case 'down':
        break;
    }
    if (watched.wellSince !== undefined && now - watched.wellSince >= recovery) watched.isArmed = true;
    watched.wellSince = undefined;
    if (watched.illSince !== undefined) return false;
    watched.illSince = now;
    return watched.isArmed;
  }

  /** Nobody is to be told of the episode that has begun. */
  silence(cluster: string): void {
    const watched = this.#clusters.get(cluster);
    if (watched) watched.isArmed = false;
  }

  /** Forgets all other clusters. */
  keep(clusters: readonly string[]): void {
    for (const name of this.#clusters.keys()) if (!clusters.includes(name)) this.#clusters.delete(name);
  }

  /** Those that have been ill for long enough to tell, each once. */
  due(now: number): readonly string[] {
    const due = [...this.#clusters].filter(
      ([, { isArmed, illSince }]) => isArmed && illSince !== undefined && now - illSince >= patience,
    );
    for (const [, watched] of due) watched.isArmed = false;
    return due.map(([name]) => name);
  }

  /** When `due` may have something to tell; undefined: not before something changes. */
  next(): number | undefined {
    const times = [...this.#clusters.values()].flatMap(({ isArmed, illSince }) =>
      isArmed && illSince !== undefined ? [illSince + patience] : [],
    );
    return times.length === 0 ? undefined : Math.min(...times);
  }
}
