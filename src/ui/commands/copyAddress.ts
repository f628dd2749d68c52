/** Puts a machine's address on the clipboard. */
import { env } from 'vscode';
import { err, ok } from '../../base/result.ts';
import { findMachine, machineOf } from '../../model/snapshot.ts';
import { t } from '../localise.ts';
import { textOf } from './argument.ts';
import { command } from './command.ts';
import { pickMachine } from './pickTarget.ts';
import { window } from '../surface/window.ts';

export const copyAddress = command('copyAddress', async ({ current }, argument) => {
  const machine = textOf(argument, 'machine') ?? (await pickMachine(current.clusters.snapshot));
  if (machine === undefined) return err({ kind: 'cancelled', what: t('Copying the address') });
  const seen = findMachine(current.clusters.snapshot, machine);
  if (!seen) return err({ kind: 'machineUnknown', machine });
  const address = machineOf(seen)?.address;
  if (address === undefined) return err({ kind: 'addressUnknown', machine });
  await env.clipboard.writeText(address);
  window.setStatusBarMessage(t('Copied {0}', address), 3000);
  return ok({ machine, address });
});
