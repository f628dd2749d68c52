/** What performing an action has at hand: the doors, how long to be patient, and whom to ask for a machine. */
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

/** How long is waited for what takes its time, and how often it is asked. */
export interface Patience {
  readonly store: Milliseconds;
  readonly nodes: Milliseconds;
  /** How long a node may be missing from a list that does not always hear of it. */
  readonly unlisted: Milliseconds;
  /** For managers to agree: on a leader, on one manager more or less, on where tasks run. */
  readonly swarm: Milliseconds;
  readonly between: Milliseconds;
  readonly probe: Milliseconds;
}

export interface World extends Telling {
  readonly doors: Doors;
  readonly t: Translate;
  readonly patience: Patience;
  readonly call: CallOptions;
  /** Machines whose engine kept silent when it was asked last. */
  readonly silent: Set<string>;
  /** What is known of volumes that a later step removes. */
  readonly volumes: RunVolumes;
  /** What may be touched. */
  readonly targets: RunTargets;
}

/** An action of one kind. */
export type Doing<K extends Action['kind']> = Extract<Action, { readonly kind: K }>;

/** Runs docker-machine and passes on what it says. */
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
 * The machine of that name, where it is still the one that the run is about; with the address that its driver tells where the record has
 * none, and without one where the driver cannot tell.
 */
export async function findMachine(name: string, world: World): Promise<Outcome<Machine>> {
  const found = await recordOf(name, world);
  if (!found.ok || found.value.address !== undefined) return found;
  const addressed = await world.doors.store.resolveAddress(found.value, world.call);
  return addressed.ok ? addressed : found;
}

/** Where its engine is to be asked; `addressUnknown` where neither record nor driver tell. */
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

/** Right before a change that cannot be taken back: a machine that is gone, or another one, is not touched. */
export async function confirmMachine(
  name: string,
  { doors, targets, call }: World,
  onIt?: OnEngine,
): Promise<Outcome<void>> {
  const entry = await targets.confirm(name, doors, call, onIt);
  if (!entry.ok) return entry;
  return entry.value ? ok(undefined) : err({ kind: 'machineUnknown', machine: name });
}

/** Asks an engine for a change that cannot be taken back. */
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

/** Passes on what differs from what was told last. */
export function onChange(tell: (text: string) => void): (text: string) => void {
  let told: string | undefined;
  return (text) => {
    if (text !== told) tell(text);
    told = text;
  };
}

/** Asks again and again until it is true, it can never be, or `most` has passed. */
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
    // Who was cut off is not asked for its last word.
    if (isCancelled()) return err({ kind: 'cancelled', what });
    if (Date.now() >= end) return err(wait.atLast());
    await sleep(world.patience.between, world.signal);
  }
}
