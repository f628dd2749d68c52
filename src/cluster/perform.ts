/** Maps each kind of action to the function that performs it, which makes the calls and nothing else. */
import type { Translate } from '../base/text.ts';
import { seconds } from '../base/units.ts';
import type { Doors } from '../docker/doors.ts';
import * as machineCommands from '../docker/machineCommands.ts';
import type { Outcome } from '../model/failure.ts';
import type { Targets } from '../model/identity.ts';
import type { Action } from '../model/plan.ts';
import type { Perform } from './execute.ts';
import { pullImage, removeContainer, removeVolume, runContainer } from './performContainers.ts';
import { createMachine, removeMachine, restoreEngine } from './performMachines.ts';
import { createNetwork } from './performNetworks.ts';
import { awaitSwarm, initSwarm, joinSwarm, leaveSwarm, removeNode, updateNode } from './performSwarm.ts';
import { RunTargets } from './runTargets.ts';
import { RunVolumes } from './runVolumes.ts';
import { awaitNodes, awaitStore, checkEngineVersion, probeStore } from './performWaits.ts';
import {
  changeOnEngine,
  confirmMachine,
  findMachine,
  onDoor,
  runTool,
  storeUrl,
  type Doing,
  type Patience,
  type World,
} from './performWorld.ts';

/**
 * Observed with real swarms: a node that starts without the key-value store is listed after 58 s, with etcd 3.3 all are after 60 s, and a
 * restarted engine is healthy after 50 s. Three times that means something is wrong. Managers agree within seconds.
 */
export const patience: Patience = {
  store: seconds(60),
  nodes: seconds(180),
  unlisted: seconds(15),
  swarm: seconds(60),
  between: 300,
  probe: seconds(5),
};

export interface PerformOptions {
  readonly t: Translate;
  readonly patience?: Patience;
  /** The targets of a run. Undefined: nothing to compare with. */
  readonly targets?: Targets | undefined;
}

type Performers = {
  readonly [K in Action['kind']]: (action: Doing<K>, world: World) => Promise<Outcome<void>>;
};

const performers: Performers = {
  createMachine,
  removeMachine,
  startMachine: async ({ machine }, world) => {
    const confirmed = await confirmMachine(machine, world);
    return confirmed.ok ? runTool(machineCommands.start(machine), world) : confirmed;
  },
  checkEngineVersion,
  probeStore,
  pullImage,
  runContainer,
  startContainer: ({ machine, container, id }, world) =>
    changeOnEngine(machine, world, (engine) => engine.startContainer(id ?? container, world.call)),
  removeContainer,
  removeVolume,
  restoreEngine,
  awaitStore,
  awaitNodes,
  introduceEngine: async ({ machine, store }, world) => {
    const url = await storeUrl(store, world);
    if (!url.ok) return url;
    const found = await findMachine(machine, world);
    if (!found.ok) return found;
    const { address = '', enginePort } = found.value;
    return world.doors.keyValueStores.reintroduce(url.value, `${address}:${String(enginePort)}`, world.call);
  },
  initSwarm,
  joinSwarm,
  leaveSwarm,
  updateNode,
  removeNode,
  awaitSwarm,
  createNetwork,
  removeNetwork: async ({ via, network, id }, world) => {
    const confirmed = await confirmMachine(via.machine, world);
    return confirmed.ok ? onDoor(via, world, (door) => door.removeNetwork(id ?? network, world.call)) : confirmed;
  },
};

/** Binds the table to its clients, for `execute`. */
export function createPerform(doors: Doors, options: PerformOptions): Perform {
  const silent = new Set<string>();
  const targets = new RunTargets(options.targets);
  const volumes = new RunVolumes();
  return (action, telling) => {
    const world: World = {
      ...telling,
      doors,
      t: options.t,
      patience: options.patience ?? patience,
      call: { signal: telling.signal },
      silent,
      volumes,
      targets,
    };
    // TypeScript cannot infer that an action's kind selects the matching function.
    const perform = performers[action.kind] as (action: Action, world: World) => Promise<Outcome<void>>;
    return perform(action, world);
  };
}
