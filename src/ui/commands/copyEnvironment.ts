/** Puts on the clipboard what points a shell's docker client at a machine, as `docker-machine env` prints it. */
import { env } from 'vscode';
import { err, ok } from '../../base/result.ts';
import { environmentLines, shellSyntax } from '../../model/engineEnvironment.ts';
import { findMachine, machineOf } from '../../model/snapshot.ts';
import { t } from '../localise.ts';
import { textOf } from './argument.ts';
import { command } from './command.ts';
import { pickMachine } from './pickTarget.ts';
import { window } from '../surface/window.ts';

export const copyEnvironment = command('copyEnvironment', async ({ current }, argument) => {
  const machine =
    textOf(argument, 'machine') ??
    (await pickMachine(current.clusters.snapshot, (seen) => machineOf(seen)?.address !== undefined));
  if (machine === undefined) return err({ kind: 'cancelled', what: t('Copying the environment') });
  const seen = findMachine(current.clusters.snapshot, machine);
  if (!seen) return err({ kind: 'machineUnknown', machine });
  if ('failure' in seen.record) return err(seen.record.failure);
  // For the shell that a terminal opens here.
  const lines = environmentLines(seen.record.machine, shellSyntax(env.shell));
  if (!lines.ok) return lines;
  await env.clipboard.writeText(lines.value);
  window.setStatusBarMessage(t('Copied the environment of {0}', machine), 3000);
  return ok({ machine, lines: lines.value });
});
