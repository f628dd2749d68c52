/** Opens a terminal on a machine's host. */
import { err } from '../../base/result.ts';
import { canReachHost } from '../../model/machine.ts';
import { machineOf } from '../../model/snapshot.ts';
import { openTerminal } from '../actions/openTerminal.ts';
import { t } from '../localise.ts';
import { textOf } from './argument.ts';
import { command } from './command.ts';
import { pickMachine } from './pickTarget.ts';

export const openShell = command('openShell', async (shell, argument) => {
  const machine =
    textOf(argument, 'machine') ??
    (await pickMachine(shell.current.clusters.snapshot, (seen) => canReachHost(machineOf(seen)?.driver ?? 'none')));
  return machine === undefined ? err({ kind: 'cancelled', what: t('Opening a shell') }) : openTerminal(shell, machine);
});
