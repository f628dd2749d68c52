// A swarm in memory behind the doors: managers that answer or not, and an orchestrator that takes one step at every look.
import { err, ok } from '../../src/base/result.ts';
import { fits, Room, takesTasks } from '../../src/cluster/placement.ts';
import type { EngineDoor, LogListener, LogStart, SwarmDoor } from '../../src/docker/doors.ts';
import type { Cluster } from '../../src/model/cluster.ts';
import type { Failure, Outcome } from '../../src/model/failure.ts';
import type { Machine } from '../../src/model/machine.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import type {
  NodeChange,
  ServiceChange,
  SwarmNode,
  SwarmService,
  SwarmTask,
  SwarmView,
} from '../../src/model/swarmMode.ts';
import { cluster, engine, machine, noSwarm, seen, seenMachine, snapshot } from './samples.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export function swarmNode(name: string, wanted: Partial<SwarmNode> = {}): SwarmNode {
  return {
    id: `id-${name}`,
    hostname: name,
    role: 'worker',
    availability: 'active',
    state: 'ready',
    message: '',
    address: '',
    manager: undefined,
    engineVersion: '26.1.5',
    cpus: 2,
    memory: 1_073_741_824,
    labels: {},
    engineLabels: {},
    ...wanted,
  };
}

export function swarmManager(name: string, wanted: Partial<SwarmNode> = {}): SwarmNode {
  return swarmNode(name, {
    role: 'manager',
    manager: { isLeader: false, reachability: 'reachable', address: `${name}:2377` },
    ...wanted,
  });
}

export function swarmService(name: string, wanted: Partial<SwarmService> = {}): SwarmService {
  return {
    id: `id-${name}`,
    name,
    image: 'busybox:1.36',
    mode: 'replicated',
    replicas: 1,
    update: undefined,
    canRollBack: false,
    stack: undefined,
    labels: {},
    networks: [],
    ports: [],
    ...wanted,
  };
}

export function swarmTask(
  service: string,
  slot: number | undefined,
  node: string,
  wanted: Partial<SwarmTask> = {},
): SwarmTask {
  return {
    id: `task-${service}-${String(slot ?? node)}`,
    serviceId: `id-${service}`,
    nodeId: node === '' ? '' : `id-${node}`,
    slot,
    state: 'running',
    desired: 'running',
    message: '',
    error: '',
    at: new Date('2026-11-24T06:00:00Z'),
    image: 'busybox:1.36',
    containerId: '',
    ...wanted,
  };
}

/** An image that no node can pull. */
export const badImage = 'nosuch:1';

export class FakeSwarm {
  nodes: SwarmNode[];
  services: SwarmService[];
  tasks: SwarmTask[] = [];
  /** Machines of the store; a node that is none is a stranger. */
  readonly machines = new Map<string, Machine>();
  /** Why a machine's engine does not answer. */
  readonly failing = new Map<string, Failure>();
  /** Engines that have left the swarm. */
  readonly left = new Set<string>();
  /** `m1 view`, `m2 updateNode m3 {"role":"worker"}` … */
  readonly asked: string[] = [];
  readonly logs: {
    readonly machine: string;
    readonly from: LogStart;
    readonly listener: LogListener;
    isOver: boolean;
  }[] = [];
  tokens = { worker: 'SWMTKN-w1', manager: 'SWMTKN-m1' };
  /** A service of which one task ends, once, as soon as so many of them run. */
  endsOnce: string | undefined;
  endsAt = 4;
  #made = 0;
  /** Views until an engine hears of its demotion. */
  slowness = 1;

  constructor(nodes: readonly SwarmNode[], services: readonly SwarmService[] = [], strangers: readonly string[] = []) {
    this.nodes = nodes.map((each, index) => ({ ...each, address: each.address || `10.0.0.${String(index + 1)}` }));
    this.services = [...services];
    for (const { hostname, address } of this.nodes)
      if (!strangers.includes(hostname)) this.machines.set(hostname, machine(hostname, { address }));
    this.settle();
  }

  get view(): SwarmView {
    return structuredClone({ nodes: this.nodes, services: this.services, tasks: this.tasks });
  }

