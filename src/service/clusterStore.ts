/**
 * The current picture, kept current by what tells of itself: the store's files, the event streams of engines and managers, and a
 * light ping for those that fall silent. No timer here runs docker-machine.
 */
import { limit, sleep } from '../base/async.ts';
import { equal } from '../base/equal.ts';
import { Emitter } from '../base/event.ts';
import { Lifetime, type Disposable } from '../base/lifetime.ts';
import type { Log } from '../base/log.ts';
import { Rerun } from '../base/rerun.ts';
import { err } from '../base/result.ts';
import { seconds, type Milliseconds, type Seconds } from '../base/units.ts';
import { nextSeen, sameView, type Findings } from '../cluster/findings.ts';
import { observeEngine, observePower, observeReach } from '../cluster/observe.ts';
import { groupsOf, picture, recordsOf, samePicture, settledNext } from '../cluster/picture.ts';
import type { Group } from '../cluster/recognise.ts';
import type { CallOptions, Doors, EngineDoor, EngineEvent, StoreContents } from '../docker/doors.ts';
import type { ManagerInfo } from '../model/classicSwarm.ts';
import type { Failure, Outcome } from '../model/failure.ts';
import { isRegistered } from '../model/health.ts';
import type { StoreState, StoreUrl } from '../model/keyValueStore.ts';
import { livesOnAfterRemoval, type Machine } from '../model/machine.ts';
import type { OverlayNetwork } from '../model/network.ts';
import { lastOf, type Seen } from '../model/seen.ts';
import { findCluster, type EngineView, type Snapshot } from '../model/snapshot.ts';
import { EngineFacts } from './engineFacts.ts';
import { EndpointWatch, type Attention } from './endpointWatch.ts';
import type { ClusterStore } from './services.ts';

export interface ClusterStoreOptions {
  readonly doors: Doors;
  /** How long one engine, manager or key-value store may take for an answer. */
  readonly probeTimeout: () => Seconds;
  readonly log: Log;
}

/** Begins to look at once; nothing is known before the first answers come. */
export function createClusterStore(options: ClusterStoreOptions): ClusterStore {
  return new LiveClusterStore(options);
}

/** Answers that come this close together are one change of the picture. */
const joinAnswers: Milliseconds = 20;
/** A manager's word and a key-value store's state change without an event: asked at this pace while visible. */
const slowPace: Milliseconds = seconds(10);
/** The same for one that is not well. */
const unwellPace: Milliseconds = seconds(3);
const backgroundPace: Milliseconds = seconds(30);
/** How long a look waits for a driver's word. */
const longestWord: Milliseconds = seconds(5);
/** Measuring from the hosts of a larger cluster whose store is down would be one ssh after the other. */
const mostMeasured = 16;

/** Container events that change nothing one sees, by the beginning of their action (`exec_create: sh`). */
const idleActions = ['exec_', 'top', 'attach', 'detach', 'resize', 'archive-path', 'extract-to-dir', 'export', 'copy'];

/** Events that change no more of an engine than its list of containers. */
const countedEvents: readonly EngineEvent['type'][] = ['container', 'network', 'volume'];

/** What is watched of one machine. */
interface MachineWatch extends Disposable {
  readonly machine: Machine;
  /** Undefined: it has no address. */
  readonly engine: Watched | undefined;
  /** Its swarm manager; undefined: it was not made to be one. */
  readonly manager: Watched | undefined;
  /** Has the engine tell all of itself at the next question. */
  doubt(): void;
}

interface Watched {
  readonly ask: Rerun;
  readonly watch: EndpointWatch;
}

interface StoreWatch extends Disposable {
  readonly ask: Rerun;
  attend(): void;
}

type Mutable<T> = {
  -readonly [K in keyof T]: T[K] extends ReadonlyMap<infer Key, infer Value> ? Map<Key, Value> : T[K];
};

