/** The machines that a run may touch: those that its question was about, and those that it makes. Checked right before each change. */
import { err, ok } from '../base/result.ts';
import { seconds } from '../base/units.ts';
import type { CallOptions, Doors, EngineDoor } from '../docker/doors.ts';
import type { Failure, Outcome } from '../model/failure.ts';
import { targetFailure, type MachineTarget, type Targets } from '../model/identity.ts';
import type { MachineEntry, MachineIdentity } from '../model/machine.ts';

/** An engine that does not answer by then says nothing about which one it is. */
const engineDeadline = seconds(3);

/** What is asked of a machine's engine beside its ID. */
export interface OnEngine {
  /** The node of a swarm that it is. */
  readonly node?: string | undefined;
  /** What stands against the change. */
  readonly inspect?: ((engine: EngineDoor) => Promise<Failure | undefined>) | undefined;
}

export class RunTargets {
  readonly #store: string | undefined;
  readonly #isKnown: boolean;
  readonly #machines: Map<string, MachineTarget>;

  /** Undefined: nothing is known of what it is about, as of what only looks. */
  constructor(targets: Targets | undefined) {
    this.#isKnown = targets !== undefined;
    this.#store = targets?.store;
    this.#machines = new Map(Object.entries(targets?.machines ?? {}));
  }

  /** A machine that the run itself has made. */
  made(machine: string, identity: MachineIdentity | undefined): void {
    this.#machines.set(machine, { machine, identity, engine: undefined });
  }

  /** Why the machine that an entry of the store is now is not the one that the run is about. */
  obstacle(entry: MachineEntry): Failure | undefined {
    const target = this.#machines.get(entry.name);
    return target && targetFailure(target, entry.identity);
  }

  /**
   * The entry of a machine that is about to be changed; undefined: it is gone, and so is what was asked about. Fails where the store or
   * the machine is another one, its engine says so, or `inspect` finds the wrong thing there.
   */
  async confirm(
    name: string,
    { store, engines }: Pick<Doors, 'store' | 'engines'>,
    call: CallOptions = {},
    { node, inspect }: OnEngine = {},
  ): Promise<Outcome<MachineEntry | undefined>> {
    const target = this.#machines.get(name);
    // The engine first, which may take its time: nothing is waited for between the look at the store and the change.
    const isAsked = target?.engine !== undefined || node !== undefined || inspect !== undefined;
    const first = isAsked ? await store.readOne(name) : undefined;
    if (first && 'machine' in first) {
      const addressed = await store.resolveAddress(first.machine, call);
      const failure = addressed.ok
        ? await engineObstacle(name, { engine: target?.engine, node, inspect }, engines.engine(addressed.value), call)
        : inspect && addressed.error;
      if (failure) return err(failure);
    }
    const now = this.#store === undefined ? undefined : await store.realPath();
    if (this.#store !== undefined && now !== undefined && now !== this.#store)
      return err({ kind: 'storeChanged', was: this.#store, now });
    const entry = await store.readOne(name);
    if (!entry) return ok(undefined);
    // It came to be after the question, and not by this run.
    if (!target && this.#isKnown) return err({ kind: 'machineUnknown', machine: name });
    const failure = this.obstacle(entry);
    return failure ? err(failure) : ok(entry);
  }
}

/** What an engine says against a change: that it is another one, or another node of a swarm, or what is found on it. */
async function engineObstacle(
  name: string,
  { inspect, ...was }: OnEngine & { readonly engine: string | undefined },
  engine: EngineDoor,
  call: CallOptions,
): Promise<Failure | undefined> {
  const answer =
    was.engine === undefined && was.node === undefined
      ? undefined
      : await engine.engine({ ...call, deadline: engineDeadline });
  const now = answer?.ok ? { engine: answer.value.id, node: answer.value.swarm.nodeId } : { engine: '', node: '' };
  const part = (['engine', 'node'] as const).find(
    (each) => was[each] !== undefined && now[each] !== '' && now[each] !== was[each],
  );
  if (part) return { kind: 'targetChanged', what: 'machine', name, part, was: was[part] ?? '', now: now[part] };
  return inspect?.(engine);
}