  /** Takes steps until nothing moves any more. */
  settle(): void {
    for (let before = ''; before !== JSON.stringify(this.view);) {
      before = JSON.stringify(this.view);
      this.#step();
    }
  }

  change(name: string, wanted: Partial<SwarmNode>): void {
    this.nodes = this.nodes.map((each) => (each.hostname === name ? { ...each, ...wanted } : each));
  }

  /** The host is gone: its managers miss it. */
  lose(name: string): void {
    this.failing.set(name, { kind: 'engineRefused', address: name });
    const { manager } = this.node(name);
    this.change(name, { state: 'down', manager: manager && { ...manager, reachability: 'unreachable' } });
  }

  node(name: string): SwarmNode {
    const found = this.nodes.find(({ hostname }) => hostname === name);
    if (!found) throw new Error(`no node ${name}`);
    return found;
  }

  service(name: string): SwarmService {
    const found = this.services.find((each) => each.name === name);
    if (!found) throw new Error(`no service ${name}`);
    return found;
  }

  /** Where the tasks of a service run, by host. */
  places(name: string): string[] {
    const { id } = this.service(name);
    return this.tasks
      .filter((task) => task.serviceId === id && task.state === 'running' && task.desired === 'running')
      .map((task) => this.nodes.find((each) => each.id === task.nodeId)?.hostname ?? '?')
      .sort();
  }

  readonly engines = { engine: ({ name }: Machine): EngineDoor => this.#door(name) };

  picture(wanted: Partial<Cluster> = {}): Snapshot {
    const machines = [...this.machines.values()].map((each) => {
      const node = this.nodes.find(({ hostname }) => hostname === each.name);
      const membership = { ...noSwarm, state: 'active' as const, nodeId: node?.id ?? '' };
      return seenMachine(each, {
        engine: seen({ engine: engine(each.name, { swarm: membership }), containers: [] }),
      });
    });
    const members = machines.map(({ name }) => ({
      machine: name,
      role: this.nodes.find(({ hostname }) => hostname === name)?.role === 'manager' ? 'manager' : 'node',
    }));
    return snapshot(machines, [
      cluster('cloud', members as Cluster['members'], { orchestration: 'swarm-mode', ...wanted }),
    ]);
  }

  #door(name: string): EngineDoor {
    const answer = <T>(what: string, value: () => Outcome<T>): Promise<Outcome<T>> => {
      this.asked.push(`${name} ${what}`);
      const failure = this.failing.get(name);
      return Promise.resolve(failure ? err(failure) : value());
    };
    /** What only managers answer. */
    const manage = <T>(what: string, value: () => T): Promise<Outcome<T>> =>
      answer(what, () => {
        if (this.left.has(name)) return err({ kind: 'notInSwarm', address: name });
        const node = this.nodes.find(({ hostname }) => hostname === name);
        if (!node?.manager) return err({ kind: 'notAManager', address: name });
        const managers = this.nodes.filter(({ manager }) => manager);
        const reachable = managers.filter(({ manager }) => manager?.reachability === 'reachable');
        return reachable.length * 2 <= managers.length
          ? err({ kind: 'swarmWithoutLeader', address: name, said: 'no leader' })
          : ok(value());
      });
    const never = (): never => {
      throw new Error('not asked for here');
    };
    const swarm: SwarmDoor = {
      view: () =>
        manage('view', () => {
          const { view } = this;
          this.#endOne();
          this.#step();
          return view;
        }),
      nodes: () => manage('nodes', () => this.view.nodes),
      init: never,
      join: never,
      leave: ({ force }) =>
        answer(`leave ${force ? 'force' : ''}`.trim(), () => {
          const node = this.nodes.find(({ hostname }) => hostname === name);
          if (node?.manager && !force)
            return err({ kind: 'engineError', address: name, status: 503, said: 'participating as a manager' });
          this.left.add(name);
          return ok(undefined);
        }),
      joinTokens: () => manage('joinTokens', () => this.tokens),
      rotateJoinTokens: (roles) =>
        manage(`rotate ${roles.join(' ')}`, () => {
          this.tokens = {
            worker: roles.includes('worker') ? 'SWMTKN-w2' : this.tokens.worker,
            manager: roles.includes('manager') ? 'SWMTKN-m2' : this.tokens.manager,
          };
        }),
      unlockKey: never,
      updateNode: (id, change) =>
        manage(`updateNode ${id} ${JSON.stringify(change)}`, () => this.#updateNode(id, change)),
      removeNode: (id, { force }) =>
        manage(`removeNode ${id}${force ? ' force' : ''}`, () => {
          this.nodes = this.nodes.filter((each) => each.id !== id);
        }),
      updateService: (id, change) =>
        manage(`updateService ${id} ${JSON.stringify(change)}`, () => this.#updateService(id, change)),
      removeService: (id) =>
        manage(`removeService ${id}`, () => {
          this.services = this.services.filter((each) => each.id !== id);
        }),
      followLog: (_, from, listener) => {
        const log = { machine: name, from, listener, isOver: false };
        this.logs.push(log);
        const failure = this.failing.get(name);
        setTimeout(() => {
          if (log.isOver) return;
          if (failure) listener.onOver(failure);
          else listener.onOpen();
        });
        return { dispose: () => void (log.isOver = true) };
      },
    };
    return {
      address: `${name}:2376`,
      engine: () =>
        answer('engine', () => {
          const node = this.nodes.find(({ hostname }) => hostname === name);
          const isManager = Boolean(node?.manager) || (this.slowness -= 1) > 0;
          const membership = this.left.has(name)
            ? noSwarm
            : { ...noSwarm, state: 'active' as const, nodeId: node?.id ?? `id-${name}`, isManager };
          return ok(engine(name, { swarm: membership, apiVersion: '1.45' }));
        }),
      swarm,
    } as EngineDoor;
  }

  #updateNode(id: string, { availability, role }: NodeChange): void {
    this.nodes = this.nodes.map((each) =>
      each.id === id ? { ...each, availability: availability ?? each.availability, role: role ?? each.role } : each,
    );
  }

  #updateService(id: string, change: ServiceChange): void {
    this.services = this.services.map((each) => {
      if (each.id !== id) return each;
      switch (change.kind) {
        case 'scale':
          return { ...each, replicas: change.replicas, update: undefined };
        case 'restart':
          this.#replace(id);
          return { ...each, update: undefined, canRollBack: true };
        case 'rollBack':
          this.#replace(id);
          return {
            ...each,
            image: 'busybox:1.36',
            update: { state: 'rollback_started', message: 'manually requested rollback' },
          };
      }
    });
  }

