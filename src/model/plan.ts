/**
 * A plan lists the steps from the current state to the desired state, as data. Each step is one external call with its cause and its undo;
 * nothing here runs anything. `execute` runs the steps and decides nothing.
 */
import type { Condition } from './condition.ts';
import type { CreateStage } from './failure.ts';
import type { Path } from '../base/hostPath.ts';
import type { Targets } from './identity.ts';
import type { StoreType } from './keyValueStore.ts';
import type { Availability, NodeChange, NodeRole, SwarmToInit } from './swarmMode.ts';
import type { Warning } from './planWarning.ts';

export interface Plan {
  readonly verb: 'up' | 'down' | 'rollback';
  readonly cluster: string;
  /** A directed acyclic graph: see `inOrder`. */
  readonly steps: readonly Step[];
  /** Warnings to read before it runs. */
  readonly warnings: readonly Warning[];
  /** Machines that `verb` covers and that need no change. */
  readonly standing: readonly string[];
  /** The conditions as known before it runs; `up` only. */
  readonly conditions?: readonly Condition[];
  /** The machines and the machine store that it was created for; undefined for a plan that cannot be run. */
  readonly targets?: Targets | undefined;
}

export interface Step {
  /** Identifies the step in other steps' `after`, the journal and the log: `create swarm-node1`. */
  readonly id: string;
  readonly action: Action;
  readonly after: readonly string[];
  /** It may start once that create has reached this stage or a later one. */
  readonly afterStage?: { readonly step: string; readonly stage: CreateStage } | undefined;
  readonly cause: Cause;
  /** The action that undoes only this step; undefined if there is nothing to undo. */
  readonly undo: Action | undefined;
  /** Dependent steps run even if it fails (cleaning a dead host before its record is removed). */
  readonly mayFail: boolean;
}

/** An external call. `perform` maps these to functions. */
export type Action =
  | { readonly kind: 'createMachine'; readonly machine: MachineToCreate }
  | { readonly kind: 'removeMachine'; readonly machine: string; readonly driver: string }
  | { readonly kind: 'startMachine'; readonly machine: string }
  | { readonly kind: 'checkEngineVersion'; readonly machine: string }
  /** Checks whether a host reaches a store that this computer cannot reach or does not ask. */
  | { readonly kind: 'probeStore'; readonly machine: string; readonly url: string }
  | { readonly kind: 'pullImage'; readonly machine: string; readonly image: string }
  | { readonly kind: 'runContainer'; readonly machine: string; readonly container: ContainerToRun }
  /** `id`: the observed container; another one that has taken its name is not touched. Undefined if none was observed. */
  | {
      readonly kind: 'startContainer';
      readonly machine: string;
      readonly container: string;
      readonly id?: string | undefined;
    }
  /** `id`: as in `startContainer`. */
  | {
      readonly kind: 'removeContainer';
      readonly machine: string;
      readonly container: string;
      readonly id?: string | undefined;
      /** Volumes that a later step removes, recorded here while the container still holds them. */
      readonly volumes?: readonly string[];
    }
  /** `container`: the ID of the container that held it when observed; another volume that has taken its name is not touched. */
  | {
      readonly kind: 'removeVolume';
      readonly machine: string;
      readonly volume: string;
      readonly container?: string | undefined;
    }
  /**
   * Cleans a host that keeps running, over SSH because its engine may not be reachable from here. Starts the engine, which an interrupted
   * or failed create leaves stopped and the next create would wait for in vain (60 tries, 200 s; observed). Removes docker-machine's
   * settings if the engine does not start with them. Removes existing `containers`: by ID if known, else those of that name that are part
   * of a cluster. Makes the engine leave the swarm that it resumes.
   */
  | {
      readonly kind: 'restoreEngine';
      readonly machine: string;
      readonly containers: readonly ContainerToTakeOff[];
      readonly leavesSwarm: boolean;
      /** The engine's last known IDs; a different engine is left untouched. Undefined if it has never answered. */
      readonly was?: EngineMark | undefined;
    }
  | { readonly kind: 'awaitStore'; readonly store: StoreReference }
  /** Classic: waits until the manager reports all `nodes` healthy. None: waits until each engine has registered in the store. */
  | {
      readonly kind: 'awaitNodes';
      readonly manager: string | undefined;
      readonly nodes: readonly string[];
      readonly store: StoreReference;
    }
  /**
   * Announces an engine to all others again. Engines that start at the same moment contact each other before either listens (serf,
   * 7946/tcp), and one that was refused everywhere retries only when another engine is announced. Until then its containers reach no
   * others, although every node is healthy (observed in 1 of 4 parallel runs).
   */
  | { readonly kind: 'introduceEngine'; readonly machine: string; readonly store: StoreReference }
  | { readonly kind: 'initSwarm'; readonly machine: string; readonly swarm: SwarmToInit }
  /**
   * Reads the addresses and the token from the manager `via` when it runs: plans contain no tokens. Idempotent: succeeds if already in that
   * swarm.
   */
  | ({ readonly kind: 'joinSwarm'; readonly machine: string; readonly as: SwarmPlace } & ThroughManager)
  /**
   * Forced, because managers refuse to leave otherwise: the planner ensures that the others keep their majority. Idempotent: succeeds if in
   * no swarm.
   */
  | {
      readonly kind: 'leaveSwarm';
      readonly machine: string;
      /** Its node ID in that swarm; undefined if unknown. */
      readonly nodeId?: string | undefined;
    }
  /** Completes once the managers show the change: a drained node runs no more tasks. */
  | ({ readonly kind: 'updateNode'; readonly node: NodeReference; readonly change: NodeChange } & ThroughManager)
  /** Forced: a node that has left is reported ready until it misses its heartbeat (15 s; observed). A manager is demoted first. */
  | ({ readonly kind: 'removeNode'; readonly node: NodeReference } & ThroughManager)
  /** Waits until the first of `managers` that answers reports all `nodes` ready and all `managers` reachable. */
  | { readonly kind: 'awaitSwarm'; readonly managers: readonly string[]; readonly nodes: readonly string[] }
  /** Idempotent if an overlay network of that name exists: the store may remember it from an earlier cluster. */
  | { readonly kind: 'createNetwork'; readonly via: NetworkDoor; readonly network: NetworkToCreate }
  | {
      readonly kind: 'removeNetwork';
      readonly via: NetworkDoor;
      readonly network: string;
      /** As in `removeContainer`. */
      readonly id?: string | undefined;
    };

