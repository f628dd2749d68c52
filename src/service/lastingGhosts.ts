/** Tells ghosts from what only looks like one for a moment: containers that have just begun or ended. */
import { seconds, type Milliseconds } from '../base/units.ts';
import type { Cluster, Ghost } from '../model/cluster.ts';
import { lastOf } from '../model/seen.ts';
import type { Snapshot } from '../model/snapshot.ts';

/** What they are told after, when they have been looked at once in between. */
const lasting: Milliseconds = seconds(40);
/** They are looked at again after each of these: nobody tells when a manager has read its engines anew, which it does once a minute. */
const period: Milliseconds = lasting / 2;
/** One that is told is looked at again this soon: `docker network disconnect -f` of a container that is gone has no event. */
const toldPeriod: Milliseconds = seconds(0.7);
/** A look asks for each network on its own: of more than this it comes so much more seldom. */
const networksPerLook = 20;

export class LastingGhosts {
  /** Since when each that is suspected has been. */
  #since = new Map<string, number>();
  /** How soon those that are told are looked at again; undefined: none is. */
  #toldPeriod: Milliseconds | undefined;

  /** The picture with those alone that have looked like one for long and keep their network from being removed, and without the others. */
  of(snapshot: Snapshot): Snapshot {
    const at = snapshot.at.getTime();
    const before = this.#since;
    this.#since = new Map(
      snapshot.clusters.flatMap((cluster) =>
        cluster.ghosts.map((ghost) => {
          const key = keyOf(ghost, cluster);
          return [key, before.get(key) ?? at] as const;
        }),
      ),
    );
    this.#toldPeriod = undefined;
    if (this.#since.size === 0) return snapshot;
    const clusters = snapshot.clusters.map((cluster) => {
      const lasts = cluster.ghosts.filter((each) => at - (this.#since.get(keyOf(each, cluster)) ?? at) >= lasting);
      return {
        ...cluster,
        networks: without(
          cluster.networks,
          lasts.filter(({ isBlocking }) => isBlocking === false),
        ),
        ghosts: lasts.filter(({ isBlocking }) => isBlocking === true),
      };
    });
    const haunted = clusters.filter(({ ghosts }) => ghosts.length > 0);
    const looks = haunted.map(({ networks }) => Math.ceil((lastOf(networks)?.value.length ?? 0) / networksPerLook));
    if (looks.length > 0) this.#toldPeriod = toldPeriod * Math.max(1, ...looks);
    return { ...snapshot, clusters };
  }

  /** When networks with suspects are to be looked at again, in milliseconds since 1970; undefined: there are none. */
  next(at: Date): number | undefined {
    const looks = [...this.#since.values()].map(
      (since) => since + (Math.floor((at.getTime() - since) / period) + 1) * period,
    );
    if (this.#toldPeriod !== undefined) looks.push(at.getTime() + this.#toldPeriod);
    return looks.length > 0 ? Math.min(...looks) : undefined;
  }

  isSuspectedIn(cluster: string): boolean {
    return [...this.#since.keys()].some((key) => key.startsWith(`${cluster} `));
  }
}

const keyOf = ({ networkId, endpoint }: Ghost, { name }: Cluster): string =>
  [name, networkId, endpoint.container, endpoint.address].join(' ');

/** Networks without the endpoints that their managers alone remember. */
function without(networks: Cluster['networks'], ghosts: readonly Ghost[]): Cluster['networks'] {
  if (networks.state !== 'seen' || ghosts.length === 0) return networks;
  const gone = new Set(ghosts.map(({ endpoint }) => endpoint));
  return {
    ...networks,
    value: networks.value.map((network) => ({
      ...network,
      endpoints: network.endpoints.filter((endpoint) => !gone.has(endpoint)),
    })),
  };
}