  /** Tasks whose turn to be replaced has come with an update that has not begun yet. */
  readonly #toReplace = new Set<string>();

  #replace(id: string): void {
    for (const task of this.tasks)
      if (task.serviceId === id && task.desired === 'running') this.#toReplace.add(task.id);
    this.#begun.delete(id);
  }

  readonly #begun = new Set<string>();

  #step(): void {
    this.nodes = this.nodes.map((each): SwarmNode => {
      if (each.role === 'worker' && each.manager) return { ...each, manager: undefined };
      if (each.role === 'manager' && !each.manager)
        return { ...each, manager: { isLeader: false, reachability: 'reachable', address: `${each.hostname}:2377` } };
      return each;
    });
    const managers = this.nodes.filter(({ manager }) => manager?.reachability === 'reachable');
    if (!managers.some(({ manager }) => manager?.isLeader) && managers[0]?.manager)
      this.change(managers[0].hostname, { manager: { ...managers[0].manager, isLeader: true } });
    // Whoever was told to end has ended by now; whoever was starting runs.
    this.tasks = this.tasks
      .map((task): SwarmTask => {
        if (task.desired === 'shutdown' && task.state === 'running') return { ...task, state: 'shutdown' };
        if (task.state !== 'starting') return task;
        return task.image === badImage
          ? { ...task, state: 'rejected', desired: 'shutdown', error: `No such image: ${badImage}` }
          : { ...task, state: 'running' };
      })
      .filter((task) => this.services.some(({ id }) => id === task.serviceId) || task.state === 'running')
      .map((task) => (this.services.some(({ id }) => id === task.serviceId) ? task : { ...task, desired: 'shutdown' }));
    for (const service of this.services) this.#orchestrate(service);
  }

  #endOne(): void {
    const service = this.services.find(({ name }) => name === this.endsOnce);
    if (!service || this.places(service.name).length < this.endsAt) return;
    this.endsOnce = undefined;
    const last = this.tasks.findLast((task) => task.serviceId === service.id && task.state === 'running');
    this.tasks = this.tasks.map((task) =>
      task === last ? { ...task, state: 'failed', desired: 'shutdown', error: 'exit 1' } : task,
    );
  }

  #orchestrate(service: Mutable<SwarmService>): void {
    const { id } = service;
    const stays = (task: SwarmTask): boolean => {
      const node = this.nodes.find((each) => each.id === task.nodeId);
      if (task.nodeId === '') return true;
      return node !== undefined && node.state !== 'down' && node.availability !== 'drain' && fits(service, node);
    };
    const isUpdating = [...this.#toReplace].some((each) =>
      this.tasks.some((task) => task.id === each && task.serviceId === id),
    );
    if (isUpdating && !this.#begun.has(id)) {
      // A manager takes a moment to begin.
      this.#begun.add(id);
      return;
    }
    if (isUpdating && service.update === undefined)
      service.update = { state: 'updating', message: 'update in progress' };
    this.tasks = this.tasks.map((task) =>
      task.serviceId === id && task.desired === 'running' && (!stays(task) || this.#toReplace.has(task.id))
        ? { ...task, desired: 'shutdown' }
        : task,
    );
    for (const task of this.tasks) if (task.desired === 'shutdown') this.#toReplace.delete(task.id);
    const wanted = (): SwarmTask[] => this.tasks.filter((task) => task.serviceId === id && task.desired === 'running');
    if (service.mode === 'global') {
      for (const node of this.nodes.filter((each) => takesTasks(each) && fits(service, each)))
        if (!wanted().some((task) => task.nodeId === node.id)) this.#start(service, undefined, node);
    } else {
      for (const task of wanted().slice(service.replicas ?? 0)) this.#end(task);
      for (let slot = 1; slot <= (service.replicas ?? 0); slot += 1) {
        const own = wanted().find((task) => task.slot === slot);
        if (own && own.nodeId !== '') continue;
        if (own) this.tasks = this.tasks.filter((task) => task !== own);
        this.#start(service, slot, this.#place(service));
      }
    }
    this.#finish(service, wanted());
  }

  #finish(service: Mutable<SwarmService>, wanted: readonly SwarmTask[]): void {
    const state = service.update?.state ?? '';
    const rejected = this.tasks.some((task) => task.serviceId === service.id && task.state === 'rejected');
    if (state === 'updating' && rejected)
      service.update = { state: 'paused', message: 'update paused due to failure or early termination of task t' };
    else if (wanted.every((task) => task.state === 'running')) {
      if (state === 'updating') service.update = { state: 'completed', message: 'update completed' };
      if (state === 'rollback_started') service.update = { state: 'rollback_completed', message: 'rollback completed' };
    }
  }

  #place(service: SwarmService): SwarmNode | undefined {
    if (!new Room(this.view).take(service)) return undefined;
    const load = (node: SwarmNode): number => this.tasks.filter((task) => task.nodeId === node.id).length;
    const most = service.placement?.mostPerNode ?? 0;
    return this.nodes
      .filter((each) => takesTasks(each) && each.state === 'ready' && fits(service, each))
      .filter(
        (each) =>
          most === 0 ||
          this.tasks.filter(
            (task) => task.serviceId === service.id && task.nodeId === each.id && task.desired === 'running',
          ).length < most,
      )
      .sort((a, b) => load(a) - load(b))[0];
  }

  #start(service: SwarmService, slot: number | undefined, node: SwarmNode | undefined): void {
    this.tasks.push(
      swarmTask(service.name, slot, '', {
        id: `t${String((this.#made += 1))}`,
        serviceId: service.id,
        image: service.image,
        ...(node
          ? { nodeId: node.id, state: 'starting' }
          : { state: 'pending', error: `no suitable node (${String(this.nodes.length)} nodes)` }),
      }),
    );
  }

  #end(task: SwarmTask): void {
    this.tasks = this.tasks.map((each) => (each === task ? { ...each, desired: 'shutdown' } : each));
  }
}
