/**
 * Resolves addresses that only drivers know. Some drivers query their cloud each time and record no address (azure always, google until
 * the machine was stopped and started once; docker/machine#4622): runs `docker-machine ip` once and caches the answer until the record or
 * the machine's power state changes.
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

/** Each query is a process and usually a call to a rate-limited cloud API. */
const askedAtOnce = 4;
/** A failed driver is not queried again before this, however often a run reads the machine store. */
const failureLasts: Milliseconds = seconds(30);
/** Commands after which a machine may have a new address. */
const changesPower = new Set(['create', 'rm', 'start', 'stop', 'restart', 'kill']);

interface Known {
  /** The record that the address belongs to, which has none itself. */
  readonly record: Machine;
  readonly told: Outcome<string>;
  readonly at: number;
}

export interface AddressedMachines {
  readonly store: MachineStore;
  /** docker-machine, wrapped to detect commands that change a machine's power state. */
  readonly tool: MachineTool;
}

/** Adds the addresses that drivers report to the machines. Disposed with the returned `store`. */
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
      // Keep the last known address while the driver cannot be queried.
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
      // These drivers record everything that they know.
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

/** Drivers print an IP address, or a DNS name (azure). Any other output means that they have no address. */
async function askDriver(tool: MachineTool, machine: string, signal: AbortSignal): Promise<Outcome<string>> {
  const answer = await tool.run(ip(machine), { signal });
  if (!answer.ok && answer.error.kind === 'cancelled') return answer;
  const address = answer.ok ? /^\[?([\w.:-]+)\]?$/.exec(answer.value)?.[1] : undefined;
  if (address !== undefined) return ok(address);
  const said = answer.ok ? answer.value : 'said' in answer.error ? answer.error.said.trim() : answer.error.kind;
  return err({ kind: 'addressUntold', machine, said });
}

/** Stops waiting at the deadline or signal; the query continues for its other callers. */
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
