/** A Docker engine as it describes itself. */
import type { Bytes, Milliseconds } from '../base/units.ts';

export interface Engine {
  /** The engine's ID. Unique IDs are one of the article's conditions. */
  readonly id: string;
  readonly hostname: string;
  readonly version: string;
  readonly apiVersion: string;
  readonly operatingSystem: string;
  readonly kernel: string;
  readonly architecture: string;
  readonly cpus: number;
  readonly memory: Bytes;
  readonly storageDriver: string;
  readonly rootDirectory: string;
  readonly containers: ContainerCounts;
  readonly images: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly registryMirrors: readonly string[];
  /** Empty if none. */
  readonly clusterStore: string;
  readonly clusterAdvertise: string;
  /** The engine's swarm mode state. */
  readonly swarm: SwarmMembership;
  readonly warnings: readonly string[];
  /** The engine's clock minus ours, reduced by the uncertainty of the round trip: 0 if the clocks may agree. */
  readonly clockSkew: Milliseconds;
}

export interface ContainerCounts {
  readonly total: number;
  readonly running: number;
  readonly paused: number;
  readonly stopped: number;
}

export interface SwarmMembership {
  readonly state: 'inactive' | 'pending' | 'active' | 'error' | 'locked';
  readonly nodeId: string;
  readonly nodeAddress: string;
  readonly isManager: boolean;
  /** Managers only. */
  readonly clusterId: string | undefined;
  readonly managers: readonly string[];
  /** Node counts of the swarm. Managers only. */
  readonly counts: { readonly managers: number; readonly nodes: number } | undefined;
  readonly error: string;
  /** Settings from the swarm's creation. Managers only. */
  readonly settings: SwarmSettings | undefined;
}

export interface SwarmSettings {
  readonly created: Date | undefined;
  /** Empty for Docker's own, from 10.0.0.0/8. */
  readonly defaultAddressPools: readonly string[];
  /** Prefix length of the networks allocated from the pools. */
  readonly subnetSize: number;
  readonly dataPathPort: number;
  readonly isAutolocked: boolean;
  readonly tuning: SwarmTuning;
}

/** Rarely changed settings of a swarm that `docker info` prints. */
export interface SwarmTuning {
  /** Number of old tasks kept per slot. */
  readonly taskHistory: number;
  readonly raft: {
    /** Log entries. */
    readonly snapshotInterval: number;
    readonly oldSnapshots: number;
    /** Seconds. */
    readonly heartbeatTick: number;
    /** In heartbeats. */
    readonly electionTick: number;
  };
  readonly heartbeatPeriod: Milliseconds;
  readonly certificateExpiry: Milliseconds;
  readonly forceRotate: number;
  readonly isRotatingRoot: boolean;
}

/** A container as listed by an engine. */
export interface Container {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  /** created, running, paused, restarting, removing, exited, dead */
  readonly state: string;
  /** Docker's text: "Up 3 minutes". */
  readonly status: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly mounts: readonly { readonly name: string; readonly destination: string }[];
  /** Networks by name, with the container's address in each. */
  readonly networks: Readonly<Record<string, { readonly networkId: string; readonly address: string }>>;
}

/** Names of the containers that docker-machine and `up` run on a machine. */
export const swarmAgentName = 'swarm-agent';
export const swarmManagerName = 'swarm-agent-master';

/** `23.0.1`, `20.10.5+dfsg1` → [23, 0, 1]; undefined if it is not a version. */
export function versionParts(version: string): readonly [number, number, number] | undefined {
  const match = /^v?(\d+)\.(\d+)(?:\.(\d+))?/.exec(version);
  return match ? [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)] : undefined;
}

/** Since 23.0 the daemon exits on `--cluster-store` (observed with 26.1.5). Unknown versions count as capable: `create` will show. */
export function knowsClusterStore(version: string): boolean {
  const parts = versionParts(version);
  return parts === undefined || parts[0] < 23;
}

/** Swarm mode was added in 1.12. Unknown versions count as capable here too. */
export function knowsSwarmMode(version: string): boolean {
  const parts = versionParts(version);
  return parts === undefined || parts[0] > 1 || (parts[0] === 1 && parts[1] >= 12);
}

/** A larger clock skew breaks TLS, a classic manager's heartbeats and swarm joins. */
export const worstSkew: Milliseconds = 60_000;
