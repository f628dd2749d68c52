/** What there is in a simulated world, as it is kept in its file. Plain data: every change is made by the verbs beside it. */

/** A moment, in milliseconds since 1970. */
export type Moment = number;

export interface WorldState {
  readonly version: 1;
  /** The first two numbers of its hosts' loopback addresses; undefined: all hosts share 127.0.0.1, and ports are mapped. */
  readonly net: string | undefined;
  /** Which engines are installed where nothing else is asked for. */
  engineVersion: string;
  hosts: Host[];
  stores: StoreData[];
  swarms: Swarm[];
  /** Numbers of addresses given out so far. */
  nextHost: number;
  /** What goes wrong with `docker-machine create`: see `faults.ts`. */
  createFaults: CreateFault[];
  /** Whether VirtualBox has its host-only network: made by the first machine. */
  hasHostOnlyNetwork: boolean;
}

export interface CreateFault {
  /** Empty: of every machine. */
  readonly machine: string;
  /** Beginning of the progress line at which it happens. */
  readonly at: string;
  /** What docker-machine says then; undefined: it only takes `seconds` longer. */
  readonly says: string | undefined;
  readonly seconds: number;
}

/** A computer: a virtual machine of VirtualBox, or one that was there before docker-machine came. */
export interface Host {
  readonly id: string;
  hostname: string;
  address: string;
  /** Made by a driver of docker-machine, in that store. */
  readonly vm: { readonly store: string; readonly machine: string } | undefined;
  /** Where its engine, manager and sshd are reached, where addresses are shared. */
  readonly ports: { readonly engine: number; readonly manager: number; readonly ssh: number };
  power: 'on' | 'off';
  cable: 'plugged' | 'pulled';
  /** Port 2377, by which managers speak with each other and with the nodes; the engine's own port has nothing to do with it. */
  swarmPort: 'open' | 'cut';
  /** When its engine asks the managers again to be taken back, where they have called it down meanwhile. */
  asksAgainAt: Moment;
  /** Without power, and nobody has told: others still have its address. */
  isDark: boolean;
  /** Milliseconds that its clock is ahead. */
  clockSkew: number;
  hasFullDisk: boolean;
  readonly cpus: number;
  readonly memory: number;
  engine: Engine;
}

export type EngineState = 'absent' | 'running' | 'stopped' | 'frozen';

/** The Docker engine of a host, running or not. */
export interface Engine {
  id: string;
  /** Its own id, while it has another one's. */
  ownId: string | undefined;
  version: string;
  state: EngineState;
  /** Why it does not start, as the journal has it; empty: it does. */
  refusal: string;
  /** `key=value`, without dashes. */
  flags: string[];
  labels: string[];
  mirrors: string[];
  insecureRegistries: string[];
  environment: string[];
  certificate: ServerCertificate | undefined;
  containers: Container[];
  /** Those of this host alone: bridge, host, none and what people made. */
  networks: Network[];
  volumes: Volume[];
  /** `name:tag`. */
  images: string[];
  swarm: SwarmMembership | undefined;
  /** When it next tells its store that it lives. */
  nextHeartbeat: Moment;
  startedAt: Moment;
}

