// A small world in memory behind the doors: hosts that can be frozen, stopped and changed, and that tell of it as real ones do.
import { sleep } from '../../src/base/async.ts';
import { Emitter } from '../../src/base/event.ts';
import { err, ok } from '../../src/base/result.ts';
import type {
  CallOptions,
  Doors,
  EngineDoor,
  FullDisk,
  MachineCommand,
  MachineFiles,
  StoreContents,
} from '../../src/docker/doors.ts';
import type { EngineEvent, EventListener } from '../../src/docker/engineStreams.ts';
import { withDriverAddresses } from '../../src/docker/machineAddresses.ts';
import type { ClassicNode, ManagerInfo } from '../../src/model/classicSwarm.ts';
import type { Container, Engine } from '../../src/model/engine.ts';
import type { Failure, Outcome } from '../../src/model/failure.ts';
import { storeUrlText, type StoreState } from '../../src/model/keyValueStore.ts';
import type { Machine, MachineEntry } from '../../src/model/machine.ts';
import type { OverlayNetwork } from '../../src/model/network.ts';
import type { SwarmView } from '../../src/model/swarmMode.ts';
import { articleMachines, classicNode, engine, kvUrl, managerInfo, storePath, storeState } from './samples.ts';

/** How one endpoint behaves. */
export type Mood = 'well' | 'frozen' | 'refusing';

const latency = 5;

export class FakeEndpoint {
  mood: Mood = 'well';
  /** Answers to pings only. */
  isHalfDead = false;
  /** Its swarm has no leader: what it says of that waits, and with it all that it says of itself and of networks. */
  isHangingOnSwarm = false;
  engine: Engine;
  containers: Container[] = [];
  overlays: OverlayNetwork[] = [];
  info: ManagerInfo | undefined;
  /** What its engine says of swarm mode's nodes, services and tasks. */
  swarm: Outcome<SwarmView> = err({ kind: 'notInSwarm', address: '' });
  readonly asked: string[] = [];
  readonly listeners = new Set<EventListener>();
  readonly address: string;
  readonly #thaw = new Set<() => void>();

  constructor(address: string, described: Engine) {
    this.address = address;
    this.engine = described;
  }

  freeze(): void {
    this.mood = 'frozen';
  }

  refuse(): void {
    this.mood = 'refusing';
    for (const each of this.listeners) each.onLost({ kind: 'engineRefused', address: this.address });
  }

