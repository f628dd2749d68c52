// A swarm in memory behind the doors: managers that answer or not, engines that have left, and what all were asked.
import { err, ok } from '../../src/base/result.ts';
import type { EngineDoor, SwarmDoor } from '../../src/docker/doors.ts';
import type { LogListener, LogStart } from '../../src/docker/engineStreams.ts';
import type { Cluster } from '../../src/model/cluster.ts';
import type { Failure, Outcome } from '../../src/model/failure.ts';
import type { Machine } from '../../src/model/machine.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import type { SwarmNode, SwarmService } from '../../src/model/swarmMode.ts';
import { FakeOrchestrator } from './fakeOrchestrator.ts';
import { cluster, engine, machine, noSwarm, seen, seenMachine, snapshot } from './samples.ts';

export class FakeSwarm extends FakeOrchestrator {
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
  /** Views until an engine hears of its demotion. */
  slowness = 1;

  constructor(nodes: readonly SwarmNode[], services: readonly SwarmService[] = [], strangers: readonly string[] = []) {
    super(nodes, services);
    for (const { hostname, address } of this.nodes)
      if (!strangers.includes(hostname)) this.machines.set(hostname, machine(hostname, { address }));
  }

  /** The host is gone: its managers miss it. */
  lose(name: string): void {
    this.failing.set(name, { kind: 'engineRefused', address: name });
    const { manager } = this.node(name);
    this.change(name, { state: 'down', manager: manager && { ...manager, reachability: 'unreachable' } });
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
      view: () => manage('view', () => this.look()),
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
        manage(`updateNode ${id} ${JSON.stringify(change)}`, () => this.updateNode(id, change)),
      removeNode: (id, { force }) =>
        manage(`removeNode ${id}${force ? ' force' : ''}`, () => {
          this.nodes = this.nodes.filter((each) => each.id !== id);
        }),
      updateService: (id, change) =>
        manage(`updateService ${id} ${JSON.stringify(change)}`, () => this.updateService(id, change)),
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
}
