/**
 * The services as they are now: loaded after activation, rebuilt when a setting changes, while those who look at them keep one
 * thing in their hands.
 */
import { equal } from '../base/equal.ts';
import { Emitter, type Event } from '../base/event.ts';
import { Lifetime, type Disposable } from '../base/lifetime.ts';
import type { Failure } from '../model/failure.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { ContainerService, MachineService, SwarmAgents } from '../service/actions.ts';
import type { ClusterService, ClusterStore, Services, SwarmService, Tool } from '../service/services.ts';

type Attention = Parameters<ClusterStore['setAttention']>[0];

export class Current implements Disposable {
  readonly #make: () => Promise<Services>;
  readonly #onError: (error: unknown) => void;
  readonly #changes: Emitter<Snapshot>;
  /** Ends with the services of now. */
  #own = new Lifetime();
  #loading: Promise<Services>;
  #loaded: Services | undefined;
  #snapshot: Snapshot = nothingYet;
  #attention: Attention = 'background';
  /** Runs that must not lose their services under them. */
  #held = 0;
  #isStale = false;
  readonly #lookAtTool: () => Promise<Failure | undefined>;
  #toolFailure: Failure | undefined;

  /**
   * `make` builds services from the settings of the moment; `onError` is told what a listener, or `make`, threw. `lookAtTool` tells
   * why docker-machine cannot be run, without running it.
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
    this.runs = {
      readSpec: async (...given) => (await this.#loading).runs.readSpec(...given),
      changeToSwarmMode: async (...given) => (await this.#loading).runs.changeToSwarmMode(...given),
      unlockKey: async (...given) => (await this.#loading).runs.unlockKey(...given),
      planUp: async (...given) => (await this.#loading).runs.planUp(...given),
      planDown: async (...given) => (await this.#loading).runs.planDown(...given),
      planRollback: async (...given) => (await this.#loading).runs.planRollback(...given),
      run: async (...given) => (await this.#loading).runs.run(...given),
      unfinishedRuns: async (...given) => (await this.#loading).runs.unfinishedRuns(...given),
      settle: async (...given) => (await this.#loading).runs.settle(...given),
    };
    this.swarms = {
      view: async (...given) => (await this.#loading).swarms.view(...given),
      find: async (...given) => (await this.#loading).swarms.find(...given),
      foreseeNode: async (...given) => (await this.#loading).swarms.foreseeNode(...given),
      steerNode: async (...given) => (await this.#loading).swarms.steerNode(...given),
      foreseeService: async (...given) => (await this.#loading).swarms.foreseeService(...given),
      steerService: async (...given) => (await this.#loading).swarms.steerService(...given),
      followLog: async (...given) => (await this.#loading).swarms.followLog(...given),
      joinCommand: async (...given) => (await this.#loading).swarms.joinCommand(...given),
      rotateJoinTokens: async (...given) => (await this.#loading).swarms.rotateJoinTokens(...given),
      deployStack: async (...given) => (await this.#loading).swarms.deployStack(...given),
    };
    this.tool = {
      version: async (...given) => (await this.#loading).tool.version(...given),
      failure: async (...given) => (await this.#loading).tool.failure(...given),
      drivers: async (...given) => (await this.#loading).tool.drivers(...given),
      driverOptions: async (...given) => (await this.#loading).tool.driverOptions(...given),
    };
    this.machines = {
      obstacle: async (...given) => (await this.#loading).machines.obstacle(...given),
      change: async (...given) => (await this.#loading).machines.change(...given),
      terminal: async (...given) => (await this.#loading).machines.terminal(...given),
      isWorkedOn: async (...given) => (await this.#loading).machines.isWorkedOn(...given),
    };
    this.containers = {
      find: async (...given) => (await this.#loading).containers.find(...given),
      change: async (...given) => (await this.#loading).containers.change(...given),
      followLog: async (...given) => (await this.#loading).containers.followLog(...given),
    };
    this.agents = {
      find: async (...given) => (await this.#loading).agents.find(...given),
      recreate: async (...given) => (await this.#loading).agents.recreate(...given),
    };
    this.#loading = this.#load();
  }

  /** Every new picture, whichever services made it. */
  readonly onDidChange: Event<Snapshot>;

  /** The picture; empty until there is a first one. Stays valid when the services are rebuilt. */
  readonly clusters: Pick<ClusterStore, 'snapshot' | 'onDidChange' | 'ready' | 'refresh' | 'startEmpty'>;

  readonly runs: ClusterService;

  readonly swarms: SwarmService;
  readonly tool: Tool;

  readonly machines: MachineService;

  readonly containers: ContainerService;

  /** Of classic swarms, whichever services know them. */
  readonly agents: SwarmAgents;

  setAttention(attention: Attention): void {
    if (attention === this.#attention) return;
    this.#attention = attention;
    this.#loaded?.clusters.setAttention(attention);
    // It may have been installed, or moved, while no one looked.
    if (attention === 'visible') this.#checkTool().catch(this.#onError);
  }

  /** Builds the services anew from the settings; waits for the runs that are under way. */
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
    // Ended meanwhile, they end at once.
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

  #clusters(): Current['clusters'] {
    // The last picture stays until the next services have one: a change of settings does not blank the view.
    const picture = (): Snapshot => this.#snapshot;
    return {
      get snapshot() {
        return picture();
      },
      onDidChange: this.onDidChange,
      ready: async () => {
        const { clusters } = await this.#loading;
        await clusters.ready();
        // Where there is no machine nothing has changed that would have been told.
        if (this.#snapshot === nothingYet && this.#loaded?.clusters === clusters) this.#show(clusters.snapshot);
      },
      startEmpty: async () => (await this.#loading).clusters.startEmpty(),
      refresh: async () => {
        const { clusters } = await this.#loading;
        const [snapshot] = await Promise.all([clusters.refresh(), this.#checkTool()]);
        // Told even when it is the same as before: who asked to look again shall see that we have looked.
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
