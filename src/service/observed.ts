/** Holds the observations: replaces records and notifies of changes. */
import {
  engineAnswered,
  isNews,
  nothingObserved,
  nothingOfCluster,
  nothingOfHost,
  type ClusterObservations,
  type HostObservations,
  type Observations,
  type RunObservations,
} from '../cluster/observations.ts';
import type { StoreContents } from '../docker/doors.ts';
import type { Outcome } from '../model/failure.ts';
import type { Path } from '../base/hostPath.ts';
import type { StoreState } from '../model/keyValueStore.ts';
import type { Seen } from '../model/seen.ts';
import type { EngineView } from '../model/snapshot.ts';
import type { Happening } from './invalidate.ts';

export interface ObservedListener {
  /** A record was replaced after an answer, whether or not it changed. */
  readonly onAnswer: (happening: Happening) => void;
  /** The snapshot has changed. */
  readonly onNews: () => void;
  /** The same state was observed again, at a later time. */
  readonly onConfirmed: () => void;
}

export class Observed implements Observations {
  readonly storePath: Path;
  readonly #listener: ObservedListener;
  readonly #hosts = new Map<string, HostObservations>();
  readonly #clusters = new Map<string, ClusterObservations>();
  readonly #stores = new Map<string, Seen<StoreState>>();
  #contents: StoreContents;
  #runs: RunObservations;

  constructor(storePath: Path, listener: ObservedListener) {
    const { contents, runs } = nothingObserved(storePath);
    this.storePath = storePath;
    this.#listener = listener;
    this.#contents = contents;
    this.#runs = runs;
  }

  get contents(): StoreContents {
    return this.#contents;
  }

  get runs(): RunObservations {
    return this.#runs;
  }

  get hosts(): ReadonlyMap<string, HostObservations> {
    return this.#hosts;
  }

  get clusters(): ReadonlyMap<string, ClusterObservations> {
    return this.#clusters;
  }

  get stores(): ReadonlyMap<string, Seen<StoreState>> {
    return this.#stores;
  }

  host(name: string): HostObservations {
    return this.#hosts.get(name) ?? nothingOfHost;
  }

  cluster(key: string): ClusterObservations {
    return this.#clusters.get(key) ?? nothingOfCluster;
  }

  /** Stores the contents read from the machine store. The caller publishes. */
  setContents(contents: StoreContents): void {
    this.#contents = contents;
  }

  setRuns(change: Partial<RunObservations>): void {
    this.#runs = { ...this.#runs, ...change };
    this.#listener.onNews();
  }

  updateHost(name: string, change: Partial<HostObservations>): void {
    const before = this.host(name);
    const after = { ...before, ...change };
    this.#hosts.set(name, after);
    this.#tell({ kind: 'host', host: name, before, after }, differs(before, change));
  }

  answerEngine(name: string, outcome: Outcome<EngineView>): void {
    this.updateHost(name, engineAnswered(this.host(name), outcome, new Date()));
  }

  /** Confirms the last answer of an endpoint: an event would have reported a change. */
  confirm(name: string, endpoint: 'engine' | 'manager'): void {
    const before = this.host(name);
    const seen = before[endpoint];
    if (seen?.state !== 'seen') return;
    this.#hosts.set(name, { ...before, [endpoint]: { ...seen, at: new Date() } });
    this.#listener.onConfirmed();
  }

  updateCluster(key: string, change: Partial<ClusterObservations>): void {
    const before = this.cluster(key);
    const after = { ...before, ...change };
    this.#clusters.set(key, after);
    this.#tell({ kind: 'cluster', cluster: key, before, after }, differs(before, change));
  }

  updateStore(name: string, after: Seen<StoreState>): void {
    const before = this.#stores.get(name);
    this.#stores.set(name, after);
    this.#tell({ kind: 'store', store: name, before, after }, isNews(before, after));
  }

  forgetHost(name: string): void {
    this.#hosts.delete(name);
  }

  forgetCluster(key: string): void {
    this.#clusters.delete(key);
  }

  forgetStore(name: string): void {
    this.#stores.delete(name);
  }

  #tell(happening: Happening, hasNews: boolean): void {
    this.#listener.onAnswer(happening);
    if (hasNews) this.#listener.onNews();
    else this.#listener.onConfirmed();
  }
}

function differs<T extends object>(before: T, change: Partial<T>): boolean {
  return Object.entries(change).some(([field, value]) => isNews(before[field as keyof T], value));
}
