/** Opens a terminal in a container. */
import { err } from '../../base/result.ts';
import { openTerminal } from '../actions/openTerminal.ts';
import { pickContainer } from '../actions/pickContainer.ts';
import { containersOf } from '../actions/targets.ts';
import { t } from '../localise.ts';
import { command } from './command.ts';

export const openContainerShell = command('openContainerShell', async (shell, argument) => {
  const [given] = containersOf(argument, undefined);
  const place = given ?? (await pickContainer(shell.current.clusters.snapshot, ({ state }) => state === 'running'));
  return place
    ? openTerminal(shell, place.machine, place.container)
    : err({ kind: 'cancelled', what: t('Opening a shell') });
});
