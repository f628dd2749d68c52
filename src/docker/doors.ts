/**
 * The doors to the outside as the rooms above see them: what can be asked of docker-machine, its store, an engine, a swarm
 * manager, a key-value store and a host. Types only. No call here throws for the world, outlives its deadline or its signal.
 */
import type { Event } from '../base/event.ts';
import type { Disposable } from '../base/lifetime.ts';
import type { Milliseconds } from '../base/units.ts';
import type { ManagerInfo } from '../model/classicSwarm.ts';
import type { Container, Engine } from '../model/engine.ts';
import type { CreateStage, Outcome, Failure, Path } from '../model/failure.ts';
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
  /** Told Docker's ID as soon as it is created, whatever follows. */
  readonly onMade?: ((id: string) => void) | undefined;
}

export interface Volume {
  /** As the engine writes it, to the second; empty: it does not tell (before 17.06). */
  readonly created: string;
}

/** A call to docker-machine as data: argv, how long it may take, and how its answer reads. Made in `machineCommands.ts`. */
export interface MachineCommand<T> {
  readonly args: readonly string[];
  /** Added to the process's environment; its values are secret, and neither logged nor repeated. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly deadline: Milliseconds;
  /** Reads stdout of a run that ended with 0; throws nothing. */
  readonly parse: (stdout: string) => Outcome<T>;
  /** What an exit other than 0 with these words means, where the words tell more than the code; undefined: `toolFailed`. */
  readonly otherwise?: ((said: string) => Outcome<T> | undefined) | undefined;
  /** The machine that this call makes: when it fails, the failure tells the stage and what was left (`createFailed`). */
  readonly creates?: string | undefined;
  /** Why this call may not leave this program (a name that is none); `run` gives it back and starts nothing. */
  readonly refused?: Failure | undefined;
}

export interface OutputLine {
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
  /** The stage of a create that this line begins; undefined for any other line. */
  readonly stage: CreateStage | undefined;
}

/** docker-machine, or a fork of it: the command's path is a setting. */
export interface MachineTool {
  /** The process group is ended at the deadline and on abort. */
  run<T>(
    command: MachineCommand<T>,
    options?: CallOptions & { readonly onLine?: (line: OutputLine) => void },
  ): Promise<Outcome<T>>;
  /**
   * Whether a program is on the PATH that docker-machine is started with, where its drivers look for theirs. Undefined: this cannot be
   * known. On Windows drivers look in other places too, and a docker-machine that is a script may set a PATH of its own.
   */
  findsProgram(name: string): Promise<boolean | undefined>;
}

/** docker-machine's store of machines, read from its files. */
export interface MachineFiles extends Disposable {
  readonly path: Path;
  read(): Promise<StoreContents>;
  /** One machine; undefined when it has no folder. */
  readOne(name: string): Promise<MachineEntry | undefined>;
  /** `path` without symbolic links, as it is now. */
  realPath(): Promise<Path>;
  /**
   * Deletes the folder of a machine whose record docker-machine cannot load, which docker-machine itself cannot do. Right before it is
   * checked that the record is still so, and that the folder is the store's own and no link.
   */
  removeUnloadable(name: string): Promise<Outcome<void>>;
  /** Something below the store changed; joined when changes come close together. */
  readonly onDidChange: Event<void>;
}

/** The store with the addresses that only drivers know: an address that a driver has told is part of what is read. */
export interface MachineStore extends MachineFiles {
  /**
   * The machine with its address. If its record has none, the driver is asked (`docker-machine ip`) once; the answer is kept until the
   * record or the machine's power changes, and `onDidChange` fires. `again`: ask even if it is known. `addressUntold`: the driver
   * cannot tell.
   */
  resolveAddress(
    machine: Machine,
    options?: CallOptions & { readonly again?: boolean },
  ): Promise<Outcome<Machine & { readonly address: string }>>;
}

/** What an endpoint tells by answering at all. */
export interface Pinged {
  /** How far its clock is ahead of this computer's, to about a second; undefined: its answer has no date. */
  readonly clockSkew: Milliseconds | undefined;
}

export interface StoreContents {
  readonly entries: readonly MachineEntry[];
  readonly failure: Failure | undefined;
  /** certs/ca.pem and certs/cert.pem exist. */
  readonly hasAuthority: boolean;
  /** The store without symbolic links; undefined: not known. */
  readonly realPath?: Path | undefined;
  /** The store's folder is there, without a folder `machines` in it: it never had one, or its disk is not mounted. */
  readonly hasNoFolder?: boolean;
}

