/** Bring Up, Bring Down and rollback for the UI: observe, plan, and run while holding the cluster's lock. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Log } from '../base/log.ts';
import { err, ok } from '../base/result.ts';
import type { Translate } from '../base/text.ts';
import { changeToSwarmMode } from '../cluster/changeToSwarmMode.ts';
import { readClusterFile } from '../cluster/clusterFile.ts';
import { execute } from '../cluster/execute.ts';
import { withHomePaths } from '../cluster/homePaths.ts';
import { createJournal, summaryOf, type IsHeld, type Journal, type JournalRun } from '../cluster/journal.ts';
import { createPerform } from '../cluster/perform.ts';
import type { Patience } from '../cluster/performWorld.ts';
import { createPlaces } from '../cluster/places.ts';
import { planDown } from '../cluster/planDown.ts';
import { planRollback } from '../cluster/planRollback.ts';
import { planUp } from '../cluster/planUp.ts';
import { preflight, toolFailure } from '../cluster/preflight.ts';
import { isBeating, runUnderWay, takeRunLock } from '../cluster/runLock.ts';
import { virtualBoxTurns } from '../cluster/virtualBoxTurns.ts';
import type { Doors } from '../docker/doors.ts';
import type { Outcome } from '../model/failure.ts';
import { replacement } from '../model/identity.ts';
import type { Action, Plan } from '../model/plan.ts';
import type { StepEvent } from '../model/runEvents.ts';
import { findCluster, type Snapshot } from '../model/snapshot.ts';
import { makings } from './makings.ts';
import { PlansOfNow } from './plansOfNow.ts';
import { logRunEvent } from './runLog.ts';
import type { ClusterService, ClusterStore, Config, Run } from './services.ts';
import { UnfinishedCreates } from './unfinishedCreates.ts';

export interface ClusterServiceOptions {
  readonly config: () => Config;
  readonly doors: Doors;
  readonly clusters: ClusterStore;
  readonly log: Log;
  /** Translates messages about waiting. */
  readonly t: Translate;
  /**
   * Aborts when the services end, for example when the window closes. Runs stop and stay open in the journal, so that the next window
   * reports them.
   */
  readonly over?: AbortSignal;
  /** Default: the timeouts for real clusters. */
  readonly patience?: Patience;
  /** The plan cache. Default: an empty one. */
  readonly plans?: PlansOfNow;
}

