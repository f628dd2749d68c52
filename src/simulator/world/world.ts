/** One simulated world: its state, its clock, and its listeners for changes and events. */
import type { Container, Host, StoreData, Swarm, WorldState } from './nouns.ts';
import type { Time } from './time.ts';

/** An event as an engine reports it. */
export interface WorldEvent {
  readonly hostId: string;
  readonly type: string;
  readonly action: string;
  readonly id: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly scope: 'local' | 'global' | 'swarm';
  readonly at: number;
  /** The image, for a container event. */
  readonly from?: string;
}

export type Listener = (event: WorldEvent) => void;

export function newWorldState(net: string | undefined): WorldState {
  return {
    version: 1,
    net,
    engineVersion: '',
    hosts: [],
    stores: [],
    swarms: [],
    nextHost: 11,
    createFaults: [],
    hasHostOnlyNetwork: false,
  };
}

export class World {
  readonly state: WorldState;
  readonly time: Time;
  readonly #listeners = new Set<Listener>();
  readonly #watchers = new Set<() => void>();
  readonly #byAddress = new Map<string, Host>();
  readonly #byId = new Map<string, Host>();
  #changes = 0;

  constructor(state: WorldState, time: Time) {
    this.state = state;
    this.time = time;
    for (const host of state.hosts) {
      this.#byAddress.set(host.address, host);
      this.#byId.set(host.id, host);
    }
  }

  /** Number of changes so far; an equal number means an unchanged world. */
  get changes(): number {
    return this.#changes;
  }

  /** Reports a change: the state is saved, and the ports follow. */
  changed(): void {
    this.#changes += 1;
    for (const watcher of this.#watchers) watcher();
  }

  onChange(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  tell(event: Omit<WorldEvent, 'at'>): void {
    const whole = { ...event, at: this.time.now() };
    for (const listener of this.#listeners) listener(whole);
  }

  onEvent(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  addHost(host: Host): void {
    this.state.hosts.push(host);
    this.#byAddress.set(host.address, host);
    this.#byId.set(host.id, host);
    this.changed();
  }

  removeHost(host: Host): void {
    this.state.hosts = this.state.hosts.filter((each) => each !== host);
    this.#byAddress.delete(host.address);
    this.#byId.delete(host.id);
    this.changed();
  }

  moveHost(host: Host, address: string): void {
    if (this.#byAddress.get(host.address) === host) this.#byAddress.delete(host.address);
    host.address = address;
    this.#byAddress.set(address, host);
    this.changed();
  }

  host(id: string): Host | undefined {
    return this.#byId.get(id);
  }

  hostAt(address: string): Host | undefined {
    // When hosts share an address, a remaining host may replace a removed one.
    return this.#byAddress.get(address) ?? this.state.hosts.find((host) => host.address === address);
  }

  swarm(id: string): Swarm | undefined {
    return this.state.swarms.find((swarm) => swarm.id === id);
  }

  store(id: string): StoreData | undefined {
    return this.state.stores.find((store) => store.id === id);
  }
}

/** The engine runs, frozen or not: its containers keep running. */
export function isUp(host: Host): boolean {
  return host.power === 'on' && (host.engine.state === 'running' || host.engine.state === 'frozen');
}

/** Whether the engine answers requests from other hosts. */
export function answers(host: Host): boolean {
  return host.power === 'on' && host.cable === 'plugged' && host.engine.state === 'running';
}

/** Finds a container by its name, its id, or a prefix of its id. */
export function findContainer(host: Host, reference: string): Container | undefined {
  const { containers } = host.engine;
  const name = reference.replace(/^\//, '');
  return (
    containers.find((container) => container.id === name) ??
    containers.find((container) => container.name === name) ??
    (/^[0-9a-f]{4,}$/.test(name) ? containers.find((container) => container.id.startsWith(name)) : undefined)
  );
}

/** The last given value of an engine's flag. */
export function engineFlag(host: Host, key: string): string | undefined {
  return host.engine.flags.findLast((flag) => flag.startsWith(`${key}=`))?.slice(key.length + 1);
}
