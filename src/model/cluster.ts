/** A cluster as discovered from existing machines: they share a key-value store or a swarm. */
import { derived } from '../base/derived.ts';
import type { ClassicNode, ManagerInfo } from './classicSwarm.ts';
import type { Failure } from './failure.ts';
import type { Address } from './address.ts';
import type { StorePaths, StoreState, StoreUrl } from './keyValueStore.ts';
import type { Endpoint, OverlayNetwork } from './network.ts';
import { lastOf, type Seen } from './seen.ts';
import type { NodeClaims, SwarmView } from './swarmMode.ts';

export const orchestrations = ['classic', 'swarm-mode', 'none'] as const;
export type Orchestration = (typeof orchestrations)[number];

/** The engine label `dockeroverlay.cluster` names the cluster that the engine was created for. */
export const clusterLabel = 'dockeroverlay.cluster';
/**
 * The engine label `dockeroverlay.orchestration` gives the orchestration that the engine was created for, before anything else shows it.
 */
export const orchestrationLabel = 'dockeroverlay.orchestration';

export type Role = 'keyValueStore' | 'manager' | 'node';

/** Health of a machine, a cluster or a service. `unknown`: some have not answered yet, or an unhealthy part is still in progress. */
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
  /** The classic swarm managers; the first that answers is the source of the cluster's state. Empty for the other orchestrations. */
  readonly managers: readonly ClusterManager[];
  /** Swarm mode only. */
  readonly swarm: ClusterSwarm | undefined;
  readonly networks: Seen<readonly OverlayNetwork[]>;
  /** A run of this window is creating its machines, so missing parts are not reported. */
  readonly isBeingMade: boolean;
  /** None of its machines were healthy when that run began, so they are not counted yet. */
  readonly isNew: boolean;
  /** Stale endpoints of its networks. */
  readonly staleEndpoints: readonly StaleEndpoint[];
}

/** An endpoint whose container no engine lists. */
export interface StaleEndpoint {
  readonly networkId: string;
  readonly network: string;
  readonly endpoint: Endpoint;
  /** An engine lists it, so the key-value store has it and the network cannot be removed; undefined if no engine was asked. */
  readonly isBlocking: boolean | undefined;
}

/** A cluster's swarm, as reported by the first of its managers that answers. */
export interface ClusterSwarm {
  /** Undefined while only workers answer: they do not know it. */
  readonly id: string | undefined;
  /** The machine whose manager returned `view`; undefined if none has answered yet. */
  readonly source: string | undefined;
  /**
   * Failed if no manager describes the swarm: none answers, none leads (`swarmWithoutLeader`), all are locked (`swarmLocked`), none is a
   * machine of the store (`notAManager`), or there is no swarm yet (`notInSwarm`).
   */
  readonly view: Seen<SwarmView>;
  /** The node IDs that the engines of all machines claim. */
  readonly claims?: NodeClaims;
  /** `host:2377` of the managers, as known to the swarm's engines, including workers. */
  readonly managers: readonly Address[];
}

export interface ClusterKeyValueStore {
  /** As configured in the engines. */
  readonly url: string;
  readonly parsed: StoreUrl | undefined;
  /** Where its engines register; absent if directly below the URL's path. */
  readonly paths?: StorePaths;
  /** The machine at that URL, if it is in the machine store. */
  readonly machine: string | undefined;
  readonly state: Seen<StoreState>;
  /** Whether each host reaches the store, as measured from it; missing if not measured. */
  readonly reach: ReadonlyMap<
    string,
    { readonly reached: true } | { readonly reached: false; readonly failure: Failure }
  >;
}

export interface ClusterManager {
  readonly machine: string;
  readonly address: Address;
  readonly info: Seen<ManagerInfo>;
  /** The node of each member in its last answer. */
  readonly nodes?: ReadonlyMap<string, ClassicNode>;
}

export function memberOf(cluster: Cluster, machine: string): Member | undefined {
  return membersByMachine(cluster).get(machine);
}

const membersByMachine = derived(
  ({ members }: Cluster): ReadonlyMap<string, Member> => new Map(members.map((each) => [each.machine, each])),
);

/** The manager whose state is shown: the first that answers, else the first with an older answer, else the first. */
export function speaker(cluster: Cluster): ClusterManager | undefined {
  return (
    cluster.managers.find((each) => each.info.state === 'seen') ??
    cluster.managers.find((each) => each.info.state !== 'seen' && each.info.last !== undefined) ??
    cluster.managers[0]
  );
}

/** Not observed yet because a run is still creating the source. */
export function isToCome({ isBeingMade }: Cluster, told: Seen<unknown>): boolean {
  return isBeingMade && lastOf(told) === undefined;
}
