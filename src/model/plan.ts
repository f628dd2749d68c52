/**
 * A plan: what will be done to turn what is into what is wanted, as data. Each step is one call to the outside with its cause
 * and its undo; nothing here runs anything. `execute` walks the steps and decides nothing.
 */
import type { Milliseconds } from '../base/units.ts';
import type { Condition } from './condition.ts';
import type { CreateStage, Failure, Path } from './failure.ts';
import type { Targets } from './identity.ts';
import type { StoreType } from './keyValueStore.ts';
import type { MachineIdentity } from './machine.ts';
import type { Availability, NodeChange, NodeRole, SwarmToInit } from './swarmMode.ts';

export interface Plan {
  readonly verb: 'up' | 'down' | 'rollback';
  readonly cluster: string;
  /** A graph without cycles: see `inOrder`. */
  readonly steps: readonly Step[];
  /** What a person should know before it runs. */
  readonly warnings: readonly Warning[];
  /** Machines that `verb` is about and that are already as wanted. */
  readonly standing: readonly string[];
  /** The conditions as far as they are known before it runs; `up` only. */
  readonly conditions?: readonly Condition[];
  /** The machines that it was made for, and their store; undefined: a plan that nobody can run. */
  readonly targets?: Targets | undefined;
}

export interface Step {
  /** What the step is called in other steps' `after`, the journal and the log: `create swarm-node1`. */
  readonly id: string;
  readonly action: Action;
  readonly after: readonly string[];
  /** It need not wait for the end of that create: once this stage, or a later one, has begun is enough. */
  readonly afterStage?: { readonly step: string; readonly stage: CreateStage } | undefined;
  readonly cause: Cause;
  /** What takes back just this step; undefined where nothing is to be taken back. */
  readonly undo: Action | undefined;
  /** True: the steps behind it run even when it failed (cleaning a dead host before its record is removed). */
  readonly mayFail: boolean;
}

/** One call to the outside. `perform` is a table from these to functions. */
export type Action =
  | { readonly kind: 'createMachine'; readonly machine: MachineToCreate }
  | { readonly kind: 'removeMachine'; readonly machine: string; readonly driver: string }
  | { readonly kind: 'startMachine'; readonly machine: string }
  | { readonly kind: 'checkEngineVersion'; readonly machine: string }
  /** Whether a host reaches a store that this computer does not reach, or does not ask. */
  | { readonly kind: 'probeStore'; readonly machine: string; readonly url: string }
  | { readonly kind: 'pullImage'; readonly machine: string; readonly image: string }
  | { readonly kind: 'runContainer'; readonly machine: string; readonly container: ContainerToRun }
  /** `id`: the container that was seen; one that has its name since is left alone. Undefined: none was seen yet. */
  | {
      readonly kind: 'startContainer';
      readonly machine: string;
      readonly container: string;
      readonly id?: string | undefined;
    }
  /** `id`: as of `startContainer`. */
  | {
      readonly kind: 'removeContainer';
      readonly machine: string;
      readonly container: string;
      readonly id?: string | undefined;
      /** Its volumes that a later step removes: which ones these are is noted while it holds them. */
      readonly volumes?: readonly string[];
    }
  /** `container`: the ID of the one that held it when it was seen; a volume that has its name since is left alone. */
  | {
      readonly kind: 'removeVolume';
      readonly machine: string;
      readonly volume: string;
      readonly container?: string | undefined;
    }
  /**
   * Over SSH, for a host that lives on: starts its engine, which a create that was cut off or failed leaves stopped, and which the
   * next create would wait for in vain (60 tries, 200 s; seen); takes docker-machine's settings away when it does not start with
   * them. Removes `containers` (those that are there: by ID where one was seen, else those that make a cluster and no others of the
   * name) and has the engine leave the swarm that it wakes up in, as it may not be there to be asked from here.
   */
  | {
      readonly kind: 'restoreEngine';
      readonly machine: string;
      readonly containers: readonly ContainerToTakeOff[];
      readonly leavesSwarm: boolean;
      /** What its engine said of itself last: another one there is left alone. Undefined: it has never answered. */
      readonly was?: EngineMark | undefined;
    }
  | { readonly kind: 'awaitStore'; readonly store: StoreReference }
  /** Classic: until the manager calls all of `nodes` healthy. None: until each engine has registered in the store. */
  | {
      readonly kind: 'awaitNodes';
      readonly manager: string | undefined;
      readonly nodes: readonly string[];
      readonly store: StoreReference;
    }
  /**
   * Has all engines told of one of them once more. Engines that start at the same moment try each other before either listens
   * (serf, 7946/tcp), and one that was refused everywhere tries again only when it is told of somebody: until then its containers
   * reach nobody, though every node is healthy (seen in 1 of 4 parallel runs).
   */
  | { readonly kind: 'introduceEngine'; readonly machine: string; readonly store: StoreReference }
  | { readonly kind: 'initSwarm'; readonly machine: string; readonly swarm: SwarmToInit }
  /**
   * Its addresses and the token are read from `via`, a manager, when it runs: a token is in no plan. Being in that swarm already is
   * as wanted.
   */
  | ({ readonly kind: 'joinSwarm'; readonly machine: string; readonly as: SwarmPlace } & ThroughManager)
  /**
   * By force, without which no manager goes: whoever plans it sees to it that the others keep their majority. Being in none is as
   * wanted.
   */
  | {
      readonly kind: 'leaveSwarm';
      readonly machine: string;
      /** The node that its engine is there; undefined: not known. */
      readonly nodeId?: string | undefined;
    }
  /** Done once the managers show it: a drained node runs no task any more. */
  | ({ readonly kind: 'updateNode'; readonly node: NodeReference; readonly change: NodeChange } & ThroughManager)
  /** By force: one that has left counts as ready until its heartbeat is missed (15 s; seen). A manager is demoted first. */
  | ({ readonly kind: 'removeNode'; readonly node: NodeReference } & ThroughManager)
  /** Until the first of `managers` that answers calls all `nodes` ready, and all `managers` reachable. */
  | { readonly kind: 'awaitSwarm'; readonly managers: readonly string[]; readonly nodes: readonly string[] }
  /** An overlay network of that name is as wanted: the store may remember it from an earlier life of the cluster. */
  | { readonly kind: 'createNetwork'; readonly via: NetworkDoor; readonly network: NetworkToCreate }
  | {
      readonly kind: 'removeNetwork';
      readonly via: NetworkDoor;
      readonly network: string;
      /** As of `removeContainer`. */
      readonly id?: string | undefined;
    };

