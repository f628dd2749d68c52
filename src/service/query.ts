/** Defines a query and the context it runs in. Each kind has a file in `queries` and a row in `queries/rows.ts`. */
import { seconds, type Milliseconds } from '../base/units.ts';
import type { Group, GroupStore } from '../cluster/recognise.ts';
import type { Doors } from '../docker/doors.ts';
import type { Machine } from '../model/machine.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Happening, Invalidation, QueryKey } from './invalidate.ts';
import type { Observed } from './observed.ts';

/** `visible`: one of our views is open in a focused window, so a frozen engine must show within 5 s. */
export type Attention = 'visible' | 'background';

/** Poll interval of a classic manager's node list and a key-value store's state, while visible. */
export const slowInterval: Milliseconds = seconds(10);
/** The same if it is unhealthy. */
export const unwellInterval: Milliseconds = seconds(3);
export const backgroundInterval: Milliseconds = seconds(30);

export interface QueryRun {
  /** Aborts when the query ends. */
  readonly signal: AbortSignal;
  /** How long one endpoint may take to answer. */
  readonly deadline: Milliseconds;
  /** The poll interval that triggered this run; undefined: something else did. */
  readonly scheduled: Milliseconds | undefined;
}

/** One query about one subject. It runs when it is defined, when it is invalidated, and at a refresh. */
export interface Query {
  readonly key: QueryKey;
  /** Sends the query and records the answer. */
  readonly ask: (run: QueryRun) => Promise<void>;
  /** Time from the end of a run to the next; undefined or absent: events and answers suffice. Evaluated after each run. */
  readonly interval?: () => Milliseconds | undefined;
  /**
   * The slot it holds while it runs; absent: it acquires slots for individual calls. `tool`: it runs docker-machine, limited in total and
   * per host.
   */
  readonly slot?: keyof Slots;
  /** Does not run when it is defined, nor, without `atRefresh`, at a refresh. */
  readonly isOnDemand?: true;
  /** Whether a refresh runs this on-demand query, after all others. */
  readonly atRefresh?: () => boolean;
  /** How much longer a refresh waits for it, after having waited for `waited`; absent: until it is answered. */
  readonly patience?: (waited: Milliseconds) => Milliseconds;
  /** Runs at most once until it is renewed. */
  readonly isOnce?: true;
  /** When followed, runs again after each pause while `isWanted`. */
  readonly follow?: { readonly pauses: readonly Milliseconds[]; readonly isWanted: () => boolean };
  /** Called before the registry acts on it: cached results may be out of date. */
  readonly invalidated?: (invalidation: Invalidation) => void;
  readonly dispose?: () => void;
}

/** Each limits the number of concurrent calls. */
export interface Slots {
  readonly client: Slot;
  readonly ping: Slot;
  readonly tool: Slot;
}
export type Slot = <T>(task: () => Promise<T>) => Promise<T>;

export interface QueryContext {
  readonly doors: Doors;
  readonly observed: Observed;
  readonly slots: Slots;
  readonly groups: () => readonly Group[];
  readonly snapshot: () => Snapshot;
  readonly attention: () => Attention;
  /** The number of observed machines. */
  readonly hostCount: () => number;
  readonly timeout: () => Milliseconds;
  /** Aborts when all queries end. Only this ends docker-machine: a change that it makes to the record must not end it. */
  readonly over: AbortSignal;
  /** Whether a network of the cluster has an endpoint that looks stale. */
  readonly hasSuspects: (cluster: string) => boolean;
  readonly happened: (happening: Happening) => void;
  /** Resolves when a new run of the query has ended. */
  readonly ask: (key: QueryKey) => Promise<void>;
  /** Resolves when no run of the query is in progress. */
  readonly settled: (key: QueryKey) => Promise<void>;
}

/** A row of `queries/rows.ts`: the queries of one kind for a subject. */
export type Row<Subject> = (subject: Subject, context: QueryContext) => readonly Query[];
export type HostRow = Row<Machine>;
export type ClusterRow = Row<Group>;
export type StoreRow = Row<GroupStore>;
