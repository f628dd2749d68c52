/** Whether the create of a machine never ended well. Pure. */
import type { Path } from './failure.ts';
import type { Machine } from './machine.ts';
import { machineOf, type SeenMachine } from './snapshot.ts';

/** Whether a create left no more of the machine than its record, or, by our own journal, never finished it: it is no host of anything. */
export function isIncomplete(seen: SeenMachine): boolean {
  const machine = machineOf(seen);
  // An engine that does not know one of its flags is why the create failed, and fails again.
  if (!machine || seen.making || seen.refusedFlag !== undefined) return false;
  return seen.isUnfinished || (seen.power !== 'stopped' && looksIncomplete(seen, machine));
}

/**
 * Whether there is no more than its record, without an address or certificates: a create that ends well gives it both. What was
 * provisioned, has answered or runs by its driver's word has lost them since, or its driver keeps the address to itself. The driver
 * `none` makes nothing that could be incomplete.
 */
export function looksIncomplete({ engine, power }: SeenMachine, machine: Machine): boolean {
  if (engine.state !== 'failed' || engine.last || power === 'running') return false;
  if (machine.isProvisioned || machine.driver === 'none') return false;
  const { failure } = engine;
  return (
    failure.kind === 'addressUnknown' ||
    (failure.kind === 'certificateMissing' && isBelow(machine.directory, failure.path))
  );
}

export function isBelow(directory: Path, path: Path): boolean {
  return path.startsWith(directory) && /^[/\\]/.test(path.slice(directory.length));
}
