/** A cluster as it was recognised from what exists: machines that share a key-value store, or one swarm. */
import { derived } from '../base/derived.ts';
import type { ClassicNode, ManagerInfo } from './classicSwarm.ts';
import type { Address, Failure } from './failure.ts';
import type { StorePaths, StoreState, StoreUrl } from './keyValueStore.ts';
import type { Endpoint, OverlayNetwork } from './network.ts';
import { lastOf, type Seen } from './seen.ts';
import type { NodeClaims, SwarmView } from './swarmMode.ts';

export const orchestrations = ['classic', 'swarm-mode', 'none'] as const;
export type Orchestration = (typeof orchestrations)[number];

/** `dockeroverlay.cluster` on an engine names the cluster it was made for. */
export const clusterLabel = 'dockeroverlay.cluster';
/** `dockeroverlay.orchestration` on an engine: what it was made for, told before anything else can tell. */
export const orchestrationLabel = 'dockeroverlay.orchestration';

export type Role = 'keyValueStore' | 'manager' | 'node';

/** How well a machine, a cluster or a service is. `unknown`: not all have answered yet, or what is not well yet is in progress. */
export type Level = 'healthy' | 'degraded' | 'down' | 'unknown';

export interface Member {
  /** Name in the machine store. */
  readonly machine: string;
  readonly role: Role;
}

export interface Cluster {
  readonly name: string;
  readonly orchestration: Orchestration;
  /** Store machine first, then managers, then nodes; each by name. */
  readonly members: readonly Member[];
  /** Undefined in swarm mode. */
  readonly store: ClusterKeyValueStore | undefined;
  /** The classic swarm managers; the first that answers speaks for the cluster. Empty for the other orchestrations. */
  readonly managers: readonly ClusterManager[];
  /** Swarm mode only. */
  readonly swarm: ClusterSwarm | undefined;
  readonly networks: Seen<readonly OverlayNetwork[]>;
  /** A run of this window makes machines of it: that the rest of it does not stand yet is no news. */
  readonly isBeingMade: boolean;
  /** Nothing of it was well when that run began: how many there will be nobody counts yet. */
  readonly isNew: boolean;
  /** What the networks keep of containers that are not there any more. */
  readonly ghosts: readonly Ghost[];
}

/** An endpoint whose container is in no engine's list. */
export interface Ghost {
  readonly networkId: string;
  /** Its name. */
  readonly network: string;
  readonly endpoint: Endpoint;
  /** An engine lists it, so the key-value store has it and the network cannot be removed; undefined: no engine was asked. */
  readonly isBlocking: boolean | undefined;
}

/** A cluster's swarm, as the first living of its managers tells it. */
export interface ClusterSwarm {
  /** Undefined while only workers answer, which do not know it. */
  readonly id: string | undefined;
  /** The machine whose manager gave `view`; undefined: none has answered yet. */
  readonly source: string | undefined;
  /**
   * Failed when no manager tells: none answers, none leads (`swarmWithoutLeader`), all are locked (`swarmLocked`), none is ours
   * (`notAManager`), or there is none yet (`notInSwarm`).
   */
  readonly view: Seen<SwarmView>;
  /** Which nodes the engines of all machines say they are. */
  readonly claims?: NodeClaims;
  /** `host:2377` of the managers as engines of the swarm know them, workers too. */
  readonly managers: readonly Address[];
}

export interface ClusterKeyValueStore {
  /** As the engines are told it. */
  readonly url: string;
  readonly parsed: StoreUrl | undefined;
  /** Where its engines register; absent: below the path of the URL. */
  readonly paths?: StorePaths;
  /** The machine at that URL, where it is one of ours. */
  readonly machine: string | undefined;
  readonly state: Seen<StoreState>;
  /** What machines measured: can this host reach the store? Missing: not measured. */
  readonly reach: ReadonlyMap<
    string,
    { readonly reached: true } | { readonly reached: false; readonly failure: Failure }
  >;
}

export interface ClusterManager {
  readonly machine: string;
  readonly address: Address;
  readonly info: Seen<ManagerInfo>;
  /** Which of the nodes in its last answer each member is. */
  readonly nodes?: ReadonlyMap<string, ClassicNode>;
}

export function memberOf(cluster: Cluster, machine: string): Member | undefined {
  return membersByMachine(cluster).get(machine);
}

const membersByMachine = derived(
  ({ members }: Cluster): ReadonlyMap<string, Member> => new Map(members.map((each) => [each.machine, each])),
);

/** The manager that speaks: the first seen, else the first with an older answer, else the first. */
export function speaker(cluster: Cluster): ClusterManager | undefined {
  return (
    cluster.managers.find((each) => each.info.state === 'seen') ??
    cluster.managers.find((each) => each.info.state !== 'seen' && each.info.last !== undefined) ??
    cluster.managers[0]
  );
}

/** Nobody has told of it yet, and a run is making those who will: that they do not answer is no news. */
export function isToCome({ isBeingMade }: Cluster, told: Seen<unknown>): boolean {
  return isBeingMade && lastOf(told) === undefined;
}
