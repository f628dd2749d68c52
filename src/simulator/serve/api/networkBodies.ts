/** Networks as engines list and describe them. Only the description includes the endpoints of an overlay. */
import { withPrefix } from '../../world/networks.ts';
import { majorOf } from '../../world/hosts.ts';
import type { Attachment, Host, Network } from '../../world/nouns.ts';
import type { World } from '../../world/world.ts';
import { iso } from './moments.ts';

export function listedNetwork(network: Network): Record<string, unknown> {
  return { ...common(network), Containers: network.scope === 'swarm' ? null : {} };
}

/** An engine keys its own containers by their id and those of other hosts by their endpoint. */
export function inspectedNetwork(
  world: World,
  host: Host,
  network: Network,
  isVerbose: boolean,
): Record<string, unknown> {
  // In swarm mode, an engine reports only its own containers.
  const told = network.attached.filter((each) => network.scope !== 'swarm' || each.hostId === host.id);
  const own = new Set(host.engine.containers.map(({ id }) => id));
  const entries = told.map((each) => [
    own.has(each.containerId) ? each.containerId : `ep-${each.endpointId}`,
    attachment(network, each),
  ]);
  const isHere = told.some(({ hostId }) => hostId === host.id);
  const isBalanced = network.scope === 'swarm' && isHere && !network.isIngress && majorOf(host.engine.version) >= 18;
  const balancer = {
    Name: `${network.name}-endpoint`,
    EndpointID: network.id.padEnd(64, '0'),
    MacAddress: '',
    IPv4Address: '',
    IPv6Address: '',
  };
  return {
    ...common(network),
    Containers: Object.fromEntries([...entries, ...(isBalanced ? [[`lb-${network.name}`, balancer]] : [])]) as unknown,
    ...(network.scope === 'swarm' ? { Peers: peers(world, network) } : {}),
    ...(isVerbose && network.scope === 'swarm' ? { Services: servicesOn(world, network) } : {}),
  };
}

function common(network: Network): Record<string, unknown> {
  const hasVni = network.scope === 'swarm';
  return {
    Name: network.name,
    Id: network.id,
    Created: iso(network.createdAt),
    Scope: network.scope,
    Driver: network.driver,
    EnableIPv6: false,
    IPAM: {
      Driver: 'default',
      Options: network.scope === 'global' ? {} : null,
      Config: network.subnet === '' ? [] : [{ Subnet: network.subnet, Gateway: network.gateway }],
    },
    Internal: network.isInternal,
    Attachable: network.isAttachable,
    Ingress: network.isIngress,
    ConfigFrom: { Network: '' },
    ConfigOnly: false,
    Options: {
      ...network.options,
      ...(hasVni ? { 'com.docker.network.driver.overlay.vxlanid_list': String(network.vni) } : {}),
    },
    Labels: network.labels,
  };
}

export function attachment(network: Network, each: Attachment): Record<string, unknown> {
  return {
    Name: each.container,
    EndpointID: each.endpointId,
    MacAddress: each.mac,
    IPv4Address: withPrefix(each.address, network),
    IPv6Address: '',
  };
}

function peers(world: World, network: Network): readonly Record<string, unknown>[] {
  const hosts = new Set(network.attached.map(({ hostId }) => hostId));
  return [...hosts].flatMap((id) => {
    const host = world.host(id);
    return host ? [{ Name: id.replace('host-', '').padStart(12, '0'), IP: host.address }] : [];
  });
}

function servicesOn(world: World, network: Network): Record<string, unknown> {
  const services: Record<string, { VIP: string; Ports: never[]; LocalLBIndex: number; Tasks: unknown[] }> = {};
  for (const each of network.attached) {
    const host = world.host(each.hostId);
    const container = host?.engine.containers.find(({ id }) => id === each.containerId);
    const swarm = world.state.swarms.find(({ networks }) => networks.includes(network));
    const service = swarm?.services.find(({ id }) => id === container?.task?.serviceId);
    const vip = service?.vips.find(({ networkId }) => networkId === network.id)?.address.split('/')[0];
    const entry = (services[service?.spec.Name ?? ''] ??= {
      VIP: vip ?? '<nil>',
      Ports: [],
      LocalLBIndex: 0,
      Tasks: [],
    });
    entry.Tasks.push({
      Name: each.container,
      EndpointID: each.endpointId,
      EndpointIP: each.address,
      Info: { 'Host IP': host?.address ?? '' },
    });
  }
  return services;
}
