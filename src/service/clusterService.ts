/** Up, down and back as the windows of the product ask for them: a look, a plan, and a run that holds its cluster's lock. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Log } from '../base/log.ts';
import { err, ok } from '../base/result.ts';
import type { Translate } from '../base/text.ts';
import { changeToSwarmMode } from '../cluster/changeToSwarmMode.ts';
import { readClusterFile } from '../cluster/clusterFile.ts';
import { execute } from '../cluster/execute.ts';
import { withHomePaths } from '../cluster/homePaths.ts';
import { createJournal, summaryOf, type Journal, type JournalRun } from '../cluster/journal.ts';
import { createPerform } from '../cluster/perform.ts';
import type { Patience } from '../cluster/performWorld.ts';
import { createPlaces } from '../cluster/places.ts';
import { planDown } from '../cluster/planDown.ts';
import { planRollback } from '../cluster/planRollback.ts';
import { planUp } from '../cluster/planUp.ts';
import { preflight, toolFailure } from '../cluster/preflight.ts';
import { locksFolder, runUnderWay, takeRunLock } from '../cluster/runLock.ts';
import { virtualBoxTurns } from '../cluster/virtualBoxTurns.ts';
import type { Doors } from '../docker/doors.ts';
import type { Outcome } from '../model/failure.ts';
import type { Action, Plan, StepEvent } from '../model/plan.ts';
import { findCluster, type Snapshot } from '../model/snapshot.ts';
import { makings } from './makings.ts';
import { PlansOfNow } from './plansOfNow.ts';
import { logRunEvent } from './runLog.ts';
import type { ClusterService, ClusterStore, Config, Run } from './services.ts';
import { UnfinishedCreates } from './unfinishedCreates.ts';

export interface ClusterServiceOptions {
  /** The settings of the moment. */
  readonly config: () => Config;
  readonly doors: Doors;
  readonly clusters: ClusterStore;
  readonly log: Log;
  /** For what is told about waiting. */
  readonly t: Translate;
  /** The end of the services, as when the window closes: it cuts runs off, which stay open in the journal for the next window to tell. */
  readonly over?: AbortSignal;
  /** Undefined: as long as real clusters need. */
  readonly patience?: Patience;
}

