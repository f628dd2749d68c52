/** The steps that take back what one run made, and nothing else. Pure. */
import { inOrder } from '../base/graph.ts';
import { ok } from '../base/result.ts';
import { containersOf, findContainer } from '../model/containerStakes.ts';
import type { Failure, Outcome } from '../model/failure.ts';
import { differenceOf } from '../model/identity.ts';
import { livesOnAfterRemoval } from '../model/machine.ts';
import type { Action, Plan, RunSummary, Step, Warning } from '../model/plan.ts';
import { lastOf } from '../model/seen.ts';
import { clusterOf, findMachine, type Snapshot } from '../model/snapshot.ts';
import { goesWithMachine } from './goesWithMachine.ts';
import { exitSteps, isManager, listOf, reference } from './leaving.ts';
import { newSteps, type Ids, type Steps } from './steps.ts';
import { takeOffSteps } from './takeOff.ts';

/**
 * The plan that undoes `ran` as far as it came, in reverse order; `seen` is the picture after it. Failed and cut off steps are
 * undone too, as far as they left something; what stood before the run stays.
 */
export function planRollback(ran: Plan, summary: RunSummary, seen: Snapshot): Outcome<Plan> {
  const failures = new Map(summary.failed.map(({ step, failure }) => [step, failure]));
  const begun = new Set([...summary.done, ...failures.keys()]);
  const ordered = [...(inOrder(ran.steps) ?? ran.steps)];
  const toUndo = ordered
    .filter((step) => begun.has(step.id) && leftSomething(step, failures.get(step.id), seen))
    .filter(({ undo }) => undo?.kind !== 'removeMachine' || isOfRun(undo.machine, summary, seen))
    .reverse();
  const goes = new Set(
    toUndo.flatMap(({ undo }) =>
      undo?.kind === 'removeMachine' && !livesOnAfterRemoval(undo.driver) ? [undo.machine] : [],
    ),
  );
  // A swarm that the run made goes with it; out of one that was there before, each that joined is let properly.
  const endsSwarm = toUndo.some(({ action }) => action.kind === 'initSwarm');
  const steps = newSteps();
  const warnings: Warning[] = [];
  /** By step of the run: the ids of what undoes it. */
  const undone = new Map<string, readonly string[]>();
  for (const { id, action, undo } of toUndo) {
    if (!undo) continue;
    // What goes with its machine, or with the store, need not go by itself.
    if (undo.kind === 'removeContainer' && goes.has(undo.machine)) continue;
    if (undo.kind === 'removeNetwork' && (endsSwarm || storeMachines(ran).some((machine) => goes.has(machine))))
      continue;
    if (undo.kind === 'leaveSwarm' && endsSwarm && goes.has(undo.machine)) continue;
    const after = [...new Set(undoneFirst(id))];
    if (action.kind === 'joinSwarm' && !endsSwarm) {
      undone.set(id, leaveSteps(action, seen, after, steps));
      continue;
    }
    const machine = undo.kind === 'removeMachine' ? findMachine(seen, undo.machine) : undefined;
    // It may be long since the run: what people have started there meanwhile is no part of it.
    if (machine && undo.kind === 'removeMachine')
      warnings.push(...goesWithMachine(machine, undo.driver, clusterOf(seen, machine.name)));
    if (undo.kind !== 'removeMachine' || !livesOnAfterRemoval(undo.driver)) {
      undone.set(id, [steps.add(`undo ${id}`, identified(undo, seen), 'rolledBack', after, { mayFail: true })]);
      continue;
    }
    const off = machine
      ? takeOffSteps(
          {
            seen: machine,
            store: undefined,
            removeVolumes: false,
            isInSwarm: entersSwarm(undo.machine, ran),
            cause: 'livesOn',
            after,
          },
          steps,
        )
      : { ids: after, warnings: [] };
    warnings.push(...off.warnings);
    undone.set(id, [steps.add(`undo ${id}`, undo, 'rolledBack', off.ids, { mayFail: true })]);
  }
  return ok({ verb: 'rollback', cluster: ran.cluster, steps: steps.all, warnings, standing: ran.standing });

  /** What undoes the steps that come after a step; of those with nothing to undo, what undoes theirs. */
  function undoneFirst(id: string): readonly string[] {
    return ran.steps
      .filter(({ after }) => after.includes(id))
      .flatMap((step) => undone.get(step.id) ?? undoneFirst(step.id));
  }
}