  /** Lives again; who listens is told once its stream is back. */
  mend(reconnect = 0): void {
    const wasLost = this.mood === 'refusing';
    this.mood = 'well';
    for (const go of [...this.#thaw]) go();
    if (wasLost)
      setTimeout(() => {
        for (const each of this.listeners) each.onConnected();
      }, reconnect);
  }

  tell(type: EngineEvent['type'], action: string, wanted: Partial<EngineEvent> = {}): void {
    const event = { type, action, id: 'x', name: undefined, isOfTask: false, at: new Date(), ...wanted };
    for (const each of this.listeners) each.onEvent(event);
  }

  /** Its logs go on until nobody listens any more. */
  isEndless = false;

  /** Brings a container into a state, or takes it away, and tells of it. */
  async #turn(
    name: string,
    state: string | undefined,
    answer: <T>(question: string, options: CallOptions | undefined, value: () => Outcome<T>) => Promise<Outcome<T>>,
    options: CallOptions | undefined,
  ): Promise<Outcome<void>> {
    return answer(`${state ?? 'remove'} ${name}`, options, () => {
      const container = this.containers.find((each) => each.name === name || each.id === name);
      // As the door has it: what is not there need not be removed.
      if (!container && state === undefined) return ok(undefined);
      if (!container)
        return err({ kind: 'engineError', address: this.address, status: 404, said: `No such container: ${name}` });
      this.containers = this.containers.flatMap((each) =>
        each !== container ? [each] : state === undefined ? [] : [{ ...each, state, status: `${each.status}.` }],
      );
      this.tell('container', state ?? 'destroy');
      return ok(undefined);
    });
  }

  readonly door = (): EngineDoor => {
    const answer = async <T>(
      question: string,
      { deadline = 5000, signal }: CallOptions = {},
      value: () => Outcome<T>,
    ): Promise<Outcome<T>> => {
      this.asked.push(question);
      await new Promise((resolve) => setTimeout(resolve, this.mood === 'refusing' ? 1 : latency));
      const waits = this.isHangingOnSwarm && ['swarm', 'nodes', 'engine', 'overlays'].includes(question);
      if (this.mood === 'frozen' || waits || (this.isHalfDead && question !== 'ping')) {
        const isOver = await new Promise<boolean>((resolve) => {
          const timer = setTimeout(() => {
            resolve(true);
          }, deadline - latency);
          const go = (): void => {
            this.#thaw.delete(go);
            clearTimeout(timer);
            resolve(false);
          };
          this.#thaw.add(go);
          signal?.addEventListener('abort', () => {
            this.#thaw.delete(go);
            clearTimeout(timer);
            resolve(true);
          });
        });
        if (isOver) return err({ kind: 'engineSilent', address: this.address, after: deadline, connected: true });
      }
      return this.mood === 'refusing' ? err({ kind: 'engineRefused', address: this.address }) : value();
    };
    const never = (): never => {
      throw new Error('Observing does not change anything');
    };
    return {
      address: this.address,
      ping: (options) => answer('ping', options, () => ok({ clockSkew: this.engine.clockSkew })),
      engine: (options) => answer('engine', options, () => ok(structuredClone(this.engine))),
      manager: (options) =>
        answer('manager', options, () =>
          this.info
            ? ok(structuredClone(this.info))
            : err({ kind: 'notDocker', address: this.address, said: 'engine' }),
        ),
      containers: (options) => answer('containers', options, () => ok(structuredClone(this.containers))),
      overlays: (options) => answer('overlays', options, () => ok(structuredClone(this.overlays))),
      pullImage: never,
      runContainer: never,
      startContainer: (name, options) => this.#turn(name, 'running', answer, options),
      stopContainer: (name, options) => this.#turn(name, 'exited', answer, options),
      restartContainer: (name, options) => this.#turn(name, 'running', answer, options),
      removeContainer: (name, options) => this.#turn(name, undefined, answer, options),
      renameContainer: never,
      containerSetup: never,
      createContainer: never,
      volume: never,
      removeVolume: never,
      containerLog: never,
      followLog: async (name, _lines, { onText, signal }) => {
        await onText(`${name} says hello\n`);
        if (this.isEndless) await sleep(60_000, signal);
        return ok(undefined);
      },
      createNetwork: never,
      removeNetwork: never,
      swarm: {
        view: (options) =>
          answer('swarm', options, () => (this.swarm.ok ? ok(structuredClone(this.swarm.value)) : this.swarm)),
        nodes: (options) =>
          answer('nodes', options, () => (this.swarm.ok ? ok(structuredClone(this.swarm.value.nodes)) : this.swarm)),
        init: never,
        join: never,
        leave: never,
        joinTokens: never,
        rotateJoinTokens: never,
        unlockKey: never,
        updateNode: never,
        removeNode: never,
        updateService: never,
        removeService: never,
        followLog: never,
      },
      events: (listener) => {
        this.listeners.add(listener);
        setTimeout(() => {
          if (!this.listeners.has(listener)) return;
          if (this.mood === 'well') listener.onConnected();
          else if (this.mood === 'refusing') listener.onLost({ kind: 'engineRefused', address: this.address });
        }, latency);
        return { dispose: () => void this.listeners.delete(listener) };
      },
    };
  };
}

export class FakeWorld implements Doors {
  entries: MachineEntry[] = [];
  failure: Failure | undefined;
  /** Of the machine store. */
  realPath = storePath;
  /** The store's folder has none for machines in it. */
  hasNoFolder = false;
  readonly endpoints = new Map<string, FakeEndpoint>();
  readonly stores = new Map<string, { mood: Mood | 'electing'; state: StoreState }>();
  readonly storesAsked: string[] = [];
  /** argv of every run of docker-machine. */
  readonly ran: (readonly string[])[] = [];
  /** Machines for which docker-machine needs 15 s. */
  readonly slow = new Set<string>();
  /** What `docker-machine` prints, by its subcommand. */
  readonly says = new Map<string, string>([['status', 'Running\n']]);
  /** What `docker-machine ip` prints, by machine; it fails for others. */
  readonly addresses = new Map<string, string>();
  /** What `docker-machine` does to a machine, by its subcommand. */
  readonly acts = new Map<string, (machine: string) => void>();
  readonly #storeChanges = new Emitter<void>();
  readonly #fullDisks = new Emitter<FullDisk>();

  add(machine: Machine, described: Partial<Engine> = {}): FakeEndpoint {
    this.entries = [
      ...this.entries.filter(({ name }) => name !== machine.name),
      { name: machine.name, directory: machine.directory, machine },
    ];
    const endpoint = new FakeEndpoint(
      `${String(machine.address)}:${String(machine.enginePort)}`,
      engine(machine.name, described),
    );
    this.endpoints.set(endpoint.address, endpoint);
    if (machine.swarm?.isMaster) {
      const manager = new FakeEndpoint(
        `${String(machine.address)}:${String(machine.swarm.managerPort)}`,
        endpoint.engine,
      );
      this.endpoints.set(manager.address, manager);
    }
    return endpoint;
  }

  remove(name: string): void {
    this.entries = this.entries.filter((entry) => entry.name !== name);
  }

  engineOf(name: string): FakeEndpoint {
    const machine = this.#machine(name);
    return this.endpoints.get(`${String(machine.address)}:${String(machine.enginePort)}`)!;
  }

  /** The engine there, whether or not a record knows its address. */
  engineAt(address: string): FakeEndpoint {
    return this.endpoints.get(`${address}:2376`)!;
  }