/** Which engine it is, and which node of a swarm; empty: not told, or in none. */
export interface EngineMark {
  readonly engine: string;
  readonly node: string;
}

/** A container of a host whose engine does not answer. */
export interface ContainerToTakeOff {
  readonly name: string;
  /** Undefined: the engine has not told it. */
  readonly id?: string | undefined;
  /** The image that its machine's record names for it. */
  readonly image?: string | undefined;
}

/** Why a step is in the plan. */
export type Cause =
  | { readonly kind: 'missing' }
  | { readonly kind: 'leftover' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'notAnswering' }
  /** Exit code 0 is no proof. */
  | { readonly kind: 'proof' }
  /** The engine's generation decides whether the others can be made at all. */
  | { readonly kind: 'gate' }
  | { readonly kind: 'goes' }
  /** The host lives on, and could not be created again with this on it. */
  | { readonly kind: 'livesOn' }
  /** The list of nodes holds a former life of the machine: down, and of the same hostname. */
  | { readonly kind: 'formerLife' }
  /** It is in a swarm in name only: its join never came to an end, or the managers have removed it from their list. */
  | { readonly kind: 'lostNode' }
  /** It is there, and the file wants it otherwise. */
  | { readonly kind: 'fileSays' }
  /** A failed or cancelled run made it. */
  | { readonly kind: 'rolledBack' };

/** Everything `docker-machine create` is told. */
export interface MachineToCreate {
  readonly name: string;
  readonly driver: string;
  /** Driver options without their leading dashes; a list is the option several times, `true` a bare flag. */
  readonly options: Readonly<Record<string, OptionValue>>;
  /** By secret option: the environment variable in which its value is given to docker-machine, as any user sees its arguments. */
  readonly variables?: Readonly<Record<string, string>>;
  /** `--engine-opt` values that do not depend on the store, in order. */
  readonly engineOptions: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly insecureRegistries: readonly string[];
  readonly registryMirrors: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Empty: docker-machine's own. */
  readonly installUrl: string;
  /** The store it joins; undefined for the store's own machine, and in swarm mode. */
  readonly store: StoreReference | undefined;
  /** `cluster-advertise`, e.g. `eth1:2376`; empty without a store. */
  readonly advertise: string;
  readonly swarm: SwarmToJoin | undefined;
}

