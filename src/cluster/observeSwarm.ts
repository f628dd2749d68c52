/** Queries a swarm's managers: the first answer wins, and dead managers delay it at most once. */
import { equal } from '../base/equal.ts';
import { hedged } from '../base/hedged.ts';
import { err, ok } from '../base/result.ts';
import type { Milliseconds } from '../base/units.ts';
import type { CallOptions, EngineDoor, SwarmDoor } from '../docker/doors.ts';
import type { Failure, Outcome } from '../model/failure.ts';
import type { SwarmView } from '../model/swarmMode.ts';

/** A machine whose engine is or may be a manager. */
export interface SwarmManager {
  readonly machine: string;
  readonly door: EngineDoor;
}

export interface SwarmTold {
  /** The machine whose manager answered; undefined if none did. */
  readonly source: string | undefined;
  readonly view: Outcome<SwarmView>;
}

/** A live manager answers within milliseconds: after this the next one is asked in parallel. */
export const hedge: Milliseconds = 300;

export interface Observing {
  readonly signal: AbortSignal;
  readonly deadline: Milliseconds;
  /** Valid while the nodes are unchanged: services and tasks are read only if the nodes differ. */
  readonly known?: SwarmView | undefined;
}

/** Asks the managers in order, within `deadline` in total. Undefined if there are none or `signal` aborted. */
export async function observeSwarm(
  managers: readonly SwarmManager[],
  { signal, deadline, known }: Observing,
): Promise<SwarmTold | undefined> {
  const end = Date.now() + deadline;
  const asked = managers.map(({ machine, door }) => async (own: AbortSignal): Promise<SwarmTold> => {
    const options = (): CallOptions => ({ signal: own, deadline: Math.max(1, end - Date.now()) });
    const view = await (known ? glance(door.swarm, known, options) : door.swarm.view(options()));
    return { source: view.ok ? machine : undefined, view };
  });
  const told = await hedged(asked, ({ view }) => view.ok, { hedge, signal });
  const winner = told.find(({ view }) => view.ok);
  if (winner) return winner;
  const failure = mostTelling(told.flatMap(({ view }) => (view.ok ? [] : [view.error])));
  return signal.aborted || !failure ? undefined : { source: undefined, view: err(failure) };
}

async function glance(swarm: SwarmDoor, known: SwarmView, options: () => CallOptions): Promise<Outcome<SwarmView>> {
  const nodes = await swarm.nodes(options());
  if (!nodes.ok) return nodes;
  return equal(nodes.value, known.nodes) ? ok(known) : swarm.view(options());
}

/** The failure that says most about the swarm; the first of equal ones. */
export function mostTelling(failures: readonly Failure[]): Failure | undefined {
  return failures.toSorted((a, b) => rank(a) - rank(b))[0];
}

const ranks: Readonly<Partial<Record<Failure['kind'], number>>> = {
  swarmWithoutLeader: 0,
  swarmLocked: 1,
  notAManager: 3,
  notInSwarm: 4,
};
const rank = ({ kind }: Failure): number => ranks[kind] ?? 2;
