/**
 * A classic swarm manager's view of its nodes. It is in memory only, so a restart of the container clears it, and it is wrong in the
 * same ways as that of swarm 1.2.9.
 */
import { hostAtEndpoint, keys } from './discovery.ts';
import { globalStore, networksAt } from './networks.ts';
import type { Container, Host, Network } from './nouns.ts';
import { discoveryOf } from './programs.ts';
import { reachStore, registered, type StoreReach } from './stores.ts';
import { answers, type World } from './world.ts';

export interface ManagedNode {
  readonly endpoint: string;
  /** The engine's id at first contact. */
  id: string;
  name: string;
  status: 'Healthy' | 'Pending' | 'Unhealthy';
  error: string;
  updatedAt: number;
  /** When the engine stopped answering; undefined while it answers. */
  silentSince: number | undefined;
  /** The engine closed the connection: the manager does not retry before this moment. */
  retryAt: number;
  /** As of the engine's last answer. */
  containers: readonly Container[];
  /** The store's networks as of the engine's last list, and the time of the next query. */
  networks: readonly Network[];
  networksAgainAt: number;
  /** Number of network events received from the engine. */
  networkEvents: number;
}

export interface Manager {
  readonly host: Host;
  readonly container: Container;
  readonly start: number;
  readonly nodes: Map<string, ManagedNode>;
  /** The start of the store that it watches; undefined until it has read the list. */
  listensTo: number | undefined;
  /** When it reads the list again after losing its store. */
  readsAgainAt: number | undefined;
  /** The value of `World.changes` at the manager's last look. */
  seen: number;
}

const seconds = (count: number): number => count * 1000;

/** Detection delays of swarm 1.2.9, in real seconds. */
const lags = {
  errorWhenSilent: 38,
  unhealthyWhenFrozen: 106,
  routeLost: 85,
  retry: 47,
  /** Delay before rereading the list after losing the store (docker/docker v1.13, pkg/discovery/kv). */
  discovery: 60,
  /** Interval between queries for an engine's networks, 30 to 60; in between, only that engine's own events trigger one. */
  networks: 45,
} as const;

export class ClassicManagers {
  readonly #world: World;
  readonly #managers = new Map<string, Manager>();
  /** Number of network events by host. */
  readonly #networkEvents = new Map<string, number>();

  constructor(world: World) {
    this.#world = world;
    world.onEvent(({ type, hostId }) => {
      if (type === 'network') this.#networkEvents.set(hostId, (this.#networkEvents.get(hostId) ?? 0) + 1);
    });
  }

  /** Returns the state of the manager that runs in the container. */
  of(host: Host, container: Container): Manager {
    const known = this.#managers.get(container.id);
    if (known?.start === container.starts) return known;
    const manager: Manager = {
      host,
      container,
      start: container.starts,
      nodes: new Map(),
      listensTo: undefined,
      readsAgainAt: undefined,
      seen: -1,
    };
    this.#managers.set(container.id, manager);
    this.look(manager);
    return manager;
  }