export type OptionValue = string | number | boolean | readonly string[];

export interface SwarmToJoin {
  readonly isMaster: boolean;
  readonly image: string;
  readonly strategy: string;
  /** `--swarm-opt`s, for the manager. */
  readonly options: readonly string[];
}

/** As what a machine joins a swarm of swarm mode. `interface` is the one that its host is reached by. */
export interface SwarmPlace {
  readonly role: NodeRole;
  readonly interface: string;
  readonly availability: Availability;
}

/** Whom a step asks that reads or changes the list of nodes. */
export interface ThroughManager {
  readonly via: string;
  /** Other machines that manage, or will by then: asked where `via` has fallen silent, or manages no more. */
  readonly others?: readonly string[];
}

/** An entry of the managers' list. */
export interface NodeReference {
  readonly id: string;
  readonly hostname: string;
}

/** Where the store is: known now, or once its machine has an address. */
export type StoreReference =
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'machine'; readonly machine: string; readonly type: StoreType; readonly port: number };

/** Stands in a container's command and environment for the address of the machine that it runs on. */
export const addressPlaceholder = '{address}';

export interface ContainerToRun {
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
  /** `host:container`, tcp. */
  readonly ports: readonly { readonly host: number; readonly container: number }[];
  readonly volume: { readonly name: string; readonly path: Path };
  readonly restart: 'always';
  readonly labels: Readonly<Record<string, string>>;
  readonly environment: readonly string[];
}

/** Who is asked to make a network: the swarm manager on a machine, or that machine's own engine. */
export type NetworkDoor =
  { readonly kind: 'manager'; readonly machine: string } | { readonly kind: 'engine'; readonly machine: string };

export interface NetworkToCreate {
  readonly name: string;
  readonly subnet: string;
  readonly gateway: string;
  readonly isInternal: boolean;
  readonly isAttachable: boolean;
  readonly isEncrypted: boolean;
  /** 0: the driver's own. */
  readonly mtu: number;
}

/** What is worth saying before a plan runs, though it can. */
export type Warning =
  /** moby/libnetwork#2006. */
  | { readonly kind: 'zookeeperCrashes' }
  | {
      readonly kind: 'differs';
      readonly machine: string;
      readonly option: string;
      readonly wanted: string;
      readonly found: string;
    }
  | { readonly kind: 'storeImageUnpinned'; readonly image: string }
  /** It was not made for this cluster, but is what `up` would have made: it is used. */
  | { readonly kind: 'adopted'; readonly machine: string }
  | {
      readonly kind: 'networkDiffers';
      readonly network: string;
      readonly option: string;
      readonly wanted: string;
      readonly found: string;
    }
  /** Overlay networks live in the store, or in the managers of a swarm: they go with it. */
  | { readonly kind: 'networksGo'; readonly networks: readonly string[] }
  | { readonly kind: 'servicesGo'; readonly services: readonly string[] }
  /** Nodes of the swarm that are no machines of the store; with `managers` gone nobody can change anything there any more. */
  /** Nothing but the URL of the store connects these machines to the cluster; that may be another store in another network. */
  | { readonly kind: 'membershipUnclear'; readonly machines: readonly string[]; readonly url: string }
  | { readonly kind: 'strangersStay'; readonly nodes: readonly string[]; readonly managers: 'stay' | 'go' }
  /** As many may fail as with one manager less. */
  | { readonly kind: 'managersEven'; readonly count: number }
  /** Each change waits for more than half of them. */
  | { readonly kind: 'managersMany'; readonly count: number }
  /** Certificates that others make may not be valid there yet, or no more. */
  | { readonly kind: 'clockOff'; readonly machine: string; readonly skew: Milliseconds }
  | { readonly kind: 'hostLivesOn'; readonly machine: string }
  /** Its host did not answer: what `up` put there stays. */
  | { readonly kind: 'hostSkipped'; readonly machine: string; readonly failure: Failure }
  | { readonly kind: 'volumeStays'; readonly machine: string; readonly volume: string }
  | { readonly kind: 'containersGo'; readonly machine: string; readonly containers: readonly string[] }
  /** It goes with what is on it, and its engine has never answered in this window: it may be stopped. */
  | { readonly kind: 'contentsUnknown'; readonly machine: string }
  | { readonly kind: 'newestEngine'; readonly driver: string }
  /** The driver virtualbox creates and starts machines by it, and it is not on docker-machine's PATH. */
  | { readonly kind: 'vboxManageMissing' }
  /** Its driver reads that option from no environment variable, so any user of this computer can see the value while `create` runs. */
  | { readonly kind: 'secretInArguments'; readonly option: string; readonly driver: string }
  | { readonly kind: 'interfaceUnlikely'; readonly interface: string; readonly driver: string };

