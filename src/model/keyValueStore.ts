/** The key-value store that engines and swarm share: its URL, its paths, its state and its failures. */
import type { Milliseconds } from '../base/units.ts';

export const storeTypes = ['consul', 'etcd', 'zookeeper'] as const;
export type StoreType = (typeof storeTypes)[number];

/** The parts of a store's URL: `consul://10.0.0.5:8500/some/path`, `zk://a:2181,b:2181`. */
export interface StoreUrl {
  readonly type: StoreType;
  /** At least one host, each with its port. */
  readonly hosts: readonly { readonly host: string; readonly port: number }[];
  /** Path prefix without leading and trailing slashes; empty if none. */
  readonly path: string;
}

export const storePorts: Readonly<Record<StoreType, number>> = { consul: 8500, etcd: 2379, zookeeper: 2181 };

/** libkv's scheme for each store, as in `cluster-store=zk://…`. */
export const storeSchemes: Readonly<Record<StoreType, string>> = { consul: 'consul', etcd: 'etcd', zookeeper: 'zk' };

/** Parses a store's URL; undefined if it is not one (`token://`, `nodes://`, a typo). */
export function parseStoreUrl(text: string): StoreUrl | undefined {
  const match = /^([a-z]+):\/\/([^/\s]+)(?:\/(\S*))?$/.exec(text.trim());
  const type = (Object.keys(storeSchemes) as StoreType[]).find(
    (each) => storeSchemes[each] === match?.[1] || each === match?.[1],
  );
  if (!match || !type) return undefined;
  const hosts = [];
  for (const part of (match[2] ?? '').split(',')) {
    const hostAndPort = /^(\[[0-9a-fA-F:]+\]|[^:[\]]+)(?::(\d{1,5}))?$/.exec(part);
    const port = Number(hostAndPort?.[2] ?? storePorts[type]);
    if (!hostAndPort?.[1] || port < 1 || port > 65535) return undefined;
    hosts.push({ host: hostAndPort[1].replace(/^\[|\]$/g, ''), port });
  }
  return { type, hosts, path: withoutEnds(match[3] ?? '') };
}

/** Strips slashes in a loop: a pattern would restart at each one of a long run. */
function withoutEnds(path: string): string {
  let [start, end] = [0, path.length];
  while (path[start] === '/') start += 1;
  while (end > start && path[end - 1] === '/') end -= 1;
  return path.slice(start, end);
}

/** The URL in the form for engines and swarm. Equal stores give equal text, regardless of the spelling. */
export function storeUrlText(url: StoreUrl): string {
  const hosts = url.hosts
    .map(({ host, port }) => `${host.includes(':') ? `[${host}]` : host}:${String(port)}`)
    .join(',');
  return `${storeSchemes[url.type]}://${hosts}${url.path && `/${url.path}`}`;
}

/** Keys below which engines and swarm keep their data, without leading and trailing slashes. */
export interface StorePaths {
  /** Where engines register: `docker/nodes`, or the value of `cluster-store-opt kv.path`, below their store's path. */
  readonly engines: string;
  /** Where classic swarm registers its nodes, below its discovery's path; undefined if in another store. */
  readonly swarmNodes: string | undefined;
  /** Where the overlay driver keeps its networks. */
  readonly overlays: string;
}

/**
 * `docker/nodes` is the engines' discovery (pkg/discovery/kv, where `kv.path` replaces it), `docker/swarm/nodes` is classic swarm's, the
 * rest is libnetwork's. `discovery` is the path of swarm's URL, undefined if that names another store.
 */
export function storePaths(path: string, discovery: string | undefined, kvPath = ''): StorePaths {
  return {
    engines: below(path, withoutEnds(kvPath) || 'docker/nodes'),
    swarmNodes: discovery === undefined ? undefined : below(discovery, 'docker/swarm/nodes'),
    overlays: below(path, 'docker/network/v1.0/overlay/network'),
  };
}

function below(path: string, key: string): string {
  return path === '' ? key : `${path}/${key}`;
}

/** State reported by a running store. */
export interface StoreState {
  /** Its version, if reported. */
  readonly version: string | undefined;
  /** The leader's name in the store; empty if it has an unnamed leader, undefined if it has none. */
  readonly leader: string | undefined;
  /** `host:port` of the engines registered for overlay networks (`docker/nodes`). */
  readonly engines: readonly string[];
  /** `host:port` of the engines registered with classic swarm (`docker/swarm/nodes`). */
  readonly swarmNodes: readonly string[];
  /** The overlay driver's records by network ID: VXLAN ID and subnet. */
  readonly overlays: ReadonlyMap<string, OverlayRecord>;
}

export interface OverlayRecord {
  readonly subnets: readonly { readonly subnet: string; readonly vni: number }[];
  readonly mtu: number | undefined;
}

export type KeyValueStoreFailure =
  | { readonly kind: 'storeRefused'; readonly url: string }
  | { readonly kind: 'storeSilent'; readonly url: string; readonly after: Milliseconds }
  | { readonly kind: 'storeUnreachable'; readonly url: string; readonly said: string }
  /** `isElecting`: a single server that elects itself within seconds (consul; observed after 1.2 to 2 s). */
  | { readonly kind: 'storeWithoutLeader'; readonly url: string; readonly isElecting: boolean }
  /** It sends more than we read from one key-value store. */
  | {
      readonly kind: 'storeTooMuch';
      readonly url: string;
      readonly of: 'bytes' | 'values' | 'entries';
      readonly most: number;
    }
  /** Each host has its own store at that URL, like an agent on `localhost`: this computer never asks it. */
  | { readonly kind: 'storeOnEachHost'; readonly url: string }
  /** The engines' options set certificates for it (`cluster-store-opt kv.cacertfile`), which only the hosts have. */
  | { readonly kind: 'storeUsesTls'; readonly url: string }
  /** It answers, but denies reads without a token. */
  | { readonly kind: 'storeForbids'; readonly url: string; readonly said: string }
  /** Something at that URL does not speak the store's protocol. */
  | { readonly kind: 'notAStore'; readonly url: string; readonly said: string };
