/** What a task's states come to, in one place for all that ask: whether it is wanted, still there, or has failed. Pure. */
import type { SwarmTask, SwarmView } from './swarmMode.ts';

/** A task that was replaced, or whose slot or node is gone, is wanted to end. */
export const isWanted = ({ desired }: Pick<SwarmTask, 'desired'>): boolean =>
  desired !== 'shutdown' && desired !== 'remove';

/** Its container has ended, or never began. */
export const hasEnded = ({ state }: Pick<SwarmTask, 'state'>): boolean => ended.has(state);

const ended = new Set(['complete', 'shutdown', 'failed', 'rejected', 'orphaned', 'remove']);

/** It ended otherwise than it was to: by an error, by its node's refusal, or with a node that did not come back. */
export const hasFailed = ({ state }: Pick<SwarmTask, 'state'>): boolean =>
  state === 'failed' || state === 'rejected' || state === 'orphaned';

/** It runs or is on its way to. Of a node that is down the last word may be old: nothing lives there. */
export function isAlive(task: SwarmTask, { nodes }: Pick<SwarmView, 'nodes'>): boolean {
  return !hasEnded(task) && nodes.find(({ id }) => id === task.nodeId)?.state !== 'down';
}
