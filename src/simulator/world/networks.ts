/** Networks: which engines see them, how they are created and removed, and their endpoints. */
import { freeAddress, freeSubnet, macOf, overlap, prefixLengthOf, rangeOf } from './addresses.ts';
import { hexId, swarmId } from './ids.ts';
import type { Attachment, Container, Host, Network, StoreData, Swarm } from './nouns.ts';
import { Refusal } from './refusal.ts';
import { reachStore, type StoreReach } from './stores.ts';
import { activeSwarm, notAManager, ownNode } from './swarmMembership.ts';
import { engineFlag, type World } from './world.ts';

export interface NetworkRequest {
  readonly name: string;
  readonly driver: string;
  readonly subnet: string;
  readonly gateway: string;
  readonly isInternal: boolean;
  readonly isAttachable: boolean;
  readonly options: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
}

/** Returns the networks that a host's engine lists. If the store is unreachable, its networks are silently omitted. */
export function visibleNetworks(world: World, host: Host): readonly Network[] {
  const store = globalStore(world, host);
  const global = store?.kind === 'reached' ? networksAt(store.store, store.prefix) : [];
  return [...host.engine.networks, ...global, ...swarmNetworks(world, host)];
}

export function findNetwork(world: World, host: Host, reference: string): Network {
  const all = visibleNetworks(world, host);
  const network =
    all.find(({ id }) => id === reference) ??
    all.find(({ name }) => name === reference) ??
    (/^[0-9a-z]{6,}$/.test(reference) ? all.find(({ id }) => id.startsWith(reference)) : undefined);
  if (!network) throw new Refusal(404, `network ${reference} not found`);
  return network;
}

/**
 * Returns the network that a container joins. A swarm worker lists only networks that its own containers use; the managers provide
 * the others and let standalone containers join those that are attachable.
 */
export function networkToJoin(world: World, host: Host, reference: string, { task }: Pick<Container, 'task'>): Network {
  const ofSwarm = activeSwarm(world, host)?.networks.find(({ id, name }) => reference === id || reference === name);
  const network = ofSwarm ?? findNetwork(world, host, reference);
  if (network.scope === 'swarm' && !network.isAttachable && !task)
    throw new Refusal(
      403,
      `Could not attach to network ${network.name}: rpc error: code = PermissionDenied desc = network ${network.name} not manually attachable`,
    );
  return network;
}

/** The store through which a host's engine shares its overlays; undefined if it has none. */
export function globalStore(world: World, host: Host): StoreReach | undefined {
  const url = engineFlag(host, 'cluster-store');
  return url === undefined ? undefined : reachStore(world, host, url);
}

export function networksAt(store: StoreData, prefix: string): readonly Network[] {
  return store.networks.filter((each) => each.prefix === prefix).map((each) => each.network);
}

/** A manager knows all of the swarm's networks, a worker only those of its own containers. */
function swarmNetworks(world: World, host: Host): readonly Network[] {
  const swarm = activeSwarm(world, host);
  if (!swarm) return [];
  if (ownNode(world, host)?.role === 'manager') return swarm.networks;
  return swarm.networks.filter(
    (network) => network.isIngress || network.attached.some(({ hostId }) => hostId === host.id),
  );
}

export function createNetwork(world: World, host: Host, request: NetworkRequest): Network {
  if (host.hasFullDisk)
    throw new Refusal(500, 'write /var/lib/docker/network/files/local-kv.db: no space left on device');
  if (visibleNetworks(world, host).some(({ name }) => name === request.name))
    throw new Refusal(409, `network with name ${request.name} already exists`);
  const network =
    request.driver === 'overlay' ? createOverlay(world, host, request) : createLocal(world, host, request);
  world.changed();
  tellNetwork(world, host, network, 'create');
  return network;
}