  /** Its driver tells another address from now on, at which its engine answers. */
  move(name: string, address: string): void {
    const from = this.addresses.get(name)!;
    for (const [at, old] of this.endpoints) {
      if (!at.startsWith(`${from}:`)) continue;
      const next = new FakeEndpoint(at.replace(from, address), old.engine);
      next.info = old.info;
      this.endpoints.set(next.address, next);
    }
    this.addresses.set(name, address);
  }

  managerOf(name: string): FakeEndpoint {
    const machine = this.#machine(name);
    return this.endpoints.get(`${String(machine.address)}:${String(machine.swarm!.managerPort)}`)!;
  }

  /** The store's files changed. */
  tellStore(): void {
    this.#storeChanges.fire();
  }

  #machine(name: string): Machine {
    const entry = this.entries.find((each) => each.name === name);
    if (!entry || !('machine' in entry)) throw new Error(`No machine ${name}`);
    return entry.machine;
  }

  /** An engine refuses somebody for want of room. */
  refuseForRoom(machine: string): void {
    this.#fullDisks.fire({ machine, said: 'write /x: no space left on device' });
  }

  readonly #files: MachineFiles = {
    path: storePath,
    read: async (): Promise<StoreContents> =>
      structuredClone({
        entries: this.entries,
        failure: this.failure,
        hasAuthority: true,
        realPath: this.realPath,
        hasNoFolder: this.hasNoFolder,
      }),
    readOne: async (name) => this.entries.find((entry) => entry.name === name),
    realPath: async () => this.realPath,
    removeUnloadable: async (name) => {
      this.remove(name);
      return ok(undefined);
    },
    onDidChange: this.#storeChanges.event,
    dispose: () => undefined,
  };

  readonly engines: Doors['engines'] = {
    engine: (machine) => this.#endpoint(`${String(machine.address)}:${String(machine.enginePort)}`).door(),
    manager: (machine) => this.#endpoint(`${String(machine.address)}:${String(machine.swarm?.managerPort)}`).door(),
    onFullDisk: this.#fullDisks.event,
    dispose: () => undefined,
  };

  #endpoint(address: string): FakeEndpoint {
    const endpoint = address.startsWith('undefined:') ? nowhere : this.endpoints.get(address);
    if (!endpoint) throw new Error(`Nothing at ${address}`);
    return endpoint;
  }

  readonly keyValueStores: Doors['keyValueStores'] = {
    ask: async (url, { deadline = 5000 } = {}): Promise<Outcome<StoreState>> => {
      const text = storeUrlText(url);
      this.storesAsked.push(text);
      const store = this.stores.get(text);
      await new Promise((resolve) => setTimeout(resolve, store?.mood === 'frozen' ? deadline : latency));
      if (store?.mood === 'frozen') return err({ kind: 'storeSilent', url: text, after: deadline });
      if (store?.mood === 'electing') return err({ kind: 'storeWithoutLeader', url: text, isElecting: true });
      return store?.mood === 'well' ? ok(structuredClone(store.state)) : err({ kind: 'storeRefused', url: text });
    },
    reintroduce: () => Promise.resolve(ok(undefined)),
  };

  readonly #cli: Doors['tool'] = {
    run: async <T>(command: MachineCommand<T>): Promise<Outcome<T>> => {
      this.ran.push(command.args);
      await new Promise((resolve) => setTimeout(resolve, this.slow.has(command.args[1] ?? '') ? 15_000 : 50));
      this.acts.get(command.args[0] ?? '')?.(command.args.at(-1) ?? '');
      const [verb = '', name = ''] = command.args;
      const said = verb === 'ip' ? this.addresses.get(name) : this.says.get(verb);
      return said === undefined
        ? err({ kind: 'toolFailed', argv: command.args, exitCode: 1, said: '' })
        : command.parse(said);
    },
    findsProgram: () => Promise.resolve(true),
  };

  readonly #addressed = withDriverAddresses(this.#files, this.#cli, (error) => {
    throw error;
  });
  readonly store = this.#addressed.store;
  readonly tool = this.#addressed.tool;

  readonly hosts: Doors['hosts'] = {
    probe: async () => ok(undefined),
    fileReadable: async () => true,
  };

  dispose(): void {
    this.#storeChanges.dispose();
  }
}

/** What a door without an address leads to. */
const nowhere = new FakeEndpoint('nowhere', engine('nowhere'));
nowhere.mood = 'refusing';

/** The article's four machines, all well. */
export function articleWorld(): FakeWorld {
  const world = new FakeWorld();
  const records = articleMachines();
  for (const record of records) world.add(record);
  const addresses = records.slice(1).map(({ address }) => `${String(address)}:2376`);
  world.stores.set(kvUrl, { mood: 'well', state: storeState({ engines: addresses, swarmNodes: addresses }) });
  world.managerOf('swarm-manager').info = managerInfo(
    records.slice(1).map((record): ClassicNode => classicNode(record.name, `${String(record.address)}:2376`)),
  );
  return world;
}
