/** The one layer that the windows of the product share, as they see it. Types only; `createServices` makes it. */
import type { Event } from '../base/event.ts';
import type { Disposable } from '../base/lifetime.ts';
import type { Seconds } from '../base/units.ts';
import type { FileProblem, Outcome, Path } from '../model/failure.ts';
import type { StoreType } from '../model/keyValueStore.ts';
import type { Plan, RunSummary, StepEvent } from '../model/plan.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { ClusterSpec } from '../model/spec.ts';
import type { ContainerService, MachineService } from './actions.ts';

/** The user's settings and where the extension may keep its own files. */
export interface Config {
  readonly machinePath: string;
  /** Resolved: the setting, else MACHINE_STORAGE_PATH, else ~/.docker/machine. */
  readonly storagePath: Path;
  /** Extra environment of docker-machine; secrets resolved when a process starts. */
  readonly environment: () => Promise<Readonly<Record<string, string>>>;
  readonly probeTimeout: Seconds;
  /** 0: as many as is safe for the driver. */
  readonly parallelism: number;
  readonly onFailure: 'keep' | 'rollback' | 'ask';
  readonly images: Readonly<Record<StoreType | 'swarm' | 'probe', string>>;
  /** For the journal of runs and their locks. */
  readonly journalPath: Path;
}

export interface Services extends Disposable {
  readonly clusters: ClusterStore;
  readonly runs: ClusterService;
  readonly machines: MachineService;
  readonly containers: ContainerService;
}

/** The current picture, kept current. */
export interface ClusterStore extends Disposable {
  readonly snapshot: Snapshot;
  readonly onDidChange: Event<Snapshot>;
  /** Asks everybody again; resolves with the new picture. Calls that come together share one round. */
  refresh(): Promise<Snapshot>;
  /** How closely to watch: `visible` while something of ours can be seen and the window has focus, else `background`. */
  setAttention(attention: 'visible' | 'background'): void;
}

/** Up, down and back: files to plans to runs. */
export interface ClusterService {
  /** Reads and checks a cluster file's text; problems carry their places. */
  readSpec(
    text: string,
    path: Path,
  ): Promise<{ readonly spec: ClusterSpec | undefined; readonly problems: readonly FileProblem[] }>;
  /** Looks anew (and probes what planning must know), then plans. */
  planUp(spec: ClusterSpec, options?: { readonly signal?: AbortSignal }): Promise<Outcome<Plan>>;
  planDown(
    cluster: string,
    options?: { readonly signal?: AbortSignal; readonly removeVolumes?: boolean },
  ): Promise<Outcome<Plan>>;
  /** What undoes a run that went wrong: only what that run made. */
  planRollback(run: Run): Promise<Outcome<Plan>>;
  /**
   * Runs a plan. A second run on the same cluster, in this window or another, is refused: `alreadyRunning`. What goes wrong with a
   * step stands in the run's summary; keeping what was made or taking it back (`up.onFailure`) is for the caller to choose.
   */
  run(
    plan: Plan,
    options: { readonly signal: AbortSignal; readonly onEvent: (event: StepEvent) => void },
  ): Promise<Outcome<Run>>;
  /** Runs that were cut off because VS Code was closed on them, the newest first: what they made may still be there. */
  unfinishedRuns(): Promise<readonly Run[]>;
  /** A person has been told of an unfinished run: it is not told again. */
  settle(run: Run): Promise<void>;
}

/** A run that has ended. */
export interface Run {
  readonly id: string;
  readonly plan: Plan;
  readonly summary: RunSummary;
  /** The picture after it. */
  readonly after: Snapshot;
}