class LiveClusterStore implements ClusterStore {
  readonly #doors: Doors;
  readonly #log: Log;
  readonly #timeout: () => Milliseconds;
  readonly #life = new Lifetime();
  readonly #stop = new AbortController();
  readonly #changes: Emitter<Snapshot>;
  readonly #findings: Mutable<Findings>;
  readonly #read: Rerun;
  readonly #machines = new Map<string, MachineWatch>();
  readonly #stores = new Map<string, StoreWatch>();
  readonly #networks = new Map<string, Rerun>();
  /** Machines whose way to the store is to be measured once, if the store does not list them. */
  readonly #toMeasure = new Set<string>();
  /** Machines whose driver is being asked. */
  readonly #askedPower = new Map<string, Promise<void>>();
  // The silent give their place away, so these bound the work without letting the living wait for the dead.
  readonly #engineGate = limit(64, 300);
  readonly #pingGate = limit(64, 300);
  /** docker-machine is a process of its own each time. */
  readonly #toolGate = limit(2);
  #groups: readonly Group[] = [];
  #attention: Attention = 'background';
  /** What the listeners were told last, and what is known by now. */
  #told: Snapshot;
  #known: Snapshot | undefined;
  #publishing: ReturnType<typeof setTimeout> | undefined;
  #settling: ReturnType<typeof setTimeout> | undefined;
  #round: Promise<Snapshot> | undefined;

