/** The content of a key-value store by key: registrations as stored, networks in libnetwork's format. */
import { prefixLengthOf } from '../world/addresses.ts';
import type { Network, StoreData } from '../world/nouns.ts';
import { below } from '../world/stores.ts';

const root = 'docker/network/v1.0';

/** Returns all keys with this prefix and their values, derived from the world's state so that they never diverge. */
export function keysBelow(store: StoreData, beginning: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const add = (key: string, value: () => string): void => {
    if (key.startsWith(beginning)) found.set(key, value());
  };
  for (const [key, { value }] of Object.entries(store.keys)) add(key, () => value);
  for (const { prefix, network } of store.networks) {
    add(below(prefix, `${root}/overlay/network/${network.id}`), () => overlayRecord(network));
    add(below(prefix, `${root}/network/${network.id}`), () => networkRecord(network));
    add(below(prefix, `${root}/endpoint_count/${network.id}`), () =>
      JSON.stringify({ Count: network.attached.length }),
    );
    for (const each of network.attached)
      add(below(prefix, `${root}/endpoint/${network.id}/${each.endpointId}`), () =>
        JSON.stringify({
          id: each.endpointId,
          name: each.container,
          ep_iface: { addr: `${each.address}/${prefixLengthOf(network.subnet)}`, mac: each.mac },
        }),
      );
  }
  return found;
}

function overlayRecord({ subnet, gateway, vni, options }: Network): string {
  return JSON.stringify({
    secure: 'encrypted' in options,
    mtu: Number(options['com.docker.network.driver.mtu'] ?? 0),
    subnets: [{ SubnetIP: subnet, GwIP: `${gateway}/${prefixLengthOf(subnet)}`, Vni: vni }],
  });
}

function networkRecord({ id, name, options, subnet, gateway }: Network): string {
  return JSON.stringify({
    id,
    name,
    networkType: 'overlay',
    scope: 'global',
    ipamV4Config: JSON.stringify([{ PreferredPool: subnet, Gateway: gateway }]),
    generic: { 'com.docker.network.generic': options },
  });
}