export function createClusterService(options: ClusterServiceOptions): ClusterService {
  const { config, doors, clusters, log, over = new AbortController().signal } = options;
  const perform = createPerform(doors, options);
  const places = createPlaces(
    () => config().parallelism,
    virtualBoxTurns(() => locksFolder(config().journalPath), log),
  );
  const plans = new PlansOfNow();
  // Machines of another store may have the same names.
  const journalOf = ({ journalPath, storagePath }: Config): Journal =>
    createJournal(join(journalPath, 'runs', shortHash(storagePath)), log);

  const asRun = (run: JournalRun): Run => ({
    id: run.id,
    plan: run.plan,
    summary: summaryOf(run),
    after: clusters.snapshot,
  });

  const creates = new UnfinishedCreates({ clusters, journal: () => journalOf(config()), over, log });

  return {
    readSpec: (text) => readClusterFile(text),

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
      const facts = await preflight(spec, seen, doors, { images: config().images, signal, unfinished });
      if (signal?.aborted) return err({ kind: 'cancelled', what: spec.name });
      const plan = planUp(spec, seen, facts);
      if (plan.ok) {
        // Somebody has mended them.
        const mended = plan.value.standing.filter((machine) => unfinished.has(machine));
        if (mended.length > 0) await creates.writeOff(mended, spec.name);
      }
      // When it is made anew these facts still hold for all that it does; one that does more is refused anyway.
      return plans.remember(plan, async (now) => planUp(spec, now, { ...facts, unfinished: await creates.read() }));
    },

    planDown: async (name, { signal } = {}) => {
      const seen = await look(name, signal);
      if (!seen.ok) {
        // Of a cluster that is not there, that is what is wrong, whatever docker-machine may say.
        const { snapshot } = clusters;
        const isRead = snapshot.machines.length > 0 || snapshot.storeFailure !== undefined;
        return !isRead || findCluster(snapshot, name) || signal?.aborted || seen.error.kind === 'alreadyRunning'
          ? seen
          : err({ kind: 'clusterUnknown', cluster: name });
      }
      const planned = (removeVolumes: boolean): Outcome<Plan> => {
        const planNow = (now: Snapshot): Outcome<Plan> => {
          const cluster = findCluster(now, name);
          return cluster ? planDown(cluster, now, { removeVolumes }) : err({ kind: 'clusterUnknown', cluster: name });
        };
        return plans.remember(planNow(seen.value), planNow);
      };
      const keepsData = planned(false);
      if (!keepsData.ok) return keepsData;
      const removesData = planned(true);
      return removesData.ok ? ok({ keepsData: keepsData.value, removesData: removesData.value }) : removesData;
    },

    planRollback: async (run) => {
      const planNow = (now: Snapshot): Outcome<Plan> => planRollback(run.plan, run.summary, now);
      return plans.remember(planNow(await clusters.refresh()), planNow);
    },

    run: async (shown, { signal, onEvent }) => {
      const { verb, cluster } = shown;
      const { journalPath, storagePath } = config();
      const lock = await takeRunLock(locksFolder(journalPath), { storePath: storagePath, cluster, verb });
      if (!lock.ok) return lock;
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
        const summary = await sayingThatItIsMade(plan, async () => {
          const ended = await execute(plan, {
            perform,
            places,
            signal: AbortSignal.any([signal, over]),
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
          // What was seen while it ran does not tell how it has become.
          await clusters.refresh();
          return ended;
        });
        return ok({ id: entry.id, plan, summary, after: clusters.snapshot });
      } finally {
        await lock.value.release();
      }
    },

    unfinishedRuns: async () => (await journalOf(config()).unfinishedRuns()).map(asRun),

    settle: async ({ id }) => {
      const journal = journalOf(config());
      const run = (await journal.runs()).find((each) => each.id === id);
      if (run) await journal.settle(run);
    },
  };

  /**
   * A new picture to plan from, unless a run is under way on the cluster. A docker-machine that does not work is told first:
   * without it nothing can be made, and of what goes only the containers would go. Neither for that nor for a cancel is the
   * picture waited for.
   */
  async function look(cluster: string, signal: AbortSignal | undefined): Promise<Outcome<Snapshot>> {
    const { journalPath, storagePath } = config();
    // What is half done now would be planned for: a plan that nobody may run.
    const busy = await runUnderWay(locksFolder(journalPath), { storePath: storagePath, cluster });
    if (busy) return err(busy);
    const seen = picture(cluster, signal);
    seen.catch(logLook);
    const tool = await toolFailure(doors.tool, signal);
    return !tool || signal?.aborted ? seen : err(tool);
  }

  /** A new picture, which nobody waits for after a cancel. */
  function picture(cluster: string, signal: AbortSignal | undefined): Promise<Outcome<Snapshot>> {
    const seen = clusters.refresh().then((snapshot): Outcome<Snapshot> => ok(snapshot));
    return unlessAborted(seen, signal, err({ kind: 'cancelled', what: cluster }));
  }

  /** From the beginning of a run that creates to what is seen at its end: between and behind its creates no machine is being made, but the cluster is. */
  async function sayingThatItIsMade<T>({ cluster, steps }: Plan, work: () => Promise<T>): Promise<T> {
    if (!steps.some(({ action }) => action.kind === 'createMachine')) return work();
    clusters.setBeingMade(cluster, true);
    try {
      return await work();
    } finally {
      clusters.setBeingMade(cluster, false);
    }
  }

  /** The picture follows the run; nobody waits for it here. */
  function lookAgain(): void {
    clusters.refresh().catch(logLook);
  }

  function logLook(error: unknown): void {
    log.error('looking again', error);
  }
}

/** `work`, or `otherwise` as soon as the signal aborts; `work` then goes on by itself. */
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

/** Whether something may look different once this has happened; waiting and asking change nothing. */
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