/** With the id of what has that name now, so that nothing else of it is taken away. */
function identified(undo: Action, seen: Snapshot): Action {
  switch (undo.kind) {
    case 'removeContainer': {
      const id = findContainer(containersOf(undo.machine, seen), undo.container)?.id;
      return id === undefined ? undo : { ...undo, id };
    }
    case 'removeNetwork': {
      const cluster = clusterOf(seen, undo.via.machine);
      const named = ((cluster && lastOf(cluster.networks)?.value) ?? []).filter(({ name }) => name === undo.network);
      const [only, ...more] = named;
      return only && more.length === 0 ? { ...undo, id: only.id } : undo;
    }
    case 'leaveSwarm': {
      const machine = findMachine(seen, undo.machine);
      const nodeId = machine && lastOf(machine.engine)?.value.engine.swarm.nodeId;
      return nodeId ? { ...undo, nodeId } : undo;
    }
    default:
      return undo;
  }
}

/** Whether the machine of that name is the one that the run made: it may be another's by now. */
function isOfRun(machine: string, { made }: RunSummary, seen: Snapshot): boolean {
  // The journal of a former version.
  if (made === undefined) return true;
  const was = Object.hasOwn(made, machine) ? made[machine] : undefined;
  const now = findMachine(seen, machine)?.identity;
  return was !== undefined && !(now && differenceOf(was, now));
}

function leftSomething({ undo }: Step, failure: Failure | undefined, seen: Snapshot): boolean {
  if (!undo) return false;
  if ((undo.kind === 'removeMachine' || undo.kind === 'leaveSwarm') && !findMachine(seen, undo.machine)) return false;
  // It stands in a swarm that it had entered before, or never came as far as to try.
  if (failure?.kind === 'inAnotherSwarm' || failure?.kind === 'managerNotReached') return false;
  // What has the name already is another's.
  if (failure?.kind === 'networkExists' || failure?.kind === 'targetChanged') return false;
  if (undo.kind === 'removeContainer' && failure?.kind === 'engineError' && failure.status === 409) return false;
  if (failure?.kind !== 'createFailed') return true;
  return failure.leftover && !isSomebodyElses(failure.cause);
}

/** A create that met a machine of its name: somebody made it between planning and running, and it is theirs. */
function isSomebodyElses(cause: Failure): boolean {
  return 'said' in cause && /already exists/i.test(cause.said);
}

/** Out of a swarm that stays, without costing it its majority, and off its list. */
function leaveSteps(
  { machine, via, others = [] }: Extract<Step['action'], { kind: 'joinSwarm' }>,
  seen: Snapshot,
  after: Ids,
  steps: Steps,
): Ids {
  const found = findMachine(seen, machine);
  const cluster = clusterOf(seen, machine);
  const nodes = cluster && listOf(cluster);
  return exitSteps(
    {
      machine,
      via,
      others,
      node: found && reference(found, nodes),
      drains: false,
      demotes: found !== undefined && isManager(found, nodes),
      leaves: true,
      isForgotten: true,
      cause: 'rolledBack',
    },
    after,
    steps,
  );
}

function entersSwarm(machine: string, { steps }: Plan): boolean {
  return steps.some(
    ({ action }) => (action.kind === 'initSwarm' || action.kind === 'joinSwarm') && action.machine === machine,
  );
}

function storeMachines({ steps }: Plan): readonly string[] {
  return steps.flatMap(({ action }) => (action.kind === 'runContainer' ? [action.machine] : []));
}