  constructor({ doors, probeTimeout, log }: ClusterStoreOptions) {
    this.#doors = doors;
    this.#log = log;
    this.#timeout = () => seconds(probeTimeout());
    this.#changes = this.#life.add(new Emitter<Snapshot>(this.#bug));
    this.#findings = {
      storePath: doors.store.path,
      contents: { entries: [], failure: undefined, hasAuthority: false },
      engines: new Map(),
      answeringSince: new Map(),
      powers: new Map(),
      managers: new Map(),
      managerOverlays: new Map(),
      engineOverlays: new Map(),
      stores: new Map(),
      reach: new Map(),
    };
    this.#told = picture(this.#findings, [], new Date());
    this.#read = this.#life.add(new Rerun(() => this.#readStore(), this.#bug));
    this.#life.add(doors.store.onDidChange(() => void this.#read.now()));
    void this.#read.now();
  }

  get snapshot(): Snapshot {
    this.#known ??= picture(this.#findings, this.#groups, new Date());
    return this.#known;
  }

  get onDidChange(): ClusterStore['onDidChange'] {
    return this.#changes.event;
  }

  refresh(): Promise<Snapshot> {
    this.#round ??= Promise.resolve().then(() => {
      this.#round = undefined;
      return this.#askAll();
    });
    return this.#round;
  }

  setAttention(attention: Attention): void {
    if (attention === this.#attention) return;
    this.#attention = attention;
    for (const { engine, manager } of this.#machines.values()) {
      engine?.watch.attend();
      manager?.watch.attend();
    }
    for (const each of this.#stores.values()) each.attend();
  }

  dispose(): void {
    this.#stop.abort();
    clearTimeout(this.#publishing);
    clearTimeout(this.#settling);
    for (const each of [...this.#machines.values(), ...this.#stores.values(), ...this.#networks.values()])
      each.dispose();
    this.#life.dispose();
  }

  readonly #bug = (error: unknown): void => {
    this.#log.error('Observing failed', error);
  };

  async #askAll(): Promise<Snapshot> {
    const began = Date.now();
    await this.#read.since(began);
    for (const [name, watch] of this.#machines) {
      this.#toMeasure.add(name);
      watch.doubt();
    }
    await this.#asked((each) => each.since(began));
    // The answers may have shown clusters, and with them stores and networks, that were not known before.
    this.#publish();
    await Promise.all([this.#asked((each) => each.settled()), this.#askPowers()]);
    this.#publish();
    return this.snapshot;
  }

  /**
   * Asks the drivers about the engines that do not answer. Waits for those whose records have no address: only the driver can tell
   * a machine that is stopped from one that was never finished, and whoever plans must not take the one for the other.
   */
  async #askPowers(): Promise<void> {
    const answers = [...this.#machines.values()].map(async ({ machine }) => {
      if (this.#findings.engines.get(machine.name)?.state !== 'failed') return;
      const power = this.#askPower(machine.name);
      // Who hangs tells nothing: nobody waits for a hung docker-machine as long as it may take.
      if (machine.address === undefined) await Promise.race([power, sleep(longestWord, this.#stop.signal)]);
    });
    await Promise.all(answers);
  }

  async #asked(ask: (question: Rerun) => Promise<void>): Promise<void> {
    const questions = [
      ...[...this.#machines.values()].flatMap(({ engine, manager }) =>
        [engine, manager].flatMap((each) => each?.ask ?? []),
      ),
      ...[...this.#stores.values()].map((each) => each.ask),
      ...this.#networks.values(),
    ];
    await Promise.all(questions.map(ask));
  }

  // --- the store's files

  async #readStore(): Promise<void> {
    const before = this.#findings.contents;
    const contents = await this.#doors.store.read();
    if (this.#stop.signal.aborted) return;
    this.#findings.contents = unchanged(before, contents);
    const records = new Map(recordsOf(this.#findings).map((machine) => [machine.name, machine]));
    for (const [name, watch] of this.#machines) {
      const record = records.get(name);
      if (record && equal(record, watch.machine)) continue;
      watch.dispose();
      this.#machines.delete(name);
      if (!record) this.#forget(name);
    }
    for (const machine of records.values()) {
      const { name } = machine;
      const watch = this.#machines.get(name);
      const isFailed = this.#findings.engines.get(name)?.state === 'failed';
      if (watch) {
        // Something in the store changed: new certificates may be what this one lacked.
        if (isFailed) void watch.engine?.ask.now();
        continue;
      }
      this.#machines.set(name, this.#watch(machine));
      // A stopped machine of some drivers loses its address, long after its engine has ceased to answer.
      if (isFailed) void this.#askPower(name);
      if (machine.address === undefined) this.#engineRecorded(name, err({ kind: 'addressUnknown', machine: name }));
    }
    this.#publish();
  }

  #forget(name: string): void {
    const { engines, answeringSince, powers, managers, managerOverlays, engineOverlays, reach } = this.#findings;
    for (const each of [engines, answeringSince, powers, managers, managerOverlays, engineOverlays, reach])
      each.delete(name);
    this.#toMeasure.delete(name);
  }

  // --- engines and managers

  #watch(machine: Machine): MachineWatch {
    const { name } = machine;
    if (machine.address === undefined)
      return { machine, engine: undefined, manager: undefined, doubt: () => undefined, dispose: () => undefined };
    const { engines, managers } = this.#findings;
    const facts = new EngineFacts();
    const engine = this.#endpoint({
      name,
      answers: engines,
      door: this.#doors.engines.engine(machine),
      question: async (door, options) => {
        const keep = facts.question();
        const known = facts.known;
        const outcome = await observeEngine(door, options, known);
        if (!outcome.ok) facts.doubt();
        else if (!known) keep(outcome.value.engine);
        return outcome;
      },
      record: (outcome) => {
        this.#engineRecorded(name, outcome);
      },
      askEvery: () => Infinity,
      onEvent: (event) => {
        if (!countedEvents.includes(event.type)) facts.doubt();
        this.#engineEvent(name, event);
      },
      onGap: () => {
        facts.doubt();
      },
    });
    const manager = machine.swarm?.isMaster
      ? this.#endpoint({
          name,
          answers: managers,
          door: this.#doors.engines.manager(machine),
          question: (door, options) => door.manager(options),
          record: (outcome) => {
            this.#managerRecorded(name, outcome);
          },
          askEvery: () => this.#managerPace(name),
          onEvent: (event) => {
            this.#managerEvent(name, event);
          },
        })
      : undefined;
    return {
      machine,
      engine,
      manager,
      doubt: () => {
        facts.doubt();
      },
      dispose: () => {
        for (const each of [engine, manager]) {
          each?.watch.dispose();
          each?.ask.dispose();
        }
      },
    };
  }

  /** Begins to watch an endpoint and to ask it. */
  #endpoint<T>(endpoint: {
    readonly name: string;
    /** Where its answers are kept, under its name. */
    readonly answers: Map<string, Seen<T>>;
    readonly door: EngineDoor;
    readonly question: (door: EngineDoor, options: CallOptions) => Promise<Outcome<T>>;
    readonly record: (outcome: Outcome<T>) => void;
    readonly askEvery: () => Milliseconds;
    readonly onEvent: (event: EngineEvent) => void;
    readonly onGap?: () => void;
  }): Watched {
    const { name, answers, door, question, record, askEvery, onEvent, onGap } = endpoint;
    const ask = new Rerun(async (signal) => {
      const outcome = await this.#engineGate(() => question(door, { signal, deadline: this.#timeout() }));
      if (signal.aborted) return;
      watch.answered(outcome);
      record(outcome);
    }, this.#bug);
    const watch = new EndpointWatch({
      door,
      ask,
      askEvery,
      attention: () => this.#attention,
      gate: this.#pingGate,
      state: () => answers.get(name)?.state ?? 'waiting',
      onAlive: () => {
        const seen = answers.get(name);
        if (seen?.state !== 'seen') return;
        // What it said still holds, as events would have told otherwise. Nothing else changes, so that nobody is told.
        answers.set(name, { ...seen, at: new Date() });
        this.#known = undefined;
      },
      onSilent: (failure) => {
        record(err(failure));
      },
      onEvent: (event) => {
        if (!idleActions.some((idle) => event.action.startsWith(idle))) onEvent(event);
      },
      onGap: () => onGap?.(),
    });
    void ask.now();
    return { ask, watch };
  }

  #engineRecorded(name: string, outcome: Outcome<EngineView>): void {
    const { engines, answeringSince, powers, reach } = this.#findings;
    const before = engines.get(name);
    const next = nextSeen(before, outcome, new Date(), sameView);
    engines.set(name, next);
    if (outcome.ok) {
      if (!answeringSince.has(name)) answeringSince.set(name, new Date());
      powers.delete(name);
    } else {
      answeringSince.delete(name);
      reach.delete(name);
    }
    if (before?.state !== next.state) this.#engineTurned(name, next.state);
    this.#changed();
  }

  /** An engine has begun to answer, or has ceased to: what others say of it is old. */
  #engineTurned(name: string, state: Seen<unknown>['state']): void {
    if (state === 'seen') this.#toMeasure.add(name);
    else void this.#askPower(name);
    const group = this.#groupOf(name);
    if (group) this.#askAround(group);
  }

  #askAround(group: Group): void {
    if (group.store) this.#stores.get(group.store.url)?.ask.soon();
    for (const { machine, role } of group.members)
      if (role === 'manager') this.#machines.get(machine)?.manager?.ask.soon();
    this.#networks.get(group.key)?.soon();
  }

  #managerRecorded(name: string, outcome: Outcome<ManagerInfo>): void {
    const before = this.#findings.managers.get(name);
    const next = nextSeen(before, outcome, new Date());
    this.#findings.managers.set(name, next);
    const group = this.#groupOf(name);
    if (before?.state !== next.state && group) this.#networks.get(group.key)?.soon();
    this.#changed();
  }

  /** A manager that does not call every node healthy is asked more often, for no event tells when it changes its mind. */
  #managerPace(name: string): Milliseconds {
    if (this.#attention === 'background') return 0;
    const info = this.#findings.managers.get(name);
    const isWell = info?.state === 'seen' && info.value.nodes.every(({ status }) => status === 'Healthy');
    return isWell ? slowPace : unwellPace;
  }

  #engineEvent(name: string, { type, action }: EngineEvent): void {
    const watch = this.#machines.get(name);
    const group = this.#groupOf(name);
    switch (type) {
      case 'container':
      case 'image':
      case 'daemon':
      case 'node':
        watch?.engine?.ask.soon();
        break;
      case 'network':
        watch?.engine?.ask.soon();
        if (group) this.#networksChanged(group);
        break;
      case 'volume':
      case 'service':
      case 'secret':
      case 'config':
      case 'plugin':
      case 'builder':
        break;
    }
    // A container of that machine may be the store itself; its own group need not be the only one that it serves.
    if (type === 'container' && /^(start|die|destroy|pause|unpause)/.test(action)) {
      for (const { store } of this.#groups) if (store?.machine === name) this.#stores.get(store.url)?.ask.soon();
    }
  }

  #managerEvent(name: string, { type }: EngineEvent): void {
    this.#machines.get(name)?.manager?.ask.soon();
    const group = this.#groupOf(name);
    if (type === 'network' && group) this.#networksChanged(group);
  }

  #networksChanged(group: Group): void {
    this.#networks.get(group.key)?.soon();
    // VXLAN ids stand in the store, and some only once a container has joined.
    if (group.store) this.#stores.get(group.store.url)?.ask.soon();
  }

  /** Whether the driver says that a machine whose engine has just ceased to answer still runs. */
  #askPower(name: string): Promise<void> {
    const machine = this.#machines.get(name)?.machine;
    // These drivers say Running of anything, and know no other state.
    if (!machine || livesOnAfterRemoval(machine.driver)) return Promise.resolve();
    const known = this.#askedPower.get(name);
    if (known) return known;
    const asked = this.#toolGate(async () => {
      if (this.#stop.signal.aborted) return;
      const power = await observePower(this.#doors.tool, name, this.#stop.signal);
      if (this.#findings.engines.get(name)?.state !== 'failed') return;
      this.#findings.powers.set(name, power);
      this.#changed();
    })
      .catch(this.#bug)
      .finally(() => this.#askedPower.delete(name));
    this.#askedPower.set(name, asked);
    return asked;
  }

  // --- key-value stores

  #watchStore(url: string, parsed: StoreUrl): StoreWatch {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = new Rerun(async (signal) => {
      const outcome = await this.#doors.keyValueStores.ask(parsed, { signal, deadline: this.#timeout() });
      if (signal.aborted) return;
      this.#storeRecorded(url, outcome);
      schedule(this.#storePace(url));
    }, this.#bug);
    const schedule = (pause: Milliseconds): void => {
      clearTimeout(timer);
      timer = setTimeout(() => void ask.now(), pause);
    };
    void ask.now();
    return {
      ask,
      attend: () => {
        schedule(this.#attention === 'visible' ? 0 : this.#storePace(url));
      },
      dispose: () => {
        clearTimeout(timer);
        ask.dispose();
      },
    };
  }

  #storePace(url: string): Milliseconds {
    if (this.#attention === 'background') return backgroundPace;
    return this.#findings.stores.get(url)?.state === 'failed' ? unwellPace : slowPace;
  }

  #storeRecorded(url: string, outcome: Outcome<StoreState>): void {
    const before = this.#findings.stores.get(url);
    const next = nextSeen(before, outcome, new Date());
    this.#findings.stores.set(url, next);
    for (const group of this.#groups) {
      if (group.store?.url !== url) continue;
      // While it was away the engines left networks out.
      if (before && before.state !== next.state) this.#networks.get(group.key)?.soon();
      this.#measureReach(group, next);
    }
    this.#changed();
  }

  /** Lets those hosts try the store that it does not list although their engine answers. */
  #measureReach(group: Group, state: Seen<StoreState>): void {
    const url = group.store?.parsed;
    if (!url || (state.state === 'failed' && group.members.length > mostMeasured)) return;
    for (const { machine: name, role } of group.members) {
      const machine = this.#machines.get(name)?.machine;
      if (role === 'keyValueStore' || !machine) continue;
      const engine = this.#findings.engines.get(name);
      if (engine?.state !== 'seen') continue;
      const { clusterAdvertise } = engine.value.engine;
      if (state.state === 'seen' && isRegistered(machine, state.value.engines, clusterAdvertise)) {
        this.#findings.reach.delete(name);
        this.#toMeasure.delete(name);
      } else if (this.#toMeasure.delete(name) && machine.driver !== 'none') {
        void this.#toolGate(async () => {
          if (this.#stop.signal.aborted) return;
          const reach = await observeReach(this.#doors.tool, name, url, this.#stop.signal);
          if (!reach || this.#findings.engines.get(name)?.state !== 'seen') return;
          this.#findings.reach.set(name, reach);
          this.#changed();
        }).catch(this.#bug);
      }
    }
  }

  // --- overlay networks

  async #askNetworks(key: string, signal: AbortSignal): Promise<void> {
    const group = this.#groups.find((each) => each.key === key);
    if (!group) return;
    const { managers, managerOverlays, engines, engineOverlays } = this.#findings;
    const machines = group.members.flatMap(({ machine: name, role }) => {
      const machine = this.#machines.get(name)?.machine;
      return machine ? [{ name, role, machine }] : [];
    });
    const speaking = machines.filter(
      ({ role, machine }) => group.orchestration === 'classic' && role === 'manager' && machine.swarm,
    );
    const answers = await Promise.all(
      speaking.map(async ({ name, machine }) => {
        const door = this.#doors.engines.manager(machine);
        return { name, outcome: await this.#askOverlays(group, door, managers.get(name), signal) };
      }),
    );
    if (answers.some(({ outcome }) => outcome.ok)) for (const { name } of machines) engineOverlays.delete(name);
    // Without a manager that speaks each engine is asked; until one has answered, what the managers last said stays.
    else {
      await Promise.all(
        machines.map(async ({ name, role, machine }) => {
          // In swarm mode a worker knows only the networks of its own containers.
          const isAsked = group.orchestration === 'swarm-mode' ? role === 'manager' : role !== 'keyValueStore';
          if (!isAsked || machine.address === undefined) return;
          const outcome = await this.#askOverlays(
            group,
            this.#doors.engines.engine(machine),
            engines.get(name),
            signal,
          );
          if (signal.aborted) return;
          engineOverlays.set(name, nextSeen(engineOverlays.get(name), outcome, new Date()));
          this.#changed();
        }),
      );
    }
    if (signal.aborted) return;
    for (const { name, outcome } of answers)
      managerOverlays.set(name, nextSeen(managerOverlays.get(name), outcome, new Date()));
    this.#changed();
  }

  /** What a door says of overlay networks. One that is known to be silent is not waited for. */
  async #askOverlays(
    group: Group,
    door: EngineDoor,
    state: Seen<unknown> | undefined,
    signal: AbortSignal,
  ): Promise<Outcome<readonly OverlayNetwork[]>> {
    if (state?.state === 'failed') return err(state.failure);
    const outcome = await this.#engineGate(() => door.overlays({ signal, deadline: this.#timeout() }));
    const hidden = outcome.ok && (await this.#storeHides(group, outcome.value));
    return hidden ? err(hidden) : outcome;
  }

  /** Why networks that were there are missing in an answer, if it is their key-value store: engines leave them out while it is away. */
  async #storeHides({ name, store }: Group, answer: readonly OverlayNetwork[]): Promise<Failure | undefined> {
    const cluster = findCluster(this.snapshot, name);
    const known = (cluster && lastOf(cluster.networks)?.value) ?? [];
    if (!store || known.every(({ id }) => answer.some((each) => each.id === id))) return undefined;
    await this.#stores.get(store.url)?.ask.now();
    const state = this.#findings.stores.get(store.url);
    return state?.state === 'failed' ? state.failure : undefined;
  }

  // --- the picture

  #groupOf(machine: string): Group | undefined {
    return this.#groups.find(({ members }) => members.some((each) => each.machine === machine));
  }

  #changed(): void {
    this.#known = undefined;
    this.#publishing ??= setTimeout(() => {
      this.#publish();
    }, joinAnswers);
  }

  #publish(): void {
    clearTimeout(this.#publishing);
    this.#publishing = undefined;
    if (this.#stop.signal.aborted) return;
    this.#regroup();
    const at = new Date();
    const next = picture(this.#findings, this.#groups, at);
    this.#known = next;
    clearTimeout(this.#settling);
    const settled = settledNext(this.#findings, at);
    if (settled)
      this.#settling = setTimeout(() => {
        this.#changed();
      }, settled.getTime() - at.getTime());
    if (samePicture(next, this.#told)) return;
    this.#told = next;
    this.#changes.fire(next);
  }

  /** Sees to it that the stores and networks of just the clusters that there are are watched. */
  #regroup(): void {
    this.#groups = groupsOf(this.#findings);
    const urls = new Map(this.#groups.flatMap(({ store }) => (store?.parsed ? [[store.url, store.parsed]] : [])));
    const keys = new Set(this.#groups.map(({ key }) => key));
    for (const [url, watch] of this.#stores) {
      if (urls.has(url)) continue;
      watch.dispose();
      this.#stores.delete(url);
      this.#findings.stores.delete(url);
    }
    for (const [key, ask] of this.#networks) {
      if (keys.has(key)) continue;
      ask.dispose();
      this.#networks.delete(key);
    }
    for (const [url, parsed] of urls) {
      if (!this.#stores.has(url)) this.#stores.set(url, this.#watchStore(url, parsed));
    }
    for (const key of keys) {
      if (this.#networks.has(key)) continue;
      const ask = new Rerun((signal) => this.#askNetworks(key, signal), this.#bug);
      this.#networks.set(key, ask);
      void ask.now();
    }
  }
}

/** What was read, with the entries that say the same as before being the same objects. */
function unchanged(before: StoreContents, read: StoreContents): StoreContents {
  const known = new Map(before.entries.map((entry) => [entry.name, entry]));
  return {
    ...read,
    entries: read.entries.map((entry) => {
      const old = known.get(entry.name);
      return old && equal(old, entry) ? old : entry;
    }),
  };
}
