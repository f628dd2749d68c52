/** What is asked per cluster: its key-value store, its swarm's managers, its overlay networks. */
import type { Disposable } from '../base/lifetime.ts';
import { Rerun } from '../base/rerun.ts';
import type { SwarmFinding } from '../cluster/findings.ts';
import { storeName, type Group, type GroupStore } from '../cluster/recognise.ts';
import type { Outcome } from '../model/failure.ts';
import type { StoreState } from '../model/keyValueStore.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { OverlayQuestions } from './overlayQuestions.ts';
import { StoreWatch } from './storeWatch.ts';
import { SwarmWatch } from './swarmWatch.ts';
import { UnsettledNetworks } from './unsettledNetworks.ts';
import type { Watching } from './watching.ts';

export interface ClusterContext {
  readonly snapshot: () => Snapshot;
  /** Whether a network of that group has an endpoint that looks like a ghost. */
  readonly hasSuspects: (key: string) => boolean;
}

export interface ClusterListener {
  readonly onStore: (store: string, outcome: Outcome<StoreState>) => void;
  readonly onSwarm: (key: string, before: SwarmFinding | undefined, next: SwarmFinding) => void;
}

export class ClusterWatches implements Disposable {
  readonly #watching: Watching;
  readonly #listener: ClusterListener;
  readonly #overlays: OverlayQuestions;
  readonly #unsettled = new UnsettledNetworks();
  /** By `storeName`: two clusters may share one. */
  readonly #stores = new Map<string, StoreWatch>();
  /** By the key of their group. */
  readonly #networks = new Map<string, Rerun>();
  readonly #swarms = new Map<string, SwarmWatch>();
  /** Keys of groups whose networks may keep what went with a host. */
  readonly #doubted = new Set<string>();
  /** By group: when its networks are asked for again. */
  readonly #again = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(watching: Watching, { snapshot, hasSuspects }: ClusterContext, listener: ClusterListener) {
    this.#watching = watching;
    this.#listener = listener;
    const context = {
      snapshot,
      mayHaveGhosts: (key: string) => this.#doubted.delete(key) || hasSuspects(key),
      askStore: async (store: GroupStore) => this.#stores.get(storeName(store))?.ask.now(),
      askSwarm: async (key: string) => this.#swarms.get(key)?.ask.now(),
      swarmSettled: async (key: string) => this.#swarms.get(key)?.ask.settled(),
    };
    this.#overlays = new OverlayQuestions(watching, context, this.#unsettled);
  }

  get questions(): readonly Rerun[] {
    return [...[...this.#stores.values(), ...this.#swarms.values()].map(({ ask }) => ask), ...this.#networks.values()];
  }

  /** The store there may have changed. */
  storeChanged(store: GroupStore): void {
    this.#stores.get(storeName(store))?.ask.soon();
  }

  /** Nodes, services or tasks may have changed; `isAgreed`: managers said so. */
  swarmChanged({ key }: Pick<Group, 'key'>, isAgreed = false): void {
    this.#swarms.get(key)?.stir(isAgreed);
  }

  /** Something may have happened in it that nobody told. */
  doubtSwarm({ key }: Pick<Group, 'key'>): void {
    this.#swarms.get(key)?.doubt();
  }

  networksChanged({ key }: Pick<Group, 'key'>): void {
    this.#networks.get(key)?.soon();
  }

  /** An engine told the end of a network. */
  networkRemoved({ key }: Pick<Group, 'key'>, network: string): void {
    this.#unsettled.removed(key, network);
  }

  /** A host has gone or come, or a person looks anew: what networks say of their endpoints may not be so. */
  doubtEndpoints({ key }: Pick<Group, 'key'>): void {
    this.#doubted.add(key);
    this.#networks.get(key)?.soon();
  }

  /** Somebody has begun to look, or has stopped. */
  attend(): void {
    for (const each of [...this.#stores.values(), ...this.#swarms.values()]) each.attend();
  }

  /** Sees to it that what just these clusters have is watched. */
  follow(groups: readonly Group[]): void {
    const { stores, swarms, swarmOverlays } = this.#watching.findings;
    const named = new Map(groups.flatMap(({ store }) => (store?.parsed ? [[storeName(store), store]] : [])));
    const keys = new Set(groups.map(({ key }) => key));
    const swarmKeys = new Set(groups.flatMap(({ key, orchestration }) => (orchestration === 'swarm-mode' ? key : [])));
    endOthers(this.#stores, named, (name) => stores.delete(name));
    endOthers(this.#swarms, swarmKeys, (key) => swarms.delete(key));
    endOthers(this.#networks, keys, (key) => {
      swarmOverlays.delete(key);
      this.#doubted.delete(key);
      clearTimeout(this.#again.get(key));
      this.#again.delete(key);
      this.#unsettled.forget(key);
    });
    for (const [name, store] of named) {
      if (!this.#stores.has(name)) this.#stores.set(name, this.#watchStore(name, store));
    }
    for (const key of swarmKeys) {
      if (!this.#swarms.has(key)) this.#swarms.set(key, this.#watchSwarm(key));
    }
    for (const key of keys) {
      if (!this.#networks.has(key)) this.#networks.set(key, this.#watchNetworks(key));
    }
  }

  dispose(): void {
    for (const timer of this.#again.values()) clearTimeout(timer);
    for (const watches of [this.#stores, this.#networks, this.#swarms])
      for (const each of watches.values()) each.dispose();
  }

  #watchStore(name: string, store: GroupStore): StoreWatch {
    return new StoreWatch(name, store, this.#watching, (outcome) => {
      this.#listener.onStore(name, outcome);
    });
  }

  #watchSwarm(key: string): SwarmWatch {
    return new SwarmWatch(key, this.#watching, (before, next) => {
      this.#listener.onSwarm(key, before, next);
    });
  }

  #watchNetworks(key: string): Rerun {
    const ask = new Rerun(async (signal) => {
      await this.#overlays.ask(key, signal);
      clearTimeout(this.#again.get(key));
      const pause = this.#unsettled.pause(key, this.#watching.attention());
      if (pause === undefined || signal.aborted) this.#again.delete(key);
      else
        this.#again.set(
          key,
          setTimeout(() => {
            ask.soon();
          }, pause),
        );
    }, this.#watching.bug);
    this.#doubted.add(key);
    void ask.now();
    return ask;
  }
}

/** Ends what is watched beyond what is wanted. */
function endOthers<T extends Disposable>(
  watched: Map<string, T>,
  wanted: { readonly has: (key: string) => boolean },
  onEnd: (key: string) => void,
): void {
  for (const [key, watch] of watched) {
    if (wanted.has(key)) continue;
    watch.dispose();
    watched.delete(key);
    onEnd(key);
  }
}
