/** The managers of one swarm that can be asked from here: one after the other, until one of them answers. */
import { err } from '../base/result.ts';
import type { EngineDoor, EnginePool, SwarmDoor } from '../docker/doors.ts';
import type { Cluster } from '../model/cluster.ts';
import { machineOf, seenMembers, type Snapshot } from '../model/snapshot.ts';
import type { Failure, Outcome } from '../model/failure.ts';
import type { Machine } from '../model/machine.ts';

/** `read`: whatever went wrong, the next one is asked. `change`: only where it is sure that nothing was changed yet. */
export type Asking = 'read' | 'change';

/**
 * Who answered is asked first from then on, so that one that is frozen costs its deadline once. Workers are asked last: who is a
 * manager may have changed since the picture was made.
 */
export class ManagersInTurn {
  readonly #engines: Pick<EnginePool, 'engine'>;
  /** Why nobody can be asked, where nobody can. */
  readonly #nobody: Failure;
  #machines: readonly Machine[];

  constructor(engines: Pick<EnginePool, 'engine'>, cluster: Cluster, snapshot: Snapshot) {
    this.#engines = engines;
    this.#machines = inOrder(cluster, snapshot);
    this.#nobody = { kind: 'addressUnknown', machine: cluster.members[0]?.machine ?? cluster.name };
  }

  /** Who answered last; before the first answer, who is asked first. */
  get speaker(): { readonly machine: Machine; readonly door: EngineDoor } | undefined {
    const machine = this.#machines[0];
    return machine && { machine, door: this.#engines.engine(machine) };
  }

  /** Asks this machine only where nobody else is left. */
  askLast(machine: string): void {
    this.#machines = [
      ...this.#machines.filter(({ name }) => name !== machine),
      ...this.#machines.filter(({ name }) => name === machine),
    ];
  }

  /** The first answer, else why there was none. */
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

/** Who gave the view first, then managers, then the others; those that did not answer of late at the end. */
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

/** Of several reasons the one that says most of the swarm as a whole. */
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

/** The question did not arrive, or who got it could do nothing. */
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
