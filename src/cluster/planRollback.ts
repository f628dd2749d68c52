/** The steps that undo what one run created, and nothing else. Pure. */
import { inOrder } from '../base/graph.ts';
import { ok } from '../base/result.ts';
import { containersOf, findContainer } from '../model/containerStakes.ts';
import type { Failure, Outcome } from '../model/failure.ts';
import { differenceOf, replacement } from '../model/identity.ts';
import { livesOnAfterRemoval } from '../model/machine.ts';
import type { Action, Plan, Step } from '../model/plan.ts';
import type { RunSummary } from '../model/runEvents.ts';
import type { Warning } from '../model/planWarning.ts';
import { lastOf } from '../model/seen.ts';
import { clusterOf, findMachine, type Snapshot } from '../model/snapshot.ts';
import { goesWithMachine } from './goesWithMachine.ts';
import { exitSteps, isManager, listOf, reference } from './leaving.ts';
import { newSteps, type Ids, type Steps } from './steps.ts';
import { takeOffSteps } from './takeOff.ts';

/**
 * The plan that undoes `ran` as far as it got, in reverse order; `seen` is the snapshot after it. Failed and interrupted steps are undone
 * too if they left something; what existed before the run stays.
 */
export function planRollback(ran: Plan, summary: RunSummary, seen: Snapshot): Outcome<Plan> {
  const failures = new Map(summary.failed.map(({ step, failure }) => [step, failure]));
  const begun = new Set([...summary.done, ...failures.keys()]);
  const ordered = [...(inOrder(ran.steps) ?? ran.steps)];
  const toUndo = ordered
    .filter((step) => begun.has(step.id) && leftSomething(step, failures.get(step.id), seen))
    .filter((step) => isOfRun(step, ran, summary, seen))
    .reverse();
  const goes = new Set(
    toUndo.flatMap(({ undo }) =>
      undo?.kind === 'removeMachine' && !livesOnAfterRemoval(undo.driver) ? [undo.machine] : [],
    ),
  );
  // A swarm created by the run is removed with it; each node that joined an older swarm leaves it properly.
  const endsSwarm = toUndo.some(({ action }) => action.kind === 'initSwarm');
  const steps = newSteps();
  const warnings: Warning[] = [];
  /** By step of the run: IDs of the steps that undo it. */
  const undone = new Map<string, readonly string[]>();
  for (const { id, action, undo } of toUndo) {
    if (!undo) continue;
    // Skip what is removed with its machine or with the key-value store.
    if (undo.kind === 'removeContainer' && goes.has(undo.machine)) continue;
    if (undo.kind === 'removeNetwork' && (endsSwarm || storeMachines(ran).some((machine) => goes.has(machine))))
      continue;
    if (undo.kind === 'leaveSwarm' && endsSwarm && goes.has(undo.machine)) continue;
    const after = [...new Set(undoneFirst(id))];
    if (action.kind === 'joinSwarm' && !endsSwarm) {
      undone.set(id, leaveSteps(action, summary.madeObjects?.[id], seen, after, steps));
      continue;
    }
    const machine = undo.kind === 'removeMachine' ? findMachine(seen, undo.machine) : undefined;
    // The run may be long ago: warn about containers started there since.
    if (machine && undo.kind === 'removeMachine')
      warnings.push(...goesWithMachine(machine, undo.driver, clusterOf(seen, machine.name)));
    if (undo.kind !== 'removeMachine' || !livesOnAfterRemoval(undo.driver)) {
      undone.set(id, [
        steps.add(`undo ${id}`, identified(undo, summary.madeObjects?.[id], seen), 'rolledBack', after, {
          mayFail: true,
        }),
      ]);
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

  /** IDs of the steps that undo a step's dependents or, if these have nothing to undo, their dependents. */
  function undoneFirst(id: string): readonly string[] {
    return ran.steps
      .filter(({ after }) => after.includes(id))
      .flatMap((step) => undone.get(step.id) ?? undoneFirst(step.id));
  }
}

/** Adds the ID noted at creation or, for journals of earlier versions, that of the object with the name now. */
function identified(undo: Action, made: string | undefined, seen: Snapshot): Action {
  switch (undo.kind) {
    case 'removeContainer': {
      if (made !== undefined) return { ...undo, id: made };
      const id = findContainer(containersOf(undo.machine, seen), undo.container)?.id;
      return id === undefined ? undo : { ...undo, id };
    }
    case 'removeNetwork': {
      if (made !== undefined) return { ...undo, id: made };
      const cluster = clusterOf(seen, undo.via.machine);
      const named = ((cluster && lastOf(cluster.networks)?.value) ?? []).filter(({ name }) => name === undo.network);
      const [only, ...more] = named;
      return only && more.length === 0 ? { ...undo, id: only.id } : undo;
    }
    case 'leaveSwarm': {
      if (made !== undefined) return { ...undo, nodeId: made };
      const machine = findMachine(seen, undo.machine);
      const nodeId = machine && lastOf(machine.engine)?.value.engine.swarm.nodeId;
      return nodeId ? { ...undo, nodeId } : undo;
    }
    default:
      return undo;
  }
}

/** True if the run created what the step would undo: an object of that name may be someone else's or older. */
function isOfRun({ id, action, undo }: Step, ran: Plan, summary: RunSummary, seen: Snapshot): boolean {
  const { madeObjects } = summary;
  const isNoted = madeObjects !== undefined && Object.hasOwn(madeObjects, id);
  switch (undo?.kind) {
    case 'removeMachine':
      return isMachineOfRun(undo.machine, summary, seen);
    case 'removeContainer':
      // Journals of earlier versions note no IDs.
      return (madeObjects === undefined || isNoted) && isMachineOfThen(undo.machine, ran, summary, seen);
    case 'removeNetwork':
      return (madeObjects === undefined || isNoted) && isMachineOfThen(undo.via.machine, ran, summary, seen);
    case 'leaveSwarm': {
      // An interrupted join may have succeeded since; a node in another swarm is not from this run.
      const isUnclear = !isNoted && madeObjects !== undefined && action.kind === 'joinSwarm';
      const isElsewhere = isUnclear && !isOneSwarm(undo.machine, action.via, seen);
      return !isElsewhere && isMachineOfThen(undo.machine, ran, summary, seen);
    }
    default:
      return true;
  }
}

function isOneSwarm(machine: string, manager: string, seen: Snapshot): boolean {
  const cluster = clusterOf(seen, machine);
  return cluster !== undefined && cluster === clusterOf(seen, manager);
}

/** True if the machine is still the one on which the run created something. */
function isMachineOfThen(machine: string, { targets }: Plan, summary: RunSummary, seen: Snapshot): boolean {
  if (summary.made && Object.hasOwn(summary.made, machine)) return isMachineOfRun(machine, summary, seen);
  const was = targets?.machines[machine];
  return was === undefined || replacement({ store: undefined, machines: { [machine]: was } }, seen) === undefined;
}

function isMachineOfRun(machine: string, { made }: RunSummary, seen: Snapshot): boolean {
  // The journal of an earlier version.
  if (made === undefined) return true;
  const was = Object.hasOwn(made, machine) ? made[machine] : undefined;
  const now = findMachine(seen, machine)?.identity;
  return was !== undefined && !(now && differenceOf(was, now));
}

function leftSomething({ undo }: Step, failure: Failure | undefined, seen: Snapshot): boolean {
  if (!undo) return false;
  if ((undo.kind === 'removeMachine' || undo.kind === 'leaveSwarm') && !findMachine(seen, undo.machine)) return false;
  // It is in a swarm that it joined before, or never tried to join.
  if (failure?.kind === 'inAnotherSwarm' || failure?.kind === 'managerNotReached') return false;
  // The existing object of that name is not ours.
  if (failure?.kind === 'networkExists' || failure?.kind === 'targetChanged') return false;
  if (undo.kind === 'removeContainer' && failure?.kind === 'engineError' && failure.status === 409) return false;
  if (failure?.kind !== 'createFailed') return true;
  return failure.leftover && !isSomebodyElses(failure.cause);
}

/** The create found an existing machine of that name, made by someone else between planning and running. */
function isSomebodyElses(cause: Failure): boolean {
  return 'said' in cause && /already exists/i.test(cause.said);
}

/** Makes a machine leave a remaining swarm without losing quorum, and removes its list entry. */
function leaveSteps(
  { machine, via, others = [] }: Extract<Step['action'], { kind: 'joinSwarm' }>,
  made: string | undefined,
  seen: Snapshot,
  after: Ids,
  steps: Steps,
): Ids {
  const found = findMachine(seen, machine);
  const cluster = clusterOf(seen, machine);
  const nodes = cluster && listOf(cluster);
  const now = found && reference(found, nodes);
  return exitSteps(
    {
      machine,
      via,
      others,
      node: made === undefined ? now : { id: made, hostname: now?.hostname ?? machine },
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
