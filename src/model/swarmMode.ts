/** A swarm as its managers report it: nodes, services and tasks. */
import type { Bytes } from '../base/units.ts';
import type { Address } from './address.ts';
import type { ServiceMode } from './serviceMode.ts';

/** Answers of one manager in one poll. */
export interface SwarmView {
  /** By hostname. */
  readonly nodes: readonly SwarmNode[];
  /** By name. */
  readonly services: readonly SwarmService[];
  readonly tasks: readonly SwarmTask[];
}

export type NodeRole = 'manager' | 'worker';
export type Availability = 'active' | 'pause' | 'drain';
/** `unknown`: a new leader has not received a heartbeat from it yet. `disconnected`: it has ended its session. */
export type NodeState = 'ready' | 'down' | 'unknown' | 'disconnected';

export interface SwarmNode {
  readonly id: string;
  readonly hostname: string;
  readonly role: NodeRole;
  readonly availability: Availability;
  readonly state: NodeState;
  /** Why it is not ready, as reported by the manager: "heartbeat failure for node in \"unknown\" state". */
  readonly message: string;
  /** Source address of its heartbeats, without a port; may be `0.0.0.0` or `127.0.0.1` for the manager that answers. */
  readonly address: string;
  /** Undefined for a worker. */
  readonly manager: NodeAsManager | undefined;
  readonly engineVersion: string;
  readonly cpus: number;
  readonly memory: Bytes;
  /** The node's own labels, `node.labels` in placement constraints. */
  readonly labels: Readonly<Record<string, string>>;
  readonly engineLabels: Readonly<Record<string, string>>;
}

/** The node IDs that engines of machines report as their own. */
export interface NodeClaims {
  readonly taken: ReadonlySet<string>;
  /** IDs that several machines claim, with those machines: one's disk was copied to the others. */
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
  /** Without the digest that managers append. */
  readonly image: string;
  readonly mode: ServiceMode;
  /** Desired number of tasks; undefined for one per matching node (global). */
  readonly replicas: number | undefined;
  readonly update: ServiceUpdate | undefined;
  /** There is a previous specification to roll back to. */
  readonly canRollBack: boolean;
  /** The stack that deployed it. */
  readonly stack: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  /** IDs of the networks that its tasks join. */
  readonly networks: readonly string[];
  /** Published ports: `8080:80/tcp`. */
  readonly ports: readonly string[];
  /** Where its tasks may run; absent if on any node. */
  readonly placement?: ServicePlacement;
  /** Resources that a node reserves for each of its tasks; absent if none. */
  readonly reservation?: Resources;
}

export interface Resources {
  readonly cpus: number;
  readonly memory: Bytes;
}

export interface ServicePlacement {
  /** As specified: `node.labels.rack==a`. All of them must match. */
  readonly constraints: readonly string[];
  /** `Placement.MaxReplicas`: the maximum of replicas per node; 0 for no limit. */
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
  /** Empty if not assigned yet. */
  readonly nodeId: string;
  /** 1, 2 … for a replicated service; undefined for a global one. */
  readonly slot: number | undefined;
  /** `new`, `pending`, `assigned`, `accepted`, `preparing`, `starting`, `running`, `complete`, `shutdown`, `failed`, `rejected`, `orphaned`, `remove`. */
  readonly state: string;
  /** The state that the manager wants; `running` for a current task. */
  readonly desired: string;
  readonly message: string;
  /** Empty if none. */
  readonly error: string;
  readonly at: Date | undefined;
  readonly image: string;
  readonly containerId: string;
}

/** Arguments of `docker swarm init`. Each host looks up the address of its `interface` itself. */
export interface SwarmToInit {
  readonly interface: string;
  /** Subnets from which networks without a subnet of their own are allocated; empty for Docker's own. */
  readonly defaultAddressPools: readonly string[];
  readonly dataPathPort: number;
  readonly isAutolocked: boolean;
  readonly availability: Availability;
}

/** Arguments of `docker swarm join`. The token is a secret: it is read when used and never stored. */
export interface SwarmToEnter {
  readonly interface: string;
  /** `host:port` of managers; the first that answers is used. */
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

/** A change to a service. */
export type ServiceChange =
  | { readonly kind: 'scale'; readonly replicas: number }
  /** Replaces all tasks with new ones of the same specification. */
  | { readonly kind: 'restart' }
  | { readonly kind: 'rollBack' };

/** Raft's majority of this number of managers. */
export const majority = (managers: number): number => Math.floor(managers / 2) + 1;

export interface TaskCount {
  /** Running tasks that should run. */
  readonly running: number;
  readonly desired: number;
}

/** Running and desired tasks of a service. Tasks on nodes that are down do not count as running, whatever state they last reported. */
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

/** Whether a service is still changing toward its desired state and should be polled soon. */
export function isConverging(service: SwarmService, view: SwarmView): boolean {
  const { running, desired } = taskCount(service, view);
  return running !== desired || isUpdating(service);
}

/** Whether an update or a rollback is replacing its tasks. */
export const isUpdating = ({ update }: SwarmService): boolean =>
  update?.state === 'updating' || update?.state === 'rollback_started';

/** `web.1`; for a global service the node's hostname replaces the slot. */
export function taskName(task: SwarmTask, service: SwarmService, view: SwarmView): string {
  if (task.slot !== undefined) return `${service.name}.${String(task.slot)}`;
  const node = view.nodes.find(({ id }) => id === task.nodeId);
  return `${service.name}.${node?.hostname ?? task.nodeId}`;
}
