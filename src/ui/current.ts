/** The services as they are now: rebuilt when a setting changes, while those who look at them keep one thing in their hands. */
import { Emitter, type Event } from '../base/event.ts';
import type { Disposable } from '../base/lifetime.ts';
import type { ClusterService, ClusterStore, Services } from '../service/services.ts';
import type { Snapshot } from '../model/snapshot.ts';

type Attention = 'visible' | 'background';

export class Current implements Disposable {
  readonly #make: () => Services;
  readonly #changes: Emitter<Snapshot>;
  #services: Services;
  #listening: Disposable;
  #attention: Attention = 'background';
  /** Runs that must not lose their services under them. */
  #held = 0;
  #isStale = false;

  /** `make` builds services from the settings of the moment; `onError` is told what a listener threw. */
  constructor(make: () => Services, onError: (error: unknown) => void) {
    this.#make = make;
    this.#changes = new Emitter(onError);
    this.#services = make();
    this.#listening = this.#listen();
    this.onDidChange = this.#changes.event;
    const now = (): ClusterStore => this.#services.clusters;
    this.clusters = {
      get snapshot() {
        return now().snapshot;
      },
      onDidChange: this.onDidChange,
      refresh: () => now().refresh(),
    };
  }

  /** Every new picture, whichever services made it. */
  readonly onDidChange: Event<Snapshot>;

  /** The picture; stays valid when the services are rebuilt. */
  readonly clusters: Pick<ClusterStore, 'snapshot' | 'onDidChange' | 'refresh'>;

  get runs(): ClusterService {
    return this.#services.runs;
  }

  setAttention(attention: Attention): void {
    if (attention === this.#attention) return;
    this.#attention = attention;
    this.#services.clusters.setAttention(attention);
  }

  /** Builds the services anew from the settings; waits for the runs that are under way. */
  rebuild(): void {
    if (this.#held > 0) {
      this.#isStale = true;
      return;
    }
    this.#isStale = false;
    this.#listening.dispose();
    this.#services.dispose();
    this.#services = this.#make();
    this.#services.clusters.setAttention(this.#attention);
    this.#listening = this.#listen();
    void this.#services.clusters.refresh();
  }

  /** Keeps the services as they are until `work` has ended. */
  async hold<T>(work: () => Promise<T>): Promise<T> {
    this.#held += 1;
    try {
      return await work();
    } finally {
      this.#held -= 1;
      if (this.#held === 0 && this.#isStale) this.rebuild();
    }
  }

  dispose(): void {
    this.#listening.dispose();
    this.#services.dispose();
    this.#changes.dispose();
  }

  #listen(): Disposable {
    return this.#services.clusters.onDidChange((snapshot) => {
      this.#changes.fire(snapshot);
    });
  }
}