/** IDs of an engine and of its swarm node; empty if unknown, or if it is in no swarm. */
export interface EngineMark {
  readonly engine: string;
  readonly node: string;
}

/** A container on a host whose engine does not answer. */
export interface ContainerToTakeOff {
  readonly name: string;
  /** Undefined if the engine has not reported it. */
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
  /** Exit code 0 does not prove success. */
  | { readonly kind: 'proof' }
  /** The engine's version decides whether the other machines can be created at all. */
  | { readonly kind: 'gate' }
  | { readonly kind: 'goes' }
  /** The host keeps running, and another create would fail with this on it. */
  | { readonly kind: 'livesOn' }
  /** The node list has a stale entry of the machine: down, with the same hostname. */
  | { readonly kind: 'formerLife' }
  /** It is a member in name only: its join never completed, or the managers have removed its node. */
  | { readonly kind: 'lostNode' }
  /** It exists, but the file specifies something else. */
  | { readonly kind: 'fileSays' }
  /** A failed or cancelled run created it. */
  | { readonly kind: 'rolledBack' };

/** The arguments of `docker-machine create`. */
export interface MachineToCreate {
  readonly name: string;
  readonly driver: string;
  /** Driver options without leading dashes; a list repeats the option, `true` is a bare flag. */
  readonly options: Readonly<Record<string, OptionValue>>;
  /** Environment variables by secret option: docker-machine reads the value there because every user can see its arguments. */
  readonly variables?: Readonly<Record<string, string>>;
  /** `--engine-opt` values that do not depend on the store, in order. */
  readonly engineOptions: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly insecureRegistries: readonly string[];
  readonly registryMirrors: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Empty for docker-machine's own. */
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
  /** `--swarm-opt`s of the manager. */
  readonly options: readonly string[];
}

/** How a machine joins a swarm. `interface` is the one at which other hosts reach it. */
export interface SwarmPlace {
  readonly role: NodeRole;
  readonly interface: string;
  readonly availability: Availability;
}

/** The manager through which a step reads or changes the node list. */
export interface ThroughManager {
  readonly via: string;
  /** Other current or future managers, used if `via` is silent or no longer a manager. */
  readonly others?: readonly string[];
}

/** Identifies an entry of the managers' node list. */
export interface NodeReference {
  readonly id: string;
  readonly hostname: string;
}

/** The store's URL: known now, or once its machine has an address. */
export type StoreReference =
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'machine'; readonly machine: string; readonly type: StoreType; readonly port: number };

/** Placeholder in a container's command and environment for the address of its machine. */
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

/** The client that creates a network: the swarm manager on a machine, or that machine's own engine. */
export type NetworkDoor =
  { readonly kind: 'manager'; readonly machine: string } | { readonly kind: 'engine'; readonly machine: string };

export interface NetworkToCreate {
  readonly name: string;
  readonly subnet: string;
  readonly gateway: string;
  readonly isInternal: boolean;
  readonly isAttachable: boolean;
  readonly isEncrypted: boolean;
  /** 0 for the driver's default. */
  readonly mtu: number;
}
