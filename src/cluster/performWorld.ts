/** The context of an action: clients, timeouts and machine lookup. */
import { sleep } from '../base/async.ts';
import { err, ok } from '../base/result.ts';
import type { Translate } from '../base/text.ts';
import type { Milliseconds } from '../base/units.ts';
import type { CallOptions, Doors, EngineDoor, MachineCommand } from '../docker/doors.ts';
import type { Failure, Outcome } from '../model/failure.ts';
import { parseStoreUrl, type StoreUrl } from '../model/keyValueStore.ts';
import type { Machine } from '../model/machine.ts';
import type { Action, NetworkDoor, StoreReference } from '../model/plan.ts';
import type { Telling } from './execute.ts';
import type { OnEngine, RunTargets } from './runTargets.ts';
import type { RunVolumes } from './runVolumes.ts';

/** Timeouts and poll interval of waits. */
export interface Patience {
  readonly store: Milliseconds;
  readonly nodes: Milliseconds;
  /** How long a node may be missing from a list that is not always updated. */
  readonly unlisted: Milliseconds;
  /** How long managers may take to agree on a leader, on added or removed managers, or on where tasks run. */
  readonly swarm: Milliseconds;
  readonly between: Milliseconds;
  readonly probe: Milliseconds;
}

export interface World extends Telling {
  readonly doors: Doors;
  readonly t: Translate;
  readonly patience: Patience;
  readonly call: CallOptions;
  /** Machines whose engine did not answer the last request. */
  readonly silent: Set<string>;
  /** What is known about volumes that a later step removes. */
  readonly volumes: RunVolumes;
  /** The machines that may be changed. */
  readonly targets: RunTargets;
}

/** An action of one kind. */
export type Doing<K extends Action['kind']> = Extract<Action, { readonly kind: K }>;

/** Runs docker-machine and forwards its output. */
export async function runTool<T>(command: MachineCommand<T>, world: World): Promise<Outcome<T>> {
  return world.doors.tool.run(command, {
    ...world.call,
    onLine: ({ text, stage }) => {
      if (stage !== undefined) world.stage(stage);
      world.said(text);
    },
  });
}

/**
 * The machine of that name, if it is still the target of the run. Uses the driver's address if the record has none, or no address if the
 * driver cannot tell.
 */
export async function findMachine(name: string, world: World): Promise<Outcome<Machine>> {
  const found = await recordOf(name, world);
  if (!found.ok || found.value.address !== undefined) return found;
  const addressed = await world.doors.store.resolveAddress(found.value, world.call);
  return addressed.ok ? addressed : found;
}

/** A machine with its engine's address; `addressUnknown` if neither record nor driver has one. */
export async function findAddressed(
  name: string,
  world: World,
): Promise<Outcome<Machine & { readonly address: string }>> {
  const found = await recordOf(name, world);
  return found.ok ? world.doors.store.resolveAddress(found.value, world.call) : found;
}

async function recordOf(name: string, { doors, targets }: World): Promise<Outcome<Machine>> {
  const entry = await doors.store.readOne(name);
  if (!entry) return err({ kind: 'machineUnknown', machine: name });
  const replaced = targets.obstacle(entry);
  if (replaced) return err(replaced);
  return 'machine' in entry ? ok(entry.machine) : err(entry.failure);
}

/** Call before an irreversible change: a machine that was removed or replaced is not touched. */
export async function confirmMachine(
  name: string,
  { doors, targets, call }: World,
  onIt?: OnEngine,
): Promise<Outcome<void>> {
  const entry = await targets.confirm(name, doors, call, onIt);
  if (!entry.ok) return entry;
  return entry.value ? ok(undefined) : err({ kind: 'machineUnknown', machine: name });
}

/** Makes an irreversible change on an engine. */
export async function changeOnEngine<T>(
  machine: string,
  world: World,
  change: (engine: EngineDoor) => Promise<Outcome<T>>,
  onIt?: OnEngine,
): Promise<Outcome<T>> {
  const confirmed = await confirmMachine(machine, world, onIt);
  return confirmed.ok ? onEngine(machine, world, change) : confirmed;
}

export async function storeUrl(store: StoreReference, world: World): Promise<Outcome<StoreUrl>> {
  if (store.kind === 'url') {
    const parsed = parseStoreUrl(store.url);
    return parsed ? ok(parsed) : err({ kind: 'notAStore', url: store.url, said: '' });
  }
  const found = await findAddressed(store.machine, world);
  if (!found.ok) return found;
  return ok({ type: store.type, hosts: [{ host: found.value.address, port: store.port }], path: '' });
}

export function onEngine<T>(
  machine: string,
  world: World,
  ask: (engine: EngineDoor) => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  return onDoor({ kind: 'engine', machine }, world, ask);
}

export async function onDoor<T>(
  via: NetworkDoor,
  world: World,
  ask: (door: EngineDoor) => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  const found = await findAddressed(via.machine, world);
  if (!found.ok) return found;
  return ask(
    via.kind === 'manager' ? world.doors.engines.manager(found.value) : world.doors.engines.engine(found.value),
  );
}

/** Forwards only text that differs from the last. */
export function onChange(tell: (text: string) => void): (text: string) => void {
  let told: string | undefined;
  return (text) => {
    if (text !== told) tell(text);
    told = text;
  };
}

/** Polls until it is true, has failed, or `most` has passed. */
export async function until(
  world: World,
  most: Milliseconds,
  what: string,
  wait: {
    readonly ask: (call: CallOptions) => Promise<'true' | 'notYet' | Failure>;
    readonly atLast: () => Failure;
  },
): Promise<Outcome<void>> {
  const end = Date.now() + most;
  const isCancelled = (): boolean => world.signal.aborted;
  for (;;) {
    if (isCancelled()) return err({ kind: 'cancelled', what });
    const answer = await wait.ask({ ...world.call, deadline: world.patience.probe });
    if (answer === 'true') return ok(undefined);
    if (answer !== 'notYet') return err(answer);
    // After a cancel, report that instead of the last failure.
    if (isCancelled()) return err({ kind: 'cancelled', what });
    if (Date.now() >= end) return err(wait.atLast());
    await sleep(world.patience.between, world.signal);
  }
}
