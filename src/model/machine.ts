/** A machine as recorded in docker-machine's store. The record shows what was requested; the engine shows what exists. */
import type { Failure } from './failure.ts';
import type { OtherWay } from './engineFailure.ts';
import type { Path } from '../base/hostPath.ts';

export interface Machine {
  readonly name: string;
  readonly driver: string;
  /** Its folder in the machine store. */
  readonly directory: Path;
  /** Undefined until the driver knows it. */
  readonly address: string | undefined;
  /** Its engine is not queried and has no address here: the driver `none` with a URL other than TCP with TLS. */
  readonly notAsked?: NotAsked;
  /** The address is missing from the record and was reported by the driver. */
  readonly isAddressFromDriver?: true;
  readonly enginePort: number;
  readonly ssh: { readonly user: string; readonly port: number; readonly key: Path | undefined };
  /** `--engine-opt`s as `key=value`, however they were written, in order. */
  readonly engineFlags: readonly string[];
  readonly engineLabels: Readonly<Record<string, string>>;
  readonly registryMirrors: readonly string[];
  readonly installUrl: string | undefined;
  /** Undefined if created without `--swarm`. */
  readonly swarm: SwarmRecord | undefined;
  readonly certificates: Certificates;
  /** Its folder has a certificate for its engine or client, which docker-machine creates when it provisions the host. */
  readonly isProvisioned?: boolean;
  /** Missing files besides the certificates above: docker-machine keeps a copy per machine and one for the store. */
  readonly missingCertificates?: readonly Path[];
}

/** An engine that is reachable only by something other than TCP with TLS, which neither docker-machine nor this extension uses. */
export interface NotAsked {
  readonly kind: OtherWay;
  /** Without its password. */
  readonly url: string;
}

/** The `--swarm…` flags given to `create`. */
export interface SwarmRecord {
  readonly isMaster: boolean;
  readonly discovery: string;
  /** Port of the swarm manager, 3376 by default; only meaningful on a master. */
  readonly managerPort: number;
  readonly image: string;
  readonly strategy: string;
  /** The record names a discovery, but does not confirm that the machine was created to join it (docker/machine#1041). */
  readonly isUnconfirmed?: true;
}

/** PEM files for TLS to this machine's engine and manager. */
export interface Certificates {
  readonly authority: Path;
  readonly certificate: Path;
  readonly key: Path;
}

/** Identity of a machine, from its folder and record. Undefined parts are unknown. */
export interface MachineIdentity {
  readonly driver: string | undefined;
  /** The driver's ID, such as an EC2 instance's or a droplet's. VirtualBox's record has none. */
  readonly id: string | undefined;
  readonly address: string | undefined;
  /** `docker-machine create` creates the folder; provisioning, certificates and power only rewrite its files. */
  readonly folder: FolderMark | undefined;
  /** Size and time of the private SSH key: each create generates or copies one. */
  readonly key: string | undefined;
}

export interface FolderMark {
  readonly inode: string;
  /** Milliseconds; undefined on file systems that do not store it. */
  readonly born: number | undefined;
}

/** A folder of the machine store: a machine, or why it cannot be read. */
export type MachineEntry = {
  readonly name: string;
  readonly directory: Path;
  readonly identity?: MachineIdentity | undefined;
} & ({ readonly machine: Machine } | { readonly failure: Failure });

/** The last value of an engine flag (`cluster-store`, `cluster-advertise`), which is the one that the engine uses. */
export function engineFlag(machine: Machine, key: string): string | undefined {
  return machine.engineFlags.findLast((flag) => flag.startsWith(`${key}=`))?.slice(key.length + 1);
}

/** Whether the driver's `rm` only removes the record while the host keeps running. */
export function livesOnAfterRemoval(driver: string): boolean {
  return driver === 'generic' || driver === 'none';
}

/** False for drivers that connect to existing hosts and cannot switch them on or off. */
export function canPower(driver: string): boolean {
  return driver !== 'generic' && driver !== 'none';
}

/** False for the driver `none`, which knows an engine's address but has no access to its host. */
export function canReachHost(driver: string): boolean {
  return driver !== 'none';
}
