/** Parses the networks of engines and classic swarm managers into the model. Pure; returns undefined for any other body. */
import * as v from 'valibot';
import type { Endpoint, OverlayNetwork } from '../model/network.ts';
import { flag, listOf, mapOf, part, text, word } from './tolerant.ts';

const networkSchema = v.object({
  Id: v.string(),
  Name: word,
  Driver: text,
  Scope: text,
  Created: text,
  IPAM: part(v.object({ Config: listOf(v.object({ Subnet: text, Gateway: text })) })),
  Internal: flag,
  Attachable: flag,
  Ingress: flag,
  Containers: mapOf(v.object({ Name: text, EndpointID: text, MacAddress: text, IPv4Address: text, IPv6Address: text })),
  Options: mapOf(word),
  Labels: mapOf(word),
});

/** Returns the machine that a container runs on, by its ID; undefined if unknown. */
export type Whereabouts = (containerId: string) => string | undefined;

/** Returns the IDs of the overlay networks in `/networks`. */
export function readOverlayIds(body: unknown): readonly string[] | undefined {
  if (!Array.isArray(body)) return undefined;
  // Filters run on the engine; an engine or proxy that ignores them must not add bridges.
  return v.parse(listOf(networkSchema), body).flatMap((each) => (each.Driver === 'overlay' ? [each.Id] : []));
}

/** Returns driver and scope of the network of that name in `/networks`, overlay or not. */
export function readNetworkKind(
  body: unknown,
  name: string,
): { readonly driver: string; readonly scope: string } | undefined {
  const network = v.parse(listOf(networkSchema), body).find((each) => each.Name === name);
  return network && { driver: network.Driver, scope: network.Scope };
}

/** Parses a network as listed, or as inspected at `/networks/ID`. */
export function readOverlay(body: unknown, whereabouts: Whereabouts): OverlayNetwork | undefined {
  const read = v.safeParse(networkSchema, body);
  if (!read.success || read.output.Driver !== 'overlay') return undefined;
  const network = read.output;
  const created = new Date(network.Created);
  const mtu = Number(network.Options.get('com.docker.network.driver.mtu'));
  const encrypted = network.Options.get('encrypted');
  return {
    id: network.Id,
    name: network.Name,
    scope: network.Scope,
    subnets: network.IPAM.Config.map((each) => ({ subnet: each.Subnet, gateway: withoutPrefix(each.Gateway) })),
    isInternal: network.Internal,
    isAttachable: network.Attachable,
    isIngress: network.Ingress,
    // The presence of the option enables it, unless its value is "false".
    isEncrypted: encrypted !== undefined && encrypted !== 'false',
    vnis: (network.Options.get('com.docker.network.driver.overlay.vxlanid_list') ?? '')
      .split(',')
      .flatMap((each) => (/^\d{1,9}$/.test(each.trim()) ? [Number(each)] : [])),
    mtu: mtu > 0 ? mtu : undefined,
    labels: Object.fromEntries(network.Labels),
    created: Number.isNaN(created.getTime()) ? undefined : created,
    endpoints: endpoints(network.Containers, whereabouts),
  };
}

/**
 * An engine lists its own containers by ID and those of other hosts as `ep-ENDPOINT` (it does not know their IDs); swarm mode's
 * `lb-NETWORK` and `ingress-sbox` are not containers. A manager merges the lists of its engines, so a container may appear as both.
 */
function endpoints(
  containers: v.InferOutput<typeof networkSchema>['Containers'],
  whereabouts: Whereabouts,
): readonly Endpoint[] {
  const byEndpoint = new Map<string, Endpoint>();
  for (const [key, each] of containers) {
    const isRemote = key.startsWith('ep-');
    const isContainer = !key.startsWith('lb-') && key !== 'ingress-sbox';
    if (!isContainer || (isRemote && byEndpoint.has(each.EndpointID))) continue;
    byEndpoint.set(each.EndpointID || key, {
      containerId: isRemote ? '' : key,
      container: each.Name,
      address: withoutPrefix(each.IPv4Address || each.IPv6Address),
      macAddress: each.MacAddress,
      machine: isRemote ? undefined : whereabouts(key),
    });
  }
  return [...byEndpoint.values()].sort((a, b) => a.container.localeCompare(b.container));
}

function withoutPrefix(address: string): string {
  return address.replace(/\/\d+$/, '');
}
