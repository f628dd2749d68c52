/** Opens a terminal in a container. */
import { openTerminal } from '../actions/openTerminal.ts';
import { pickContainer } from '../actions/pickContainer.ts';
import { containersOf } from '../actions/targets.ts';
import { command } from './command.ts';

export const openContainerShell = command('openContainerShell', (shell, argument) =>
  openTerminal(shell, async () => {
    const [given] = containersOf(argument, undefined);
    return given ?? pickContainer(shell.current.clusters.snapshot, ({ state }) => state === 'running');
  }),
);
