/** What a cluster file means: `ClusterSpec` is the file with every default filled in. What it may say: `clusterFileSchema.ts`. */
import type { Orchestration } from './cluster.ts';
import type { ClusterFile } from './clusterFileSchema.ts';
import { parseStoreUrl, storeUrlText, type StoreType } from './keyValueStore.ts';
import type { NetworkToCreate, OptionValue } from './plan.ts';

/** A cluster as it is wanted: everything said, nothing left to guess. */
export interface ClusterSpec {
  readonly name: string;
  readonly orchestration: Orchestration;
  readonly engine: EngineSpec;
  /** Interface that `cluster-advertise` names: the one hosts reach each other by. */
  readonly advertiseInterface: string;
  /** Undefined in swarm mode, which needs none. */
  readonly keyValueStore: KeyValueStoreSpec | undefined;
  /** At least one for classic and swarm mode; empty for none, where every engine stands for itself. */
  readonly managers: readonly MachineSpec[];
  readonly nodes: readonly MachineSpec[];
  readonly swarm: {
    /** Empty: the setting's. */
    readonly image: string;
    readonly strategy: SwarmStrategy;
    /** `--swarm-opt`s for the managers, without leading dashes. */
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
  /** Empty: docker-machine's own. */
  readonly installUrl: string;
  /** More `--engine-opt`s, `key=value` or `key`. */
  readonly options: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string>>;
}

/** A machine with its driver; the cluster's options and its own are one record here. */
export interface MachineSpec {
  readonly name: string;
  readonly driver: { readonly name: string; readonly options: Readonly<Record<string, OptionValue>> };
}

export interface KeyValueStoreSpec {
  readonly type: StoreType;
  readonly at: StorePlace;
}

/** Either a machine of ours runs the store, or it exists already. */
export type StorePlace =
  | {
      readonly kind: 'machine';
      readonly machine: MachineSpec;
      /** Empty: the setting's. */
      readonly image: string;
    }
  /** `url` in the form that engines are told. */
  | { readonly kind: 'url'; readonly url: string };

export type SwarmStrategy = 'spread' | 'binpack' | 'random';

/** Fills in what depends on other keys. The file's own contradictions have been told by then: where two keys clash, the first wins. */
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
    // Without swarm nobody manages: a manager in the file is one more engine.
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
    // Another driver does not know the options of the cluster's.
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