export function createClusterService(options: ClusterServiceOptions): ClusterService {
  const { config, doors, clusters, log, over = new AbortController().signal } = options;
  const places = createPlaces(
    () => config().parallelism,
    virtualBoxTurns(() => config().sharedPath, log),
  );
  const { plans = new PlansOfNow() } = options;
  // Machines of another store may have the same names.
  const journalOf = ({ journalPath, storagePath }: Config): Journal =>
    createJournal(join(journalPath, 'runs', shortHash(storagePath)), log);

  const asRun = (run: JournalRun): Run => ({
    id: run.id,
    plan: run.plan,
    summary: summaryOf(run),
    after: clusters.snapshot,
  });

  const creates = new UnfinishedCreates({
    clusters,
    journal: () => journalOf(config()),
    isHeld: async (cluster) => (await runUnderWay({ storePath: config().storagePath, cluster })) !== undefined,
    over,
    log,
  });

  return {
    readSpec: (text, _path, drivers) => readClusterFile(text, drivers),

    changeToSwarmMode,

    unlockKey: async (machine) => {
      const entry = await doors.store.readOne(machine);
      if (!entry) return err({ kind: 'machineUnknown', machine });
      return 'machine' in entry ? doors.engines.engine(entry.machine).swarm.unlockKey() : err(entry.failure);
    },

    planUp: async (wanted, { signal } = {}) => {
      const spec = withHomePaths(wanted);
      const looked = await look(spec.name, signal);
      if (!looked.ok) return looked;
      const seen = looked.value;
      const unfinished = await creates.read();
      const { introductions } = creates;
      const facts = await preflight(spec, seen, doors, { images: config().images, signal, unfinished, introductions });
      if (signal?.aborted) return err({ kind: 'cancelled', what: spec.name });
      // When the plan is made again, these facts still hold for all its actions. A plan with more actions is rejected anyway.
      const plan = await plans.make(seen, async (now) =>
        planUp(spec, now, { ...facts, unfinished: now === seen ? unfinished : await creates.read() }),
      );
      if (plan.ok) {
        // Incomplete machines that have been fixed since.
        const mended = plan.value.standing.filter((machine) => unfinished.has(machine));
        if (mended.length > 0) await creates.writeOff(mended, spec.name);
      }
      return plan;
    },

    planDown: async (name, { signal } = {}) => {
      const seen = await look(name, signal);
      if (!seen.ok) {
        // For a cluster that does not exist, report that rather than a problem with docker-machine.
        const { snapshot } = clusters;
        const isRead = snapshot.machines.length > 0 || snapshot.storeFailure !== undefined;
        if (snapshot.lostAt) return seen;
        return !isRead || findCluster(snapshot, name) || signal?.aborted || seen.error.kind === 'alreadyRunning'
          ? seen
          : err({ kind: 'clusterUnknown', cluster: name });
      }
      const planned = (removeVolumes: boolean): Promise<Outcome<Plan>> =>
        plans.make(seen.value, (now) => {
          const cluster = findCluster(now, name);
          return cluster ? planDown(cluster, now, { removeVolumes }) : err({ kind: 'clusterUnknown', cluster: name });
        });
      const keepsData = await planned(false);
      if (!keepsData.ok) return keepsData;
      const removesData = await planned(true);
      return removesData.ok ? ok({ keepsData: keepsData.value, removesData: removesData.value }) : removesData;
    },

    planRollback: async (run) => {
      const looked = await picture(run.plan.cluster, undefined);
      if (!looked.ok) return looked;
      const seen = looked.value;
      // A run in another store created nothing in this one.
      const other = run.plan.targets && replacement({ ...run.plan.targets, machines: {} }, seen);
      return other ? err(other) : plans.make(seen, (now) => planRollback(run.plan, run.summary, now));
    },

    run: async (shown, { signal, onEvent }) => {
      const { verb, cluster } = shown;
      const lock = await takeRunLock({ storePath: config().storagePath, cluster, verb }, { signal });
      if (!lock.ok) return lock;
      const { lost, obstacle, release } = lock.value;
      try {
        const anew = await plans.makeAnew(shown, () => picture(cluster, signal));
        if (!anew.ok) return anew;
        const plan = anew.value;
        const entry = await journalOf(config()).begin(plan);
        log.info(`${verb} ${cluster}: run ${entry.id}`);
        const byStep = new Map(plan.steps.map(({ id, action }) => [id, action]));
        const making = makings(plan, (machine, how) => {
          clusters.setMaking(machine, how);
        });
        const perform = createPerform(doors, { ...options, targets: plan.targets });
        const summary = await sayingThatItIsMade(plan, async () => {
          const ended = await execute(plan, {
            perform: async (action, telling) => {
              const gone = await obstacle();
              return gone ? err(gone) : perform(action, telling);
            },
            places,
            signal: AbortSignal.any([signal, over, lost]),
            log,
            onEvent: (event) => {
              entry.event(event);
              logRunEvent(event, log);
              making(event);
              const action = byStep.get(event.step);
              if (event.kind === 'failed' && action?.kind === 'createMachine') creates.failed(action.machine.name);
              if (changesPicture(event, byStep)) lookAgain();
              onEvent(event);
            },
          });
          if (!over.aborted) await entry.end(ended);
          await creates.read();
          // Observations made during the run do not show its result.
          await clusters.refresh();
          return ended;
        });
        // The rest of the plan now belongs to another run.
        const gone = summary.done.length < plan.steps.length ? await obstacle() : undefined;
        return gone ? err(gone) : ok({ id: entry.id, plan, summary, after: clusters.snapshot });
      } finally {
        await release();
      }
    },

    unfinishedRuns: async () => {
      const { storagePath: storePath } = config();
      const isHeld: IsHeld = (cluster) => isBeating({ storePath, cluster }, { signal: over });
      return (await journalOf(config()).unfinishedRuns(isHeld)).map(asRun);
    },

    settle: async ({ id }) => {
      const journal = journalOf(config());
      const run = (await journal.runs()).find((each) => each.id === id);
      if (run) await journal.settle(run);
    },
  };

  /**
   * Returns a new snapshot to plan from, unless a run is in progress on the cluster. Reports a docker-machine that does not work first:
   * without it nothing can be created, and a removal would remove only containers. Neither that failure nor a cancel waits for the
   * snapshot.
   */
  async function look(cluster: string, signal: AbortSignal | undefined): Promise<Outcome<Snapshot>> {
    // A plan made now would include incomplete work, and could not run.
    const busy = await runUnderWay({ storePath: config().storagePath, cluster });
    if (busy) return err(busy);
    const seen = picture(cluster, signal);
    seen.catch(logLook);
    const tool = await toolFailure(doors.tool, signal);
    return !tool || signal?.aborted ? seen : err(tool);
  }

  /** Returns a new snapshot. A cancel does not wait for it. */
  function picture(cluster: string, signal: AbortSignal | undefined): Promise<Outcome<Snapshot>> {
    // The snapshot of a lost store is out of date: nothing may be planned from it.
    const seen = clusters.refresh().then((snapshot): Outcome<Snapshot> => {
      const { lostAt, storeFailure } = snapshot;
      return lostAt && storeFailure ? err(storeFailure) : ok(snapshot);
    });
    return unlessAborted(seen, signal, err({ kind: 'cancelled', what: cluster }));
  }

  /**
   * Marks the cluster as being created until the refresh after a run that creates machines: between and after its creates no machine is
   * being created, but the cluster is.
   */
  async function sayingThatItIsMade<T>({ cluster, steps }: Plan, work: () => Promise<T>): Promise<T> {
    if (!steps.some(({ action }) => action.kind === 'createMachine')) return work();
    clusters.setBeingMade(cluster, true);
    try {
      return await work();
    } finally {
      clusters.setBeingMade(cluster, false);
    }
  }

  /** Refreshes the snapshot during a run without waiting for it. */
  function lookAgain(): void {
    clusters.refresh().catch(logLook);
  }

  function logLook(error: unknown): void {
    log.error('looking again', error);
  }
}

/** `work`, or `otherwise` as soon as the signal aborts; `work` then continues in the background. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined, otherwise: T): Promise<T> {
  if (signal?.aborted) return Promise.resolve(otherwise);
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      resolve(otherwise);
    };
    signal?.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal?.removeEventListener('abort', abort));
  });
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** Whether the event may change the snapshot. Waiting and querying change nothing. */
function changesPicture(event: StepEvent, actions: ReadonlyMap<string, Action>): boolean {
  if (event.kind !== 'done' && event.kind !== 'failed') return false;
  switch (actions.get(event.step)?.kind) {
    case 'createMachine':
    case 'removeMachine':
    case 'startMachine':
    case 'runContainer':
    case 'startContainer':
    case 'removeContainer':
    case 'restoreEngine':
    case 'awaitStore':
    case 'awaitNodes':
    case 'initSwarm':
    case 'joinSwarm':
    case 'leaveSwarm':
    case 'updateNode':
    case 'removeNode':
    case 'awaitSwarm':
    case 'createNetwork':
    case 'removeNetwork':
      return true;
    case 'checkEngineVersion':
    case 'probeStore':
    case 'introduceEngine':
    case 'pullImage':
    case 'removeVolume':
    case undefined:
      return false;
  }
}
