/**
 * Addresses that only drivers know. Some drivers ask their cloud each time and keep nothing in the record (azure always, google until the
 * machine was stopped and started once; docker/machine#4622): `docker-machine ip` is asked once, and the answer kept until the record or
 * the machine's power changes.
 */
import { limit, sleep } from '../base/async.ts';
import { equal } from '../base/equal.ts';
import { Emitter } from '../base/event.ts';
import { err, ok } from '../base/result.ts';
import { seconds, type Milliseconds } from '../base/units.ts';
import type { Outcome } from '../model/failure.ts';
import { livesOnAfterRemoval, type Machine, type MachineEntry } from '../model/machine.ts';
import type { CallOptions, MachineFiles, MachineStore, MachineTool } from './doors.ts';
import { ip } from './machineCommands.ts';

/** Each question is a process, and as a rule a call to a cloud that limits them. */
const askedAtOnce = 4;
/** A driver that could not tell is not asked again before this, however often a run looks. */
const failureLasts: Milliseconds = seconds(30);
/** What a machine may come back from with another address. */
const changesPower = new Set(['create', 'rm', 'start', 'stop', 'restart', 'kill']);

interface Known {
  /** The record it was told for, which has no address. */
  readonly record: Machine;
  readonly told: Outcome<string>;
  readonly at: number;
}

export interface AddressedMachines {
  readonly store: MachineStore;
  /** docker-machine, which is watched for what changes a machine's power. */
  readonly tool: MachineTool;
}

/** The machines of a store with the addresses that their drivers told. Ends with the store that it returns. */
export function withDriverAddresses(
  files: MachineFiles,
  tool: MachineTool,
  bug: (error: unknown) => void,
): AddressedMachines {
  const known = new Map<string, Known>();
  const asking = new Map<string, Promise<Outcome<string>>>();
  const gate = limit(askedAtOnce);
  const over = new AbortController();
  const changes = new Emitter<void>(bug);

  const fill = (entry: MachineEntry): MachineEntry => {
    const machine = 'machine' in entry ? entry.machine : undefined;
    const last = known.get(entry.name);
    if (!machine || !last) return entry;
    if (!equal(machine, last.record)) {
      known.delete(entry.name);
      return entry;
    }
    if (!last.told.ok) return entry;
    return { ...entry, machine: { ...machine, address: last.told.value, isAddressFromDriver: true } };
  };

  const ask = (record: Machine): Promise<Outcome<string>> => {
    const { name } = record;
    const begun = asking.get(name);
    if (begun) return begun;
    const asked = gate(() => askDriver(tool, name, over.signal)).finally(() => asking.delete(name));
    asking.set(name, asked);
    return asked.then((told) => {
      const before = known.get(name);
      // What was told once is kept while the driver cannot be asked.
      if (!told.ok && before?.told.ok && equal(before.record, record)) return told;
      known.set(name, { record, told, at: Date.now() });
      if (told.ok && !(before?.told.ok && before.told.value === told.value)) changes.fire();
      return told;
    });
  };

  const store: MachineStore = {
    path: files.path,
    realPath: () => files.realPath(),
    read: async () => {
      const contents = await files.read();
      const there = new Set(contents.entries.map(({ name }) => name));
      if (!contents.failure) for (const name of known.keys()) if (!there.has(name)) known.delete(name);
      return { ...contents, entries: contents.entries.map(fill) };
    },
    readOne: async (name) => {
      const entry = await files.readOne(name);
      return entry && fill(entry);
    },
    removeUnloadable: (name) => files.removeUnloadable(name),
    resolveAddress: async (machine, { again = false, ...options } = {}) => {
      const { address } = machine;
      if (address !== undefined && !machine.isAddressFromDriver) return ok({ ...machine, address });
      const record = withoutAddress(machine);
      // These drivers keep all that they know in the record.
      if (livesOnAfterRemoval(machine.driver)) return err({ kind: 'addressUnknown', machine: machine.name });
      const last = known.get(machine.name);
      const isKept = !again && last && equal(last.record, record);
      const told =
        isKept && (last.told.ok || Date.now() - last.at < failureLasts)
          ? last.told
          : await orGivenUp(ask(record), machine.name, options);
      return told.ok ? ok({ ...record, address: told.value, isAddressFromDriver: true }) : told;
    },
    onDidChange: (listener) => {
      const subscriptions = [files.onDidChange(listener), changes.event(listener)];
      return {
        dispose: () => {
          for (const each of subscriptions) each.dispose();
        },
      };
    },
    dispose: () => {
      over.abort();
      changes.dispose();
      files.dispose();
    },
  };

  return {
    store,
    tool: {
      run: async (command, options) => {
        const outcome = await tool.run(command, options);
        const [verb = ''] = command.args;
        if (changesPower.has(verb) && known.delete(command.args.at(-1) ?? '')) changes.fire();
        return outcome;
      },
      findsProgram: (name) => tool.findsProgram(name),
    },
  };
}

function withoutAddress({ isAddressFromDriver: _, ...machine }: Machine): Machine {
  return { ...machine, address: undefined };
}

/** Drivers tell an IP address, or as azure may, a name in the DNS. Anything else is their way to say that they cannot. */
async function askDriver(tool: MachineTool, machine: string, signal: AbortSignal): Promise<Outcome<string>> {
  const answer = await tool.run(ip(machine), { signal });
  if (!answer.ok && answer.error.kind === 'cancelled') return answer;
  const address = answer.ok ? /^\[?([\w.:-]+)\]?$/.exec(answer.value)?.[1] : undefined;
  if (address !== undefined) return ok(address);
  const said = answer.ok ? answer.value : 'said' in answer.error ? answer.error.said.trim() : answer.error.kind;
  return err({ kind: 'addressUntold', machine, said });
}

/** The question goes on for the others who wait for it. */
async function orGivenUp(
  asked: Promise<Outcome<string>>,
  machine: string,
  { signal, deadline }: CallOptions,
): Promise<Outcome<string>> {
  if (!signal && deadline === undefined) return asked;
  const done = new AbortController();
  const ends = [done.signal, ...(signal ? [signal] : [])];
  const givenUp = sleep(deadline ?? seconds(60), AbortSignal.any(ends)).then((): Outcome<string> =>
    signal?.aborted
      ? err({ kind: 'cancelled', what: `ip ${machine}` })
      : err({ kind: 'timedOut', what: `ip ${machine}`, after: deadline ?? seconds(60) }),
  );
  try {
    return await Promise.race([asked, givenUp]);
  } finally {
    done.abort();
  }
}
