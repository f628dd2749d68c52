/** Shows and follows the log of a container or service. */
import { err, ok } from '../../base/result.ts';
import type { Outcome } from '../../model/failure.ts';
import type { ContainerPlace } from '../../service/actions.ts';
import { t } from '../localise.ts';
import type { Shell } from '../shell.ts';
import { LogTerminal } from './logTerminal.ts';
import { containersOf } from '../targets/argument.ts';
import { meantService, type MeantService } from '../targets/pickInSwarm.ts';
import { pickContainer } from '../targets/pickTarget.ts';

export async function showContainerLogs({ current, logs }: Shell, argument: unknown): Promise<Outcome<ContainerPlace>> {
  const [given] = containersOf(argument, undefined);
  const place = given ?? (await pickContainer(current.clusters.snapshot));
  if (!place) return err({ kind: 'cancelled', what: t('Showing a log') });
  const shown = await logs.show(place);
  return shown.ok ? ok(place) : shown;
}

/** Opens a terminal for it, until the user closes that. */
export async function showServiceLogs(shell: Shell, argument: unknown): Promise<Outcome<MeantService>> {
  const meant = await meantService(shell, argument, t('Show the logs of which service?'), t('Showing service logs'));
  if (!meant.ok) return meant;
  const { cluster, service: name } = meant.value;
  // A missing service is reported here; later failures are shown in the terminal.
  const view = await shell.current.swarms.view(cluster);
  if (!view.ok) return view;
  const { services } = view.value;
  const service = (services.find((each) => each.name === name) ?? services.find(({ id }) => id === name))?.name;
  if (service === undefined) return err({ kind: 'serviceUnknown', cluster, service: name });
  shell.serviceLogs.show(cluster, service, () => new LogTerminal(shell.current, cluster, service, shell.log));
  return ok({ cluster, service });
}
