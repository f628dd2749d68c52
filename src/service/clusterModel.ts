/** Holds the current snapshot and keeps it up to date: queries that events and answers invalidate run again. */
import { equal } from '../base/equal.ts';
import { Lifetime } from '../base/lifetime.ts';
import type { Log } from '../base/log.ts';
import { Rerun } from '../base/rerun.ts';
import { seconds, type Milliseconds, type Seconds } from '../base/units.ts';
import { groupsOf, picture, settledNext } from '../cluster/picture.ts';
import type { Group } from '../cluster/recognise.ts';
import type { Doors, StoreContents } from '../docker/doors.ts';
import { clusterHealth } from '../checks/health.ts';
import { findCluster, type Making, type Snapshot } from '../model/snapshot.ts';
import { invalidate, renewed, type Happening, type QueryKey } from './invalidate.ts';
import { StaleEndpointFilter } from './staleEndpointFilter.ts';
import { LostStore } from './lostStore.ts';
import { Observed } from './observed.ts';
import { Publisher } from './publisher.ts';
import type { Attention, QueryContext } from './query.ts';
import { createSlots, QueryRegistry } from './queryRegistry.ts';
import type { ClusterStore } from './services.ts';
import { Subjects } from './subjects.ts';

export interface ClusterModelOptions {
  readonly doors: Doors;
  /** How long one engine, manager or key-value store may take to answer. */
  readonly probeTimeout: () => Seconds;
  readonly log: Log;
}

/** Starts to observe at once. Nothing is known until the first answers arrive. */
export function createClusterModel(options: ClusterModelOptions): ClusterStore {
  return new ClusterModel(options);
}

/** How often networks with suspected stale endpoints are checked in the background. */
const backgroundLook: Milliseconds = seconds(30);

