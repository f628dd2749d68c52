/** The service layer as the UI sees it. Types only; `createServices` creates it. */
import type { Event } from '../base/event.ts';
import type { Disposable } from '../base/lifetime.ts';
import type { Seconds } from '../base/units.ts';
import type { ClusterFileContents } from '../cluster/clusterFile.ts';
import type { ToolVersion } from '../docker/machineCommands.ts';
import type { DriverOption, KnownDrivers } from '../model/driver.ts';
import type { Failure, Outcome } from '../model/failure.ts';
import type { Path } from '../base/hostPath.ts';
import type { StoreType } from '../model/keyValueStore.ts';
import type { Plan } from '../model/plan.ts';
import type { RunSummary, StepEvent } from '../model/runEvents.ts';
import type { Making, Snapshot } from '../model/snapshot.ts';
import type { ClusterSpec } from '../model/spec.ts';
import type {
  ManagerEndpoint,
  NodeForesight,
  NodeReference,
  NodeSteered,
  NodeVerb,
  ServiceForesight,
  ServiceLogLine,
  ServiceSteered,
  ServiceVerb,
  StackDeployed,
  SteeringProgress,
  SwarmTarget,
} from '../model/steering.ts';
import type { NodeRole, SwarmView } from '../model/swarmMode.ts';
import type { TextChange } from '../model/textChange.ts';
import type { ContainerService, MachineService, SwarmAgents } from './actions.ts';

/** The user's settings and the extension's storage paths. */
export interface Config {
  readonly machinePath: string;
  /** Resolved: the setting, else MACHINE_STORAGE_PATH, else ~/.docker/machine. */
  readonly storagePath: Path;
  /** Extra environment of docker-machine. Secrets are resolved when a process starts. */
  readonly environment: () => Promise<Readonly<Record<string, string>>>;
  /** The secrets in the environment, which are never shown. */
  readonly secrets?: () => Promise<readonly string[]>;
  readonly probeTimeout: Seconds;
  /** 0: as many as are safe for the driver. */
  readonly parallelism: number;
  readonly onFailure: 'keep' | 'rollback' | 'ask';
  readonly images: Readonly<Record<StoreType | 'swarm' | 'probe', string>>;
  /** Where the journal of runs is stored. */
  readonly journalPath: Path;
  /** Shared by all windows and editions of VS Code of this user. */
  readonly sharedPath: Path;
}

export interface Services extends Disposable {
  readonly clusters: ClusterStore;
  readonly runs: ClusterService;
  readonly swarms: SwarmService;
  readonly tool: Tool;
  readonly machines: MachineService;
  readonly containers: ContainerService;
  readonly agents: SwarmAgents;
}

/** Describes the installed docker-machine. */
export interface Tool {
  version(): Promise<Outcome<ToolVersion>>;
  /** Why it cannot be used at all; undefined: it works. */
  failure(): Promise<Failure | undefined>;
  drivers(): Promise<OfferedDrivers>;
  /** All options of `create` with a driver, including docker-machine's own. */
  driverOptions(driver: string): Promise<Outcome<readonly DriverOption[]>>;
}

/** `failure`: docker-machine could not be queried; `names` are then the drivers built into every docker-machine. */
export interface OfferedDrivers {
  readonly names: readonly string[];
  readonly failure: Failure | undefined;
}

/** Holds the current snapshot and keeps it up to date. */
export interface ClusterStore extends Disposable {
  readonly snapshot: Snapshot;
  readonly onDidChange: Event<Snapshot>;
  /** Resolves when the machine store has been read: the snapshot then has all machines, with what is known of them so far. */
  ready(): Promise<void>;
  /** Runs all queries again and resolves with the new snapshot. Concurrent calls share one round. */
  refresh(): Promise<Snapshot>;
  /** How closely to watch: `visible` while one of our views is visible and the window has focus, else `background`. */
  setAttention(attention: 'visible' | 'background'): void;
  /** The progress of a machine's create; undefined: it has ended, and observations of the machine count once it has been queried again. */
  setMaking(machine: string, making: Making | undefined): void;
  /** Whether a run is creating machines of the cluster. */
  setBeingMade(cluster: string, isBeingMade: boolean): void;
  /** Treats a lost store as one without machines and resolves with its snapshot. Has no effect unless the store is lost. */
  startEmpty(): Promise<Snapshot>;
  /** Machines whose last create failed, according to the journal. */
  setUnfinished(machines: ReadonlySet<string>): void;
}

