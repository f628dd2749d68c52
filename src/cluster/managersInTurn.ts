/** Asks the reachable managers of a swarm one after another until one answers. */
import { err } from '../base/result.ts';
import type { EngineDoor, EnginePool, SwarmDoor } from '../docker/doors.ts';
import type { Cluster } from '../model/cluster.ts';
import { machineOf, seenMembers, type Snapshot } from '../model/snapshot.ts';
import type { Failure, Outcome } from '../model/failure.ts';
import type { Machine } from '../model/machine.ts';

/** `read`: try the next one after any failure. `change`: only if it is certain that nothing was changed. */
export type Asking = 'read' | 'change';

/**
 * Asks the last responder first, so that a frozen manager costs its deadline only once. Workers come last: roles may have changed since the
 * snapshot.
 */
export class ManagersInTurn {
  readonly #engines: Pick<EnginePool, 'engine'>;
  /** The failure if there is no one to ask. */
  readonly #nobody: Failure;
  #machines: readonly Machine[];

  constructor(engines: Pick<EnginePool, 'engine'>, cluster: Cluster, snapshot: Snapshot) {
    this.#engines = engines;
    this.#machines = inOrder(cluster, snapshot);
    this.#nobody = { kind: 'addressUnknown', machine: cluster.members[0]?.machine ?? cluster.name };
  }

  /** The machine that answered last, or the first to ask. */
  get speaker(): { readonly machine: Machine; readonly door: EngineDoor } | undefined {
    const machine = this.#machines[0];
    return machine && { machine, door: this.#engines.engine(machine) };
  }

  /** Moves this machine to the end of the order. */
  askLast(machine: string): void {
    this.#machines = [
      ...this.#machines.filter(({ name }) => name !== machine),
      ...this.#machines.filter(({ name }) => name === machine),
    ];
  }

  /** The first answer, else the most relevant failure. */
  async ask<T>(asking: Asking, question: (swarm: SwarmDoor) => Promise<Outcome<T>>): Promise<Outcome<T>> {
    const failures: Failure[] = [];
    for (const machine of this.#machines) {
      const outcome = await question(this.#engines.engine(machine).swarm);
      if (outcome.ok) {
        this.#machines = [machine, ...this.#machines.filter((each) => each !== machine)];
        return outcome;
      }
      if (outcome.error.kind === 'cancelled' || (asking === 'change' && !isSurelyNothingDone(outcome.error)))
        return outcome;
      failures.push(outcome.error);
    }
    return err(worthTelling(failures) ?? this.#nobody);
  }
}

/** The view's source first, then managers, then others; those that failed recently last. */
function inOrder(cluster: Cluster, snapshot: Snapshot): readonly Machine[] {
  const members = seenMembers(cluster, snapshot).flatMap(({ member, seen }) => {
    const machine = machineOf(seen);
    if (machine?.address === undefined) return [];
    const rank =
      (seen.engine.state === 'failed' ? 4 : 0) +
      (member.role === 'manager' ? 0 : 2) +
      (machine.name === cluster.swarm?.source ? 0 : 1);
    return [{ machine, rank }];
  });
  return members.toSorted((a, b) => a.rank - b.rank).map(({ machine }) => machine);
}

/** The failure that says most about the whole swarm. */
export function worthTelling(failures: readonly Failure[]): Failure | undefined {
  const find = (...kinds: readonly Failure['kind'][]): Failure | undefined =>
    failures.find(({ kind }) => kinds.includes(kind));
  return (
    find('swarmWithoutLeader') ??
    find('swarmLocked') ??
    failures.find(({ kind }) => kind !== 'notAManager' && kind !== 'notInSwarm') ??
    failures[0]
  );
}

/** The request did not arrive, or the recipient could not act on it. */
function isSurelyNothingDone(failure: Failure): boolean {
  switch (failure.kind) {
    case 'addressUnknown':
    case 'addressUntold':
    case 'engineRefused':
    case 'engineUnreachable':
    case 'certificateExpired':
    case 'certificateNotYetValid':
    case 'certificateMissing':
    case 'certificateForeign':
    case 'notDocker':
    case 'notAManager':
    case 'notInSwarm':
    case 'swarmLocked':
      return true;
    case 'engineSilent':
      return !failure.connected;
    default:
      return false;
  }
}
