/** Creates the services on top of the real clients. */
import { Lifetime } from '../base/lifetime.ts';
import type { Log } from '../base/log.ts';
import type { Translate } from '../base/text.ts';
import { seconds, type Milliseconds } from '../base/units.ts';
import { runUnderWay } from '../cluster/runLock.ts';
import type { Doors } from '../docker/doors.ts';
import { driverPlugins } from '../docker/driverPlugins.ts';
import { createEnginePool } from '../docker/enginePool.ts';
import { createHosts } from '../docker/hosts.ts';
import { createKeyValueStores } from '../docker/kvClient.ts';
import { withDriverAddresses } from '../docker/machineAddresses.ts';
import { createMachineCli } from '../docker/machineCli.ts';
import { createMachineStore } from '../docker/machineStore.ts';
import type { Failure } from '../model/failure.ts';
import { createClusterService } from './clusterService.ts';
import { createClusterModel } from './clusterModel.ts';
import { createContainerService } from './containerService.ts';
import { createMachineService } from './machineService.ts';
import type { Config, Services } from './services.ts';
import { createSwarmAgents } from './swarmAgents.ts';
import { createSwarmService } from './swarmService.ts';
import { createTool } from './tool.ts';

/**
 * Creates the services of one machine store. Settings are fixed until they are disposed: a query keeps its store, docker-machine and
 * credentials. The caller disposes the services, which disposes the clients too, even those passed in.
 */
export function createServices(settings: () => Config, log: Log, t: Translate, given?: Doors): Services {
  const pinned = settings();
  const config = (): Config => pinned;
  const doors = given ?? createDoors(config, log);
  const life = new Lifetime();
  life.add(doors);
  const clusters = life.add(createClusterModel({ doors, probeTimeout: () => config().probeTimeout, log }));
  const over = new AbortController();
  const runs = createClusterService({ config, doors, clusters, log, t, over: over.signal });
  const underWay = (cluster: string): Promise<Failure | undefined> =>
    runUnderWay({ storePath: config().storagePath, cluster });
  const swarms = createSwarmService({
    engines: doors.engines,
    clusters,
    runUnderWay: underWay,
    log,
    over: over.signal,
  });
  const tool = createTool({ tool: doors.tool, plugins: async () => driverPlugins(await searchPath(config())) });
  const machines = life.add(createMachineService({ config, doors, clusters, log, t }));
  return {
    clusters,
    runs,
    swarms,
    tool,
    machines,
    containers: createContainerService({ doors, clusters }),
    agents: createSwarmAgents({ doors, clusters, runUnderWay: underWay }),
    dispose: () => {
      // Abort before the clients are disposed, so that runs know the reason.
      over.abort();
      life.dispose();
    },
  };
}

/** The PATH that docker-machine is started with. */
async function searchPath({ environment }: Config): Promise<string> {
  // A missing secret prevents docker-machine from starting, and is reported there.
  const added = await environment().catch((): Readonly<Record<string, string>> => ({}));
  return added['PATH'] ?? process.env['PATH'] ?? '';
}

/** Creates the real clients. They open no connection until the first call. */
export function createDoors(config: () => Config, log: Log): Doors {
  const life = new Lifetime();
  const timeout = (): Milliseconds => seconds(config().probeTimeout);
  const { storagePath } = config();
  const cli = life.add(
    createMachineCli({
      path: () => config().machinePath,
      storagePath: () => storagePath,
      environment: () => config().environment(),
      secrets: async () => (await config().secrets?.()) ?? [],
      log,
    }),
  );
  const { store, tool } = withDriverAddresses(createMachineStore(storagePath, log), cli, (error) => {
    log.error('A listener to addresses of machines failed', error);
  });
  life.add(store);
  const engines = life.add(createEnginePool({ probeTimeout: timeout, log }));
  return {
    store: {
      ...store,
      // Machines come and go while the window is open: drop the clients of those that were removed.
      read: async () => {
        const contents = await store.read();
        if (!contents.failure)
          engines.keepOnly(contents.entries.flatMap((entry) => ('machine' in entry ? [entry.machine] : [])));
        return contents;
      },
    },
    tool,
    engines,
    keyValueStores: createKeyValueStores({ timeout, log }),
    hosts: createHosts({ timeout, log }),
    dispose: () => {
      life.dispose();
    },
  };
}
