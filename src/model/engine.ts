/** One Docker engine as it describes itself. */
import type { Bytes, Milliseconds } from '../base/units.ts';

export interface Engine {
  /** The engine's ID; unique ones are one of the article's conditions. */
  readonly id: string;
  /** The host's name. */
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
  /** Empty: none. */
  readonly clusterStore: string;
  readonly clusterAdvertise: string;
  /** Swarm mode's part. */
  readonly swarm: SwarmMembership;
  readonly warnings: readonly string[];
  /** The engine's clock minus ours, as little as the round trip allows: 0 when the two may well agree. */
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
  /** Known to managers only. */
  readonly clusterId: string | undefined;
  readonly managers: readonly string[];
  /** How many the swarm has; known to managers only. */
  readonly counts: { readonly managers: number; readonly nodes: number } | undefined;
  readonly error: string;
  /** How the swarm was made; known to managers only. */
  readonly settings: SwarmSettings | undefined;
}

export interface SwarmSettings {
  readonly created: Date | undefined;
  /** Empty: Docker's own, from 10.0.0.0/8. */
  readonly defaultAddressPools: readonly string[];
  /** Prefix length of the networks cut from the pools. */
  readonly subnetSize: number;
  readonly dataPathPort: number;
  readonly isAutolocked: boolean;
  readonly tuning: SwarmTuning;
}

/** What few people ever change of a swarm; `docker info` prints it nevertheless. */
export interface SwarmTuning {
  /** How many old tasks are kept per slot. */
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
  /** docker's words: "Up 3 minutes". */
  readonly status: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly mounts: readonly { readonly name: string; readonly destination: string }[];
  /** Networks by name, with the container's address there. */
  readonly networks: Readonly<Record<string, { readonly networkId: string; readonly address: string }>>;
}

/** The containers that docker-machine and `up` put on a machine, by what they are for. */
export const swarmAgentName = 'swarm-agent';
export const swarmManagerName = 'swarm-agent-master';

/** `23.0.1`, `20.10.5+dfsg1` → [23, 0, 1]; undefined where it is no version. */
export function versionParts(version: string): readonly [number, number, number] | undefined {
  const match = /^v?(\d+)\.(\d+)(?:\.(\d+))?/.exec(version);
  return match ? [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)] : undefined;
}

/** From 23.0 the daemon exits on `--cluster-store` (seen with 26.1.5). Unknown versions count as able: reality will tell. */
export function knowsClusterStore(version: string): boolean {
  const parts = versionParts(version);
  return parts === undefined || parts[0] < 23;
}

/** Swarm mode came with 1.12. Unknown versions count as able here too. */
export function knowsSwarmMode(version: string): boolean {
  const parts = versionParts(version);
  return parts === undefined || parts[0] > 1 || (parts[0] === 1 && parts[1] >= 12);
}

/** Above this two clocks disagree enough to make TLS, a classic manager's heartbeats and joins of a swarm fail. */
export const worstSkew: Milliseconds = 60_000;
