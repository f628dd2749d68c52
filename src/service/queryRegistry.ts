/** Runs queries: each at most once at a time, within the slots of all, when it is invalidated, when its interval is over, and at a refresh. */
import { limit, sleep } from '../base/async.ts';
import type { Disposable } from '../base/lifetime.ts';
import { Rerun } from '../base/rerun.ts';
import type { Milliseconds } from '../base/units.ts';
import type { Invalidation, QueryKey } from './invalidate.ts';
import type { Attention, Query, Slot, Slots } from './query.ts';

/** Calls at once, over all hosts. The silent give their slots away, so these bound the work without letting the living wait for the dead. */
export const createSlots = (): Slots => ({
  client: limit(64, 300),
  ping: limit(64, 300),
  // docker-machine is a process of its own each time.
  tool: limit(4),
});
/** Processes of docker-machine at once for one host. */
const toolsPerHost = 2;
/** Many queries that are due at once begin within this time. */
const spread: Milliseconds = 200;

export interface RegistryOptions {
  readonly slots: Slots;
  readonly attention: () => Attention;
  /** How long one endpoint may take to answer. */
  readonly timeout: () => Milliseconds;
  /** A mistake of this program. */
  readonly onError: (error: unknown) => void;
}

interface Entry {
  readonly query: Query;
  readonly owner: string;
  /** Made when it is first asked: of hundreds of hosts most of what is on demand never is. */
  readonly rerun: () => Rerun;
  timer: ReturnType<typeof setTimeout> | undefined;
  /** When the last run ended, in milliseconds since 1970. */
  endedAt: number;
  isRunning: boolean;
  /** The run that begins now is of the query's own interval: this one. */
  scheduled: Milliseconds | undefined;
  isFollowed: boolean;
  /** It was asked since it was renewed. */
  isSpent: boolean;
  isMade: boolean;
  isOver: boolean;
}

export class QueryRegistry implements Disposable {
  readonly #options: RegistryOptions;
  readonly #entries = new Map<QueryKey, Entry>();
  readonly #owners = new Map<string, readonly QueryKey[]>();
  readonly #hostSlots = new Map<string, Slot>();
  /** docker-machine may change a record, which ends the query that has it run: the next one of that key has no second one run. */
  readonly #programs = new Map<QueryKey, Promise<void>>();
  #isOver = false;

  constructor(options: RegistryOptions) {
    this.#options = options;
  }

  /** Begins to ask what is asked of a host, a cluster or a store; until `end` of the same owner. */
  define(owner: string, queries: readonly Query[]): void {
    if (this.#isOver) return;
    this.end(owner);
    this.#owners.set(
      owner,
      queries.map(({ key }) => key),
    );
    for (const query of queries) this.#entries.set(query.key, this.#entry(query, owner));
    for (const { key, isOnDemand } of queries) {
      const entry = this.#entries.get(key);
      if (!entry) continue;
      if (isOnDemand) this.#schedule(entry, this.#interval(entry));
      else void entry.rerun().now();
    }
  }

  end(owner: string): void {
    for (const key of this.#owners.get(owner) ?? []) {
      const entry = this.#entries.get(key);
      this.#entries.delete(key);
      if (!entry) continue;
      clearTimeout(entry.timer);
      entry.isOver = true;
      if (entry.isMade) entry.rerun().dispose();
      entry.query.dispose?.();
    }
    this.#owners.delete(owner);
    this.#hostSlots.delete(owner);
  }

  invalidate(invalidation: Invalidation): void {
    const entry = this.#entries.get(invalidation.query);
    if (!entry) return;
    entry.query.invalidated?.(invalidation);
    switch (invalidation.when) {
      case 'now':
        void this.#run(entry);
        return;
      case 'soon':
        entry.rerun().soon();
        return;
      case 'once':
        if (!entry.isSpent) void this.#run(entry);
        entry.isSpent = true;
        return;
      case 'renewed':
        entry.isSpent = false;
        return;
      case 'follow':
        void this.#follow(entry);
        return;
      case 'next':
        return;
    }
  }

  /** Resolves when it has been asked after this call. */
  async ask(key: QueryKey): Promise<void> {
    await this.#entries.get(key)?.rerun().now();
  }

  async since(key: QueryKey, time: number): Promise<void> {
    await this.#entries.get(key)?.rerun().since(time);
  }

  /** Resolves when no run of it is under way. */
  async settled(key: QueryKey): Promise<void> {
    await this.#entries.get(key)?.rerun().settled();
  }