  forget(isThere: (containerId: string) => boolean): void {
    for (const id of [...this.#managers.keys()]) if (!isThere(id)) this.#managers.delete(id);
  }

  /** Updates the manager if the world has changed; time-based changes wait for the next tick. */
  lookAgain(manager: Manager): void {
    if (manager.seen !== this.#world.changes) this.look(manager);
  }

  /** Reads discovery and checks every node. */
  look(manager: Manager): void {
    manager.seen = this.#world.changes;
    const reach = reachStore(this.#world, manager.host, discoveryOf(manager.container));
    if (this.#hears(manager, reach) && reach.kind === 'reached') {
      const found = new Set(registered(reach.store, reach.prefix, keys.swarmNodes));
      for (const endpoint of [...manager.nodes.keys()]) if (!found.has(endpoint)) manager.nodes.delete(endpoint);
      for (const endpoint of found) if (!manager.nodes.has(endpoint)) manager.nodes.set(endpoint, newNode(endpoint));
    }
    for (const node of manager.nodes.values()) this.#lookAt(manager, node);
  }

  /** Whether the manager reads the store's current list. After the store fails or restarts, it keeps the old list for a while. */
  #hears(manager: Manager, reach: StoreReach): boolean {
    const now = this.#world.time.now();
    const again = now + this.#world.time.scaled(seconds(lags.discovery));
    const start = reach.kind === 'reached' ? reach.store.leadsAt : undefined;
    const isFirst = manager.listensTo === undefined;
    if (!isFirst && start !== manager.listensTo) manager.readsAgainAt ??= again;
    if (manager.readsAgainAt !== undefined && now < manager.readsAgainAt) return false;
    if (start === undefined) {
      if (!isFirst) manager.readsAgainAt = again;
      return false;
    }
    manager.readsAgainAt = undefined;
    manager.listensTo = start;
    return true;
  }

  #lookAt(manager: Manager, node: ManagedNode): void {
    const host = hostAtEndpoint(this.#world, node.endpoint);
    const now = this.#world.time.now();
    if (host && answers(host) && (host === manager.host || manager.host.cable === 'plugged')) {
      this.#heard(node, host, now);
      return;
    }
    const isPending = node.id === '';
    node.silentSince ??= now;
    const after = now - node.silentSince;
    const lasts = (count: number): boolean => after >= this.#world.time.scaled(seconds(count));
    const cannotConnect = `Cannot connect to the Docker daemon at tcp://${node.endpoint}. Is the docker daemon running?`;
    const isRefused = host?.power === 'on' && host.cable === 'plugged' && host.engine.state !== 'frozen';
    if (isPending || isRefused) {
      node.status = isPending ? 'Pending' : 'Unhealthy';
      node.error = cannotConnect;
      node.retryAt = now + this.#world.time.scaled(seconds(lags.retry));
      return;
    }
    const isFrozen = host?.engine.state === 'frozen' && host.cable === 'plugged';
    if (isFrozen || lasts(lags.errorWhenSilent)) node.error = cannotConnect;
    if (isFrozen && lasts(lags.unhealthyWhenFrozen)) node.status = 'Unhealthy';
    if (!isFrozen && lasts(lags.routeLost))
      node.error = `error during connect: Get "https://${node.endpoint}/v1.40/containers/json?all=1&limit=0": dial tcp ${node.endpoint}: connect: no route to host`;
  }

  #heard(node: ManagedNode, host: Host, now: number): void {
    if (node.status === 'Unhealthy' && now < node.retryAt) return;
    const id = `${host.engine.id}|${node.endpoint}`;
    if (node.id !== '' && node.id !== id) {
      node.status = 'Pending';
      node.error = `Engine (ID: ${node.id}, Addr: ${node.endpoint}) shows up with another ID:${id}. Please remove it from cluster, it can be added back.`;
      node.updatedAt = now;
      return;
    }
    node.id = id;
    node.name = host.hostname;
    node.status = 'Healthy';
    node.error = '';
    node.silentSince = undefined;
    node.containers = host.engine.containers;
    this.#networks(node, host, now);
    if (now - node.updatedAt > this.#world.time.scaled(seconds(30))) node.updatedAt = now;
  }

  #networks(node: ManagedNode, host: Host, now: number): void {
    const events = this.#networkEvents.get(host.id) ?? 0;
    const store = globalStore(this.#world, host);
    if (store?.kind !== 'reached' || (now < node.networksAgainAt && events === node.networkEvents)) return;
    node.networks = networksAt(store.store, store.prefix);
    node.networksAgainAt = now + this.#world.time.scaled(seconds(lags.networks));
    node.networkEvents = events;
  }

  /** Updates all managers of the world. */
  lookAround(): void {
    const world = this.#world;
    const there = new Set<string>();
    for (const { host, container } of runningManagers(world)) {
      there.add(container.id);
      const manager = this.of(host, container);
      if (host.power === 'on') this.look(manager);
    }
    this.forget((id) => there.has(id));
  }
}

function newNode(endpoint: string): ManagedNode {
  return {
    endpoint,
    id: '',
    name: '(unknown)',
    status: 'Pending',
    error: '(none)',
    updatedAt: 0,
    silentSince: undefined,
    retryAt: 0,
    containers: [],
    networks: [],
    networksAgainAt: 0,
    networkEvents: 0,
  };
}

function* runningManagers(world: World): Generator<{ host: Host; container: Container }> {
  for (const host of world.state.hosts)
    for (const container of host.engine.containers)
      if (container.state === 'running' && isManager(container)) yield { host, container };
}

export function isManager(container: Container): boolean {
  return container.command.includes('manage') && /(^|\/)swarm(:|@|$)/.test(container.image);
}

/** Returns the networks of all of a manager's engines, including engines that do not answer. */
export function sharedNetworks({ nodes }: Manager): readonly Network[] {
  return [...new Map([...nodes.values()].flatMap(({ networks }) => networks.map((each) => [each.id, each]))).values()];
}

/** Returns the hosts of a manager's healthy nodes, sorted by name. */
export function healthyHosts(world: World, manager: Manager): readonly Host[] {
  return [...manager.nodes.values()]
    .filter(({ status }) => status === 'Healthy')
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(({ endpoint }) => hostAtEndpoint(world, endpoint) ?? []);
}
