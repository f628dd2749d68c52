/** Merges what clients and the key-value store report about overlay networks into one list. Pure. */
import type { Container } from '../model/engine.ts';
import type { OverlayRecord } from '../model/keyValueStore.ts';
import type { Endpoint, OverlayNetwork } from '../model/network.ts';
import { lastOf, now, waiting, type Seen } from '../model/seen.ts';

/** An answer from one client: a swarm manager (covers all machines) or one machine's engine. */
export interface OverlayWitness {
  /** The machine whose engine it is; undefined: a manager, which reports for all. */
  readonly machine: string | undefined;
  readonly overlays: Seen<readonly OverlayNetwork[]>;
  /**
   * Not a complete list of networks: engines in swarm mode know only those of their containers, and an engine beside a classic manager that
   * answers only adds endpoints of other hosts.
   */
  readonly isPartial?: boolean;
}

/** A container in its own engine's list, with its machine. */
export interface PlacedContainer {
  readonly machine: string;
  readonly container: Container;
}

/**
 * Networks known to sources that answer, by name. Silent sources add their last endpoints, as their containers may still run; networks
 * known only to them are shown only if no complete source answers. Running containers count as endpoints even if a source lost them, as a
 * restarted manager does.
 */
export function mergeOverlays(
  witnesses: readonly OverlayWitness[],
  records: ReadonlyMap<string, OverlayRecord>,
  containers: readonly PlacedContainer[],
): Seen<readonly OverlayNetwork[]> {
  const lasts = witnesses.flatMap(({ machine, overlays }) => {
    const last = lastOf(overlays);
    return last ? [{ machine, ...last }] : [];
  });
  const networks = combine(lasts, records, containers);
  const at = newest(lasts.map((last) => last.at));
  const whole = witnesses.filter(({ overlays, isPartial }) => overlays.state === 'seen' && !isPartial);
  if (at && whole.length > 0) {
    const known = new Set(whole.flatMap(({ overlays }) => now(overlays) ?? []).map(({ id }) => id));
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
  containers: readonly PlacedContainer[],
): OverlayNetwork[] {
  const places = new Map(containers.map(({ machine, container }) => [container.id, machine]));
  const found = new Map<string, { readonly network: OverlayNetwork; readonly endpoints: Map<string, Endpoint> }>();
  for (const { machine, value } of answers) {
    for (const network of value) {
      const one = found.get(network.id) ?? { network, endpoints: new Map<string, Endpoint>() };
      found.set(network.id, one);
      for (const endpoint of network.endpoints) {
        const place = places.get(endpoint.containerId) ?? endpoint.machine;
        addEndpoint(one.endpoints, { ...endpoint, machine: place ?? (isElsewhere(endpoint) ? undefined : machine) });
      }
    }
  }
  for (const { machine, container } of containers) {
    if (container.state !== 'running' && container.state !== 'paused') continue;
    for (const { networkId, address } of Object.values(container.networks)) {
      const endpoints = found.get(networkId)?.endpoints;
      const endpoint = { containerId: container.id, container: container.name, address, macAddress: '', machine };
      if (endpoints) addEndpoint(endpoints, endpoint);
    }
  }
  return [...found.values()]
    .map(({ network, endpoints }) => complete(network, [...endpoints.values()], records.get(network.id)))
    .sort((a, b) => compare(a.name, b.name) || compare(a.id, b.id));
}

/** An address occurs once in a network; the entry with a known container wins. */
function addEndpoint(endpoints: Map<string, Endpoint>, endpoint: Endpoint): void {
  const key = endpoint.address || endpoint.containerId;
  const other = endpoints.get(key);
  if (!other || (isElsewhere(other) && !isElsewhere(endpoint))) {
    endpoints.set(key, other ? { ...endpoint, macAddress: endpoint.macAddress || other.macAddress } : endpoint);
  }
}

function complete(
  network: OverlayNetwork,
  endpoints: readonly Endpoint[],
  record: OverlayRecord | undefined,
): OverlayNetwork {
  // A subnet gets its VNI when the first container joins.
  const vnis = record?.subnets.map(({ vni }) => vni).filter((vni) => vni > 0) ?? [];
  return {
    ...network,
    vnis: vnis.length > 0 ? vnis : network.vnis,
    mtu: record?.mtu ?? network.mtu,
    endpoints: endpoints.toSorted((a, b) => compare(a.container, b.container) || compare(a.address, b.address)),
  };
}

/** An engine does not know container IDs of other hosts: it lists the endpoint's ID after `ep-`, which the client drops. */
function isElsewhere({ containerId }: Endpoint): boolean {
  return containerId === '' || containerId.startsWith('ep-');
}

function newest(dates: readonly Date[]): Date | undefined {
  return dates.reduce<Date | undefined>((latest, date) => (latest && latest >= date ? latest : date), undefined);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
