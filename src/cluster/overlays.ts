/** One list of overlay networks out of what several doors and the key-value store say of them. Pure. */
import type { OverlayRecord } from '../model/keyValueStore.ts';
import type { Endpoint, OverlayNetwork } from '../model/network.ts';
import { lastOf, waiting, type Seen } from '../model/snapshot.ts';

/** What one door said: a swarm manager (it sees all machines) or one machine's engine. */
export interface OverlayWitness {
  /** The machine whose engine it is; undefined: a manager, that speaks for all. */
  readonly machine: string | undefined;
  readonly overlays: Seen<readonly OverlayNetwork[]>;
}

/**
 * The networks that those who answer know, by name. Who is silent adds the endpoints that it last had, for its containers may
 * well go on; a network that only the silent know of is not shown unless nobody answers at all.
 */
export function mergeOverlays(
  witnesses: readonly OverlayWitness[],
  records: ReadonlyMap<string, OverlayRecord>,
  machineOf: (containerId: string) => string | undefined,
): Seen<readonly OverlayNetwork[]> {
  const answering = witnesses.filter(({ overlays }) => overlays.state === 'seen');
  const lasts = witnesses.flatMap(({ machine, overlays }) => {
    const last = lastOf(overlays);
    return last ? [{ machine, ...last }] : [];
  });
  const at = newest(lasts.map((last) => last.at));
  const networks = combine(lasts, records, machineOf);
  if (answering.length > 0 && at) {
    const known = new Set(answering.flatMap(({ overlays }) => (lastOf(overlays)?.value ?? []).map(({ id }) => id)));
    return { state: 'seen', value: networks.filter(({ id }) => known.has(id)), at };
  }
  const last = at && { value: networks, at };
  const failed = witnesses.find(({ overlays }) => overlays.state === 'failed')?.overlays;
  if (failed?.state === 'failed') return { ...failed, last };
  return last ? { state: 'waiting', last } : waiting;
}

function combine(
  answers: readonly { readonly machine: string | undefined; readonly value: readonly OverlayNetwork[] }[],
  records: ReadonlyMap<string, OverlayRecord>,
  machineOf: (containerId: string) => string | undefined,
): OverlayNetwork[] {
  const byId = new Map<string, { network: OverlayNetwork; endpoints: Map<string, Endpoint> }>();
  for (const { machine, value } of answers) {
    for (const network of value) {
      const found = byId.get(network.id) ?? { network, endpoints: new Map<string, Endpoint>() };
      byId.set(network.id, found);
      for (const endpoint of network.endpoints) {
        const key = endpoint.address || endpoint.containerId;
        const placed: Endpoint = {
          ...endpoint,
          machine: machineOf(endpoint.containerId) ?? endpoint.machine ?? (isElsewhere(endpoint) ? undefined : machine),
        };
        const other = found.endpoints.get(key);
        if (!other || (isElsewhere(other) && !isElsewhere(placed))) found.endpoints.set(key, placed);
      }
    }
  }
  return [...byId.values()]
    .map(({ network, endpoints }): OverlayNetwork => {
      const record = records.get(network.id);
      const vnis = record?.subnets.map(({ vni }) => vni).filter((vni) => vni > 0) ?? [];
      return {
        ...network,
        vnis: vnis.length > 0 ? vnis : network.vnis,
        mtu: record?.mtu ?? network.mtu,
        endpoints: [...endpoints.values()].sort(
          (a, b) => compare(a.container, b.container) || compare(a.address, b.address),
        ),
      };
    })
    .sort((a, b) => compare(a.name, b.name) || compare(a.id, b.id));
}

/** An engine lists a container of another host as `ep-` and the endpoint's id, since it does not know the container's. */
function isElsewhere(endpoint: Endpoint): boolean {
  return endpoint.containerId.startsWith('ep-');
}

function newest(dates: readonly Date[]): Date | undefined {
  return dates.reduce<Date | undefined>((latest, date) => (latest && latest >= date ? latest : date), undefined);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
