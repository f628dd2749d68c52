/**
 * Whether engines that started together have been introduced to each other since, according to our own runs. Serf tries its neighbours
 * once, before they listen, so every node may be healthy while all pings are lost. Pure.
 */
import type { Action, Plan } from '../model/plan.ts';
import type { RunSummary } from '../model/runEvents.ts';

/** By machine. Missing if no kept run reports it. */
export type Introductions = ReadonlyMap<string, 'owed' | 'done'>;

/** `runs`: newest first. An interrupted run did what its events say. */
export function introductions(
  runs: readonly { readonly plan: Pick<Plan, 'steps'>; readonly summary: Pick<RunSummary, 'done'> }[],
): Introductions {
  const told = new Map<string, 'owed' | 'done'>();
  for (const { plan, summary } of runs.toReversed()) {
    const isDone = new Set(summary.done);
    const did = plan.steps.flatMap(({ id, action }) => (isDone.has(id) ? [action] : []));
    const started: string[] = [];
    for (const action of did) {
      const machine = startedBy(action);
      if (machine !== undefined) {
        told.set(machine, 'owed');
        started.push(machine);
      } else if (action.kind === 'removeMachine') told.delete(action.machine);
    }
    const nodes = plan.steps.flatMap(({ action }) => (action.kind === 'awaitNodes' ? action.nodes : []));
    const isIntroduced = did.some(({ kind }) => kind === 'introduceEngine');
    const isNeeded = plan.steps.some(({ action }) => action.kind === 'introduceEngine');
    // An engine that starts alone finds the others listening.
    const others = nodes.filter((node) => !started.includes(node));
    const isAlone = !isNeeded && started.length === 1 && others.every((node) => told.get(node) !== 'owed');
    for (const node of nodes) if (isIntroduced || (isAlone && started.includes(node))) told.set(node, 'done');
  }
  return told;
}

function startedBy(action: Action): string | undefined {
  if (action.kind === 'createMachine') return action.machine.name;
  return action.kind === 'startMachine' ? action.machine : undefined;
}