/** Bring Up, Bring Down and rollback: from cluster files to plans to runs. */
export interface ClusterService {
  /**
   * Parses and validates a cluster file's text. Findings carry their positions. Drivers and their options are checked against `drivers`.
   */
  readSpec(text: string, path: Path, drivers?: KnownDrivers): Promise<ClusterFileContents>;
  /** The edit that switches the file's cluster to swarm mode; undefined: it already uses it, or the text is not a cluster file. */
  changeToSwarmMode(text: string): Promise<TextChange | undefined>;
  /**
   * The key that unlocks the managers of an autolocked swarm after their engines were restarted, read from the manager on `machine`. A
   * secret: only for display.
   */
  unlockKey(machine: string): Promise<Outcome<string>>;
  /** Refreshes the snapshot, checks what planning needs to know, then plans. */
  planUp(spec: ClusterSpec, options?: { readonly signal?: AbortSignal }): Promise<Outcome<Plan>>;
  planDown(cluster: string, options?: { readonly signal?: AbortSignal }): Promise<Outcome<DownPlans>>;
  /** Plans to undo a failed run: removes only what that run created. */
  planRollback(run: Run): Promise<Outcome<Plan>>;
  /**
   * Runs a plan. Rejects a second run on the same cluster, in this window or another (`alreadyRunning`). Makes the plan again first, and
   * rejects it if the new one is not equivalent (`planChanged`). Failed steps are in the run's summary; the caller chooses whether to keep
   * or roll back what was created (`up.onFailure`).
   */
  run(
    plan: Plan,
    options: { readonly signal: AbortSignal; readonly onEvent: (event: StepEvent) => void },
  ): Promise<Outcome<Run>>;
  /** Runs that were cut off when VS Code closed, newest first. What they created may still exist. */
  unfinishedRuns(): Promise<readonly Run[]>;
  /** Marks an unfinished run as reported, so that it is not reported again. */
  settle(run: Run): Promise<void>;
}

/** The two ways to bring a cluster down, from one snapshot. They are equal if no host with a store's data survives. */
export interface DownPlans {
  readonly keepsData: Plan;
  readonly removesData: Plan;
}

export interface Run {
  readonly id: string;
  readonly plan: Plan;
  readonly summary: RunSummary;
  /** The snapshot after the run. */
  readonly after: Snapshot;
}

export interface SteeringOptions {
  /** Stops waiting; the change itself continues. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: SteeringProgress) => void) | undefined;
}

/**
 * Node and service operations for clusters in swarm mode, through any manager that answers. Each query and change reads the swarm first.
 * Changes are refused if they would lose the managers' quorum or leave a running task nowhere to run, or if a run is in progress on the
 * cluster (`alreadyRunning`). They resolve when the cluster has converged.
 */
export interface SwarmService {
  view(cluster: string, options?: Pick<SteeringOptions, 'signal'>): Promise<Outcome<SwarmView>>;
  /** Finds the swarm that the cluster's name currently means, so that a confirmation can identify it. */
  find(cluster: string): Promise<Outcome<SwarmTarget>>;
  /** Previews the change. Changes nothing. */
  foreseeNode(
    cluster: string,
    node: NodeReference,
    verb: NodeVerb,
    options?: Pick<SteeringOptions, 'signal'>,
  ): Promise<Outcome<NodeForesight>>;
  /** A node to be removed, if it is alive, is first demoted, drained and made to leave the swarm, so that it can join again. */
  steerNode(
    cluster: string,
    node: NodeReference,
    verb: NodeVerb,
    options?: SteeringOptions,
  ): Promise<Outcome<NodeSteered>>;
  /** Previews the change; `service` is a name or an ID. Changes nothing. */
  foreseeService(
    cluster: string,
    service: string,
    verb: ServiceVerb,
    options?: Pick<SteeringOptions, 'signal'>,
  ): Promise<Outcome<ServiceForesight>>;
  steerService(
    cluster: string,
    service: string,
    verb: ServiceVerb,
    options?: SteeringOptions,
  ): Promise<Outcome<ServiceSteered>>;
  /**
   * Resolves when the signal aborts or the service is removed; fails with `cancelled` if the services end first. Reopens broken streams.
   */
  followLog(
    cluster: string,
    service: string,
    listener: ServiceLogListener,
    options: { readonly signal: AbortSignal; readonly since?: string | undefined },
  ): Promise<Outcome<void>>;
  /**
   * `docker swarm join …`, with `ownAddress` as a placeholder for the joining host's address. A secret: use it at once, and neither store
   * nor log it.
   */
  joinCommand(cluster: string, role: NodeRole): Promise<Outcome<string>>;
  /** Existing nodes stay in the swarm; old tokens stop working. */
  rotateJoinTokens(swarm: SwarmTarget, roles: readonly NodeRole[]): Promise<Outcome<void>>;
  /** Calls `run`, which runs `docker stack deploy` through the given manager, then waits until the stack has converged. */
  deployStack(
    swarm: SwarmTarget,
    stack: string,
    run: (manager: ManagerEndpoint) => Promise<Outcome<void>>,
    options?: SteeringOptions,
  ): Promise<Outcome<StackDeployed>>;
}

export interface ServiceLogListener {
  readonly onLine: (line: ServiceLogLine) => void;
  /** The stream is connected to this machine's manager. */
  readonly onConnected: (machine: string) => void;
  /** The stream broke. It is reopened at this manager or another. */
  readonly onLost: (failure: Failure) => void;
}
