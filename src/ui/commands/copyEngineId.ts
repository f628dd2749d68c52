/** Puts the ID of a machine's engine on the clipboard. */
import { env } from 'vscode';
import { err, ok } from '../../base/result.ts';
import { lastOf } from '../../model/seen.ts';
import { findMachine } from '../../model/snapshot.ts';
import { t } from '../localise.ts';
import { textOf } from './argument.ts';
import { command } from './command.ts';
import { pickMachine } from './pickTarget.ts';
import { window } from '../surface/window.ts';

export const copyEngineId = command('copyEngineId', async ({ current }, argument) => {
  const { snapshot } = current.clusters;
  const machine =
    textOf(argument, 'machine') ?? (await pickMachine(snapshot, ({ engine }) => lastOf(engine) !== undefined));
  if (machine === undefined) return err({ kind: 'cancelled', what: t('Copying the engine’s ID') });
  const known = findMachine(current.clusters.snapshot, machine);
  // Perhaps nobody has asked its engine yet.
  const seen = known?.engine.state === 'seen' ? known : findMachine(await current.clusters.refresh(), machine);
  if (!seen) return err({ kind: 'machineUnknown', machine });
  const id = lastOf(seen.engine)?.value.engine.id;
  if (id === undefined)
    return err(seen.engine.state === 'failed' ? seen.engine.failure : { kind: 'addressUnknown', machine });
  await env.clipboard.writeText(id);
  window.setStatusBarMessage(t('Copied {0}', id), 3000);
  return ok({ machine, id });
});
