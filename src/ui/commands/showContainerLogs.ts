/** Shows the log of a container, and goes on with it. */
import { err, ok } from '../../base/result.ts';
import { pickContainer } from '../actions/pickContainer.ts';
import { containersOf } from '../actions/targets.ts';
import { t } from '../localise.ts';
import { command } from './command.ts';

export const showContainerLogs = command('showContainerLogs', async ({ current, logs }, argument) => {
  const [given] = containersOf(argument, undefined);
  const place = given ?? (await pickContainer(current.clusters.snapshot));
  if (!place) return err({ kind: 'cancelled', what: t('Showing a log') });
  const shown = await logs.show(place);
  return shown.ok ? ok(place) : shown;
});
