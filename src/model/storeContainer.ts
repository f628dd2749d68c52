/** The container that runs a cluster's key-value store: how it is run. */
import { clusterLabel } from './cluster.ts';
import { storeLabel } from './findStoreContainer.ts';
import { storePorts, type StoreType } from './keyValueStore.ts';
import { addressPlaceholder, type ContainerToRun } from './plan.ts';

/** Name of the container and of its volume. */
export function storeContainerName(type: StoreType): string {
  return `dockeroverlay-${type}`;
}

/**
 * What `docker run` is told. The volume is named because a store that comes back without its data makes networks vanish and
 * creates hang; the restart policy because the cluster has no store after a reboot without one.
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
  /** Folder inside the container that holds all the store must not lose. */
  readonly data: string;
}

const recipes: Readonly<Record<StoreType, Recipe>> = {
  consul: {
    // A name of its own: by default a consul is named for its container, and one that is made again deletes what was registered
    // through its predecessor (sessions end with their node). Engines and agents then are missing for up to a minute.
    command: ['agent', '-server', '-bootstrap-expect=1', '-client=0.0.0.0', `-node=${storeContainerName('consul')}`],
    // The image's entrypoint makes a file of its configuration of this. Without it a lone server waits 5 to 10 s before it elects
    // itself; 1 is what consul's documentation names for production.
    environment: ['CONSUL_LOCAL_CONFIG={"performance":{"raft_multiplier":1}}'],
    data: '/consul/data',
  },
  etcd: {
    command: [],
    // All by environment: a flag that a version does not know ends it, a variable it only tells about. Engines and swarm speak
    // the v2 API, off by default since 3.4, and go where the advertised address leads them.
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
    // The log of transactions goes beside the data, so that one volume holds both.
    environment: ['ZOO_DATA_LOG_DIR=/data', 'ZOO_4LW_COMMANDS_WHITELIST=srvr,ruok,mntr'],
    data: '/data',
  },
};
