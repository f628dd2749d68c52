/** Decides when to notify about a cluster's health: once, when a healthy cluster becomes unhealthy. The caller passes the time. */
import type { Milliseconds } from '../../base/units.ts';
import type { Level } from '../../model/cluster.ts';

/** Shorter outages are not reported: an engine restart, a lost request. In milliseconds. */
export const patience: Milliseconds = 5_000;
/** How long a cluster must be healthy after a notification before it can cause another: flapping is one episode. */
export const recovery: Milliseconds = 60_000;

interface Watched {
  /** Becoming unhealthy starts an episode. */
  isArmed: boolean;
  wellSince: number | undefined;
  illSince: number | undefined;
}

/** Takes the health level of each snapshot in order. Times are in milliseconds. */
export class HealthEpisodes {
  readonly #clusters = new Map<string, Watched>();

  /** Returns whether an episode begins now. */
  see(cluster: string, level: Level, now: number): boolean {
    // The first known level counts: a cluster first seen unhealthy was not healthy before.
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

  /** Suppresses the notification for the current episode. */
  silence(cluster: string): void {
    const watched = this.#clusters.get(cluster);
    if (watched) watched.isArmed = false;
  }

  /** Forgets all other clusters. */
  keep(clusters: readonly string[]): void {
    for (const name of this.#clusters.keys()) if (!clusters.includes(name)) this.#clusters.delete(name);
  }

  /** Clusters that have been unhealthy long enough to report, each once. */
  due(now: number): readonly string[] {
    const due = [...this.#clusters].filter(
      ([, { isArmed, illSince }]) => isArmed && illSince !== undefined && now - illSince >= patience,
    );
    for (const [, watched] of due) watched.isArmed = false;
    return due.map(([name]) => name);
  }

  /** When `due` may next return a cluster. Undefined: not before another change. */
  next(): number | undefined {
    const times = [...this.#clusters.values()].flatMap(({ isArmed, illSince }) =>
      isArmed && illSince !== undefined ? [illSince + patience] : [],
    );
    return times.length === 0 ? undefined : Math.min(...times);
  }
}
