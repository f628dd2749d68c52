/**
 * Holds the current snapshot and keeps it current: defines the queries of what the machine store shows, and passes on to them what
 * events and answers invalidate.
 */
import { equal } from '../base/equal.ts';
import { Lifetime } from '../base/lifetime.ts';
import type { Log } from '../base/log.ts';
import { Rerun } from '../base/rerun.ts';
import { seconds, type Milliseconds, type Seconds } from '../base/units.ts';
import { recordsOf } from '../cluster/observations.ts';
import { groupsOf, picture, settledNext } from '../cluster/picture.ts';
import { storeName, type Group } from '../cluster/recognise.ts';
import type { Doors, StoreContents } from '../docker/doors.ts';
import { clusterHealth } from '../model/health.ts';
import { livesOnAfterRemoval, type Machine } from '../model/machine.ts';
import { findCluster, type Making, type Snapshot } from '../model/snapshot.ts';
import { invalidate, renewed, type Happening, type QueryKey } from './invalidate.ts';
import { LastingGhosts } from './lastingGhosts.ts';
import { LostStore } from './lostStore.ts';
import { Observed } from './observed.ts';
import { Publisher } from './publisher.ts';
import { tellUntold } from './queries/power.ts';
import { clusterRows, hostRows, storeRows } from './queries/rows.ts';
import type { Attention, QueryContext } from './query.ts';
import { createSlots, QueryRegistry } from './queryRegistry.ts';
import type { ClusterStore } from './services.ts';

export interface ClusterModelOptions {
  readonly doors: Doors;
  /** How long one engine, manager or key-value store may take for an answer. */
  readonly probeTimeout: () => Seconds;
  readonly log: Log;
}

/** Begins to look at once; nothing is known before the first answers come. */
export function createClusterModel(options: ClusterModelOptions): ClusterStore {
  return new ClusterModel(options);
}

/** How often networks with suspects are looked at in the background. */
const backgroundLook: Milliseconds = seconds(30);

class ClusterModel implements ClusterStore {
  readonly #doors: Doors;
  readonly #life = new Lifetime();
  readonly #observed: Observed;
  readonly #registry: QueryRegistry;
  readonly #context: QueryContext;
  readonly #publisher: Publisher;
  readonly #read: Rerun;
  readonly #machines = new Map<string, Machine>();
  readonly #ghosts = new LastingGhosts();
  readonly #lost: LostStore;
  #groups: readonly Group[] = [];
  #attention: Attention = 'background';
  /** When networks with suspects were looked at last, in milliseconds since 1970. */
  #lookedAt = 0;
  #round: Promise<Snapshot> | undefined;