  /** What is asked all the time, as opposed to on demand. */
  get standing(): readonly QueryKey[] {
    return [...this.#entries].flatMap(([key, { query }]) => (query.isOnDemand ? [] : key));
  }

  /** Asks what is on demand and a refresh wants; waits for each no longer than its patience. */
  async askOnDemand(): Promise<void> {
    const wanted = [...this.#entries.values()].filter(({ query }) => query.isOnDemand && query.atRefresh?.());
    await Promise.all(
      wanted.map(async (entry) => {
        const { patience } = entry.query;
        const asked = this.#run(entry).then(() => true);
        if (!patience) {
          await asked;
          return;
        }
        const began = Date.now();
        const { signal } = entry.rerun();
        for (let more = patience(0); more > 0 && !signal.aborted; more = patience(Date.now() - began))
          if (await Promise.race([asked, sleep(more, signal)])) return;
      }),
    );
  }

  /** A view has been opened or closed: intervals are others. What is overdue is asked at once. */
  attend(): void {
    for (const entry of this.#entries.values()) {
      const { query, endedAt, isRunning, timer } = entry;
      if (isRunning || (!query.interval && !timer)) continue;
      const interval = this.#interval(entry);
      const rest = endedAt + (interval ?? 0) - Date.now();
      this.#schedule(entry, interval, interval === undefined ? undefined : Math.max(rest, Math.random() * spread));
    }
  }

  dispose(): void {
    this.#isOver = true;
    for (const owner of [...this.#owners.keys()]) this.end(owner);
  }

  #entry(query: Query, owner: string): Entry {
    const { timeout, onError } = this.#options;
    const work = async (signal: AbortSignal): Promise<void> => {
      const { scheduled } = entry;
      clearTimeout(entry.timer);
      entry.timer = undefined;
      entry.isRunning = true;
      try {
        await this.#inSlot(entry, async () => {
          if (!signal.aborted) await query.ask({ signal, deadline: timeout(), scheduled });
        });
      } finally {
        entry.isRunning = false;
        entry.endedAt = Date.now();
        this.#schedule(entry, this.#interval(entry));
      }
    };
    let made: Rerun | undefined;
    const entry: Entry = {
      query,
      owner,
      rerun: () => {
        entry.isMade = true;
        return (made ??= new Rerun(work, onError));
      },
      timer: undefined,
      endedAt: Date.now(),
      isRunning: false,
      scheduled: undefined,
      isFollowed: false,
      isSpent: false,
      isMade: false,
      isOver: false,
    };
    return entry;
  }

  /** What runs is joined where it is a process: another one would tell nothing new. */
  #run({ query, rerun, isRunning }: Entry): Promise<void> {
    return isRunning && query.slot === 'tool' ? rerun().settled() : rerun().now();
  }

  #inSlot({ query: { key, slot }, owner }: Entry, task: () => Promise<void>): Promise<void> {
    if (!slot) return task();
    const enter = this.#options.slots[slot];
    if (slot !== 'tool') return enter(task);
    const known = this.#programs.get(key);
    if (known) return known;
    const own = this.#hostSlots.get(owner) ?? limit(toolsPerHost);
    this.#hostSlots.set(owner, own);
    const program = own(() => enter(task)).finally(() => this.#programs.delete(key));
    this.#programs.set(key, program);
    return program;
  }

  #interval({ query, isOver }: Entry): Milliseconds | undefined {
    return isOver ? undefined : query.interval?.();
  }

  /** `rest`: what is left of the interval. */
  #schedule(entry: Entry, interval: Milliseconds | undefined, rest = interval): void {
    clearTimeout(entry.timer);
    entry.timer = undefined;
    if (rest === undefined || entry.isOver) return;
    entry.timer = setTimeout(() => {
      // The run reads it as it begins, which is at once: while one is under way no timer is set.
      entry.scheduled = interval;
      void entry.rerun().now();
      entry.scheduled = undefined;
    }, rest);
  }

  async #follow(entry: Entry): Promise<void> {
    const { query } = entry;
    if (entry.isFollowed) return;
    entry.isFollowed = true;
    await this.#run(entry);
    for (const pause of query.follow?.pauses ?? []) {
      await sleep(pause, entry.rerun().signal);
      if (entry.isOver || query.follow?.isWanted() !== true) break;
      await this.#run(entry);
    }
    entry.isFollowed = false;
  }
}
