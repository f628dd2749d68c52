/** Whether a swarm has converged, is converging, or is stuck. Pure. */
import type { Failure } from '../model/failure.ts';
import type { NodeVerb } from '../model/steering.ts';
import {
  isUpdating,
  taskCount,
  taskName,
  type SwarmService,
  type SwarmTask,
  type SwarmView,
} from '../model/swarmMode.ts';
import { hasFailed, isAlive, isWanted } from '../model/swarmTask.ts';

export type Settling =
  | { readonly state: 'settled' }
  /** Converged tasks and their total. */
  | { readonly state: 'converging'; readonly done: number; readonly of: number }
  | { readonly state: 'stuck'; readonly failure: Failure };

export interface ServiceExpectation {
  readonly cluster: string;
  /** Its ID. */
  readonly service: string;
  readonly verb: 'scale' | 'restart' | 'rollBack' | 'remove' | 'deploy' | 'move';
  /** IDs of the tasks before the change. */
  readonly before: ReadonlySet<string>;
}

export function serviceSettling(view: SwarmView, expected: ServiceExpectation): Settling {
  const own = view.tasks.filter(({ serviceId }) => serviceId === expected.service);
  const service = view.services.find(({ id }) => id === expected.service);
  if (!service) {
    // Its containers outlive it briefly.
    const left = own.filter((task) => isAlive(task, view)).length;
    return left === 0 ? settled : { state: 'converging', done: expected.before.size - left, of: expected.before.size };
  }
  const { running, desired } = counted(service, view, expected);
  const converging: Settling = { state: 'converging', done: Math.min(running, desired), of: desired };
  if (expected.verb === 'remove') return converging;
  const stuck = updateFailure(service, own, expected);
  if (stuck) return { state: 'stuck', failure: stuck };
  if (isUpdating(service)) return converging;
  // On restart a manager clears the previous update status and takes a moment to begin.
  const hasBegun = expected.verb !== 'restart' || desired === 0 || service.update !== undefined;
  const isRestarted = hasBegun || own.every(({ id, desired: wish }) => wish !== 'running' || !expected.before.has(id));
  if (!isRestarted) return converging;
  if (running === desired) return settled;
  const failure = taskFailure(service, own, view, expected, { running, desired });
  return failure ? { state: 'stuck', failure } : converging;
}

export interface NodeExpectation {
  readonly cluster: string;
  /** Its ID. */
  readonly node: string;
  readonly verb: Exclude<NodeVerb, 'remove'>;
  /** IDs of the tasks that leave it, and of their services. */
  readonly leaving: ReadonlySet<string>;
  readonly services: readonly string[];
  /** IDs of the tasks before the change. */
  readonly before: ReadonlySet<string>;
}

export function nodeSettling(view: SwarmView, expected: NodeExpectation): Settling {
  const node = view.nodes.find(({ id }) => id === expected.node);
  if (!node)
    return { state: 'stuck', failure: { kind: 'nodeUnknown', cluster: expected.cluster, node: expected.node } };
  switch (expected.verb) {
    case 'pause':
      return node.availability === 'pause' ? settled : starting;
    case 'activate':
      return node.availability === 'active' ? settled : starting;
    case 'drain':
      if (node.availability !== 'drain') return starting;
      break;
    case 'promote':
      if (node.role !== 'manager' || node.manager?.reachability !== 'reachable') return starting;
      break;
    case 'demote':
      // The new leader reports a former leader as unknown until it returns as a worker.
      if (node.role !== 'worker' || node.manager || node.state === 'unknown') return starting;
      break;
  }
  const left = view.tasks.filter(
    (task) =>
      task.nodeId === node.id && isAlive(task, view) && (expected.verb === 'drain' || expected.leaving.has(task.id)),
  ).length;
  const of = Math.max(left, expected.leaving.size);
  if (left > 0) return { state: 'converging', done: of - left, of };
  return together(
    expected.services
      .filter((service) => view.services.some(({ id }) => id === service))
      .map((service) =>
        serviceSettling(view, { cluster: expected.cluster, service, verb: 'move', before: expected.before }),
      ),
  );
}

/** Several that must all converge. */
export function together(all: readonly Settling[]): Settling {
  const waiting = all.filter((each) => each.state === 'converging');
  const stuck = all.find(({ state }) => state === 'stuck');
  // Report stuck ones only after the others have converged.
  if (waiting.length === 0) return stuck ?? settled;
  return {
    state: 'converging',
    done: waiting.reduce((sum, { done }) => sum + done, 0),
    of: waiting.reduce((sum, { of }) => sum + of, 0),
  };
}

const settled: Settling = { state: 'settled' };
const starting: Settling = { state: 'converging', done: 0, of: 0 };

/** Like `taskCount`, but counts only the new tasks of jobs: jobs end, and earlier tasks are still listed. */
function counted(service: SwarmService, view: SwarmView, { before }: ServiceExpectation): ReturnType<typeof taskCount> {
  const isJob = service.mode === 'replicated-job' || service.mode === 'global-job';
  return taskCount(service, isJob ? { ...view, tasks: view.tasks.filter(({ id }) => !before.has(id)) } : view);
}

function updateFailure(
  service: SwarmService,
  own: readonly SwarmTask[],
  { cluster, verb, before }: ServiceExpectation,
): Failure | undefined {
  const { state = '', message: said = '' } = service.update ?? {};
  // An old failed update does not affect tasks that only move or services that a stack leaves unchanged.
  if (verb === 'move' || verb === 'scale') return undefined;
  if (verb === 'deploy' && own.every((task) => before.has(task.id) || !hasFailed(task))) return undefined;
  const error = newestError(own);
  if (/^(paused|rollback_paused)$/.test(state))
    return { kind: 'updatePaused', cluster, service: service.name, said, error };
  return verb !== 'rollBack' && state === 'rollback_completed'
    ? { kind: 'updateRolledBack', service: service.name, said, error }
    : undefined;
}

/** Why tasks cannot run and waiting does not help: no node accepts them, or they fail repeatedly. */
function taskFailure(
  service: SwarmService,
  own: readonly SwarmTask[],
  view: SwarmView,
  { cluster, before }: ServiceExpectation,
  count: { readonly running: number; readonly desired: number },
): Failure | undefined {
  const unplaced = own.find((task) => task.state === 'pending' && isWanted(task) && task.error !== '');
  if (unplaced) {
    const task = taskName(unplaced, service, view);
    return { kind: 'noPlaceFound', service: service.name, task, said: unplaced.error };
  }
  const failed = own.filter((task) => hasFailed(task) && !before.has(task.id));
  const isTriedAgain = own.some((task) => isWanted(task) && isAlive(task, view) && task.state !== 'running');
  const last = newest(failed);
  const again = failed.filter(
    ({ slot, nodeId }) => slot === last?.slot && (slot !== undefined || nodeId === last?.nodeId),
  );
  if (!last || (isTriedAgain && again.length < 2)) return undefined;
  return {
    kind: 'tasksFail',
    cluster,
    service: service.name,
    task: taskName(last, service, view),
    ...count,
    said: last.error,
  };
}

const newest = (tasks: readonly SwarmTask[]): SwarmTask | undefined =>
  tasks.toSorted((a, b) => (b.at?.getTime() ?? 0) - (a.at?.getTime() ?? 0))[0];

const newestError = (tasks: readonly SwarmTask[]): string =>
  newest(tasks.filter(({ error }) => error !== ''))?.error ?? '';
