/** Key-value stores: where they run, which hosts reach them, and what is registered in them. */
import { programOf } from './programs.ts';
import { hexId } from './ids.ts';
import type { Container, Host, StoreData, StoreType } from './nouns.ts';
import { isUp, type World } from './world.ts';

export interface StoreUrl {
  readonly type: StoreType;
  readonly hosts: readonly { readonly address: string; readonly port: number }[];
  /** Without leading or trailing slashes. */
  readonly prefix: string;
}

const schemes: Readonly<Record<string, StoreType>> = { consul: 'consul', etcd: 'etcd', zk: 'zookeeper' };

/** Parses `consul://host:port,host:port/path`; returns undefined for any other URL. */
export function parseStoreUrl(text: string): StoreUrl | undefined {
  const match = /^([a-z]+):\/\/([^/]+)(?:\/(.*?))?\/*$/.exec(text);
  const type = schemes[match?.[1] ?? ''];
  if (type === undefined || match?.[2] === undefined) return undefined;
  const hosts = match[2].split(',').map((host) => {
    const [address = '', port = ''] = host.split(':');
    return { address, port: Number(port) };
  });
  return { type, hosts, prefix: match[3] ?? '' };
}

/** The result of a connection to a store. */
export type StoreReach =
  | { readonly kind: 'reached'; readonly store: StoreData; readonly prefix: string; readonly address: string }
  /** `refused`: nothing listens there; `silent`: nothing answers at all. */
  | { readonly kind: 'refused' | 'silent'; readonly address: string };

/** Connects from a host to the store at a URL, as the host's engine does. */
export function reachStore(world: World, from: Host, text: string): StoreReach {
  const url = parseStoreUrl(text);
  if (!url) return { kind: 'refused', address: text };
  let met: StoreReach | undefined;
  for (const { address, port } of url.hosts) {
    const place = `${address}:${String(port)}`;
    const target = world.hostAt(address);
    if (from.cable === 'pulled' || target?.power !== 'on' || target.cable === 'pulled') {
      met ??= { kind: 'silent', address: place };
      continue;
    }
    const store = storeAt(world, port, url.type, target);
    if (store && world.time.now() >= store.leadsAt)
      return { kind: 'reached', store, prefix: url.prefix, address: place };
    met ??= { kind: 'refused', address: place };
  }
  return met ?? { kind: 'refused', address: text };
}

/** Returns the data of the store that listens on a host's port. */
function storeAt(world: World, port: number, type: StoreType, preferred: Host): StoreData | undefined {
  // When hosts share an address, the port identifies the host.
  const hosts = world.state.hosts.filter((host) => host.address === preferred.address && isUp(host));
  for (const host of hosts) {
    const container = host.engine.containers.find(
      (each) => each.state === 'running' && programOf(each) === type && each.ports.some((bound) => bound.host === port),
    );
    if (container) return storeOf(world, host, container);
  }
  return undefined;
}

/** Returns the data of a store's container: in its named volume, otherwise its own. */
export function storeOf(world: World, host: Host, container: Container): StoreData | undefined {
  const volume = storeVolume(host, container);
  const id = volume ? volume.storeId : container.storeId;
  return id === undefined ? undefined : world.store(id);
}

function storeVolume(host: Host, container: Container): Host['engine']['volumes'][number] | undefined {
  const mount = container.mounts.find(({ path }) => path.includes('data'));
  return mount && host.engine.volumes.find(({ name }) => name === mount.volume);
}

/** Called when a store's container starts: finds its data, or begins with an empty store. */
export function openStore(world: World, host: Host, container: Container): void {
  const type = programOf(container);
  if (type !== 'consul' && type !== 'etcd' && type !== 'zookeeper') return;
  const known = storeOf(world, host, container);
  const leadsAt = world.time.now() + world.time.scaled(electionTime(type, container));
  const node = nodeName(container);
  if (known) {
    known.leadsAt = leadsAt;
    if (type === 'consul' && known.node !== undefined && known.node !== node) endSessions(world, known);
    known.node = node;
    return;
  }
  const store: StoreData = { id: hexId().slice(0, 12), type, keys: {}, networks: [], nextVni: 256, leadsAt, node };
  world.state.stores.push(store);
  const volume = storeVolume(host, container);
  if (volume) volume.storeId = store.id;
  else container.storeId = store.id;
}

/** A consul without a configured name uses its container's short id. */
function nodeName({ id, command }: Container): string {
  return command.find((word) => /^--?node=/.test(word))?.replace(/^[^=]*=/, '') ?? id.slice(0, 12);
}

/** Sessions end with the node that created them, and the keys that they hold are deleted. */
function endSessions(world: World, store: StoreData): void {
  for (const [key, { expiresAt }] of Object.entries(store.keys)) if (expiresAt !== undefined) forget(world, store, key);
}

/** Milliseconds until a lone server elects itself; with consul, a multiple of `raft_multiplier`, which defaults to 5. */
function electionTime(type: StoreType, container: Container): number {
  if (type !== 'consul') return 500;
  const multiplier = /"raft_multiplier"\s*:\s*(\d+)/.exec(container.environment.join(' '))?.[1];
  return 1500 * Number(multiplier ?? 5);
}

/** Stores a value for `seconds`, or permanently if undefined. */
export function put(world: World, store: StoreData, key: string, value: string, seconds: number | undefined): void {
  const expiresAt = seconds === undefined ? undefined : world.time.now() + world.time.scaled(seconds * 1000);
  const isNew = store.keys[key] === undefined;
  store.keys[key] = { value, expiresAt };
  if (isNew) world.changed();
}

export function forget(world: World, store: StoreData, key: string): boolean {
  if (store.keys[key] === undefined) return false;
  store.keys = Object.fromEntries(Object.entries(store.keys).filter(([each]) => each !== key));
  world.changed();
  return true;
}

/** Deletes values that were not renewed in time. */
export function expire(world: World): void {
  const now = world.time.now();
  for (const store of world.state.stores)
    for (const [key, { expiresAt }] of Object.entries(store.keys))
      if (expiresAt !== undefined && expiresAt <= now) forget(world, store, key);
}

export function below(prefix: string, key: string): string {
  return prefix === '' ? key : `${prefix}/${key}`;
}

/** Returns the `host:port` values registered under a key. */
export function registered(store: StoreData, prefix: string, key: string): readonly string[] {
  const folder = `${below(prefix, key)}/`;
  return Object.keys(store.keys)
    .filter((each) => each.startsWith(folder))
    .map((each) => each.slice(folder.length))
    .sort();
}
