/** What can be wrong with machines and clusters. */
import type { Milliseconds } from '../base/units.ts';
import type { Address, Failure, Path } from './failure.ts';
import type { Making } from './snapshot.ts';
import type { StoreProof } from './storeVerdict.ts';
import type { NodeState } from './swarmMode.ts';

/** One thing that is wrong, with what proves it. `ui/explain` gives it words and a remedy. */
export type Trouble =
  | { readonly kind: 'recordUnusable'; readonly machine: string; readonly failure: Failure }
  /** A record whose create never ended: no address, or no certificates beside it. */
  | { readonly kind: 'incomplete'; readonly machine: string }
  /** Its own copy of its certificates is not whole. */
  | { readonly kind: 'certificatesMissing'; readonly machine: string; readonly paths: readonly Path[] }
  /** The copy that all machines of the store share is not whole: one cause, however many they are. */
  | { readonly kind: 'sharedCertificatesMissing'; readonly paths: readonly Path[] }
  /** A run of this window is creating it: nothing else that is not well yet is news. */
  | ({ readonly kind: 'beingMade'; readonly machine: string } & Making)
  | { readonly kind: 'machineStopped'; readonly machine: string }
  | {
      readonly kind: 'engineDown';
      readonly machine: string;
      readonly failure: Failure;
      readonly since: Date | undefined;
    }
  | {
      readonly kind: 'managerSays';
      readonly machine: string;
      readonly manager: string;
      readonly status: string;
      readonly error: string | undefined;
    }
  /** Its engine began to answer a short while ago, and the manager or the key-value store do not list it yet. */
  | { readonly kind: 'joining'; readonly machine: string }
  | { readonly kind: 'notListed'; readonly machine: string; readonly manager: string }
  /** The host has another address than the one that its agent advertises: the manager looks for it at the former one. */
  | {
      readonly kind: 'nodeMoved';
      readonly machine: string;
      readonly manager: string;
      readonly from: Address;
      readonly to: Address;
    }
  /** Every classic manager that answers is a replica, and none knows of a primary. */
  | { readonly kind: 'noPrimary' }
  | {
      readonly kind: 'managerDown';
      readonly machine: string;
      readonly failure: Failure;
      readonly since: Date | undefined;
    }
  /** Nodes of classic swarm without a machine that manages them: half made, or half taken down. */
  | { readonly kind: 'noManager' }
  | {
      readonly kind: 'storeDown';
      readonly url: string;
      readonly machine: string | undefined;
      readonly failure: Failure;
      /** What its machine's engine lists of it. Undefined: a container that runs, or the engine does not answer. */
      readonly container?: { readonly state: 'stopped'; readonly name: string } | { readonly state: 'gone' };
    }
  /** This computer cannot reach it, or does not ask; its hosts do, as far as anything tells: a remark. */
  | { readonly kind: 'storeNotFromHere'; readonly url: string; readonly failure: Failure; readonly proof: StoreProof }
  /** It has just started, and leads itself within seconds: it answers, but takes nothing yet. */
  | { readonly kind: 'storeElecting'; readonly url: string; readonly machine: string | undefined }
  | { readonly kind: 'notRegistered'; readonly machine: string; readonly url: string }
  | { readonly kind: 'storeUnreachableFrom'; readonly machine: string; readonly url: string; readonly failure: Failure }
  | { readonly kind: 'sameHostname'; readonly hostname: string; readonly machines: readonly string[] }
  | { readonly kind: 'sameEngineId'; readonly id: string; readonly machines: readonly string[] }
  | { readonly kind: 'clockSkew'; readonly machine: string; readonly skew: Milliseconds }
  /** Its engine refused something for want of room. */
  | { readonly kind: 'diskFull'; readonly machine: string; readonly said: string }
  /** An engine whose overlay containers stand in "created" and whose store is ZooKeeper: libnetwork crashed on the join (moby/libnetwork#2006). */
  | { readonly kind: 'zookeeperCrash'; readonly machine: string; readonly containers: readonly string[] }
  /** While the store is away engines leave overlay networks out of their lists. */
  | { readonly kind: 'networksMayHide'; readonly url: string }
  /** An overlay network keeps endpoints of containers that are not there any more (moby#19261). */
  | { readonly kind: 'ghostEndpoints'; readonly network: string; readonly containers: readonly string[] }
  /** Its record has a flag that its engine does not know, and died of. */
  | { readonly kind: 'flagRefused'; readonly machine: string; readonly flag: string }
  /** What stands makes no cluster yet: the store's machine alone, or machines that nobody has put into a swarm. */
  | { readonly kind: 'halfMade' }
  | SwarmTrouble;

