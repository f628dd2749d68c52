/** What a query is, and what it needs. Each kind has a file in `queries` and a row in `queries/rows.ts`. */
import { seconds, type Milliseconds } from '../base/units.ts';
import type { Group, GroupStore } from '../cluster/recognise.ts';
import type { Doors } from '../docker/doors.ts';
import type { Machine } from '../model/machine.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Happening, Invalidation, QueryKey } from './invalidate.ts';
import type { Observed } from './observed.ts';

/** `visible`: a view of ours is open in a focused window, so a frozen engine must show within 5 s. */
export type Attention = 'visible' | 'background';

/** A classic manager's list of nodes and a key-value store's state, while visible. */
export const slowInterval: Milliseconds = seconds(10);
/** The same for one that is not well. */
export const unwellInterval: Milliseconds = seconds(3);
export const backgroundInterval: Milliseconds = seconds(30);

export interface QueryRun {
  /** Aborts when the query ends. */
  readonly signal: AbortSignal;
  /** How long one endpoint may take to answer. */
  readonly deadline: Milliseconds;
  /** The query's own interval that asked for this run; undefined: something else did. */
  readonly scheduled: Milliseconds | undefined;
}

/** One question about one subject. It is asked when it is defined, when something invalidates it, and at a refresh. */
export interface Query {
  readonly key: QueryKey;
  /** Asks, and records the answer. */
  readonly ask: (run: QueryRun) => Promise<void>;
  /** From the end of a run to the next one; undefined, or absent: events and answers tell enough. Evaluated after each run. */
  readonly interval?: () => Milliseconds | undefined;
  /**
   * What it takes while it runs; absent: it takes slots itself, for the calls that need one. `tool`: it runs docker-machine, so few
   * at once, and few per host.
   */
  readonly slot?: keyof Slots;
  /** Asked neither when it is defined nor, without `atRefresh`, at a refresh. */
  readonly isOnDemand?: true;
  /** Whether a refresh asks a query that is on demand, after all others. */
  readonly atRefresh?: () => boolean;
  /** How much longer a refresh that has waited for it so long goes on waiting; absent: until it is answered. */
  readonly patience?: (waited: Milliseconds) => Milliseconds;
  /** Asked at most once until it is renewed. */
  readonly isOnce?: true;
  /** Asked again after each of these pauses while `isWanted`, when it is followed. */
  readonly follow?: { readonly pauses: readonly Milliseconds[]; readonly isWanted: () => boolean };
  /** Told before the registry acts on it: what the query keeps of earlier answers may no longer hold. */
  readonly invalidated?: (invalidation: Invalidation) => void;
  readonly dispose?: () => void;
}

/** Each bounds how many calls are under way at once. */
export interface Slots {
  readonly client: Slot;
  readonly ping: Slot;
  readonly tool: Slot;
}
export type Slot = <T>(task: () => Promise<T>) => Promise<T>;

/** What queries share. */
export interface QueryContext {
  readonly doors: Doors;
  readonly observed: Observed;
  readonly slots: Slots;
  readonly groups: () => readonly Group[];
  readonly snapshot: () => Snapshot;
  readonly attention: () => Attention;
  /** How many machines are observed. */
  readonly hostCount: () => number;
  readonly timeout: () => Milliseconds;
  /** Aborts when nothing is asked any more. docker-machine is ended by this alone: a record that it changes itself must not end it. */
  readonly over: AbortSignal;
  /** Whether a network of that cluster has an endpoint that looks stale. */
  readonly hasSuspects: (cluster: string) => boolean;
  readonly happened: (happening: Happening) => void;
  /** Resolves when that query has been asked anew. */
  readonly ask: (key: QueryKey) => Promise<void>;
  /** Resolves when no run of that query is under way. */
  readonly settled: (key: QueryKey) => Promise<void>;
}

/** A row of `queries/rows.ts`: the queries of one kind for a subject. */
export type Row<Subject> = (subject: Subject, context: QueryContext) => readonly Query[];
export type HostRow = Row<Machine>;
export type ClusterRow = Row<Group>;
export type StoreRow = Row<GroupStore>;
