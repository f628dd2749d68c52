/** Follows what a service's tasks write, in a terminal of its own, until that is closed. */
import { err, ok } from '../../base/result.ts';
import { t } from '../localise.ts';
import { command } from './command.ts';

export const showServiceLogs = command('showServiceLogs', async (shell, argument) => {
  const which = t('Show the logs of which service?');
  const { meantService, LogTerminal } = await import('../steering/steering.ts');
  const meant = await meantService(shell, argument, which, t('Showing service logs'));
  if (!meant.ok) return meant;
  const { cluster, service: name } = meant.value;
  // What is not there is told here; what goes wrong later stands in the terminal.
  const view = await shell.current.swarms.view(cluster);
  if (!view.ok) return view;
  const { services } = view.value;
  const service = (services.find((each) => each.name === name) ?? services.find(({ id }) => id === name))?.name;
  if (service === undefined) return err({ kind: 'serviceUnknown', cluster, service: name });
  shell.serviceLogs.show(cluster, service, () => new LogTerminal(shell.current, cluster, service, shell.log));
  return ok({ cluster, service });
});