class ClusterModel implements ClusterStore {
  readonly #doors: Doors;
  readonly #life = new Lifetime();
  readonly #over = new AbortController();
  readonly #observed: Observed;
  readonly #registry: QueryRegistry;
  readonly #publisher: Publisher;
  readonly #read: Rerun;
  readonly #subjects: Subjects;
  readonly #staleEndpoints = new StaleEndpointFilter();
  readonly #lost: LostStore;
  #groups: readonly Group[] = [];
  #attention: Attention = 'background';
  /** When networks with suspected stale endpoints were last checked, in milliseconds since 1970. */
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
    const context: QueryContext = {
      ...shared,
      over: this.#over.signal,
      doors,
      observed: this.#observed,
      groups: () => this.#groups,
      snapshot: () => this.snapshot,
      hostCount: () => this.#subjects.hostCount,
      hasSuspects: (cluster) => this.#staleEndpoints.isSuspectedIn(cluster),
      happened: (happening) => {
        this.#happened(happening);
      },
      ask: (key) => this.#registry.ask(key),
      settled: (key) => this.#registry.settled(key),
    };
    this.#subjects = new Subjects(this.#registry, context);
    this.#publisher = this.#life.add(
      new Publisher(
        {
          make: (at) => this.#snapshotAt(at),
          prepare: () => {
            if (this.#lost.snapshot) return;
            this.#groups = groupsOf(this.#observed);
            this.#subjects.followClusters(this.#groups);
          },
          dueAt: (at) => earliest(settledNext(this.#observed, at)?.getTime(), this.#staleEndpoints.next(at)),
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
      const known = findCluster(this.snapshot, cluster);
      beingMade.set(cluster, { isNew: !known || clusterHealth(known, this.snapshot).healthy === 0 });
    } else beingMade.delete(cluster);
    this.#observed.setRuns({ beingMade });
  }

  async startEmpty(): Promise<Snapshot> {
    if (this.#lost.startEmpty()) {
      const { contents } = this.#observed;
      // Forget its machines: one created later under the same name is another machine.
      for (const { name } of contents.entries) this.#observed.forgetHost(name);
      this.#observed.setContents({ ...contents, entries: [] });
      this.#publisher.confirmed();
      await this.#read.since(Date.now());
    }
    return this.snapshot;
  }

  setUnfinished(unfinished: ReadonlySet<string>): void {
    this.#observed.setRuns({ unfinished });
  }

  dispose(): void {
    this.#over.abort();
    this.#life.dispose();
  }

  #happened(happening: Happening): void {
    const known = { observations: this.#observed, groups: this.#groups };
    for (const each of invalidate(happening, known)) this.#registry.invalidate(each);
  }

  async #askAll(): Promise<Snapshot> {
    const began = Date.now();
    await this.#read.since(began);
    for (const name of this.#subjects.hosts) {
      for (const each of renewed(name)) this.#registry.invalidate(each);
      this.#registry.invalidate({ query: `engine ${name}`, when: 'next', doubt: 'all' });
    }
    for (const { key } of this.#groups)
      this.#registry.invalidate({ query: `networks ${key}`, when: 'soon', doubt: 'all' });
    const asked = new Set(this.#registry.standing);
    await Promise.all([...asked].map((key) => this.#registry.since(key, began)));
    // The answers may have revealed new clusters, with their stores, swarms and networks.
    await Promise.all([this.#askAdded(asked), this.#registry.askOnDemand()]);
    // Drivers may have returned addresses of machines, which can reveal further machines.
    await this.#read.settled();
    let hasMore = true;
    while (hasMore) hasMore = await this.#askAdded(asked);
    return this.snapshot;
  }

  /** Publishes the current state, waits for queries defined meanwhile and adds them to `asked`. Returns whether there were any. */
  async #askAdded(asked: Set<QueryKey>): Promise<boolean> {
    this.#publisher.publish();
    const added = this.#registry.standing.filter((key) => !asked.has(key));
    for (const key of added) asked.add(key);
    await Promise.all(added.map((key) => this.#registry.settled(key)));
    return added.length > 0;
  }

  /** Observations of the machine date from its creation: queries it again before they count. */
  async #endMaking(machine: string): Promise<void> {
    const ended = this.#observed.runs.making.get(machine);
    const began = Date.now();
    await this.#read.since(began);
    const endpoints: readonly QueryKey[] = [`engine ${machine}`, `manager ${machine}`];
    await Promise.all(
      endpoints.map(async (key) => {
        // A query that started earlier and hangs would otherwise count as a new one.
        await this.#registry.settled(key);
        await this.#registry.since(key, began);
      }),
    );
    const making = new Map(this.#observed.runs.making);
    if (making.get(machine) === ended) making.delete(machine);
    this.#observed.setRuns({ making });
  }

  async #readStore(signal: AbortSignal): Promise<void> {
    const before = this.#observed.contents;
    const contents = await this.#doors.store.read();
    if (signal.aborted) return;
    this.#lost.read(contents, this.snapshot, new Date());
    if (this.#lost.snapshot) {
      // Engines can hardly be queried without their certificates, and their answers would belong to no record.
      this.#subjects.end();
      this.#groups = [];
      this.#publisher.publish();
      return;
    }
    this.#observed.setContents(unchanged(before, contents));
    this.#subjects.followHosts(before);
    this.#publisher.publish();
  }

  #snapshotAt(at: Date): Snapshot {
    return this.#lost.snapshot ?? this.#staleEndpoints.of(picture(this.#observed, this.#groups, at));
  }

  /** Called when time alone changes the snapshot: a wait has ended, or suspected stale endpoints are due for a check. */
  #lookAgain(): void {
    const isDue = this.#attention === 'visible' || Date.now() - this.#lookedAt >= backgroundLook;
    const suspected = isDue ? this.#groups.filter(({ name }) => this.#staleEndpoints.isSuspectedIn(name)) : [];
    if (suspected.length > 0) this.#lookedAt = Date.now();
    for (const { key } of suspected) this.#registry.invalidate({ query: `networks ${key}`, when: 'soon' });
    this.#publisher.changed();
  }
}

function earliest(...times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined);
  return known.length > 0 ? Math.min(...known) : undefined;
}

/** The contents read; entries that are equal to the previous ones keep their identity. */
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
