/** How to run the container of a cluster's key-value store. */
import { clusterLabel } from './cluster.ts';
import { storeLabel } from './findStoreContainer.ts';
import { storePorts, type StoreType } from './keyValueStore.ts';
import { addressPlaceholder, type ContainerToRun } from './plan.ts';

/** Name of the container and of its volume. */
export function storeContainerName(type: StoreType): string {
  return `dockeroverlay-${type}`;
}

/**
 * Arguments of `docker run`. The volume is named because networks vanish and creates hang if the store restarts without its data; the
 * restart policy brings the store back after a reboot.
 */
export function storeContainer(type: StoreType, image: string, cluster: string): ContainerToRun {
  const { command, environment, data } = recipes[type];
  const name = storeContainerName(type);
  return {
    name,
    image,
    command,
    environment,
    ports: [{ host: storePorts[type], container: storePorts[type] }],
    volume: { name, path: data },
    restart: 'always',
    labels: { [clusterLabel]: cluster, [storeLabel]: type },
  };
}

interface Recipe {
  readonly command: readonly string[];
  readonly environment: readonly string[];
  /** The container's folder for all persistent data. */
  readonly data: string;
}

const recipes: Readonly<Record<StoreType, Recipe>> = {
  consul: {
    // Use a fixed node name: by default consul uses the container's name, and a recreated container deletes what was registered through its
    // predecessor (sessions end with their node). Engines and agents are then missing for up to a minute.
    command: ['agent', '-server', '-bootstrap-expect=1', '-client=0.0.0.0', `-node=${storeContainerName('consul')}`],
    // The image's entrypoint turns this into a configuration file. Without it a single server waits 5 to 10 s before it elects itself;
    // consul's documentation recommends 1 for production.
    environment: ['CONSUL_LOCAL_CONFIG={"performance":{"raft_multiplier":1}}'],
    data: '/consul/data',
  },
  etcd: {
    command: [],
    // Use environment variables only: etcd exits on an unknown flag but merely warns about an unknown variable. Engines and swarm use the
    // v2 API, off by default since 3.4, and follow the advertised address.
    environment: [
      'ETCD_DATA_DIR=/etcd-data',
      'ETCD_ENABLE_V2=true',
      'ETCD_LISTEN_CLIENT_URLS=http://0.0.0.0:2379',
      `ETCD_ADVERTISE_CLIENT_URLS=http://${addressPlaceholder}:2379`,
    ],
    data: '/etcd-data',
  },
  zookeeper: {
    command: [],
    // Keep the transaction log beside the data, so that one volume holds both.
    environment: ['ZOO_DATA_LOG_DIR=/data', 'ZOO_4LW_COMMANDS_WHITELIST=srvr,ruok,mntr'],
    data: '/data',
  },
};
