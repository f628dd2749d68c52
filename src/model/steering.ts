/** Steering a swarm: what can be asked of a node or a service, what would come of it, and what came of it. */
import type { ServiceChange, SwarmNode, SwarmService } from './swarmMode.ts';

export type NodeVerb = 'drain' | 'pause' | 'activate' | 'promote' | 'demote' | 'remove';

/** Which node is meant: by hostname or id, or as a machine of the store, which is surer. */
export interface NodeReference {
  readonly node?: string | undefined;
  readonly machine?: string | undefined;
}

/** The swarm that a question is about: another one may have its cluster's name by the time it is answered. */
export interface SwarmTarget {
  readonly cluster: string;
  /** Undefined: no manager has told it. */
  readonly id: string | undefined;
}

/** What a verb would do to a node that may be steered so. */
export interface NodeForesight {
  /** As it is now. */
  readonly node: SwarmNode;
  readonly verb: NodeVerb;
  /** It is as asked for already. */
  readonly isSo: boolean;
  /** Tasks that leave it and get another place: `web.2`. */
  readonly moves: readonly string[];
  /** Tasks that end there and come back nowhere: those of services with one on each node. */
  readonly ends: readonly string[];
  /** Managers that the swarm will have, and how many of them may then be lost. */
  readonly managers: { readonly count: number; readonly mayBeLost: number };
  /** The verb that takes it back; undefined: none. */
  readonly undo: NodeVerb | undefined;
}

/** What was done to a node. */
export interface NodeSteered {
  readonly cluster: string;
  /** Hostname. */
  readonly node: string;
  readonly id: string;
  readonly verb: NodeVerb;
  /** False: it was so already. */
  readonly isChanged: boolean;
  /** False: the wait for what follows from it was cancelled; it goes on by itself. */
  readonly isConverged: boolean;
  readonly moved: readonly string[];
  readonly ended: readonly string[];
  readonly managers: NodeForesight['managers'];
  readonly undo: NodeVerb | undefined;
}

/** What can be done to a service. */
export type ServiceVerb = ServiceChange | { readonly kind: 'remove' };

/** What a verb would do to a service that may be steered so. */
export interface ServiceForesight {
  /** As it is now. */
  readonly service: SwarmService;
  readonly verb: ServiceVerb;
  readonly isSo: boolean;
  /** How many of its tasks run. */
  readonly running: number;
  /** How many tasks it will have. */
  readonly desired: number;
}

/** What was done to a service. */
export interface ServiceSteered {
  readonly cluster: string;
  readonly service: string;
  readonly verb: ServiceVerb['kind'];
  readonly isChanged: boolean;
  readonly isConverged: boolean;
  readonly running: number;
  readonly desired: number;
  /** Replicas before; undefined: not a number that was set. */
  readonly before: number | undefined;
  /** The stack that it is part of. */
  readonly stack: string | undefined;
}

/** How far a change has come, for whoever waits for it. */
export type SteeringProgress =
  | { readonly kind: 'stage'; readonly stage: RemovalStage }
  /** Tasks that are as wanted, of so many. */
  | { readonly kind: 'tasks'; readonly done: number; readonly of: number };

/** What removing a node goes through, in this order; not each node through all of it. */
export const removalStages = ['demoting', 'draining', 'leaving', 'removing'] as const;
export type RemovalStage = (typeof removalStages)[number];

/** One line that a task of a service has written. */
export interface ServiceLogLine {
  /** As its node's clock says, to the nanosecond: `2026-11-24T05:48:51.102761104Z`; empty: a word of the manager's own. */
  readonly at: string;
  /** `web.1.l19merux9tel@n2`, as docker has it; empty: a word of the manager's own. */
  readonly task: string;
  readonly stream: 'stdout' | 'stderr' | 'manager';
  readonly text: string;
}

/** What `docker` needs to speak to a manager. */
export interface ManagerEndpoint {
  readonly machine: string;
  /** `tcp://10.0.0.5:2376`. */
  readonly host: string;
  /** The folder with its ca.pem, cert.pem and key.pem. */
  readonly certificates: string;
  readonly apiVersion: string;
}

/** What came of deploying a stack. */
export interface StackDeployed {
  readonly cluster: string;
  readonly stack: string;
  /** The machine whose manager was spoken to. */
  readonly manager: string;
  readonly services: readonly string[];
  readonly running: number;
  readonly desired: number;
  readonly isConverged: boolean;
}

/** In a join command, where the host that joins puts its own address or the name of its interface. */
export const ownAddress = 'ADDRESS_OF_THAT_HOST';
