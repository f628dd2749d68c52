/** The machines that a run may touch: those that its question was about, and those that it makes. Checked right before each change. */
import { err, ok } from '../base/result.ts';
import { seconds } from '../base/units.ts';
import type { CallOptions, Doors } from '../docker/doors.ts';
import type { Failure, Outcome } from '../model/failure.ts';
import { targetFailure, type MachineTarget, type Targets } from '../model/identity.ts';
import type { MachineEntry, MachineIdentity } from '../model/machine.ts';

/** An engine that does not answer by then says nothing about which one it is. */
const engineDeadline = seconds(3);

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
   * the machine is another one, or its engine says so.
   */
  async confirm(
    name: string,
    { store, engines }: Pick<Doors, 'store' | 'engines'>,
    call: CallOptions = {},
  ): Promise<Outcome<MachineEntry | undefined>> {
    const target = this.#machines.get(name);
    // The engine first, which may take its time: nothing is waited for between the look at the store and the change.
    const first = target?.engine === undefined ? undefined : await store.readOne(name);
    const answered = target && first && (await engineFailure(target, first, engines, call));
    if (answered) return err(answered);
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

async function engineFailure(
  { machine, engine: was }: MachineTarget,
  entry: MachineEntry,
  engines: Doors['engines'],
  call: CallOptions,
): Promise<Failure | undefined> {
  if (was === undefined || !('machine' in entry) || entry.machine.address === undefined) return undefined;
  const answer = await engines.engine(entry.machine).engine({ ...call, deadline: engineDeadline });
  const now = answer.ok ? answer.value.id : '';
  return now === '' || now === was
    ? undefined
    : { kind: 'targetChanged', what: 'machine', name: machine, part: 'engine', was, now };
}
