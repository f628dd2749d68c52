// A world in memory behind the doors in which anything may be replaced while a plan runs: another machine, engine, container, volume, node
// or network then has the name. What is done to one of those is kept. Nothing is replaced between the answer to a question and the change
// that follows from it without a wait, as nothing could be checked then.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { err, ok } from '../../../src/base/result.ts';
import type { Doors, EngineDoor, MachineCommand, MakeOptions, SwarmDoor } from '../../../src/docker/doors.ts';
import type { Failure, Outcome } from '../../../src/model/failure.ts';
import type { Action, Plan } from '../../../src/model/plan.ts';
import { FakeWorld } from '../fakeWorld.ts';
import { container, identity, overlay } from '../samples.ts';
import { engineOf } from './modelPicture.ts';
import { isUp, type Host } from './modelState.ts';
import type { ModelWorld } from './modelWorld.ts';

export const replaceable = ['machine', 'engine', 'container', 'volume', 'node', 'network'] as const;

export interface Replacement {
  readonly what: (typeof replaceable)[number];
  readonly machine: string;
  /** How many waits come before it; `between`: a run and its rollback. */
  readonly at: number | 'between';
}

/** What is another's has this in its ID. */
const other = 'another';
const isOther = (id: string | undefined): boolean => id?.includes(other) === true;

export class ReplacingWorld {
  readonly world: ModelWorld;
  /** What was done to something that was not there when the plan was made, and that the run did not make. */
  readonly touched: string[] = [];
  readonly replaced: string[] = [];
  readonly #plan: Plan;
  readonly #due: readonly Replacement[];
  /** Machines whose engine had told of itself when the plan was made. */
  readonly #told: ReadonlySet<string>;
  readonly #networks = new Map<string, string>();
  /** When a volume was created, by machine and volume. */
  readonly #volumes = new Map<string, string>();
  #waits = 0;
  #next = 0;

  constructor(world: ModelWorld, plan: Plan, due: readonly Replacement[]) {
    this.world = world;
    this.#plan = plan;
    this.#due = due;
    this.#told = new Set([...world.hosts].flatMap(([name, host]) => (isUp(host) || host.hasAnswered ? [name] : [])));
  }

  /** Time passes. */
  async wait(): Promise<void> {
    await nextTurn();
    this.#pass(this.#waits);
    this.#waits += 1;
  }

  between(): void {
    this.#pass('between');
  }

  #pass(moment: Replacement['at']): void {
    for (const each of this.#due) if (each.at === moment) this.#replace(each);
  }

  #replace({ what, machine }: Replacement): void {
    const host = this.world.hosts.get(machine);
    if (!host) return;
    this.#next += 1;
    const id = `${other} ${String(this.#next)}`;
    const others = (): Host['containers'] =>
      host.containers.map((each) => container(each.name, { id, image: 'nginx', mounts: each.mounts }));
    const volumesOf = (): void => {
      // Those of the plan too, whose container has gone before them.
      const planned = this.#plan.steps.flatMap(({ action }) => (action.kind === 'removeVolume' ? [action.volume] : []));
      const held = host.containers.flatMap(({ mounts }) => mounts.map((mount) => mount.name));
      for (const name of [...held, ...planned]) this.#volumes.set(`${machine} ${name}`, id);
    };
    this.replaced.push(what);
    switch (what) {
      case 'machine':
      case 'engine':
        // Of an engine that told nothing when the plan was made its record is all that is known.
        if (what === 'engine' && !this.#told.has(machine)) return;
        volumesOf();
        this.world.hosts.set(machine, {
          ...host,
          engineId: id,
          identity: what === 'machine' ? identity({ driver: host.machine.driver, folder: id }) : host.identity,
          containers: others(),
          swarm: host.swarm && this.#otherSwarm(host),
        });
        return;
      case 'container':
        host.containers = others();
        return;
      case 'volume':
        volumesOf();
        host.containers = [];
        return;
      case 'node':
        if (host.swarm && this.#told.has(machine)) host.swarm = this.#otherSwarm(host);
        return;
      case 'network':
        for (const name of this.world.networks) this.#networks.set(name, id);
    }
  }

  #otherSwarm(host: Host): Host['swarm'] {
    const how = { interface: 'eth1', availability: 'active', isAutolocked: false } as unknown;
    const made = this.world.swarms.init(host.machine, how as Parameters<typeof this.world.swarms.init>[1]);
    this.#otherNodes.add(made.node);
    return made;
  }

  readonly #otherNodes = new Set<string>();

