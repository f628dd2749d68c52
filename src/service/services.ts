/** The one layer that the windows of the product share, as they see it. Types only; `createServices` makes it. */
import type { Event } from '../base/event.ts';
import type { Disposable } from '../base/lifetime.ts';
import type { Seconds } from '../base/units.ts';
import type { ClusterFileContents } from '../cluster/clusterFile.ts';
import type { ToolVersion } from '../docker/machineCommands.ts';
import type { DriverOption, KnownDrivers } from '../model/driver.ts';
import type { Failure, Outcome, Path } from '../model/failure.ts';
import type { StoreType } from '../model/keyValueStore.ts';
import type { Plan, RunSummary, StepEvent } from '../model/plan.ts';
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

/** The user's settings and where the extension may keep its own files. */
export interface Config {
  readonly machinePath: string;
  /** Resolved: the setting, else MACHINE_STORAGE_PATH, else ~/.docker/machine. */
  readonly storagePath: Path;
  /** Extra environment of docker-machine; secrets resolved when a process starts. */
  readonly environment: () => Promise<Readonly<Record<string, string>>>;
  /** The secrets in it, which are shown nowhere. */
  readonly secrets?: () => Promise<readonly string[]>;
  readonly probeTimeout: Seconds;
  /** 0: as many as is safe for the driver. */
  readonly parallelism: number;
  readonly onFailure: 'keep' | 'rollback' | 'ask';
  readonly images: Readonly<Record<StoreType | 'swarm' | 'probe', string>>;
  /** For the journal of runs. */
  readonly journalPath: Path;
  /** For what all windows and editions of VS Code of this user must know of each other. */
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

/** What the installed docker-machine says of itself. */
export interface Tool {
  version(): Promise<Outcome<ToolVersion>>;
  /** Why it cannot be used at all; undefined: it can. */
  failure(): Promise<Failure | undefined>;
  drivers(): Promise<OfferedDrivers>;
  /** All that `create` can be told for a driver, docker-machine's own options among them. */
  driverOptions(driver: string): Promise<Outcome<readonly DriverOption[]>>;
}

/** `failure`: docker-machine could not be asked, and these are the drivers that are inside every docker-machine. */
export interface OfferedDrivers {
  readonly names: readonly string[];
  readonly failure: Failure | undefined;
}

/** The current picture, kept current. */
export interface ClusterStore extends Disposable {
  readonly snapshot: Snapshot;
  readonly onDidChange: Event<Snapshot>;
  /** Resolves when the machine store has been read: then the picture has all machines, and what has been heard of them by then. */
  ready(): Promise<void>;
  /** Asks everybody again; resolves with the new picture. Calls that come together share one round. */
  refresh(): Promise<Snapshot>;
  /** How closely to watch: `visible` while something of ours can be seen and the window has focus, else `background`. */
  setAttention(attention: 'visible' | 'background'): void;
  /** How far a run's create of a machine is; undefined: it has ended, and what is seen of the machine counts as soon as that was asked anew. */
  setMaking(machine: string, making: Making | undefined): void;
  /** Whether a run makes machines of that cluster. */
  setBeingMade(cluster: string, isBeingMade: boolean): void;
  /**
   * Takes a store that was lost for one without machines; resolves with the snapshot of it. One that is there, or was never lost, stays
   * as it is.
   */
  startEmpty(): Promise<Snapshot>;
  /** Whose last create did not end well, as the journal has it. */
  setUnfinished(machines: ReadonlySet<string>): void;
}

/** Up, down and back: files to plans to runs. */
export interface ClusterService {
  /** Reads and checks a cluster file's text; problems carry their places. Drivers and their options are checked against `drivers`. */
  readSpec(text: string, path: Path, drivers?: KnownDrivers): Promise<ClusterFileContents>;
  /** What puts the cluster of a file in swarm mode; undefined: it is, or the text is no cluster file's. */
  changeToSwarmMode(text: string): Promise<TextChange | undefined>;
  /**
   * What unlocks the managers of an autolocked swarm after their engines were restarted, asked of the manager on `machine`. A secret:
   * for showing, and for nothing else.
   */
  unlockKey(machine: string): Promise<Outcome<string>>;
  /** Looks anew (and probes what planning must know), then plans. */
  planUp(spec: ClusterSpec, options?: { readonly signal?: AbortSignal }): Promise<Outcome<Plan>>;
  planDown(cluster: string, options?: { readonly signal?: AbortSignal }): Promise<Outcome<DownPlans>>;
  /** What undoes a run that went wrong: only what that run made. */
  planRollback(run: Run): Promise<Outcome<Plan>>;
  /**
   * Runs a plan. A second run on the same cluster, in this window or another, is refused: `alreadyRunning`. So is a plan of this
   * service that would be another one by now: `planChanged`; it is made anew before it runs. What goes wrong with a step stands in the run's summary; keeping what was made or taking it back (`up.onFailure`) is for the caller to choose.
   */
  run(
    plan: Plan,
    options: { readonly signal: AbortSignal; readonly onEvent: (event: StepEvent) => void },
  ): Promise<Outcome<Run>>;
  /** Runs that were cut off because VS Code was closed on them, the newest first: what they made may still be there. */
  unfinishedRuns(): Promise<readonly Run[]>;
  /** A person has been told of an unfinished run: it is not told again. */
  settle(run: Run): Promise<void>;
}

/** The two ways a cluster can go, from one look; they are the same where no host with a store's data lives on. */
export interface DownPlans {
  readonly keepsData: Plan;
  readonly removesData: Plan;
}

/** A run that has ended. */
export interface Run {
  readonly id: string;
  readonly plan: Plan;
  readonly summary: RunSummary;
  /** The picture after it. */
  readonly after: Snapshot;
}

export interface SteeringOptions {
  /** Ends the waiting, not what was begun. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: SteeringProgress) => void) | undefined;
}

/**
 * Steers clusters of swarm mode through whichever of their managers answers. Every question and every change looks afresh, and
 * refuses what would lose the managers' quorum or a running task's last place. What changes something resolves when the cluster
 * has converged; while a run is under way on the cluster it is refused (`alreadyRunning`).
 */
export interface SwarmService {
  view(cluster: string, options?: Pick<SteeringOptions, 'signal'>): Promise<Outcome<SwarmView>>;
  /** The swarm that a cluster's name means now, for a question about it. */
  find(cluster: string): Promise<Outcome<SwarmTarget>>;
  /** What would come of it. Changes nothing. */
  foreseeNode(
    cluster: string,
    node: NodeReference,
    verb: NodeVerb,
    options?: Pick<SteeringOptions, 'signal'>,
  ): Promise<Outcome<NodeForesight>>;
  /**
   * A node that is removed and lives is made a worker, drained and told to leave before it is forgotten, so that it can join again.
   */
  steerNode(
    cluster: string,
    node: NodeReference,
    verb: NodeVerb,
    options?: SteeringOptions,
  ): Promise<Outcome<NodeSteered>>;
  /** What would come of it; `service` is a name or an id. Changes nothing. */
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
   * Resolves when the signal aborts or the service is gone; `cancelled` when these services end before. What breaks is opened again.
   */
  followLog(
    cluster: string,
    service: string,
    listener: ServiceLogListener,
    options: { readonly signal: AbortSignal; readonly since?: string | undefined },
  ): Promise<Outcome<void>>;
  /** `docker swarm join …`, with `ownAddress` where the host that joins puts its own. A secret: to be used at once, and neither kept nor logged. */
  joinCommand(cluster: string, role: NodeRole): Promise<Outcome<string>>;
  /** Nodes that are in stay in; the former tokens let nobody in any more. */
  rotateJoinTokens(swarm: SwarmTarget, roles: readonly NodeRole[]): Promise<Outcome<void>>;
  /** `run` does it, as `docker stack deploy` through the manager that it is given; the stack is then waited for. */
  deployStack(
    swarm: SwarmTarget,
    stack: string,
    run: (manager: ManagerEndpoint) => Promise<Outcome<void>>,
    options?: SteeringOptions,
  ): Promise<Outcome<StackDeployed>>;
}

export interface ServiceLogListener {
  readonly onLine: (line: ServiceLogLine) => void;
  /** The stream is up, asked of this machine's manager. */
  readonly onConnected: (machine: string) => void;
  /** The stream broke; it is opened again, at this manager or another. */
  readonly onLost: (failure: Failure) => void;
}
