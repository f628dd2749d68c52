/** Detects machines whose create did not complete. Pure. */
import type { Path } from '../base/hostPath.ts';
import type { Machine } from './machine.ts';
import { machineOf, type SeenMachine } from './snapshot.ts';

/** Whether a create left only a record of the machine, or is unfinished according to the journal: there is no usable host. */
export function isIncomplete(seen: SeenMachine): boolean {
  const machine = machineOf(seen);
  // The engine's unknown flag is why the create failed; another create would fail too.
  if (!machine || seen.making || seen.refusedFlag !== undefined) return false;
  return seen.isUnfinished || (seen.power !== 'stopped' && looksIncomplete(seen, machine));
}

/**
 * Whether only the record exists, without an address or certificates, which a successful create provides. A machine that was provisioned,
 * has answered, or runs according to its driver has lost them since, or its driver hides the address. The driver `none` creates nothing
 * that could be incomplete.
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
