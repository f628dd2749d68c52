/** Evaluates a service's tasks: the current task of each slot, failures and the service's health. Pure. */
import type { Level } from './cluster.ts';
import {
  isConverging,
  taskCount,
  type Resources,
  type SwarmService,
  type SwarmTask,
  type SwarmView,
  type TaskCount,
} from './swarmMode.ts';
import { hasFailed, isAlive, isWanted } from './swarmTask.ts';

/** A slot of a service, or a node of a global one, with its current task; managers also keep older ones. */
export interface Place {
  readonly task: SwarmTask;
  /** The newest failed task there; it may be `task` itself. */
  readonly failure: SwarmTask | undefined;
  /** The node of `task` is down: the task was last reported running, and may have ended since. */
  readonly isLost: boolean;
}

export interface ServiceState {
  readonly level: Level;
  readonly count: TaskCount;
  /** It has not yet reached its desired state. */
  readonly isConverging: boolean;
  /** Why it is not running yet, as reported by an engine or a manager; empty if unknown. */
  readonly why: string;
  /** Nodes that are down and still have tasks of this service that no manager has rescheduled yet. */
  readonly lostNodes: readonly string[];
}

/** Ordered by slot, or by node for a global service. */
export function placesOf(service: SwarmService, view: SwarmView): readonly Place[] {
  const down = new Set(view.nodes.filter(({ state }) => state === 'down').map(({ id }) => id));
  return tasksByPlace(service, view).flatMap((tasks): Place[] => {
    const task = tasks.find(isWanted) ?? tasks.slice(0, 1).find(isLast);
    if (!task) return [];
    return [{ task, failure: tasks.find(hasFailed), isLost: task.state === 'running' && down.has(task.nodeId) }];
  });
}

/** Health of a service, provided that its managers' last report is current. */
export function serviceState(service: SwarmService, view: SwarmView): ServiceState {
  const count = taskCount(service, view);
  const places = placesOf(service, view);
  const isPaused = service.update?.state.endsWith('paused') ?? false;
  const why = places.map(placeError).find((error) => error !== '') ?? (isPaused ? (service.update?.message ?? '') : '');
  const lost = new Set(places.filter(({ isLost }) => isLost).map(({ task }) => task.nodeId));
  const lostNodes = view.nodes.filter(({ id }) => lost.has(id)).map(({ hostname }) => hostname);
  const isTroubled = why !== '' || lostNodes.length > 0;
  const isJob = service.mode === 'replicated-job' || service.mode === 'global-job';
  return { level: level(), count, isConverging: isConverging(service, view), why, lostNodes };

  function level(): Level {
    if (count.running >= count.desired) return isPaused ? 'degraded' : 'healthy';
    if (count.running === 0 && isTroubled) return 'down';
    // A job that has not completed yet is not faulty.
    return isJob && !isTroubled ? 'unknown' : 'degraded';
  }
}

/** Why nothing runs in a slot: the task's own error, else that of the newest failed task there; empty if it is healthy. */
export function placeError({ task, failure }: Place): string {
  return isWell(task) ? '' : task.error || failure?.error || '';
}

/** Number of desired tasks running on a node; 0 if the node is down, whatever state they last reported. */
export const runningOn = (nodeId: string, view: SwarmView): number =>
  placedOn(nodeId, view).filter(({ state }) => state === 'running').length;

/** Resources that a manager reserves on a node, counted as soon as a task is assigned to it. */
export function reservedOn(nodeId: string, view: SwarmView): Resources {
  const reservations = new Map(view.services.map(({ id, reservation }) => [id, reservation]));
  return placedOn(nodeId, view).reduce(
    (sum, { serviceId }) => {
      const each = reservations.get(serviceId);
      return each ? { cpus: sum.cpus + each.cpus, memory: sum.memory + each.memory } : sum;
    },
    { cpus: 0, memory: 0 },
  );
}

/** Tasks that should run on a node and have not ended there. */
export const placedOn = (nodeId: string, view: SwarmView): readonly SwarmTask[] =>
  view.tasks.filter((task) => task.nodeId === nodeId && isWanted(task) && isAlive(task, view));

/** Newest first in each slot. Each unassigned task of a global service counts as a slot of its own. */
function tasksByPlace(service: SwarmService, { tasks, nodes }: SwarmView): readonly (readonly SwarmTask[])[] {
  const hostnames = new Map(nodes.map(({ id, hostname }) => [id, hostname]));
  const places = new Map<string, { readonly slot: number; readonly host: string; readonly tasks: SwarmTask[] }>();
  for (const task of tasks) {
    if (task.serviceId !== service.id) continue;
    const key = task.slot === undefined ? `node ${task.nodeId || task.id}` : `slot ${String(task.slot)}`;
    const host = hostnames.get(task.nodeId) ?? task.nodeId;
    const place = places.get(key) ?? { slot: task.slot ?? 0, host, tasks: [] };
    place.tasks.push(task);
    places.set(key, place);
  }
  return [...places.values()]
    .sort((a, b) => a.slot - b.slot || (a.host < b.host ? -1 : a.host > b.host ? 1 : 0))
    .map((place) => place.tasks.sort((a, b) => (b.at?.getTime() ?? 0) - (a.at?.getTime() ?? 0)));
}

const isWell = ({ state }: SwarmTask): boolean => state === 'running' || state === 'complete';

/** It ended, and the service does not restart it. */
const isLast = ({ state, desired }: SwarmTask): boolean =>
  desired !== 'remove' && (state === 'complete' || state === 'failed' || state === 'rejected');
