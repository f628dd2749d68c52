/**
 * Runs queries when they are invalidated, when their interval has passed and at a refresh: each at most once at a time, within shared
 * slots.
 */
import { limit, sleep } from '../base/async.ts';
import type { Disposable } from '../base/lifetime.ts';
import { Rerun } from '../base/rerun.ts';
import type { Milliseconds } from '../base/units.ts';
import type { Invalidation, QueryKey } from './invalidate.ts';
import type { Attention, Query, Slot, Slots } from './query.ts';

/**
 * Concurrent calls over all hosts. Silent endpoints release their slots, so the limits bound the load without delaying those that answer.
 */
export const createSlots = (): Slots => ({
  client: limit(64, 300),
  ping: limit(64, 300),
  // Each docker-machine call is a process.
  tool: limit(4),
});
/** Concurrent docker-machine processes per host. */
const toolsPerHost = 2;
/** Queries that are due at the same time start spread over this time. */
const spread: Milliseconds = 200;

export interface RegistryOptions {
  readonly slots: Slots;
  readonly attention: () => Attention;
  /** How long one endpoint may take to answer. */
  readonly timeout: () => Milliseconds;
  /** Receives internal errors. */
  readonly onError: (error: unknown) => void;
}

interface Entry {
  readonly query: Query;
  readonly owner: string;
  /** Created on first use: with hundreds of hosts most on-demand queries never run. */
  readonly rerun: () => Rerun;
  timer: ReturnType<typeof setTimeout> | undefined;
  /** When the last run ended, in milliseconds since 1970. */
  endedAt: number;
  isRunning: boolean;
  /** The poll interval that triggers the run that is just starting. */
  scheduled: Milliseconds | undefined;
  isFollowed: boolean;
  /** It has run since it was renewed. */
  isSpent: boolean;
  isMade: boolean;
  isOver: boolean;
}

export class QueryRegistry implements Disposable {
  readonly #options: RegistryOptions;
  readonly #entries = new Map<QueryKey, Entry>();
  readonly #owners = new Map<string, readonly QueryKey[]>();
  readonly #hostSlots = new Map<string, Slot>();
  /** docker-machine may change a record, which ends the query that runs it: the next query of that key joins the process. */
  readonly #programs = new Map<QueryKey, Promise<void>>();
  #isOver = false;

  constructor(options: RegistryOptions) {
    this.#options = options;
  }

  /** Starts the queries of a host, a cluster or a store. `end` of the same owner stops them. */
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

  /** Resolves when a run that began after this call has ended. */
  async ask(key: QueryKey): Promise<void> {
    await this.#entries.get(key)?.rerun().now();
  }

  async since(key: QueryKey, time: number): Promise<void> {
    await this.#entries.get(key)?.rerun().since(time);
  }

  /** Resolves when no run of it is in progress. */
  async settled(key: QueryKey): Promise<void> {
    await this.#entries.get(key)?.rerun().settled();
  }

  /** Queries that are not on demand. */
  get standing(): readonly QueryKey[] {
    return [...this.#entries].flatMap(([key, { query }]) => (query.isOnDemand ? [] : key));
  }

  /** Runs the on-demand queries that a refresh needs. Waits for each no longer than its `patience`. */
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

  /** Attention has changed, and intervals with it. Overdue queries run at once. */
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

  /** Joins a running query if it is a process: a second one would return the same. */
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

  /** `rest`: the remaining part of the interval. */
  #schedule(entry: Entry, interval: Milliseconds | undefined, rest = interval): void {
    clearTimeout(entry.timer);
    entry.timer = undefined;
    if (rest === undefined || entry.isOver) return;
    entry.timer = setTimeout(() => {
      // The run reads it as it starts, which is immediate: no timer is set during a run.
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
