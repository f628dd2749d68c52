/** A machine as docker-machine's store remembers it. It says what was asked for, not what is: reality is the engine's word. */
import type { Failure, OtherWay, Path } from './failure.ts';

export interface Machine {
  readonly name: string;
  readonly driver: string;
  /** Its folder in the store. */
  readonly directory: Path;
  /** Undefined until the driver knew it. */
  readonly address: string | undefined;
  /** Its engine is not asked, and has no address here: the driver `none` with another URL than of TCP with TLS. */
  readonly notAsked?: NotAsked;
  /** The record has no address: the driver told it when asked. */
  readonly isAddressFromDriver?: true;
  readonly enginePort: number;
  readonly ssh: { readonly user: string; readonly port: number; readonly key: Path | undefined };
  /** `--engine-opt`s as `key=value`, however they were given, in their order. */
  readonly engineFlags: readonly string[];
  readonly engineLabels: Readonly<Record<string, string>>;
  readonly registryMirrors: readonly string[];
  readonly installUrl: string | undefined;
  /** Undefined: the machine was not made with `--swarm`. */
  readonly swarm: SwarmRecord | undefined;
  readonly certificates: Certificates;
  /** Its folder has a certificate of its engine or a client: docker-machine makes these when it provisions the host. */
  readonly isProvisioned?: boolean;
  /** Certificates that should be there beside the ones above: docker-machine has a copy for each machine and one for the store. */
  readonly missingCertificates?: readonly Path[];
}

/** An engine that only another way than TCP with TLS leads to, which neither docker-machine nor this extension takes. */
export interface NotAsked {
  readonly kind: OtherWay;
  /** Without a password. */
  readonly url: string;
}

/** What `--swarm…` flags were given at create. */
export interface SwarmRecord {
  readonly isMaster: boolean;
  readonly discovery: string;
  /** Port the swarm manager listens on, 3376 by default; meaningful on a master. */
  readonly managerPort: number;
  readonly image: string;
  readonly strategy: string;
  /** The record names a discovery, but does not say that the machine was made to join it (docker/machine#1041). */
  readonly isUnconfirmed?: true;
}

/** PEM files that a client shows to this machine's engine and manager. */
export interface Certificates {
  readonly authority: Path;
  readonly certificate: Path;
  readonly key: Path;
}

/** A machine of the store as its folder and record tell it. What is undefined is not known. */
export interface MachineIdentity {
  readonly driver: string | undefined;
  /** The driver's own: an EC2 instance's, a droplet's. VirtualBox has none in its record. */
  readonly id: string | undefined;
  readonly address: string | undefined;
  /** `docker-machine create` makes the folder; provisioning, certificates and power rewrite files in it only. */
  readonly folder: FolderMark | undefined;
  /** Size and time of the private SSH key: each create makes or copies one. */
  readonly key: string | undefined;
}

export interface FolderMark {
  readonly inode: string;
  /** Milliseconds; undefined on file systems that do not keep it. */
  readonly born: number | undefined;
}

/** One folder of the store: a machine, or why it cannot be read. */
export type MachineEntry = {
  readonly name: string;
  readonly directory: Path;
  readonly identity?: MachineIdentity | undefined;
} & ({ readonly machine: Machine } | { readonly failure: Failure });

/** The value of an engine flag (`cluster-store`, `cluster-advertise`), the last one given, as the engine takes it. */
export function engineFlag(machine: Machine, key: string): string | undefined {
  return machine.engineFlags.findLast((flag) => flag.startsWith(`${key}=`))?.slice(key.length + 1);
}

/** Drivers whose `rm` only forgets the machine while the host lives on. */
export function livesOnAfterRemoval(driver: string): boolean {
  return driver === 'generic' || driver === 'none';
}

/** Drivers that only reach a host, and can neither switch it on nor off. */
export function canPower(driver: string): boolean {
  return driver !== 'generic' && driver !== 'none';
}

/** The driver `none` knows an engine's address and no way onto its host. */
export function canReachHost(driver: string): boolean {
  return driver !== 'none';
}
