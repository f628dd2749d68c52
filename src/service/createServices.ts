/** Puts the services together: the real doors, and what stands on them. */
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
 * The services on one machine store, with the settings of now: which store, which docker-machine and which credentials a question was
 * about stays so until they end. Whoever makes them ends them, and with them the doors, given ones too.
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
      // Before the doors end, so that runs know why.
      over.abort();
      life.dispose();
    },
  };
}

/** The PATH that docker-machine is started with. */
async function searchPath({ environment }: Config): Promise<string> {
  // A secret that nobody has given keeps docker-machine from being started, and tells of it there.
  const added = await environment().catch((): Readonly<Record<string, string>> => ({}));
  return added['PATH'] ?? process.env['PATH'] ?? '';
}

/** The real ones. They open nothing before they are asked. */
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
      // Machines come and go for as long as the window is open: doors to those that are gone would be kept for nothing.
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
