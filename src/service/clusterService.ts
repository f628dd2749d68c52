/** Up, down and back as the windows of the product ask for them: a look, a plan, and a run that holds its cluster's lock. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Log } from '../base/log.ts';
import { err, ok } from '../base/result.ts';
import type { Translate } from '../base/text.ts';
import { readClusterFile } from '../cluster/clusterFile.ts';
import { createPlaces, execute } from '../cluster/execute.ts';
import { createJournal, summaryOf, type Journal, type JournalRun } from '../cluster/journal.ts';
import { createPerform, type Patience } from '../cluster/perform.ts';
import { planDown } from '../cluster/planDown.ts';
import { planRollback } from '../cluster/planRollback.ts';
import { planUp } from '../cluster/planUp.ts';
import { preflight, toolFailure, unfinishedCreates } from '../cluster/preflight.ts';
import { takeRunLock } from '../cluster/runLock.ts';
import type { Doors } from '../docker/doors.ts';
import type { Action, StepEvent } from '../model/plan.ts';
import { findCluster } from '../model/snapshot.ts';
import type { ClusterService, ClusterStore, Config, Run } from './services.ts';

export interface ClusterServiceOptions {
  /** The settings of the moment. */
  readonly config: () => Config;
  readonly doors: Doors;
  readonly clusters: ClusterStore;
  readonly log: Log;
  /** For what is told about waiting. */
  readonly t: Translate;
  /** Undefined: as long as real clusters need. */
  readonly patience?: Patience;
}

export function createClusterService(options: ClusterServiceOptions): ClusterService {
  const { config, doors, clusters, log } = options;
  const perform = createPerform(doors, options);
  const places = createPlaces(() => config().parallelism);
  // Machines of another store may have the same names.
  const journalOf = ({ journalPath, storagePath }: Config): Journal =>
    createJournal(join(journalPath, 'runs', shortHash(storagePath)), log);

  const asRun = (run: JournalRun): Run => ({
    id: run.id,
    plan: run.plan,
    summary: summaryOf(run),
    after: clusters.snapshot,
  });

  return {
    readSpec: (text) => readClusterFile(text),

    planUp: async (spec, { signal } = {}) => {
      const [seen, runs] = await Promise.all([clusters.refresh(), journalOf(config()).runs()]);
      const facts = await preflight(spec, seen, doors, {
        images: config().images,
        signal,
        unfinished: unfinishedCreates(runs.map(asRun)),
      });
      if (signal?.aborted) return err({ kind: 'cancelled', what: spec.name });
      return planUp(spec, seen, facts);
    },

    planDown: async (name, { signal, removeVolumes = false } = {}) => {
      // Before anything goes: without docker-machine only the containers would, and the machines would stay.
      const [seen, tool] = await Promise.all([clusters.refresh(), toolFailure(doors.tool, signal)]);
      if (signal?.aborted) return err({ kind: 'cancelled', what: name });
      const cluster = findCluster(seen, name);
      if (!cluster) return err({ kind: 'clusterUnknown', cluster: name });
      return tool ? err(tool) : planDown(cluster, seen, { removeVolumes });
    },

    planRollback: async (run) => planRollback(run.plan, run.summary, await clusters.refresh()),

    run: async (plan, { signal, onEvent }) => {
      const { verb, cluster } = plan;
      const { journalPath, storagePath } = config();
      const lock = await takeRunLock(join(journalPath, 'locks'), { storePath: storagePath, cluster, verb });
      if (!lock.ok) return lock;
      try {
        const entry = await journalOf(config()).begin(plan);
        log.info(`${verb} ${cluster}: run ${entry.id}`);
        const byStep = new Map(plan.steps.map(({ id, action }) => [id, action]));
        const summary = await execute(plan, {
          perform,
          places,
          signal,
          log,
          onEvent: (event) => {
            entry.event(event);
            logEvent(event, log);
            if (changesPicture(event, byStep)) lookAgain();
            onEvent(event);
          },
        });
        await entry.end(summary);
        return ok({ id: entry.id, plan, summary, after: await clusters.refresh() });
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

  /** The picture follows the run; nobody waits for it here. */
  function lookAgain(): void {
    clusters.refresh().catch((error: unknown) => {
      log.error('looking again after a step', error);
    });
  }
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
    case 'createNetwork':
    case 'removeNetwork':
      return true;
    case 'checkEngineVersion':
    case 'introduceEngine':
    case 'pullImage':
    case 'removeVolume':
    case undefined:
      return false;
  }
}

function logEvent(event: StepEvent, log: Log): void {
  switch (event.kind) {
    case 'began':
    case 'done':
      log.info(`${event.step}: ${event.kind}`);
      return;
    case 'stage':
      log.info(`${event.step}: ${event.stage}`);
      return;
    case 'said':
      log.debug(`${event.step}: ${event.line}`);
      return;
    case 'failed':
      log.warn(`${event.step}: failed, ${JSON.stringify(event.failure)}`);
      return;
    case 'skipped':
      log.warn(`${event.step}: skipped because of ${event.because}`);
      return;
  }
}
