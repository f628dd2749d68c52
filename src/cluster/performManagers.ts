/**
 * Asks a swarm's managers during a run: the plan's manager or, if it stopped answering, another. Requests may be repeated: draining,
 * demoting and removing a node are idempotent.
 */
import { err } from '../base/result.ts';
import type { EngineDoor } from '../docker/doors.ts';
import type { Failure, Outcome } from '../model/failure.ts';
import type { ThroughManager } from '../model/plan.ts';
import { worthTelling } from './managersInTurn.ts';
import { onEngine, until, type World } from './performWorld.ts';

/**
 * The first answer, else the most relevant failure. Managers are pinged first if there are others or they were silent before, so that a
 * frozen one costs a short ping instead of the long deadline of each change.
 */
export async function onManager<T>(
  { via, others = [] }: ThroughManager,
  world: World,
  ask: (manager: EngineDoor, machine: string) => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  const isSilent = (machine: string): boolean => world.silent.has(machine);
  const inTurn = [via, ...others].toSorted((a, b) => Number(isSilent(a)) - Number(isSilent(b)));
  const failures: Failure[] = [];
  for (const machine of inTurn) {
    // While the live managers elect a leader, do not wait for one that may be dead.
    if (isSilent(machine) && failures.some(({ kind }) => kind === 'swarmWithoutLeader')) continue;
    const silence = inTurn.length > 1 || isSilent(machine) ? await ping(machine, world) : undefined;
    const outcome = silence ?? (await onEngine(machine, world, (door) => ask(door, machine)));
    if (!outcome.ok && outcome.error.kind === 'engineSilent') world.silent.add(machine);
    else world.silent.delete(machine);
    if (outcome.ok || outcome.error.kind === 'cancelled') return outcome;
    // The named manager's failure first, unless another concerns the whole swarm.
    if (machine === via) failures.unshift(outcome.error);
    else failures.push(outcome.error);
  }
  return err(worthTelling(failures) ?? { kind: 'machineUnknown', machine: via });
}

/** Retries while the managers have no leader, such as after a start or while one joins. */
export async function whileLeaderless<T>(
  through: ThroughManager,
  world: World,
  ask: (manager: EngineDoor) => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  let answer: Outcome<T> | undefined;
  const waited = await until(world, world.patience.swarm, through.via, {
    ask: async () => {
      answer = await onManager(through, world, ask);
      return !answer.ok && answer.error.kind === 'swarmWithoutLeader' ? 'notYet' : 'true';
    },
    atLast: () => (answer && !answer.ok ? answer.error : { kind: 'timedOut', what: through.via, after: 0 }),
  });
  if (!waited.ok) return waited;
  return answer ?? err({ kind: 'timedOut', what: through.via, after: 0 });
}

async function ping(machine: string, world: World): Promise<Outcome<never> | undefined> {
  const call = { ...world.call, deadline: world.patience.probe };
  const answer = await onEngine(machine, world, (engine) => engine.ping(call));
  return answer.ok ? undefined : answer;
}
