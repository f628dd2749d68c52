/**
 * Clients for everything outside this program: docker-machine, its machine store, engines, swarm managers, key-value stores and hosts.
 * Types only. Calls never throw on external failures and never outlive their deadline or signal.
 */
import type { Event } from '../base/event.ts';
import type { Disposable } from '../base/lifetime.ts';
import type { Milliseconds } from '../base/units.ts';
import type { ManagerInfo } from '../model/classicSwarm.ts';
import type { Container, Engine } from '../model/engine.ts';
import type { CreateStage, Outcome, Failure } from '../model/failure.ts';
import type { Path } from '../base/hostPath.ts';
import type { StorePaths, StoreState, StoreUrl } from '../model/keyValueStore.ts';
import type { Machine, MachineEntry } from '../model/machine.ts';
import type { OverlayNetwork } from '../model/network.ts';
import type { ContainerToRun, NetworkToCreate } from '../model/plan.ts';
import type {
  JoinTokens,
  NodeChange,
  NodeRole,
  ServiceChange,
  SwarmNode,
  SwarmToEnter,
  SwarmToInit,
  SwarmView,
} from '../model/swarmMode.ts';
import type { LogStart, LogListener, EventListener, LogFollower } from './engineStreams.ts';

export interface Doors extends Disposable {
  readonly tool: MachineTool;
  readonly store: MachineStore;
  readonly engines: EnginePool;
  readonly keyValueStores: KeyValueStores;
  readonly hosts: Hosts;
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** Overrides the call's own deadline. */
  readonly deadline?: Milliseconds | undefined;
}

export interface MakeOptions extends CallOptions {
  /** Called with Docker's ID as soon as the object is created, even if a later step fails. */
  readonly onMade?: ((id: string) => void) | undefined;
}

export interface Volume {
  /** As the engine writes it, in whole seconds; empty before 17.06, which does not report it. */
  readonly created: string;
}

/** A docker-machine command as data: argv, deadline and parser. Created in `machineCommands.ts`. */
export interface MachineCommand<T> {
  readonly args: readonly string[];
  /** Added to the process's environment; its values are secret and never logged or shown. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly deadline: Milliseconds;
  /** Parses stdout after exit code 0; never throws. */
  readonly parse: (stdout: string) => Outcome<T>;
  /** Interprets a nonzero exit by its output, if that says more than the code; undefined: `toolFailed`. */
  readonly otherwise?: ((said: string) => Outcome<T> | undefined) | undefined;
  /** The machine that this call creates; the failure has the stage and whether an incomplete machine remains (`createFailed`). */
  readonly creates?: string | undefined;
  /** Why the command is invalid, such as a bad name; `run` returns this failure and starts no process. */
  readonly refused?: Failure | undefined;
}

export interface OutputLine {
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
  /** The create stage that this line starts; undefined for any other line. */
  readonly stage: CreateStage | undefined;
}

/** Runs docker-machine or a fork of it; the path of the command is a setting. */
export interface MachineTool {
  /** Terminates the process group at the deadline and on abort. */
  run<T>(
    command: MachineCommand<T>,
    options?: CallOptions & { readonly onLine?: (line: OutputLine) => void },
  ): Promise<Outcome<T>>;
  /**
   * Whether a program is on docker-machine's PATH, where drivers look for their programs. Undefined if unknown: on Windows, drivers
   * also look elsewhere, and a docker-machine that is a script may set its own PATH.
   */
  findsProgram(name: string): Promise<boolean | undefined>;
}

/** The machine store, read from docker-machine's files. */
export interface MachineFiles extends Disposable {
  readonly path: Path;
  read(): Promise<StoreContents>;
  /** Reads one machine; undefined if it has no folder. */
  readOne(name: string): Promise<MachineEntry | undefined>;
  /** Resolves the current symbolic links in `path`. */
  realPath(): Promise<Path>;
  /**
   * Deletes the folder of a machine whose record docker-machine cannot load, which docker-machine itself cannot do. First checks that
   * the record still cannot be loaded and that the folder is in the machine store and not a link.
   */
  removeUnloadable(name: string): Promise<Outcome<void>>;
  /** Something in the machine store changed; changes in quick succession fire once. */
  readonly onDidChange: Event<void>;
}

