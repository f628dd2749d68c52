/** Classifies a task's states: desired, ended or failed. Pure. */
import type { SwarmTask, SwarmView } from './swarmMode.ts';

/** False if the manager wants it to end: it was replaced, or its slot or node was removed. */
export const isWanted = ({ desired }: Pick<SwarmTask, 'desired'>): boolean =>
  desired !== 'shutdown' && desired !== 'remove';

/** Its container has ended, or never started. */
export const hasEnded = ({ state }: Pick<SwarmTask, 'state'>): boolean => ended.has(state);

const ended = new Set(['complete', 'shutdown', 'failed', 'rejected', 'orphaned', 'remove']);

/** It ended unexpectedly: by an error, rejected by its node, or with a node that did not return. */
export const hasFailed = ({ state }: Pick<SwarmTask, 'state'>): boolean =>
  state === 'failed' || state === 'rejected' || state === 'orphaned';

/** It runs or is starting. A task on a node that is down does not count: its reported state may be outdated. */
export function isAlive(task: SwarmTask, { nodes }: Pick<SwarmView, 'nodes'>): boolean {
  return !hasEnded(task) && nodes.find(({ id }) => id === task.nodeId)?.state !== 'down';
}