function createLocal(world: World, host: Host, request: NetworkRequest): Network {
  if (request.driver !== 'bridge')
    throw new Refusal(
      404,
      `could not find a plugin for driver ${request.driver}: plugin "${request.driver}" not found`,
    );
  const subnet = chosenSubnet(request, host.engine.networks, ['172.16.0.0/12', '192.168.0.0/16'], 16);
  const network: Network = {
    ...networkOf(world, request, subnet),
    id: hexId(),
    driver: 'bridge',
    scope: 'local',
    vni: 0,
  };
  host.engine.networks.push(network);
  return network;
}

function createOverlay(world: World, host: Host, request: NetworkRequest): Network {
  const swarm = activeSwarm(world, host);
  if (swarm) {
    if (ownNode(world, host)?.role !== 'manager')
      throw new Refusal(
        403,
        'Cannot create a multi-host network from a worker node. Please create the network from a manager node.',
      );
    return createSwarmOverlay(world, swarm, request);
  }
  const store = globalStore(world, host);
  if (!store) throw notAManager();
  if (store.kind !== 'reached') throw new Refusal(500, storeComplaint(engineFlag(host, 'cluster-store') ?? '', store));
  const subnet = chosenSubnet(request, networksAt(store.store, store.prefix), ['10.0.0.0/8'], 24);
  const vni = store.store.nextVni;
  store.store.nextVni += 1;
  const network: Network = {
    ...networkOf(world, request, subnet),
    id: hexId(),
    driver: 'overlay',
    scope: 'global',
    vni,
  };
  store.store.networks.push({ prefix: store.prefix, network });
  return network;
}

export function createSwarmOverlay(
  world: World,
  swarm: Swarm,
  request: NetworkRequest & { readonly isIngress?: boolean },
): Network {
  const pools = swarm.addressPools.length > 0 ? swarm.addressPools : ['10.0.0.0/8'];
  const subnet = chosenSubnet(request, swarm.networks, pools, swarm.subnetSize);
  const vni = swarm.nextVni;
  swarm.nextVni += 1;
  swarm.index += 1;
  const network: Network = {
    ...networkOf(world, request, subnet),
    id: swarmId(),
    driver: 'overlay',
    scope: 'swarm',
    vni,
    isIngress: request.isIngress ?? false,
  };
  swarm.networks.push(network);
  return network;
}

type Known = Omit<Network, 'id' | 'driver' | 'scope' | 'vni'>;

function networkOf(world: World, request: NetworkRequest, subnet: string): Known {
  return {
    name: request.name,
    createdAt: world.time.now(),
    subnet,
    gateway: request.gateway || (freeAddress(subnet, new Set()) ?? ''),
    isInternal: request.isInternal,
    isAttachable: request.isAttachable,
    isIngress: false,
    options: request.options,
    labels: request.labels,
    attached: [],
  };
}

function chosenSubnet(
  { subnet }: NetworkRequest,
  others: readonly Network[],
  pools: readonly string[],
  prefixLength: number,
): string {
  const used = others.map((each) => rangeOf(each.subnet)).filter((range) => range !== undefined);
  if (subnet === '') {
    for (const pool of pools) {
      const free = freeSubnet(pool, prefixLength, used);
      if (free !== undefined) return free;
    }
    throw new Refusal(
      500,
      'could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network',
    );
  }
  const wanted = rangeOf(subnet);
  if (!wanted) throw new Refusal(400, `invalid CIDR address: ${subnet}`);
  if (used.some((range) => overlap(range, wanted)))
    throw new Refusal(403, 'Pool overlaps with other one on this address space');
  return subnet;
}

/** An engine's error when its store does not answer. */
export function storeComplaint(url: string, reach: Exclude<StoreReach, { kind: 'reached' }>): string {
  const { address } = reach;
  const refused = `dial tcp ${address}: connect: connection refused`;
  if (url.startsWith('consul:')) {
    const key = `http://${address}/v1/kv/docker/network/v1.0/ipam/default/config/GlobalDefault?consistent=`;
    const why = reach.kind === 'refused' ? refused : `dial tcp ${address}: i/o timeout`;
    return `error getting pools config from store: could not get pools config from store: Get "${key}": ${why}`;
  }
  if (url.startsWith('zk:'))
    return 'error getting pools config from store: could not get pools config from store: zk: could not connect to a server';
  const why = reach.kind === 'refused' ? refused : `client: endpoint http://${address} exceeded header timeout`;
  return `error getting pools config from store: could not get pools config from store: client: etcd cluster is unavailable or misconfigured; error #0: ${why}`;
}

