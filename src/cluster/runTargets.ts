/** The machines that a run may change: those of its plan and those that it creates. Checked right before each change. */
import { err, ok } from '../base/result.ts';
import { seconds } from '../base/units.ts';
import type { CallOptions, Doors, EngineDoor } from '../docker/doors.ts';
import type { Failure, Outcome } from '../model/failure.ts';
import { targetFailure, type MachineTarget, type Targets } from '../model/identity.ts';
import type { MachineEntry, MachineIdentity } from '../model/machine.ts';

/** Without an answer in this time the engine's identity counts as unknown. */
const engineDeadline = seconds(3);

/** Checks on a machine's engine besides its ID. */
export interface OnEngine {
  /** The swarm node that it must be. */
  readonly node?: string | undefined;
  /** Returns what prevents the change. */
  readonly inspect?: ((engine: EngineDoor) => Promise<Failure | undefined>) | undefined;
}

export class RunTargets {
  readonly #store: string | undefined;
  readonly #isKnown: boolean;
  readonly #machines: Map<string, MachineTarget>;

  /** Undefined: no targets are known, as for read-only actions. */
  constructor(targets: Targets | undefined) {
    this.#isKnown = targets !== undefined;
    this.#store = targets?.store;
    this.#machines = new Map(Object.entries(targets?.machines ?? {}));
  }

  /** Adds a machine that the run created. */
  made(machine: string, identity: MachineIdentity | undefined): void {
    this.#machines.set(machine, { machine, identity, engine: undefined });
  }

  /** Why the machine of an entry is not the target of the run. */
  obstacle(entry: MachineEntry): Failure | undefined {
    const target = this.#machines.get(entry.name);
    return target && targetFailure(target, entry.identity);
  }

  /**
   * The entry of a machine about to be changed; undefined if it was removed. Fails if the machine store or the machine was replaced, its
   * engine reports another identity, or `inspect` objects.
   */
  async confirm(
    name: string,
    { store, engines }: Pick<Doors, 'store' | 'engines'>,
    call: CallOptions = {},
    { node, inspect }: OnEngine = {},
  ): Promise<Outcome<MachineEntry | undefined>> {
    const target = this.#machines.get(name);
    // Ask the engine first, as it may be slow: there must be no wait between reading the machine store and the change.
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
    // It was created after the plan, and not by this run.
    if (!target && this.#isKnown) return err({ kind: 'machineUnknown', machine: name });
    const failure = this.obstacle(entry);
    return failure ? err(failure) : ok(entry);
  }
}

/** Why an engine must not be changed: it or its swarm node was replaced, or `inspect` objects. */
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