/** The machine store plus the addresses that only drivers know, which reads include once resolved. */
export interface MachineStore extends MachineFiles {
  /**
   * Returns the machine with its address. If the record has none, asks the driver (`docker-machine ip`) once, caches the answer until the
   * record or the machine's power state changes, and fires `onDidChange`. `again` skips the cache. `addressUntold`: the driver has no
   * address.
   */
  resolveAddress(
    machine: Machine,
    options?: CallOptions & { readonly again?: boolean },
  ): Promise<Outcome<Machine & { readonly address: string }>>;
}

/** The result of a ping. */
export interface Pinged {
  /** How far its clock is ahead of this computer's, accurate to about a second; undefined if the response has no date. */
  readonly clockSkew: Milliseconds | undefined;
}

export interface StoreContents {
  readonly entries: readonly MachineEntry[];
  readonly failure: Failure | undefined;
  /** certs/ca.pem and certs/cert.pem exist. */
  readonly hasAuthority: boolean;
  /** The machine store's path without symbolic links; undefined if unknown. */
  readonly realPath?: Path | undefined;
  /** The machine store exists but has no folder `machines`: it never had one, or its disk is not mounted. */
  readonly hasNoFolder?: boolean;
}

/** Pools connections to engines and managers, one client per endpoint, with the machine store's certificates. */
export interface EnginePool extends Disposable {
  /** The engine, by default on port 2376. */
  engine(machine: Machine): EngineDoor;
  /** The machine's classic swarm manager, by default on port 3376. */
  manager(machine: Machine): EngineDoor;
  /** An engine refused a request because its disk is full, which nothing reveals until a change is requested. */
  readonly onFullDisk: Event<FullDisk>;
}

export interface FullDisk {
  readonly machine: string;
  /** The engine's message. */
  readonly said: string;
}

