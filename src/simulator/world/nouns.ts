/** The types of a simulated world's state, as kept in its file. Plain data, which the modules beside this one change. */

/** Milliseconds since 1970. */
export type Moment = number;

export interface WorldState {
  readonly version: 1;
  /** The first two octets of the hosts' loopback addresses; undefined if all hosts share 127.0.0.1 with mapped ports. */
  readonly net: string | undefined;
  /** The default version of new engines. */
  engineVersion: string;
  hosts: Host[];
  stores: StoreData[];
  swarms: Swarm[];
  /** Number of addresses assigned so far. */
  nextHost: number;
  /** Faults of `docker-machine create`: see `faultTable.ts`. */
  createFaults: CreateFault[];
  /** Whether VirtualBox has its host-only network, which the first machine creates. */
  hasHostOnlyNetwork: boolean;
}

export interface CreateFault {
  /** Empty for every machine. */
  readonly machine: string;
  /** Beginning of the progress line at which the fault strikes. */
  readonly at: string;
  /** docker-machine's error; undefined if the stage only takes `seconds` longer. */
  readonly says: string | undefined;
  readonly seconds: number;
}

/** A computer: a VM that docker-machine created, or one that existed before. */
export interface Host {
  readonly id: string;
  hostname: string;
  address: string;
  /** The machine store and the machine's name; undefined if no docker-machine driver created the host. */
  readonly vm: { readonly store: string; readonly machine: string } | undefined;
  /** The ports of its engine, manager and sshd when hosts share an address. */
  readonly ports: { readonly engine: number; readonly manager: number; readonly ssh: number };
  power: 'on' | 'off';
  cable: 'plugged' | 'pulled';
  /** Port 2377, which managers use among themselves and with the nodes; independent of the engine's own port. */
  swarmPort: 'open' | 'cut';
  /** When its engine asks the managers that reported it down to readmit it. */
  asksAgainAt: Moment;
  /** Lost power without notice: others still have its address. */
  isDark: boolean;
  /** Milliseconds that its clock is ahead. */
  clockSkew: number;
  hasFullDisk: boolean;
  readonly cpus: number;
  readonly memory: number;
  engine: Engine;
}

export type EngineState = 'absent' | 'running' | 'stopped' | 'frozen';

/** A host's Docker engine, running or not. */
export interface Engine {
  id: string;
  /** The engine's own id while it uses another engine's. */
  ownId: string | undefined;
  version: string;
  state: EngineState;
  /** Why it does not start, as in the journal; empty if it does. */
  refusal: string;
  /** As `key=value`, without dashes. */
  flags: string[];
  labels: string[];
  mirrors: string[];
  insecureRegistries: string[];
  environment: string[];
  certificate: ServerCertificate | undefined;
  containers: Container[];
  /** This host's local networks: bridge, host, none, and those that users created. */
  networks: Network[];
  volumes: Volume[];
  /** As `name:tag`. */
  images: string[];
  swarm: SwarmMembership | undefined;
  /** When it next registers in its store. */
  nextHeartbeat: Moment;
  startedAt: Moment;
}

/** An engine's server certificate and the authority of its clients. PEM-encoded. */
export interface ServerCertificate {
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

export interface Volume {
  readonly name: string;
  readonly createdAt: Moment;
  /** The store whose data the volume holds. */
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
  /** Stopped by a user, which `unless-stopped` respects. */
  wasStopped: boolean;
  /** Removed as soon as it ends: `docker run --rm`. */
  readonly isPassing: boolean;
  readonly ports: readonly PortBinding[];
  readonly mounts: readonly { readonly volume: string; readonly path: string }[];
  /** `default`, `host`, or the name of a network. */
  readonly networkMode: string;
  endpoints: Endpoint[];
  /** For a key-value store without a named volume. */
  storeId: string | undefined;
  /** For a classic swarm agent or manager: when it next registers its engine in the store. */
  nextHeartbeat: Moment;
  log: LogLine[];
  /** Number of starts. */
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

/** A container's endpoint on a network. */
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
  /** Empty for the networks host and none. */
  readonly subnet: string;
  readonly gateway: string;
  readonly isInternal: boolean;
  readonly isAttachable: boolean;
  readonly isIngress: boolean;
  readonly options: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly vni: number;
  /** All endpoints. For overlays, those that the store or the managers keep, including endpoints of dead hosts. */
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
  /** Registrations and manually stored values, by key without a leading slash. */
  keys: Record<string, StoredValue>;
  /** Overlay networks by the path of the store's URL, which may be empty. */
  networks: { readonly prefix: string; readonly network: Network }[];
  nextVni: number;
  /** When it can lead: a lone server elects itself. */
  leadsAt: Moment;
  /** The node name of the last consul that served this store. */
  node?: string;
}

export interface StoredValue {
  readonly value: string;
  /** Undefined if it never expires. */
  readonly expiresAt: Moment | undefined;
}

/** An engine's membership in a swarm mode swarm. */
export interface SwarmMembership {
  readonly swarmId: string;
  readonly nodeId: string;
  state: 'active' | 'pending' | 'locked' | 'error';
  error: string;
  /** A join that reached no manager and is retried. */
  pending: JoinRequest | undefined;
}

export interface JoinRequest {
  /** As `host:2377`. */
  readonly remotes: readonly string[];
  readonly token: string;
  readonly availability: SwarmNode['availability'];
}

export interface Swarm {
  readonly id: string;
  readonly createdAt: Moment;
  updatedAt: Moment;
  /** Increases with every change, like raft's index. */
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
  /** When the managers have agreed on the leader `leaderId`. */
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
  /** The node left by itself (`leave`); its engine does not return as this node. */
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

/** Kept as given: fields that the simulator does not read are stored and returned. */
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
  /** 0 for a global service. */
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
  /** The earliest start of a task that follows a failed one. */
  notBefore: Moment;
}
