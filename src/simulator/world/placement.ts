/** Selects nodes for a service's tasks: ready, active, and matching its constraints. */
import type { Swarm, SwarmNode, SwarmTask, TaskState } from './nouns.ts';
import type { ServiceTerms } from './serviceSpec.ts';
import type { World } from './world.ts';

/** Why a node accepts no task of the service; empty if it does. */
export function whyNot(world: World, node: SwarmNode, terms: ServiceTerms): string {
  if (node.state !== 'ready' || node.availability !== 'active') return 'node not available for new tasks';
  const unmet = terms.constraints.some((constraint) => !meets(world, node, constraint));
  return unmet ? 'scheduling constraints not satisfied' : '';
}

function meets(world: World, node: SwarmNode, constraint: string): boolean {
  const match = /^\s*([\w.-]+)\s*(==|!=)\s*(.*?)\s*$/.exec(constraint);
  if (!match) return true;
  const [, key = '', operator, value] = match;
  const actual = valueOf(world, node, key);
  return operator === '==' ? actual === value : actual !== value;
}

function valueOf(world: World, node: SwarmNode, key: string): string | undefined {
  if (key === 'node.id') return node.id;
  if (key === 'node.hostname') return node.hostname;
  if (key === 'node.role') return node.role;
  if (key === 'node.platform.os') return 'linux';
  if (key === 'node.platform.arch') return 'x86_64';
  if (key.startsWith('node.labels.')) return node.labels[key.slice('node.labels.'.length)];
  const label = key.startsWith('engine.labels.') ? key.slice('engine.labels.'.length) : undefined;
  const labels = world.host(node.hostId)?.engine.labels ?? [];
  return labels.find((each) => each.startsWith(`${label ?? ''}=`))?.slice((label ?? '').length + 1);
}

/** A manager's explanation for a task that no node accepts. */
export function explainNoNode(world: World, nodes: readonly SwarmNode[], terms: ServiceTerms): string {
  const reasons = new Map<string, number>();
  for (const node of nodes) {
    const reason = whyNot(world, node, terms);
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  const told = [...reasons].map(([reason, count]) =>
    reason.startsWith('node')
      ? `${String(count)} ${count === 1 ? 'node' : 'nodes'} not available for new tasks`
      : `${reason} on ${String(count)} ${count === 1 ? 'node' : 'nodes'}`,
  );
  return `no suitable node (${told.join('; ')})`;
}

const ended: ReadonlySet<TaskState> = new Set(['complete', 'shutdown', 'failed', 'rejected', 'orphaned', 'remove']);

export const hasEnded = ({ state }: SwarmTask): boolean => ended.has(state);

/** Picks a node for an unassigned task: the fewest tasks of this service first, then the fewest tasks overall. */
export function place(world: World, swarm: Swarm, task: SwarmTask, terms: ServiceTerms): SwarmNode | undefined {
  const load = (node: SwarmNode): number => {
    const on = swarm.tasks.filter((each) => each.nodeId === node.id && !hasEnded(each) && each.desired !== 'shutdown');
    return on.filter(({ serviceId }) => serviceId === task.serviceId).length * 1000 + on.length;
  };
  return swarm.nodes.filter((node) => whyNot(world, node, terms) === '').sort((a, b) => load(a) - load(b))[0];
}