/** A container's configuration as passed to the engine at creation. */
export interface ContainerSetup {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  /** Unmodified, so that it can be passed on as is. */
  readonly command: readonly string[];
  /** Running or restarting. */
  readonly isRunning: boolean;
  /** The complete body in Docker's API format. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** One Docker API endpoint: an engine, or a classic swarm manager. */
export interface EngineDoor {
  readonly address: string;
  ping(options?: CallOptions): Promise<Outcome<Pinged>>;
  engine(options?: CallOptions): Promise<Outcome<Engine>>;
  /** Queries a classic swarm manager; fails with `notDocker` if an engine answers instead. */
  manager(options?: CallOptions): Promise<Outcome<ManagerInfo>>;
  containers(options?: CallOptions): Promise<Outcome<readonly Container[]>>;
  /** Overlay networks with their endpoints; inspects each one because a list has no endpoints. */
  overlays(options?: CallOptions): Promise<Outcome<readonly OverlayNetwork[]>>;
  pullImage(
    image: string,
    options?: CallOptions & { readonly onProgress?: (line: string) => void },
  ): Promise<Outcome<void>>;
  /** Creates and starts, like `docker run -d`; the image must exist and `{address}` (model/plan) must be filled in. */
  runContainer(container: ContainerToRun, options?: MakeOptions): Promise<Outcome<void>>;
  startContainer(name: string, options?: CallOptions): Promise<Outcome<void>>;
  /** Allows ten seconds for a graceful stop. Idempotent. */
  stopContainer(name: string, options?: CallOptions): Promise<Outcome<void>>;
  restartContainer(name: string, options?: CallOptions): Promise<Outcome<void>>;
  /** Stops and removes the container. Idempotent. */
  removeContainer(name: string, options?: CallOptions): Promise<Outcome<void>>;
  renameContainer(id: string, name: string, options?: CallOptions): Promise<Outcome<void>>;
  /** Returns how a container was created; may contain secrets, so it is neither stored nor logged. */
  containerSetup(id: string, options?: CallOptions): Promise<Outcome<ContainerSetup>>;
  /** Creates a container with this setup without starting it. @returns its ID */
  createContainer(setup: ContainerSetup, options?: CallOptions): Promise<Outcome<string>>;
  /** Undefined if there is no volume of that name. */
  volume(name: string, options?: CallOptions): Promise<Outcome<Volume | undefined>>;
  removeVolume(name: string, options?: CallOptions): Promise<Outcome<void>>;
  containerLog(name: string, lines: number, options?: CallOptions): Promise<Outcome<string>>;
  /** Follows the log from the last `lines` on; succeeds when the container stops or the signal aborts. */
  followLog(name: string, lines: number, follow: LogFollower): Promise<Outcome<void>>;
  /** Fails with `networkExists`, including driver and scope, if the name is taken. */
  createNetwork(network: NetworkToCreate, options?: MakeOptions): Promise<Outcome<void>>;
  /** Idempotent. */
  removeNetwork(name: string, options?: CallOptions): Promise<Outcome<void>>;
  /** Follows the endpoint's event stream until disposed; reconnects with back-off. */
  events(listener: EventListener): Disposable;
  readonly swarm: SwarmDoor;
}

/**
 * The swarm mode API of an engine. Manager-only calls fail with `notAManager` on a worker, `notInSwarm` outside a swarm,
 * `swarmWithoutLeader` without a quorum and `swarmLocked` until the swarm is unlocked.
 */
export interface SwarmDoor {
  view(options?: CallOptions): Promise<Outcome<SwarmView>>;
  /** Only the nodes of the view. */
  nodes(options?: CallOptions): Promise<Outcome<readonly SwarmNode[]>>;
  /** Fails with `alreadyInSwarm` if the engine is in a swarm. */
  init(swarm: SwarmToInit, options?: MakeOptions): Promise<Outcome<void>>;
  /** Stops waiting after 20 s, while the engine keeps trying. */
  join(swarm: SwarmToEnter, options?: CallOptions): Promise<Outcome<void>>;
  /** Idempotent. A manager needs `force`. */
  leave(how: { readonly force: boolean }, options?: CallOptions): Promise<Outcome<void>>;
  /** Returns secrets: use them immediately, never store or log them. */
  joinTokens(options?: CallOptions): Promise<Outcome<JoinTokens>>;
  rotateJoinTokens(roles: readonly NodeRole[], options?: CallOptions): Promise<Outcome<void>>;
  /** Returns a secret; empty if autolock is off. */
  unlockKey(options?: CallOptions): Promise<Outcome<string>>;
  updateNode(id: string, change: NodeChange, options?: CallOptions): Promise<Outcome<void>>;
  /** Idempotent. A node that is not down needs `force`. */
  removeNode(id: string, how: { readonly force: boolean }, options?: CallOptions): Promise<Outcome<void>>;
  updateService(id: string, change: ServiceChange, options?: CallOptions): Promise<Outcome<void>>;
  /** Idempotent. */
  removeService(id: string, options?: CallOptions): Promise<Outcome<void>>;
  /** Follows the logs of a service's tasks until the stream ends or is disposed; does not reconnect. */
  followLog(service: string, from: LogStart, listener: LogListener): Disposable;
}

export interface StoreOptions extends CallOptions {
  /** Keys of the registrations; if absent, those below the path of the URL. */
  readonly paths?: StorePaths | undefined;
}

export interface KeyValueStores {
  /** Queries the key-value store in its own protocol. Tries several hosts in turn. */
  ask(url: StoreUrl, options?: StoreOptions): Promise<Outcome<StoreState>>;
  /**
   * Removes an engine's registration (`host:port`) and adds it again, so that all engines are notified of it again.
   * Does nothing for ZooKeeper, whose registrations belong to sessions.
   */
  reintroduce(url: StoreUrl, engine: string, options?: StoreOptions): Promise<Outcome<void>>;
}

export interface Hosts {
  /** Checks whether the port accepts TCP connections. */
  probe(host: string, port: number, options?: CallOptions): Promise<Outcome<void>>;
  /** Whether a file is readable, such as an SSH key or a CA. */
  fileReadable(path: Path): Promise<boolean>;
}