  constructor({ doors, probeTimeout, log }: ClusterModelOptions) {
    const onError = (error: unknown): void => {
      log.error('Observing failed', error);
    };
    this.#doors = doors;
    this.#lost = new LostStore(doors.store.path);
    this.#observed = new Observed(doors.store.path, {
      onAnswer: (happening) => {
        this.#happened(happening);
      },
      onNews: () => {
        this.#publisher.changed();
      },
      onConfirmed: () => {
        this.#publisher.confirmed();
      },
    });
    const shared = {
      slots: createSlots(),
      attention: () => this.#attention,
      timeout: () => seconds(probeTimeout()),
    };
    this.#registry = this.#life.add(new QueryRegistry({ ...shared, onError }));
    this.#context = {
      ...shared,
      doors,
      observed: this.#observed,
      groups: () => this.#groups,
      snapshot: () => this.snapshot,
      hostCount: () => this.#machines.size,
      hasSuspects: (cluster) => this.#ghosts.isSuspectedIn(cluster),
      happened: (happening) => {
        this.#happened(happening);
      },
      ask: (key) => this.#registry.ask(key),
      settled: (key) => this.#registry.settled(key),
    };
    this.#publisher = this.#life.add(
      new Publisher(
        {
          make: (at) => this.#snapshotAt(at),
          prepare: () => {
            this.#follow();
          },
          dueAt: (at) => earliest(settledNext(this.#observed, at)?.getTime(), this.#ghosts.next(at)),
          onDue: () => {
            this.#lookAgain();
          },
        },
        onError,
      ),
    );
    this.#read = this.#life.add(new Rerun((signal) => this.#readStore(signal), onError));
    this.#life.add(doors.store.onDidChange(() => void this.#read.now()));
    this.#life.add(
      doors.engines.onFullDisk(({ machine, said }) => {
        this.#observed.updateHost(machine, { fullDisk: said });
      }),
    );
    void this.#read.now();
  }

  get snapshot(): Snapshot {
    return this.#publisher.snapshot;
  }

  get onDidChange(): ClusterStore['onDidChange'] {
    return this.#publisher.onDidChange;
  }

  ready(): Promise<void> {
    return this.#read.settled();
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
    this.#registry.attend();
  }

  setMaking(machine: string, making: Making | undefined): void {
    if (making) this.#observed.setRuns({ making: new Map(this.#observed.runs.making).set(machine, making) });
    else void this.#endMaking(machine);
  }

  setBeingMade(cluster: string, isBeingMade: boolean): void {
    const beingMade = new Map(this.#observed.runs.beingMade);
    if (isBeingMade) {
      const stands = findCluster(this.snapshot, cluster);
      beingMade.set(cluster, { isNew: !stands || clusterHealth(stands, this.snapshot).healthy === 0 });
    } else beingMade.delete(cluster);
    this.#observed.setRuns({ beingMade });
  }

  async startEmpty(): Promise<Snapshot> {
    if (this.#lost.startEmpty()) {
      const { contents } = this.#observed;
      // Nothing is kept of its machines: one created later under the same name is another machine.
      for (const { name } of contents.entries) this.#observed.forgetHost(name);
      this.#observed.setContents({ ...contents, entries: [] });
      await this.#read.since(Date.now());
    }
    return this.snapshot;
  }

  setUnfinished(unfinished: ReadonlySet<string>): void {
    this.#observed.setRuns({ unfinished });
  }

  dispose(): void {
    this.#life.dispose();
  }

  #happened(happening: Happening): void {
    const known = { observations: this.#observed, groups: this.#groups };
    for (const each of invalidate(happening, known)) this.#registry.invalidate(each);
  }

  async #askAll(): Promise<Snapshot> {
    const began = Date.now();
    await this.#read.since(began);
    for (const name of this.#machines.keys()) {
      for (const each of renewed(name)) this.#registry.invalidate(each);
      this.#registry.invalidate({ query: `engine ${name}`, when: 'next', doubt: 'all' });
    }
    for (const { key } of this.#groups)
      this.#registry.invalidate({ query: `networks ${key}`, when: 'soon', doubt: 'all' });
    const asked = new Set(this.#registry.standing);
    await Promise.all([...asked].map((key) => this.#registry.since(key, began)));
    // The answers may have shown clusters, and with them stores, swarms and networks, that were not known before.
    await Promise.all([this.#askAdded(asked), this.#registry.askOnDemand()]);
    // Drivers may have told addresses of machines, and these show others in turn.
    await this.#read.settled();
    await this.#askAdded(asked);
    await this.#askAdded(asked);
    this.#publisher.publish();
    return this.snapshot;
  }

  /** Waits for queries that were defined meanwhile, and adds them to `asked`. */
  async #askAdded(asked: Set<QueryKey>): Promise<void> {
    this.#publisher.publish();
    const added = this.#registry.standing.filter((key) => !asked.has(key));
    for (const key of added) asked.add(key);
    await Promise.all(added.map((key) => this.#registry.settled(key)));
  }

  /** What is known of it is from while it was being made: it is asked before that counts. */
  async #endMaking(machine: string): Promise<void> {
    const ended = this.#observed.runs.making.get(machine);
    const began = Date.now();
    await this.#read.since(began);
    // A question that hangs since before would pass for a new one.
    await this.#registry.settled(`engine ${machine}`);
    await this.#registry.since(`engine ${machine}`, began);
    const making = new Map(this.#observed.runs.making);
    if (making.get(machine) === ended) making.delete(machine);
    this.#observed.setRuns({ making });
  }

  // --- what is followed

  async #readStore(signal: AbortSignal): Promise<void> {
    const before = this.#observed.contents;
    const contents = await this.#doors.store.read();
    if (signal.aborted) return;
    this.#lost.read(contents, this.snapshot, new Date());
    if (this.#lost.snapshot) {
      this.#followNothing();
      this.#publisher.publish();
      return;
    }
    this.#observed.setContents(unchanged(before, contents));
    const records = new Map(recordsOf(this.#observed).map((machine) => [machine.name, machine]));
    for (const [name, machine] of this.#machines) {
      if (equal(records.get(name), machine)) continue;
      this.#registry.end(`host ${name}`);
      this.#machines.delete(name);
    }
    for (const { name } of before.entries) if (!records.has(name)) this.#observed.forgetHost(name);
    for (const machine of records.values()) this.#recorded(machine);
    this.#publisher.publish();
  }

  /** Without their certificates engines can hardly be asked, and what they say belongs to no record. */
  #followNothing(): void {
    for (const owner of this.#registry.owners) this.#end(owner);
    this.#machines.clear();
    this.#groups = [];
  }

  /** A machine's record was read. */
  #recorded(machine: Machine): void {
    const { name, address, isAddressFromDriver, driver } = machine;
    const { engine } = this.#observed.host(name);
    const isSilent = engine?.state === 'failed';
    if (this.#machines.has(name)) {
      // Something in the store changed: new certificates may be what this one lacked.
      if (isSilent) this.#registry.invalidate({ query: `engine ${name}`, when: 'now' });
      return;
    }
    this.#machines.set(name, machine);
    this.#registry.define(
      `host ${name}`,
      hostRows.flatMap((row) => row(machine, this.#context)),
    );
    // The driver has just been asked.
    if (isAddressFromDriver) return;
    if (address === undefined) {
      // What its engine said before holds no longer; of one that never answered nothing is said before its driver has.
      if (engine || livesOnAfterRemoval(driver)) tellUntold(machine, this.#context);
      // A stopped machine of some drivers loses its address, long after its engine has ceased to answer.
      this.#registry.invalidate({ query: `power ${name}`, when: 'follow' });
    } else if (isSilent) this.#registry.invalidate({ query: `power ${name}`, when: 'now' });
  }

  /** Defines the queries of just those clusters that there are now. */
  #follow(): void {
    if (this.#lost.snapshot) return;
    this.#groups = groupsOf(this.#observed);
    const wanted = new Map(
      this.#groups.flatMap((group) => [
        [ownerOf(group), () => clusterRows.flatMap((row) => row(group, this.#context))] as const,
        ...(group.store?.parsed ? [this.#storeOwner(group.store)] : []),
      ]),
    );
    const known = new Set(this.#registry.owners);
    for (const owner of known) if (!wanted.has(owner) && !owner.startsWith('host ')) this.#end(owner);
    for (const [owner, queries] of wanted) if (!known.has(owner)) this.#registry.define(owner, queries());
  }

  #storeOwner(store: NonNullable<Group['store']>): readonly [string, () => ReturnType<(typeof storeRows)[number]>] {
    return [`store ${storeName(store)}`, () => storeRows.flatMap((row) => row(store, this.#context))];
  }

  #end(owner: string): void {
    this.#registry.end(owner);
    const [, kind, id = ''] = /^(\S+) (.*)$/s.exec(owner) ?? [];
    if (kind === 'store') this.#observed.forgetStore(id);
    else if (kind !== 'host') this.#observed.forgetCluster(id);
  }

  // --- the snapshot

  #snapshotAt(at: Date): Snapshot {
    return this.#lost.snapshot ?? this.#ghosts.of(picture(this.#observed, this.#groups, at));
  }

  /** Time has passed, which somebody needed to settle and tells stale endpoints from what only looks like one. */
  #lookAgain(): void {
    const isDue = this.#attention === 'visible' || Date.now() - this.#lookedAt >= backgroundLook;
    const suspected = isDue ? this.#groups.filter(({ name }) => this.#ghosts.isSuspectedIn(name)) : [];
    if (suspected.length > 0) this.#lookedAt = Date.now();
    for (const { key } of suspected) this.#registry.invalidate({ query: `networks ${key}`, when: 'soon' });
    this.#publisher.changed();
  }
}

/** A cluster that turns to swarm mode, or from it, is asked otherwise. */
const ownerOf = ({ key, orchestration }: Group): string =>
  `${orchestration === 'swarm-mode' ? 'swarm' : 'cluster'} ${key}`;

function earliest(...times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined);
  return known.length > 0 ? Math.min(...known) : undefined;
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
