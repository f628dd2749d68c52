/** What a classic swarm manager says in `docker info`: facts of its own, and one block per node. */
import type { Bytes } from '../base/units.ts';
import type { ContainerCounts } from './engine.ts';

export interface ManagerInfo {
  readonly version: string;
  /** "primary", "replica". */
  readonly role: string;
  readonly strategy: string;
  readonly filters: readonly string[];
  readonly containers: ContainerCounts;
  readonly images: number;
  readonly cpus: number;
  readonly memory: Bytes;
  readonly name: string;
  readonly kernel: string;
  readonly operatingSystem: string;
  readonly architecture: string;
  readonly nodes: readonly ClassicNode[];
  /** Facts of SystemStatus that this reader has no place for, as label and value. */
  readonly otherFacts: readonly (readonly [string, string])[];
}

export interface ClassicNode {
  /** "(unknown)" for a node that the manager has never reached. */
  readonly name: string;
  readonly address: string;
  /** Without the `|address` that managers of 1.2.9 put behind it. */
  readonly id: string;
  /** "Healthy", "Unhealthy", "Pending", "Disconnected" as the manager writes it; `untoldStatus` where it writes none. */
  readonly status: string;
  readonly containers: ContainerCounts | undefined;
  readonly reservedCpus: { readonly used: number; readonly of: number } | undefined;
  readonly reservedMemory: { readonly used: Bytes; readonly of: Bytes; readonly text: string } | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly error: string | undefined;
  readonly updatedAt: Date | undefined;
  readonly serverVersion: string | undefined;
  readonly otherFacts: readonly (readonly [string, string])[];
}

/** Swarm 1.0 lists the engines that it has connected to, without a word of how they are. */
export const untoldStatus = 'Unknown';

/** Whether a manager has nothing against a node. */
export const isWellNode = ({ status }: Pick<ClassicNode, 'status'>): boolean =>
  status === 'Healthy' || status === untoldStatus;

/**
 * Whether a manager calls a node Pending because its engine has another ID than when it was first met. It stays so whatever the engine is
 * called later, until the manager has read its list without the node or is restarted (swarm 1.2.9, updateSpecs).
 */
export const tellsOfFormerId = (error: string | undefined): boolean =>
  error?.includes('shows up with another ID') ?? false;