/** What an engine shows to its clients, and whose clients it takes. PEM. */
export interface ServerCertificate {
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

export interface Volume {
  readonly name: string;
  readonly createdAt: Moment;
  /** The store whose data it holds. */
  storeId: string | undefined;
}

export interface Container {
  readonly id: string;
  name: string;
  readonly image: string;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly environment: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly createdAt: Moment;
  startedAt: Moment;
  finishedAt: Moment;
  state: 'created' | 'running' | 'paused' | 'exited';
  exitCode: number;
  restart: 'no' | 'always' | 'unless-stopped' | 'on-failure';
  /** By a person, so that `unless-stopped` knows. */
  wasStopped: boolean;
  /** Removed as soon as it ends: `docker run --rm`. */
  readonly isPassing: boolean;
  readonly ports: readonly PortBinding[];
  readonly mounts: readonly { readonly volume: string; readonly path: string }[];
  /** `default`, `host`, or a network's name. */
  readonly networkMode: string;
  endpoints: Endpoint[];
  /** Of a key-value store without a named volume. */
  storeId: string | undefined;
  /** Of a classic swarm agent or manager: when it next tells the store that its engine lives. */
  nextHeartbeat: Moment;
  log: LogLine[];
  /** How many times it was started. */
  starts: number;
  task: TaskOfContainer | undefined;
}

export interface TaskOfContainer {
  readonly taskId: string;
  readonly serviceId: string;
  readonly nodeId: string;
}

export interface LogLine {
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
  readonly at: Moment;
}

export interface PortBinding {
  readonly host: number;
  readonly container: number;
}

/** A container's end of a network. */
export interface Endpoint {
  readonly id: string;
  readonly networkId: string;
  readonly network: string;
  /** Without a prefix length. */
  address: string;
  mac: string;
}

export interface Network {
  readonly id: string;
  readonly name: string;
  readonly driver: 'bridge' | 'host' | 'null' | 'overlay';
  readonly scope: 'local' | 'global' | 'swarm';
  readonly createdAt: Moment;
  /** Empty: none (host, none). */
  readonly subnet: string;
  readonly gateway: string;
  readonly isInternal: boolean;
  readonly isAttachable: boolean;
  readonly isIngress: boolean;
  readonly options: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly vni: number;
  /** Who is on it: for overlays what the store or the managers keep, so those of dead hosts too. */
  attached: Attachment[];
}

export interface Attachment {
  readonly endpointId: string;
  readonly containerId: string;
  readonly container: string;
  readonly hostId: string;
  readonly address: string;
  readonly mac: string;
}

export type StoreType = 'consul' | 'etcd' | 'zookeeper';

/** The data of a key-value store. */
export interface StoreData {
  readonly id: string;
  readonly type: StoreType;
  /** Registrations and what else was put there by hand, by key without a slash in front. */
  keys: Record<string, StoredValue>;
  /** Overlay networks by the URL's path, empty for none. */
  networks: { readonly prefix: string; readonly network: Network }[];
  nextVni: number;
  /** When it can lead: a lone server elects itself. */
  leadsAt: Moment;
  /** What the consul that served it last called itself. */
  node?: string;
}

export interface StoredValue {
  readonly value: string;
  /** Undefined: never. */
  readonly expiresAt: Moment | undefined;
}

/** An engine's own part in a swarm of swarm mode. */
export interface SwarmMembership {
  readonly swarmId: string;
  readonly nodeId: string;
  state: 'active' | 'pending' | 'locked' | 'error';
  error: string;
  /** A join that met nobody and is tried again. */
  pending: JoinRequest | undefined;
}

export interface JoinRequest {
  /** `host:2377` */
  readonly remotes: readonly string[];
  readonly token: string;
  readonly availability: SwarmNode['availability'];
}

export interface Swarm {
  readonly id: string;
  readonly createdAt: Moment;
  updatedAt: Moment;
  /** Grows with every change, as raft's index. */
  index: number;
  spec: Record<string, unknown>;
  workerToken: string;
  managerToken: string;
  unlockKey: string;
  readonly addressPools: readonly string[];
  readonly subnetSize: number;
  readonly dataPathPort: number;
  nodes: SwarmNode[];
  networks: Network[];
  services: SwarmService[];
  tasks: SwarmTask[];
  nextVni: number;
  leaderId: string;
  /** When the managers have agreed on the leader that `leaderId` names. */
  leadsAt: Moment;
}

export interface SwarmNode {
  readonly id: string;
  readonly hostId: string;
  readonly createdAt: Moment;
  updatedAt: Moment;
  index: number;
  hostname: string;
  role: 'manager' | 'worker';
  availability: 'active' | 'pause' | 'drain';
  labels: Record<string, string>;
  readonly address: string;
  state: 'ready' | 'down' | 'unknown';
  message: string;
  isReachable: boolean;
  lastSeen: Moment;
  /** Gone by itself (`leave`): its engine will not come back as this node. */
  hasLeft: boolean;
}

export interface SwarmService {
  readonly id: string;
  readonly createdAt: Moment;
  updatedAt: Moment;
  index: number;
  spec: ServiceSpec;
  previousSpec: ServiceSpec | undefined;
  /** Counts specifications: tasks of an older one are replaced. */
  generation: number;
  update: { state: string; message: string; startedAt: Moment; completedAt: Moment | undefined } | undefined;
  vips: { readonly networkId: string; readonly address: string }[];
}

/** As it was given: what the simulator does not read is kept and told again. */
export type ServiceSpec = Record<string, unknown> & { Name: string };

export type TaskState =
  | 'new'
  | 'pending'
  | 'assigned'
  | 'preparing'
  | 'starting'
  | 'running'
  | 'complete'
  | 'shutdown'
  | 'failed'
  | 'rejected'
  | 'orphaned'
  | 'remove';

export interface SwarmTask {
  readonly id: string;
  readonly serviceId: string;
  /** 0: of a global service. */
  readonly slot: number;
  readonly generation: number;
  readonly createdAt: Moment;
  updatedAt: Moment;
  index: number;
  nodeId: string;
  state: TaskState;
  desired: 'running' | 'shutdown' | 'complete';
  message: string;
  error: string;
  containerId: string;
  addresses: { readonly networkId: string; readonly address: string }[];
  /** Not before this moment, for one that comes after a failure. */
  notBefore: Moment;
}
