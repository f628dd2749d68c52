/**
 * The desired state that a cluster file describes: `ClusterSpec` is the file with all defaults filled in. Its schema:
 * `clusterFileSchema.ts`.
 */
import type { Orchestration } from './cluster.ts';
import type { ClusterFile } from './clusterFileSchema.ts';
import { parseStoreUrl, storeUrlText, type StoreType } from './keyValueStore.ts';
import type { NetworkToCreate, OptionValue } from './plan.ts';

/** The desired cluster, without optional values. */
export interface ClusterSpec {
  readonly name: string;
  readonly orchestration: Orchestration;
  readonly engine: EngineSpec;
  /** The interface in `cluster-advertise`, on which hosts reach each other. */
  readonly advertiseInterface: string;
  /** Undefined in swarm mode, which needs none. */
  readonly keyValueStore: KeyValueStoreSpec | undefined;
  /** At least one for classic and swarm mode; empty for none, where engines have no manager. */
  readonly managers: readonly MachineSpec[];
  readonly nodes: readonly MachineSpec[];
  readonly swarm: {
    /** Empty for the image in the settings. */
    readonly image: string;
    readonly strategy: SwarmStrategy;
    /** `--swarm-opt`s of the managers, without leading dashes. */
    readonly options: readonly string[];
  };
  readonly swarmMode: {
    readonly defaultAddressPools: readonly string[];
    readonly dataPathPort: number;
    readonly autolock: boolean;
    readonly drainManagers: boolean;
  };
  readonly networks: readonly NetworkToCreate[];
}

export interface EngineSpec {
  readonly registryMirrors: readonly string[];
  readonly insecureRegistries: readonly string[];
  /** Empty for docker-machine's own. */
  readonly installUrl: string;
  /** Additional `--engine-opt`s, `key=value` or `key`. */
  readonly options: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string>>;
}

/** A machine with its driver; the cluster's options and its own are merged. */
export interface MachineSpec {
  readonly name: string;
  readonly driver: { readonly name: string; readonly options: Readonly<Record<string, OptionValue>> };
}

export interface KeyValueStoreSpec {
  readonly type: StoreType;
  readonly at: StorePlace;
}

/** The store runs on a machine of the cluster, or already exists. */
export type StorePlace =
  | {
      readonly kind: 'machine';
      readonly machine: MachineSpec;
      /** Empty for the image in the settings. */
      readonly image: string;
    }
  /** `url` in the form that engines use. */
  | { readonly kind: 'url'; readonly url: string };

export type SwarmStrategy = 'spread' | 'binpack' | 'random';

/** Fills in defaults that depend on other keys. Conflicting keys have been reported by then; the first one wins. */
export function clusterSpec(file: ClusterFile): ClusterSpec {
  const { orchestration } = file;
  const managers = (file.managers ?? (orchestration === 'none' ? [] : [{ name: 'swarm-manager' }])).map(machineSpec);
  const nodes = file.nodes.map(machineSpec);
  return {
    name: file.name,
    orchestration,
    engine: { ...file.engine, labels: asText(file.engine.labels), environment: asText(file.engine.environment) },
    advertiseInterface: file.advertiseInterface,
    keyValueStore: orchestration === 'swarm-mode' ? undefined : keyValueStore(),
    // Without swarm there are no managers: a manager in the file is an ordinary engine.
    managers: orchestration === 'none' ? [] : managers,
    nodes: orchestration === 'none' ? [...managers, ...nodes] : nodes,
    swarm: file.swarm,
    swarmMode: file.swarmMode,
    networks: file.networks.map(({ name, subnet, gateway, internal, attachable, encrypted, mtu }) => ({
      name,
      subnet,
      gateway,
      isInternal: internal,
      isAttachable: attachable,
      isEncrypted: encrypted,
      mtu,
    })),
  };

  function keyValueStore(): KeyValueStoreSpec {
    const { type = 'consul', machine = { name: 'kvstore' }, url, image = '' } = file.keyValueStore ?? {};
    const parsed = url === undefined ? undefined : parseStoreUrl(url);
    return parsed
      ? { type: parsed.type, at: { kind: 'url', url: storeUrlText(parsed) } }
      : { type, at: { kind: 'machine', machine: machineSpec(machine), image } };
  }

  function machineSpec({ name, driver }: MachineInFile): MachineSpec {
    const driverName = driver?.name ?? file.driver.name;
    // A different driver does not know the cluster's options.
    const shared = driverName === file.driver.name ? file.driver.options : {};
    return { name, driver: { name: driverName, options: { ...shared, ...driver?.options } } };
  }
}

interface MachineInFile {
  readonly name: string;
  readonly driver?: { readonly name?: string | undefined; readonly options: Readonly<Record<string, OptionValue>> };
}

function asText(record: Readonly<Record<string, string | number | boolean>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, String(value)]));
}