/** What is told while a plan runs, and what the journal keeps. */
export type StepEvent =
  /** It has not begun: another window must have made the VM of `behind` first. */
  | { readonly kind: 'waiting'; readonly step: string; readonly behind: string; readonly at: Date }
  | { readonly kind: 'began'; readonly step: string; readonly at: Date }
  | { readonly kind: 'stage'; readonly step: string; readonly stage: string; readonly at: Date }
  | { readonly kind: 'said'; readonly step: string; readonly line: string; readonly at: Date }
  /** A create has made a machine, however it ends: what can be taken back. */
  | {
      readonly kind: 'made';
      readonly step: string;
      readonly machine: string;
      readonly identity: MachineIdentity;
      readonly at: Date;
    }
  /** A container, a network or a node of a swarm was created, however the step ends: Docker's ID of it. */
  | { readonly kind: 'madeObject'; readonly step: string; readonly id: string; readonly at: Date }
  | { readonly kind: 'done'; readonly step: string; readonly at: Date }
  | { readonly kind: 'failed'; readonly step: string; readonly failure: Failure; readonly at: Date }
  | { readonly kind: 'skipped'; readonly step: string; readonly because: string; readonly at: Date };

/** In place of a step's id in `because`: the run was cancelled before the step began. */
export const becauseCancelled = 'cancelled';

/** How a run ended, step by step: the truth, whatever was hoped for. */
export interface RunSummary {
  readonly verb: Plan['verb'];
  readonly cluster: string;
  readonly done: readonly string[];
  readonly failed: readonly { readonly step: string; readonly failure: Failure }[];
  /** `because`: the step whose failure it rests on, or `becauseCancelled`. */
  readonly skipped: readonly { readonly step: string; readonly because: string }[];
  /** The run was cancelled, and something was left undone by that. */
  readonly isCancelled: boolean;
  /** By name, the machines that it made. Undefined: not known. */
  readonly made?: Readonly<Record<string, MachineIdentity>> | undefined;
  /** By step, the ID of the container, network or node of a swarm that it made. Undefined: not known. */
  readonly madeObjects?: Readonly<Record<string, string>> | undefined;
}

/** The machines that a plan's steps name, also those to be made. */
export function machinesOf({ steps }: Plan): readonly string[] {
  return [...new Set(steps.flatMap(({ action }) => namesOf(action)))];
}

function namesOf(action: Action): readonly string[] {
  switch (action.kind) {
    case 'createMachine':
      return [action.machine.name];
    case 'awaitStore':
      return inStore(action.store);
    case 'awaitNodes':
      return [...(action.manager === undefined ? [] : [action.manager]), ...action.nodes, ...inStore(action.store)];
    case 'introduceEngine':
      return [action.machine, ...inStore(action.store)];
    case 'joinSwarm':
      return [action.machine, action.via, ...(action.others ?? [])];
    case 'updateNode':
    case 'removeNode':
      return [action.via, ...(action.others ?? [])];
    case 'awaitSwarm':
      return [...action.managers, ...action.nodes];
    case 'createNetwork':
    case 'removeNetwork':
      return [action.via.machine];
    case 'removeMachine':
    case 'startMachine':
    case 'checkEngineVersion':
    case 'probeStore':
    case 'pullImage':
    case 'runContainer':
    case 'startContainer':
    case 'removeContainer':
    case 'removeVolume':
    case 'restoreEngine':
    case 'initSwarm':
    case 'leaveSwarm':
      return [action.machine];
  }
}

const inStore = (store: StoreReference): readonly string[] => (store.kind === 'machine' ? [store.machine] : []);
