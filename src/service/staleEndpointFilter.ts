/** Tells stale endpoints from those that only look stale for a moment because their container has just started or stopped. */
import { seconds, type Milliseconds } from '../base/units.ts';
import type { Cluster, StaleEndpoint } from '../model/cluster.ts';
import { lastOf } from '../model/seen.ts';
import type { Snapshot } from '../model/snapshot.ts';

/** How long an endpoint must look stale, with one check in between, before it is reported. */
const lasting: Milliseconds = seconds(40);
/** How often suspects are checked: a manager rereads its engines once a minute, without an event. */
const period: Milliseconds = lasting / 2;
/** How often reported endpoints are checked: `docker network disconnect -f` for a removed container has no event. */
const toldPeriod: Milliseconds = seconds(0.7);
/** A check inspects each network. With more networks than this, the interval grows in proportion. */
const networksPerLook = 20;

export class StaleEndpointFilter {
  /** When each suspect was first seen, in milliseconds since 1970. */
  #since = new Map<string, number>();
  /** The check interval of reported endpoints; undefined: none is reported. */
  #toldPeriod: Milliseconds | undefined;

  /** Returns the snapshot with only those stale endpoints that have lasted and block the removal of their network. */
  of(snapshot: Snapshot): Snapshot {
    const at = snapshot.at.getTime();
    const before = this.#since;
    this.#since = new Map(
      snapshot.clusters.flatMap((cluster) =>
        cluster.staleEndpoints.map((endpoint) => {
          const key = keyOf(endpoint, cluster);
          return [key, before.get(key) ?? at] as const;
        }),
      ),
    );
    this.#toldPeriod = undefined;
    if (this.#since.size === 0) return snapshot;
    const clusters = snapshot.clusters.map((cluster) => {
      const lasts = cluster.staleEndpoints.filter(
        (each) => at - (this.#since.get(keyOf(each, cluster)) ?? at) >= lasting,
      );
      return {
        ...cluster,
        networks: without(
          cluster.networks,
          lasts.filter(({ isBlocking }) => isBlocking === false),
        ),
        staleEndpoints: lasts.filter(({ isBlocking }) => isBlocking === true),
      };
    });
    const haunted = clusters.filter(({ staleEndpoints }) => staleEndpoints.length > 0);
    const looks = haunted.map(({ networks }) => Math.ceil((lastOf(networks)?.value.length ?? 0) / networksPerLook));
    if (looks.length > 0) this.#toldPeriod = toldPeriod * Math.max(1, ...looks);
    return { ...snapshot, clusters };
  }

  /** When to check networks with suspected endpoints again, in milliseconds since 1970; undefined: there are none. */
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

const keyOf = ({ networkId, endpoint }: StaleEndpoint, { name }: Cluster): string =>
  [name, networkId, endpoint.container, endpoint.address].join(' ');

/** Returns the networks without endpoints that only their managers still list. */
function without(networks: Cluster['networks'], staleEndpoints: readonly StaleEndpoint[]): Cluster['networks'] {
  if (networks.state !== 'seen' || staleEndpoints.length === 0) return networks;
  const gone = new Set(staleEndpoints.map(({ endpoint }) => endpoint));
  return {
    ...networks,
    value: networks.value.map((network) => ({
      ...network,
      endpoints: network.endpoints.filter((endpoint) => !gone.has(endpoint)),
    })),
  };
}
