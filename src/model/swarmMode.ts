/** A swarm of swarm mode as its managers tell it: nodes, services and the tasks that services are made of. */
import type { Bytes } from '../base/units.ts';
import type { Address } from './failure.ts';
import type { ServiceMode } from './serviceMode.ts';

/** What one manager said in one round of questions. */
export interface SwarmView {
  /** By hostname. */
  readonly nodes: readonly SwarmNode[];
  /** By name. */
  readonly services: readonly SwarmService[];
  readonly tasks: readonly SwarmTask[];
}

export type NodeRole = 'manager' | 'worker';
export type Availability = 'active' | 'pause' | 'drain';
/** `unknown`: a new leader has not heard of it yet. `disconnected`: it has given its place back. */
export type NodeState = 'ready' | 'down' | 'unknown' | 'disconnected';

export interface SwarmNode {
  readonly id: string;
  readonly hostname: string;
  readonly role: NodeRole;
  readonly availability: Availability;
  readonly state: NodeState;
  /** Why it is not ready, in the manager's words: "heartbeat failure for node in \"unknown\" state". */
  readonly message: string;
  /** The address its heartbeats come from, without a port; may be `0.0.0.0` or `127.0.0.1` for the manager that is asked. */
  readonly address: string;
  /** Undefined: a worker. */
  readonly manager: NodeAsManager | undefined;
  readonly engineVersion: string;
  readonly cpus: number;
  readonly memory: Bytes;
  /** The node's own labels, which placement constraints know as `node.labels`. */
  readonly labels: Readonly<Record<string, string>>;
  readonly engineLabels: Readonly<Record<string, string>>;
}

/** What the engines of machines say of which node they are. */
export interface NodeClaims {
  readonly taken: ReadonlySet<string>;
  /** By what several say, those machines: the disk of one was copied to the others. */
  readonly shared: ReadonlyMap<string, readonly string[]>;
}

export interface NodeAsManager {
  readonly isLeader: boolean;
  readonly reachability: 'reachable' | 'unreachable' | 'unknown';
  /** `host:2377`. */
  readonly address: Address;
}

export interface SwarmService {
  readonly id: string;
  readonly name: string;
  /** Without the digest that managers put behind it. */
  readonly image: string;
  readonly mode: ServiceMode;
  /** How many tasks are wanted; undefined: one per node that fits (global). */
  readonly replicas: number | undefined;
  readonly update: ServiceUpdate | undefined;
  /** There is a former specification to go back to. */
  readonly canRollBack: boolean;
  /** The stack that it was deployed with. */
  readonly stack: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  /** Ids of the networks that its tasks join. */
  readonly networks: readonly string[];
  /** Published ports: `8080:80/tcp`. */
  readonly ports: readonly string[];
  /** Where its tasks may be; absent: on any node. */
  readonly placement?: ServicePlacement;
  /** What a node sets aside for each of its tasks; absent: nothing. */
  readonly reservation?: Resources;
}

export interface Resources {
  readonly cpus: number;
  readonly memory: Bytes;
}

export interface ServicePlacement {
  /** As they were given: `node.labels.rack==a`. All of them hold. */
  readonly constraints: readonly string[];
  /** `Placement.MaxReplicas`: how many replicas one node may run; 0: no limit. */
  readonly mostPerNode: number;
}

export interface ServiceUpdate {
  /** `updating`, `paused`, `completed`, `rollback_started`, `rollback_paused`, `rollback_completed`. */
  readonly state: string;
  readonly message: string;
}

export interface SwarmTask {
  readonly id: string;
  readonly serviceId: string;
  /** Empty: not placed yet. */
  readonly nodeId: string;
  /** 1, 2 … of a replicated service; undefined for a global one. */
  readonly slot: number | undefined;
  /** `new`, `pending`, `assigned`, `accepted`, `preparing`, `starting`, `running`, `complete`, `shutdown`, `failed`, `rejected`, `orphaned`, `remove`. */
  readonly state: string;
  /** What the manager wants of it; `running` for a task that counts. */
  readonly desired: string;
  readonly message: string;
  /** Empty: none. */
  readonly error: string;
  readonly at: Date | undefined;
  readonly image: string;
  readonly containerId: string;
}

/** What `docker swarm init` is told. Each host finds out by itself which address its `interface` has. */
export interface SwarmToInit {
  readonly interface: string;
  /** Subnets that networks without one of their own are cut from; empty: Docker's own. */
  readonly defaultAddressPools: readonly string[];
  readonly dataPathPort: number;
  readonly isAutolocked: boolean;
  readonly availability: Availability;
}

/** What `docker swarm join` is told. The token is a secret: read when it is used, never kept. */
export interface SwarmToEnter {
  readonly interface: string;
  /** `host:port` of managers; the first that answers is asked. */
  readonly managers: readonly Address[];
  readonly token: string;
  readonly availability: Availability;
}

/** Secrets. */
export type JoinTokens = Readonly<Record<NodeRole, string>>;

export interface NodeChange {
  readonly availability?: Availability;
  readonly role?: NodeRole;
}

/** One thing that is done to a service. */
export type ServiceChange =
  | { readonly kind: 'scale'; readonly replicas: number }
  /** New tasks in place of the old ones, with the same specification. */
  | { readonly kind: 'restart' }
  | { readonly kind: 'rollBack' };

/** Raft's majority of so many managers. */
export const majority = (managers: number): number => Math.floor(managers / 2) + 1;

export interface TaskCount {
  /** Tasks that run and are wanted. */
  readonly running: number;
  readonly desired: number;
}

/** How many tasks of a service run, of how many. Tasks on nodes that are down do not count as running, whatever their last word was. */
export function taskCount(service: SwarmService, { tasks, nodes }: SwarmView): TaskCount {
  const own = tasks.filter(({ serviceId }) => serviceId === service.id);
  const down = new Set(nodes.filter(({ state }) => state === 'down').map(({ id }) => id));
  if (service.mode === 'replicated-job' || service.mode === 'global-job') {
    const complete = own.filter(({ state }) => state === 'complete').length;
    return { running: complete, desired: service.replicas ?? own.length };
  }
  const wanted = own.filter(({ desired }) => desired === 'running');
  const running = wanted.filter(({ state, nodeId }) => state === 'running' && !down.has(nodeId)).length;
  return { running, desired: service.replicas ?? wanted.length };
}

/** Whether a service is on its way to what is wanted: worth looking at it again soon. */
export function isConverging(service: SwarmService, view: SwarmView): boolean {
  const { running, desired } = taskCount(service, view);
  return running !== desired || isUpdating(service);
}

/** Its tasks are being replaced, by an update or a way back from one. */
export const isUpdating = ({ update }: SwarmService): boolean =>
  update?.state === 'updating' || update?.state === 'rollback_started';

/** `web.1`; a global service's task is told apart by its node. */
export function taskName(task: SwarmTask, service: SwarmService, view: SwarmView): string {
  if (task.slot !== undefined) return `${service.name}.${String(task.slot)}`;
  const node = view.nodes.find(({ id }) => id === task.nodeId);
  return `${service.name}.${node?.hostname ?? task.nodeId}`;
}
