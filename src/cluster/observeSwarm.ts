/** What a swarm's managers are asked together: the first living one wins, and nobody dead is waited for longer than once. */
import { equal } from '../base/equal.ts';
import { hedged } from '../base/hedged.ts';
import { err, ok } from '../base/result.ts';
import type { Milliseconds } from '../base/units.ts';
import type { CallOptions, EngineDoor, SwarmDoor } from '../docker/doors.ts';
import type { Failure, Outcome } from '../model/failure.ts';
import type { SwarmView } from '../model/swarmMode.ts';

/** A machine whose engine is, or may be, a manager. */
export interface SwarmManager {
  readonly machine: string;
  readonly door: EngineDoor;
}

export interface SwarmTold {
  /** The machine whose manager told; undefined: none did. */
  readonly source: string | undefined;
  readonly view: Outcome<SwarmView>;
}

/** A living manager answers within some milliseconds: after this the next one is asked beside it. */
export const hedge: Milliseconds = 300;

export interface Observing {
  readonly signal: AbortSignal;
  readonly deadline: Milliseconds;
  /** What stays so as long as the nodes do: services and tasks are read only where these are others. */
  readonly known?: SwarmView | undefined;
}

/**
 * Asks the managers in their order. The whole takes no longer than `deadline`, however many are silent. Undefined: there is none,
 * or `signal` has ended it.
 */
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

/** Of several managers' failures the one that says most of the swarm; of equal ones the first. */
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
