/** What a classic swarm manager reports in `docker info`: its own facts and one block per node. */
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
  /** Facts of SystemStatus without a field of their own, as label and value. */
  readonly otherFacts: readonly (readonly [string, string])[];
}

export interface ClassicNode {
  /** "(unknown)" for a node that the manager has never reached. */
  readonly name: string;
  readonly address: string;
  /** Without the `|address` suffix that managers of 1.2.9 add. */
  readonly id: string;
  /** "Healthy", "Unhealthy", "Pending" or "Disconnected", as the manager writes it; `untoldStatus` if it writes none. */
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

/** Swarm 1.0 lists the connected engines without a status. */
export const untoldStatus = 'Unknown';

/** Whether the manager reports no fault for a node. */
export const isWellNode = ({ status }: Pick<ClassicNode, 'status'>): boolean =>
  status === 'Healthy' || status === untoldStatus;

/**
 * Whether a manager reports a node as Pending because its engine ID has changed since they first connected. The status persists until the
 * manager has read a list without the node or is restarted (swarm 1.2.9, updateSpecs).
 */
export const tellsOfFormerId = (error: string | undefined): boolean =>
  error?.includes('shows up with another ID') ?? false;