  /** Keeps that something was done to a machine, where it is another one. */
  #touch(what: string, machine: string): Host | undefined {
    const host = this.world.hosts.get(machine);
    // An engine that does not answer cannot say that it is another one: then its record tells.
    if (host && (isOther(host.identity.folder?.inode) || (isUp(host) && isOther(host.engineId))))
      this.touched.push(`${what} of ${machine}`);
    return host;
  }

  #apply(action: Action): Outcome<void> {
    try {
      this.world.apply(action);
      return ok(undefined);
    } catch (error) {
      return err({ kind: 'engineError', address: 'x', status: 400, said: String(error) });
    }
  }

  /** Done at once, and answered later. */
  async #change(work: () => Outcome<void>): Promise<Outcome<void>> {
    const outcome = work();
    await this.wait();
    return outcome;
  }

  /** Answered by what is there after a wait. */
  async #ask<T>(machine: string, answer: (host: Host) => Outcome<T>): Promise<Outcome<T>> {
    await this.wait();
    const host = this.world.hosts.get(machine);
    return host && isUp(host) ? answer(host) : err({ kind: 'engineRefused', address: machine });
  }

  #engine(machine: string): EngineDoor {
    const refused = (): Outcome<void> => err<Failure>({ kind: 'engineRefused', address: machine });
    const changing = (what: string, work: (host: Host) => Outcome<void>): Promise<Outcome<void>> =>
      this.#change(() => {
        const host = this.#touch(what, machine);
        return host && isUp(host) ? work(host) : refused();
      });
    const named = (host: Host, name: string) => host.containers.find((each) => each.id === name || each.name === name);
    const via = { kind: 'engine', machine } as const;
    return {
      address: machine,
      ping: () => this.#ask(machine, () => ok({ clockSkew: 0 })),
      engine: () => this.#ask(machine, (host) => ok(engineOf(host, this.world.swarms))),
      containers: () => this.#ask(machine, ({ containers }) => ok(containers)),
      overlays: () => this.#ask(machine, () => ok(this.world.networks.map((name) => overlay(name)))),
      volume: (name) =>
        this.#ask(machine, () => ok({ created: this.#volumes.get(`${machine} ${name}`) ?? 'as planned' })),
      runContainer: (wanted, options) =>
        changing('run', (host) => {
          const ran = this.#apply({ kind: 'runContainer', machine, container: wanted });
          if (ran.ok) this.#made(options, (id) => Object.assign(host.containers.at(-1)!, { id }));
          return ran;
        }),
      startContainer: (name) =>
        changing('start', (host) => {
          if (isOther(named(host, name)?.id)) this.touched.push(`start ${name} on ${machine}`);
          return ok(undefined);
        }),
      removeContainer: (name) =>
        changing('remove container', (host) => {
          const found = named(host, name);
          if (isOther(found?.id)) this.touched.push(`container ${name} on ${machine}`);
          host.containers = host.containers.filter((each) => each !== found);
          return ok(undefined);
        }),
      removeVolume: (name) =>
        changing('remove volume', () => {
          if (isOther(this.#volumes.get(`${machine} ${name}`))) this.touched.push(`volume ${name} on ${machine}`);
          return ok(undefined);
        }),
      createNetwork: (network, options) =>
        changing('create network', () => {
          const made = this.#apply({ kind: 'createNetwork', via, network });
          if (made.ok) this.#made(options, (id) => this.#networks.set(network.name, id));
          return made;
        }),
      removeNetwork: (name) =>
        changing('remove network', () => {
          const found = [...this.#networks].find((pair) => pair.includes(name));
          if (isOther(found?.[1])) this.touched.push(`network ${name}`);
          return found ? this.#apply({ kind: 'removeNetwork', via, network: found[0] }) : ok(undefined);
        }),
      swarm: this.#swarm(machine, changing),
    } as EngineDoor;
  }

  #made(options: MakeOptions | undefined, keep: (id: string) => void): void {
    this.#next += 1;
    const id = `made ${String(this.#next)}`;
    keep(id);
    options?.onMade?.(id);
  }

  #swarm(
    machine: string,
    changing: (what: string, work: (host: Host) => Outcome<void>) => Promise<Outcome<void>>,
  ): SwarmDoor {
    const hostAt = (address: string): string =>
      [...this.world.hosts.values()].find((each) => address.startsWith(`${each.machine.address ?? ''}:`))?.machine
        .name ?? '';
    const other = (id: string): void => {
      if (this.#otherNodes.has(id)) this.touched.push(`node ${id}`);
    };
    return {
      view: () =>
        this.#ask(machine, (host) =>
          host.swarm
            ? ok({ nodes: this.world.swarms.nodes(host.swarm), services: [], tasks: [] })
            : err({ kind: 'notInSwarm', address: machine }),
        ),
      joinTokens: () => this.#ask(machine, () => ok({ worker: 'worker', manager: 'manager' })),
      init: (swarm, options) =>
        changing('init', (host) => {
          const made = this.#apply({ kind: 'initSwarm', machine, swarm });
          if (made.ok && host.swarm) options?.onMade?.(host.swarm.node);
          return made;
        }),
      join: (swarm) =>
        changing('join', () => {
          const as = { role: swarm.token as 'worker' | 'manager', interface: 'eth1', availability: swarm.availability };
          return this.#apply({ kind: 'joinSwarm', machine, as, via: hostAt(swarm.managers[0] ?? '') });
        }),
      leave: () =>
        changing('leave', (host) => {
          if (host.swarm) other(host.swarm.node);
          return this.#apply({ kind: 'leaveSwarm', machine });
        }),
      updateNode: (id, change) => {
        return this.#change(() => {
          other(id);
          return this.#apply({ kind: 'updateNode', via: machine, node: { id, hostname: '' }, change });
        });
      },
      removeNode: (id) =>
        this.#change(() => {
          other(id);
          return this.#apply({ kind: 'removeNode', via: machine, node: { id, hostname: '' } });
        }),
    } as Partial<SwarmDoor> as SwarmDoor;
  }

  doors(): Doors {
    const fake = new FakeWorld();
    const entryOf = (name: string) => {
      const host = this.world.hosts.get(name);
      if (!host) return undefined;
      const { machine, identity: its, recordFailure } = host;
      const base = { name, directory: machine.directory, identity: its };
      return recordFailure ? { ...base, failure: recordFailure } : { ...base, machine };
    };
    return {
      store: { ...fake.store, readOne: (name) => Promise.resolve(entryOf(name)) },
      engines: { ...fake.engines, engine: ({ name }) => this.#engine(name), manager: ({ name }) => this.#engine(name) },
      keyValueStores: fake.keyValueStores,
      hosts: fake.hosts,
      tool: {
        run: async <T>(
          command: MachineCommand<T>,
          { onLine }: Parameters<Doors['tool']['run']>[1] = {},
        ): Promise<Outcome<T>> => {
          const outcome = this.#tool(command.args);
          if (outcome.ok) onLine?.({ stream: 'stdout', text: '', stage: 'creating' });
          await this.wait();
          return outcome.ok ? command.parse(command.args[0] === 'ssh' ? 'connect=0.001 exit=52' : '') : outcome;
        },
        findsProgram: () => Promise.resolve(undefined),
      },
      dispose: () => undefined,
    };
  }

  #tool([verb = '', ...rest]: readonly string[]): Outcome<void> {
    if (verb === 'create') {
      const name = rest.at(-1);
      const step = this.#plan.steps.find(
        ({ action }) => action.kind === 'createMachine' && action.machine.name === name,
      );
      return step ? this.#apply(step.action) : err({ kind: 'toolMissing', path: '' });
    }
    if (verb === 'rm') {
      const name = rest.at(-1) ?? '';
      this.#touch('rm', name);
      return this.#apply({ kind: 'removeMachine', machine: name, driver: '' });
    }
    const machine = rest[0] ?? '';
    if (verb === 'start') {
      this.#touch('start', machine);
      return this.#apply({ kind: 'startMachine', machine });
    }
    return verb === 'ssh' && rest.join(' ').includes('systemctl')
      ? this.#restore(machine, rest.join(' '))
      : ok(undefined);
  }

  /** What the script does on a host. */
  #restore(machine: string, quoted: string): Outcome<void> {
    const script = quoted.replaceAll(`'\\''`, `'`);
    const host = this.world.hosts.get(machine);
    if (!host) return err({ kind: 'machineUnknown', machine });
    const was = (field: string): string | undefined => script.split(`isStill '{{${field}}}' `)[1]?.split(' ;')[0];
    const [engine, node] = [was('.ID'), was('.Swarm.NodeID')];
    if ((engine && engine !== (host.engineId ?? machine)) || (node && host.swarm && node !== host.swarm.node))
      return err({ kind: 'toolFailed', argv: [], exitCode: 1, said: 'another engine' });
    host.silent = undefined;
    this.#touch('script', machine);
    for (const [, id] of script.matchAll(/docker rm -f '?([^"'>]+?)'? >/g))
      if (isOther(id)) this.touched.push(`container ${String(id)} on ${machine} by script`);
    if (!script.includes('swarm leave')) return ok(undefined);
    if (host.swarm && this.#otherNodes.has(host.swarm.node)) this.touched.push(`node of ${machine} by script`);
    return this.#apply({ kind: 'leaveSwarm', machine });
  }
}