/** What can be wrong in swarm mode. A node that is drained or paused is as somebody wants it. */
export type SwarmTrouble =
  /** Made for a swarm, and in none. */
  | { readonly kind: 'notInSwarm'; readonly machine: string }
  /** Its engine is in the swarm and has not met a manager yet. */
  | { readonly kind: 'swarmPending'; readonly machine: string; readonly said: string }
  | { readonly kind: 'swarmFails'; readonly machine: string; readonly said: string }
  | { readonly kind: 'swarmLocked'; readonly machine: string }
  /** Its engine takes itself for a node that the managers have removed. */
  | { readonly kind: 'nodeRemoved'; readonly machine: string; readonly manager: string }
  | {
      readonly kind: 'nodeNotReady';
      readonly machine: string;
      readonly manager: string;
      readonly state: Exclude<NodeState, 'ready'>;
      readonly message: string;
      /** Whether its engine answers us. */
      readonly answers: boolean;
    }
  /** A manager whose node is ready, but that the others do not reach. */
  | { readonly kind: 'managerUnreachable'; readonly machine: string; readonly manager: string }
  /** Too few managers are there; `reachable` of them answer. */
  | { readonly kind: 'quorumLost'; readonly reachable: number; readonly of: number }
  /** Enough managers answer, but none of them leads: they are electing, or do not reach each other. */
  | { readonly kind: 'noLeader'; readonly reachable: number; readonly of: number }
  /** No manager tells of the swarm, for another reason. */
  | { readonly kind: 'swarmUntold'; readonly failure: Failure; /** Nor has one before. */ readonly neverTold?: true }
  /** Its engine says that it is a node that another machine is: its disk was copied. */
  | { readonly kind: 'sameNodeId'; readonly machine: string; readonly others: readonly string[]; readonly node: string }
  /** The entry that a host left behind when it joined anew. */
  | { readonly kind: 'staleTwin'; readonly cluster: string; readonly hostname: string; readonly node: string }
  /** A node that is no machine of the cluster. */
  | {
      readonly kind: 'strangerNotReady';
      readonly cluster: string;
      readonly hostname: string;
      readonly node: string;
      readonly state: Exclude<NodeState, 'ready'>;
      readonly message: string;
    }
  /** A manager that is no machine of the cluster: its node is ready, but the others do not reach it. */
  | { readonly kind: 'strangerUnreachable'; readonly hostname: string; readonly node: string };

/**
 * `grave`: what has it cannot do its part. `passing`: nothing is wrong, something is on its way and needs nobody; it is told, and
 * neither counted nor coloured as a problem.
 */
export type Gravity = 'grave' | 'slight' | 'passing';

export function gravityOf(trouble: Trouble): Gravity {
  switch (trouble.kind) {
    case 'recordUnusable':
    case 'incomplete':
    case 'machineStopped':
    case 'engineDown':
    case 'managerDown':
    case 'noManager':
    case 'managerSays':
    case 'notListed':
    case 'storeDown':
    case 'storeUnreachableFrom':
    case 'sameEngineId':
    case 'flagRefused':
    case 'swarmFails':
    case 'swarmLocked':
    case 'nodeRemoved':
    case 'sameNodeId':
    case 'noPrimary':
    case 'nodeMoved':
    case 'quorumLost':
    case 'noLeader':
    case 'swarmUntold':
      return 'grave';
    case 'nodeNotReady':
      // A new leader calls every node so until it has heard of it, which takes seconds.
      return trouble.state === 'unknown' ? 'slight' : 'grave';
    case 'certificatesMissing':
    case 'sharedCertificatesMissing':
    case 'notRegistered':
    case 'sameHostname':
    case 'clockSkew':
    case 'diskFull':
    case 'zookeeperCrash':
    case 'networksMayHide':
    case 'ghostEndpoints':
    case 'halfMade':
    case 'notInSwarm':
    case 'swarmPending':
    case 'managerUnreachable':
    case 'staleTwin':
    case 'strangerNotReady':
    case 'strangerUnreachable':
      return 'slight';
    case 'beingMade':
    case 'joining':
    case 'storeElecting':
    case 'storeNotFromHere':
      return 'passing';
  }
}

/** Nothing is on its way and nothing is wrong: it changes neither level nor count. */
export const isRemark = ({ kind }: Trouble): boolean => kind === 'storeNotFromHere';

/** An engine answers by the other copy: told as a problem, though its machine is well. */
export const isOfOneCopy = ({ kind }: Trouble): boolean =>
  kind === 'certificatesMissing' || kind === 'sharedCertificatesMissing';

export const isPassing = (trouble: Trouble): boolean => gravityOf(trouble) === 'passing';