/** Kept connections to engines and managers, one per endpoint, with the store's certificates. */
export interface EnginePool extends Disposable {
  /** The engine itself, port 2376 by default. */
  engine(machine: Machine): EngineDoor;
  /** The classic swarm manager on that machine, port 3376 by default. */
  manager(machine: Machine): EngineDoor;
  /** An engine refused something for want of room on its disk; until it is asked to change something, nothing tells of that. */
  readonly onFullDisk: Event<FullDisk>;
}

export interface FullDisk {
  readonly machine: string;
  /** The engine's own words. */
  readonly said: string;
}

/** A container as an engine was asked to create it. */
export interface ContainerSetup {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  /** As it is written, to be written again. */
  readonly command: readonly string[];
  /** It runs, or is about to run again. */
  readonly isRunning: boolean;
  /** All of it, in the words of Docker's API. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** One Docker API endpoint: an engine, or a classic swarm manager. */
export interface EngineDoor {
  readonly address: string;
  ping(options?: CallOptions): Promise<Outcome<Pinged>>;
  engine(options?: CallOptions): Promise<Outcome<Engine>>;
  /** What a classic swarm manager says; `notDocker` failure when an engine answers instead. */
  manager(options?: CallOptions): Promise<Outcome<ManagerInfo>>;
  containers(options?: CallOptions): Promise<Outcome<readonly Container[]>>;
  /** Overlay networks with their endpoints (a list does not carry these: each is inspected). */
  overlays(options?: CallOptions): Promise<Outcome<readonly OverlayNetwork[]>>;
  pullImage(
    image: string,
    options?: CallOptions & { readonly onProgress?: (line: string) => void },
  ): Promise<Outcome<void>>;
  /** Creates and starts, as `docker run -d`; the image must be there, and `{address}` (model/plan) already filled in. */
  runContainer(container: ContainerToRun, options?: MakeOptions): Promise<Outcome<void>>;
  startContainer(name: string, options?: CallOptions): Promise<Outcome<void>>;
  /** Gives it ten seconds to end by itself. That it does not run is as wanted. */
  stopContainer(name: string, options?: CallOptions): Promise<Outcome<void>>;
  restartContainer(name: string, options?: CallOptions): Promise<Outcome<void>>;
  /** Stops and removes; what is not there is as wanted. */
  removeContainer(name: string, options?: CallOptions): Promise<Outcome<void>>;
  renameContainer(id: string, name: string, options?: CallOptions): Promise<Outcome<void>>;
  /** How a container was created; what is in it may be secret, and is neither kept nor logged. */
  containerSetup(id: string, options?: CallOptions): Promise<Outcome<ContainerSetup>>;
  /** Creates one like it, without starting it. @returns its ID */
  createContainer(setup: ContainerSetup, options?: CallOptions): Promise<Outcome<string>>;
  /** Undefined: there is none of that name. */
  volume(name: string, options?: CallOptions): Promise<Outcome<Volume | undefined>>;
  removeVolume(name: string, options?: CallOptions): Promise<Outcome<void>>;
  containerLog(name: string, lines: number, options?: CallOptions): Promise<Outcome<string>>;
  /** The last `lines` and all that comes after them; ends well with the container, or as soon as the signal aborts. */
  followLog(name: string, lines: number, follow: LogFollower): Promise<Outcome<void>>;
  /** `networkExists` where one of that name is there, with its driver and scope. */
  createNetwork(network: NetworkToCreate, options?: MakeOptions): Promise<Outcome<void>>;
  /** What is not there is as wanted. */
  removeNetwork(name: string, options?: CallOptions): Promise<Outcome<void>>;
  /** The endpoint's event stream, with reconnect and back-off, until disposed. */
  events(listener: EventListener): Disposable;
  readonly swarm: SwarmDoor;
}

/**
 * Swarm mode's part of an engine. What only managers answer gives `notAManager` from a worker, `notInSwarm` from an engine in no
 * swarm, `swarmWithoutLeader` while too few managers are there, `swarmLocked` until the swarm is unlocked.
 */
export interface SwarmDoor {
  view(options?: CallOptions): Promise<Outcome<SwarmView>>;
  /** Of the view the nodes alone. */
  nodes(options?: CallOptions): Promise<Outcome<readonly SwarmNode[]>>;
  /** `alreadyInSwarm` where the engine is in one. */
  init(swarm: SwarmToInit, options?: MakeOptions): Promise<Outcome<void>>;
  /** Gives up waiting after 20 s, while the engine goes on trying. */
  join(swarm: SwarmToEnter, options?: CallOptions): Promise<Outcome<void>>;
  /** Being in no swarm is as wanted. A manager goes only by `force`. */
  leave(how: { readonly force: boolean }, options?: CallOptions): Promise<Outcome<void>>;
  /** Secrets: to be used at once, and neither kept nor logged. */
  joinTokens(options?: CallOptions): Promise<Outcome<JoinTokens>>;
  rotateJoinTokens(roles: readonly NodeRole[], options?: CallOptions): Promise<Outcome<void>>;
  /** A secret; empty where the swarm is not locked. */
  unlockKey(options?: CallOptions): Promise<Outcome<string>>;
  updateNode(id: string, change: NodeChange, options?: CallOptions): Promise<Outcome<void>>;
  /** What is not there is as wanted. A node that is not down goes only by `force`. */
  removeNode(id: string, how: { readonly force: boolean }, options?: CallOptions): Promise<Outcome<void>>;
  updateService(id: string, change: ServiceChange, options?: CallOptions): Promise<Outcome<void>>;
  /** What is not there is as wanted. */
  removeService(id: string, options?: CallOptions): Promise<Outcome<void>>;
  /** What the tasks of a service write, as long as the stream holds or until disposed; it is not opened again. */
  followLog(service: string, from: LogStart, listener: LogListener): Disposable;
}

/** The last lines of each task, or all from a time on (as `LogLine.at` has it). */
export type LogStart = { readonly tail: number } | { readonly since: string };

export interface LogLine {
  /** `manager`: a word of its own, as that a node cannot be asked. */
  readonly stream: 'stdout' | 'stderr' | 'manager';
  /** To the nanosecond, by the clock of the task's node; empty, as the ids are, for a word of the manager's own. */
  readonly at: string;
  readonly nodeId: string;
  readonly taskId: string;
  readonly text: string;
}

export interface LogListener {
  readonly onOpen: () => void;
  readonly onLine: (line: LogLine) => void;
  /** It could not be opened, or has ended: by itself (`engineReset`) or because it broke. Not told after `dispose`. */
  readonly onOver: (failure: Failure) => void;
}

/** An event of an engine that changes the picture. */
export interface EngineEvent {
  readonly type:
    | 'container'
    | 'network'
    | 'volume'
    | 'image'
    | 'daemon'
    | 'node'
    | 'service'
    | 'secret'
    | 'config'
    | 'plugin'
    | 'builder';
  readonly action: string;
  readonly id: string;
  readonly name: string | undefined;
  /** Of a container that swarm mode runs: tasks themselves have no events. */
  readonly isOfTask: boolean;
  readonly at: Date;
}

export interface EventListener {
  readonly onEvent: (event: EngineEvent) => void;
  /** The stream is up: what happened before it was not told. */
  readonly onConnected: () => void;
  /** The stream broke or could not be opened; it is tried again. */
  readonly onLost: (failure: Failure) => void;
}

export interface LogFollower {
  /** The engine answers: what comes now is the log. */
  readonly onOpened?: () => void;
  /** Both streams in the order they come. The log waits until this is done, so that nobody is flooded. */
  readonly onText: (text: string) => void | Promise<void>;
  readonly signal: AbortSignal;
}

export interface StoreOptions extends CallOptions {
  /** Where what is registered; absent: below the path of the URL. */
  readonly paths?: StorePaths | undefined;
}

export interface KeyValueStores {
  /** Asks the store through its own protocol. Several hosts are tried in turn. */
  ask(url: StoreUrl, options?: StoreOptions): Promise<Outcome<StoreState>>;
  /**
   * Takes an engine's registration (`host:port`) away and puts it back, so that every engine is told of that one once more.
   * ZooKeeper's registrations belong to their sessions and are left alone.
   */
  reintroduce(url: StoreUrl, engine: string, options?: StoreOptions): Promise<Outcome<void>>;
}

export interface Hosts {
  /** Whether something accepts TCP connections there. */
  probe(host: string, port: number, options?: CallOptions): Promise<Outcome<void>>;
  /** Whether a file can be read (an SSH key, a CA). */
  fileReadable(path: Path): Promise<boolean>;
}
