/** Swarm operations on nodes and services: requests, previews and results. */
import type { ServiceChange, SwarmNode, SwarmService } from './swarmMode.ts';

export type NodeVerb = 'drain' | 'pause' | 'activate' | 'promote' | 'demote' | 'remove';

/** Identifies a node by hostname or ID, or more reliably by its machine. */
export interface NodeReference {
  readonly node?: string | undefined;
  readonly machine?: string | undefined;
}

/** The swarm that a question is about: its cluster's name may belong to another swarm by the time of the answer. */
export interface SwarmTarget {
  readonly cluster: string;
  /** Undefined if no manager has reported it. */
  readonly id: string | undefined;
}

/** Preview of a permitted operation on a node. */
export interface NodeForesight {
  /** Current state. */
  readonly node: SwarmNode;
  readonly verb: NodeVerb;
  /** It already has the requested state. */
  readonly isSo: boolean;
  /** Tasks that are rescheduled to other nodes: `web.2`. */
  readonly moves: readonly string[];
  /** Tasks that end without a replacement: those of global services. */
  readonly ends: readonly string[];
  /** Managers after the operation, and how many of them may then fail. */
  readonly managers: { readonly count: number; readonly mayBeLost: number };
  /** The verb that reverts it; undefined if none does. */
  readonly undo: NodeVerb | undefined;
}

/** Result of an operation on a node. */
export interface NodeSteered {
  readonly cluster: string;
  /** Hostname. */
  readonly node: string;
  readonly id: string;
  readonly verb: NodeVerb;
  /** False if it already had that state. */
  readonly isChanged: boolean;
  /** False if the wait for convergence was cancelled; convergence continues. */
  readonly isConverged: boolean;
  readonly moved: readonly string[];
  readonly ended: readonly string[];
  readonly managers: NodeForesight['managers'];
  readonly undo: NodeVerb | undefined;
}

/** Operations on a service. */
export type ServiceVerb = ServiceChange | { readonly kind: 'remove' };

/** Preview of a permitted operation on a service. */
export interface ServiceForesight {
  /** Current state. */
  readonly service: SwarmService;
  readonly verb: ServiceVerb;
  readonly isSo: boolean;
  /** Number of its running tasks. */
  readonly running: number;
  /** Number of desired tasks after the operation. */
  readonly desired: number;
}

/** Result of an operation on a service. */
export interface ServiceSteered {
  readonly cluster: string;
  readonly service: string;
  readonly verb: ServiceVerb['kind'];
  readonly isChanged: boolean;
  readonly isConverged: boolean;
  readonly running: number;
  readonly desired: number;
  /** Replicas before the operation; undefined if the mode has none. */
  readonly before: number | undefined;
  /** The stack that it belongs to. */
  readonly stack: string | undefined;
}

/** Progress of an operation, for its caller. */
export type SteeringProgress =
  | { readonly kind: 'stage'; readonly stage: RemovalStage }
  /** Tasks in their desired state, and their total. */
  | { readonly kind: 'tasks'; readonly done: number; readonly of: number };

/** Stages of removing a node, in order; a node may skip some. */
export const removalStages = ['demoting', 'draining', 'leaving', 'removing'] as const;
export type RemovalStage = (typeof removalStages)[number];

/** A log line of a service's task. */
export interface ServiceLogLine {
  /** Time from the node's clock, with nanosecond precision: `2026-11-24T05:48:51.102761104Z`; empty for a message of the manager. */
  readonly at: string;
  /** Docker's form `web.1.l19merux9tel@n2`; empty for a message of the manager. */
  readonly task: string;
  readonly stream: 'stdout' | 'stderr' | 'manager';
  readonly text: string;
}

/** Connection data that `docker` needs for a manager. */
export interface ManagerEndpoint {
  readonly machine: string;
  /** `tcp://10.0.0.5:2376`. */
  readonly host: string;
  /** The folder with its ca.pem, cert.pem and key.pem. */
  readonly certificates: string;
  readonly apiVersion: string;
}

/** Result of deploying a stack. */
export interface StackDeployed {
  readonly cluster: string;
  readonly stack: string;
  /** The machine whose manager was used. */
  readonly manager: string;
  readonly services: readonly string[];
  readonly running: number;
  readonly desired: number;
  readonly isConverged: boolean;
}

/** Placeholder in a join command for the joining host's own address or interface name. */
export const ownAddress = 'ADDRESS_OF_THAT_HOST';
