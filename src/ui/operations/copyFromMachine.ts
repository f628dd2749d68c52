/** Copies a machine's address, engine ID or docker client environment to the clipboard. */
import { env } from 'vscode';
import { err, ok } from '../../base/result.ts';
import { environmentLines, shellSyntax } from '../../model/engineEnvironment.ts';
import type { Outcome } from '../../model/failure.ts';
import { lastOf } from '../../model/seen.ts';
import { findMachine, machineOf, type SeenMachine } from '../../model/snapshot.ts';
import { t } from '../localise.ts';
import type { Shell } from '../shell.ts';
import { window } from '../surface/window.ts';
import { textOf } from '../targets/argument.ts';
import { pickMachine } from '../targets/pickTarget.ts';

export async function copyAddress(
  { current }: Shell,
  argument: unknown,
): Promise<Outcome<{ readonly machine: string; readonly address: string }>> {
  const machine = textOf(argument, 'machine') ?? (await pickMachine(current.clusters.snapshot));
  if (machine === undefined) return err({ kind: 'cancelled', what: t('Copying the address') });
  const seen = findMachine(current.clusters.snapshot, machine);
  if (!seen) return err({ kind: 'machineUnknown', machine });
  const address = machineOf(seen)?.address;
  if (address === undefined) return err({ kind: 'addressUnknown', machine });
  await copy(address, t('Copied {0}', address));
  return ok({ machine, address });
}

export async function copyEngineId(
  { current }: Shell,
  argument: unknown,
): Promise<Outcome<{ readonly machine: string; readonly id: string }>> {
  const hasAnswered = ({ engine }: SeenMachine): boolean => lastOf(engine) !== undefined;
  const machine = textOf(argument, 'machine') ?? (await pickMachine(current.clusters.snapshot, hasAnswered));
  if (machine === undefined) return err({ kind: 'cancelled', what: t('Copying the engine’s ID') });
  const known = findMachine(current.clusters.snapshot, machine);
  // Its engine may not have been queried yet.
  const seen = known?.engine.state === 'seen' ? known : findMachine(await current.clusters.refresh(), machine);
  if (!seen) return err({ kind: 'machineUnknown', machine });
  const id = lastOf(seen.engine)?.value.engine.id;
  if (id === undefined)
    return err(seen.engine.state === 'failed' ? seen.engine.failure : { kind: 'addressUnknown', machine });
  await copy(id, t('Copied {0}', id));
  return ok({ machine, id });
}

/** What `docker-machine env` prints, for the default terminal shell. */
export async function copyEnvironment(
  { current }: Shell,
  argument: unknown,
): Promise<Outcome<{ readonly machine: string; readonly lines: string }>> {
  const hasAddress = (seen: SeenMachine): boolean => machineOf(seen)?.address !== undefined;
  const machine = textOf(argument, 'machine') ?? (await pickMachine(current.clusters.snapshot, hasAddress));
  if (machine === undefined) return err({ kind: 'cancelled', what: t('Copying the environment') });
  const seen = findMachine(current.clusters.snapshot, machine);
  if (!seen) return err({ kind: 'machineUnknown', machine });
  if ('failure' in seen.record) return err(seen.record.failure);
  const lines = environmentLines(seen.record.machine, shellSyntax(env.shell));
  if (!lines.ok) return lines;
  await copy(lines.value, t('Copied the environment of {0}', machine));
  return ok({ machine, lines: lines.value });
}

async function copy(text: string, said: string): Promise<void> {
  await env.clipboard.writeText(text);
  window.setStatusBarMessage(said, 3000);
}