export function removeNetwork(world: World, host: Host, reference: string): void {
  const network = findNetwork(world, host, reference);
  if (['bridge', 'host', 'none'].includes(network.name) && network.scope === 'local')
    throw new Refusal(403, `${network.name} is a pre-defined network and cannot be removed`);
  if (network.attached.length > 0)
    throw new Refusal(
      403,
      `error while removing network: network ${network.name} id ${network.id} has active endpoints`,
    );
  switch (network.scope) {
    case 'local':
      host.engine.networks = host.engine.networks.filter((each) => each !== network);
      break;
    case 'global': {
      const store = globalStore(world, host);
      if (store?.kind === 'reached')
        store.store.networks = store.store.networks.filter((each) => each.network !== network);
      break;
    }
    case 'swarm': {
      const swarm = activeSwarm(world, host);
      if (ownNode(world, host)?.role !== 'manager') throw notAManager(true);
      if (swarm) removeSwarmNetwork(swarm, network);
    }
  }
  world.changed();
  tellNetwork(world, host, network, network.scope === 'swarm' ? 'remove' : 'destroy');
}

function removeSwarmNetwork(swarm: Swarm, network: Network): void {
  const user = swarm.services.find((service) => JSON.stringify(service.spec).includes(network.id));
  if (user)
    throw new Refusal(
      400,
      `rpc error: code = FailedPrecondition desc = network ${network.id} is in use by service ${user.id}`,
    );
  swarm.networks = swarm.networks.filter((each) => each !== network);
  swarm.index += 1;
}

/** Connects a container to a network; `wanted` is the requested address. */
export function attach(world: World, host: Host, container: Container, network: Network, wanted = ''): Attachment {
  const used = new Set([network.gateway, ...network.attached.map(({ address }) => address)]);
  const address = wanted || (network.subnet === '' ? '' : freeAddress(network.subnet, used));
  if (address === undefined || (wanted !== '' && used.has(wanted)))
    throw new Refusal(
      500,
      wanted === '' ? "no available IPv4 addresses on this network's address pools" : 'Address already in use',
    );
  const attachment: Attachment = {
    endpointId: hexId(),
    containerId: container.id,
    container: container.name,
    hostId: host.id,
    address,
    mac: address === '' ? '' : macOf(address),
  };
  if (network.driver !== 'null') network.attached.push(attachment);
  container.endpoints = [
    ...container.endpoints.filter(({ networkId }) => networkId !== network.id),
    { id: attachment.endpointId, networkId: network.id, network: network.name, address, mac: attachment.mac },
  ];
  tellNetwork(world, host, network, 'connect', container.id);
  return attachment;
}

/** Removes a container from a network. Callers never pass an unreachable network, which keeps the endpoint. */
export function detach(world: World, host: Host, container: Container, network: Network): void {
  network.attached = network.attached.filter(({ containerId }) => containerId !== container.id);
  tellNetwork(world, host, network, 'disconnect', container.id);
}

export function tellNetwork(world: World, host: Host, network: Network, action: string, container?: string): void {
  const attributes = { ...(container === undefined ? {} : { container }), name: network.name };
  const isSwarm = network.scope === 'swarm' && container === undefined;
  world.tell({
    hostId: host.id,
    type: 'network',
    action,
    id: network.id,
    attributes: isSwarm ? attributes : { ...attributes, type: network.driver },
    scope: isSwarm ? 'swarm' : 'local',
  });
}

export const withPrefix = (address: string, { subnet }: Network): string =>
  address === '' ? '' : `${address}/${prefixLengthOf(subnet)}`;
