// What managers do in memory: a swarm of nodes, services and tasks that goes on by one step at every look.
import { fits, Room, takesTasks } from '../../src/cluster/placement.ts';
import type {
  NodeChange,
  ServiceChange,
  SwarmNode,
  SwarmService,
  SwarmTask,
  SwarmView,
} from '../../src/model/swarmMode.ts';
import { swarmTask } from './swarmParts.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** An image that no node can pull. */
export const badImage = 'nosuch:1';

export class FakeOrchestrator {
  nodes: SwarmNode[];
  services: SwarmService[];
  tasks: SwarmTask[] = [];
  /** A service of which one task ends, once, as soon as so many of them run. */
  endsOnce: string | undefined;
  endsAt = 4;
  #made = 0;

  constructor(nodes: readonly SwarmNode[], services: readonly SwarmService[]) {
    this.nodes = nodes.map((each, index) => ({ ...each, address: each.address || `10.0.0.${String(index + 1)}` }));
    this.services = [...services];
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

  /** What there is; then the next step is taken. */
  protected look(): SwarmView {
    const { view } = this;
    this.#endOne();
    this.#step();
    return view;
  }

  protected updateNode(id: string, { availability, role }: NodeChange): void {
    this.nodes = this.nodes.map((each) =>
      each.id === id ? { ...each, availability: availability ?? each.availability, role: role ?? each.role } : each,
    );
  }

  protected updateService(id: string, change: ServiceChange): void {
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
