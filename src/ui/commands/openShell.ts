/** Opens a terminal on a machine's host. */
import { canReachHost } from '../../model/machine.ts';
import { machineOf } from '../../model/snapshot.ts';
import { openTerminal } from '../actions/openTerminal.ts';
import { textOf } from './argument.ts';
import { command } from './command.ts';
import { pickMachine } from './pickTarget.ts';

export const openShell = command('openShell', (shell, argument) =>
  openTerminal(shell, async () => {
    const { snapshot } = shell.current.clusters;
    const machine =
      textOf(argument, 'machine') ??
      (await pickMachine(snapshot, (seen) => canReachHost(machineOf(seen)?.driver ?? 'none')));
    return machine === undefined ? undefined : { machine };
  }),
);
