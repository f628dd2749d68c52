/**
 * Asking the managers of a swarm while a plan runs: the one that the plan names, and where it has fallen silent since, another one.
 * What is asked of them here may be asked twice: a node that is drained, demoted or forgotten already stays so.
 */
import { err } from '../base/result.ts';
import type { EngineDoor } from '../docker/doors.ts';
import type { Failure, Outcome } from '../model/failure.ts';
import type { ThroughManager } from '../model/plan.ts';
import { worthTelling } from './managersInTurn.ts';
import { onEngine, until, type World } from './performWorld.ts';

/**
 * The first answer, else why there was none. Who is frozen costs one short question, not the long wait of each change that it never
 * hears of: a manager is pinged first where somebody else can be asked, or where it has been silent before.
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
    // While those that live agree on a leader, nobody waits for one that may not.
    if (isSilent(machine) && failures.some(({ kind }) => kind === 'swarmWithoutLeader')) continue;
    const silence = inTurn.length > 1 || isSilent(machine) ? await ping(machine, world) : undefined;
    const outcome = silence ?? (await onEngine(machine, world, (door) => ask(door, machine)));
    if (!outcome.ok && outcome.error.kind === 'engineSilent') world.silent.add(machine);
    else world.silent.delete(machine);
    if (outcome.ok || outcome.error.kind === 'cancelled') return outcome;
    // The named one's own word says most, where none speaks of the whole swarm.
    if (machine === via) failures.unshift(outcome.error);
    else failures.push(outcome.error);
  }
  return err(worthTelling(failures) ?? { kind: 'machineUnknown', machine: via });
}

/** Asks again while the managers have not agreed on a leader: some have just been started, or one more has come. */
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
