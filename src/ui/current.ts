/** A stable handle for the current services: they load after activation and are rebuilt when a setting changes. */
import { equal } from '../base/equal.ts';
import { Emitter, type Event } from '../base/event.ts';
import { Lifetime, type Disposable } from '../base/lifetime.ts';
import type { Failure } from '../model/failure.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { ContainerService, MachineService, SwarmAgents } from '../service/actions.ts';
import type { ClusterService, ClusterStore, Services, SwarmService, Tool } from '../service/services.ts';

type Attention = Parameters<ClusterStore['setAttention']>[0];

/** Services whose methods are all asynchronous, so they can be called before they are loaded. */
type Forwarded = {
  [K in keyof Services]: Services[K] extends Readonly<
    Record<keyof Services[K], (...given: never[]) => Promise<unknown>>
  >
    ? K
    : never;
}[keyof Services];

export class Current implements Disposable {
  readonly #make: () => Promise<Services>;
  readonly #onError: (error: unknown) => void;
  readonly #changes: Emitter<Snapshot>;
  /** Disposed together with the current services. */
  #own = new Lifetime();
  #loading: Promise<Services>;
  #loaded: Services | undefined;
  #snapshot: Snapshot = nothingYet;
  #attention: Attention = 'background';
  /** Number of runs that need the current services. */
  #held = 0;
  #isStale = false;
  readonly #lookAtTool: () => Promise<Failure | undefined>;
  #toolFailure: Failure | undefined;

  /**
   * `make` builds services from the current settings. `onError` receives whatever a listener or `make` throws. `lookAtTool` returns why
   * docker-machine cannot run, without running it.
   */
  constructor(
    make: () => Promise<Services>,
    onError: (error: unknown) => void,
    lookAtTool: () => Promise<Failure | undefined> = () => Promise.resolve(undefined),
  ) {
    this.#make = make;
    this.#onError = onError;
    this.#lookAtTool = lookAtTool;
    this.#changes = new Emitter(onError);
    this.onDidChange = this.#changes.event;
    this.clusters = this.#clusters();
    this.runs = this.#forwarding('runs');
    this.swarms = this.#forwarding('swarms');
    this.tool = this.#forwarding('tool');
    this.machines = this.#forwarding('machines');
    this.containers = this.#forwarding('containers');
    this.agents = this.#forwarding('agents');
    this.#loading = this.#load();
  }

  /** Fires for each new snapshot, from whichever services. */
  readonly onDidChange: Event<Snapshot>;

  /** The current snapshot; empty until the first one. Stays valid when the services are rebuilt. */
  readonly clusters: Pick<ClusterStore, 'snapshot' | 'onDidChange' | 'ready' | 'refresh' | 'startEmpty'>;

  readonly runs: ClusterService;

  readonly swarms: SwarmService;
  readonly tool: Tool;

  readonly machines: MachineService;

  readonly containers: ContainerService;

  /** Agents of classic swarms, in the current services. */
  readonly agents: SwarmAgents;

  setAttention(attention: Attention): void {
    if (attention === this.#attention) return;
    this.#attention = attention;
    this.#loaded?.clusters.setAttention(attention);
    // docker-machine may have been installed or moved in the meantime.
    if (attention === 'visible') this.#checkTool().catch(this.#onError);
  }

  /** Rebuilds the services from the settings, after all held runs have ended. */
  rebuild(): void {
    if (this.#held > 0) {
      this.#isStale = true;
      return;
    }
    this.#isStale = false;
    this.#own.dispose();
    this.#own = new Lifetime();
    this.#loaded = undefined;
    this.#loading = this.#load();
    this.clusters.refresh().catch(this.#onError);
  }

  /** Holds the services until `work` has ended. */
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
    this.#own.dispose();
    this.#changes.dispose();
  }

  async #checkTool(): Promise<void> {
    const failure = await this.#lookAtTool();
    if (equal(failure, this.#toolFailure)) return;
    this.#toolFailure = failure;
    if (this.#snapshot !== nothingYet && !this.#own.isOver) this.#show(this.#snapshot);
  }

  async #load(): Promise<Services> {
    const own = this.#own;
    this.#checkTool().catch(this.#onError);
    const services = await this.#make();
    // If `own` has been disposed in the meantime, this disposes the services at once.
    own.add(services);
    if (own.isOver) return services;
    this.#loaded = services;
    own.add(services.clusters.onDidChange((snapshot) => this.#show(snapshot)));
    services.clusters.setAttention(this.#attention);
    return services;
  }

  #show(snapshot: Snapshot): void {
    const toolFailure = this.#toolFailure;
    this.#snapshot = toolFailure === snapshot.toolFailure ? snapshot : { ...snapshot, toolFailure };
    this.#changes.fire(this.#snapshot);
  }

  /** Forwards each call to the services current at that time, once they are loaded. */
  #forwarding<K extends Forwarded>(key: K): Services[K] {
    const call =
      (name: string) =>
      async (...given: readonly unknown[]): Promise<unknown> => {
        const service: object = (await this.#loading)[key];
        const method = Reflect.get(service, name) as (...given: readonly unknown[]) => unknown;
        return method.apply(service, [...given]);
      };
    // A `then` would make `await` treat the proxy as a promise.
    const get = (_: object, name: string | symbol): unknown =>
      typeof name === 'string' && name !== 'then' ? call(name) : undefined;
    return new Proxy({}, { get }) as Services[K];
  }

  #clusters(): Current['clusters'] {
    // Keeps the last snapshot until the new services have one, so that a change of settings does not blank the view.
    const picture = (): Snapshot => this.#snapshot;
    return {
      get snapshot() {
        return picture();
      },
      onDidChange: this.onDidChange,
      ready: async () => {
        const { clusters } = await this.#loading;
        await clusters.ready();
        // Without machines nothing changes, so no event has fired yet.
        if (this.#snapshot === nothingYet && this.#loaded?.clusters === clusters) this.#show(clusters.snapshot);
      },
      startEmpty: async () => (await this.#loading).clusters.startEmpty(),
      refresh: async () => {
        const { clusters } = await this.#loading;
        const [snapshot] = await Promise.all([clusters.refresh(), this.#checkTool()]);
        // Fires even if nothing changed, to confirm a requested refresh.
        if (this.#loaded?.clusters === clusters) this.#show(clusters.snapshot);
        return snapshot;
      },
    };
  }
}

const nothingYet: Snapshot = {
  at: new Date(0),
  storePath: '',
  storeFailure: undefined,
  lostAt: undefined,
  hasAuthority: false,
  machines: [],
  clusters: [],
};
