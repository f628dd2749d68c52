/** How many tasks a service shall have, where a command was not told. */
import { err, ok } from '../../base/result.ts';
import type { Outcome } from '../../model/failure.ts';
import { taskCount } from '../../model/swarmMode.ts';
import { t } from '../localise.ts';
import type { Shell } from '../shell.ts';
import type { MeantService } from '../targets/pickInSwarm.ts';
import { window } from '../surface/window.ts';

/** Looks at the service first: what is there now stands in the box, and what cannot be scaled is not asked about. */
export async function askReplicas(
  { current }: Shell,
  { cluster, service: name }: MeantService,
): Promise<Outcome<number>> {
  const view = await current.swarms.view(cluster);
  if (!view.ok) return view;
  const service = view.value.services.find((each) => each.name === name || each.id === name);
  if (!service) return err({ kind: 'serviceUnknown', cluster, service: name });
  if (service.replicas === undefined || service.mode !== 'replicated')
    return err({ kind: 'notScalable', service: service.name, mode: service.mode });
  const { running, desired } = taskCount(service, view.value);
  const text = await window.showInputBox({
    title: t('Scale {0}', service.name),
    prompt: t('How many tasks? {0} of {1} run now.', running, desired),
    value: String(service.replicas),
    validateInput: (given) => (isCount(given) ? undefined : t('Enter a whole number, 0 or greater.')),
  });
  return text === undefined
    ? err({ kind: 'cancelled', what: t('Scaling {0}', service.name) })
    : ok(Number(text.trim()));
}

const isCount = (text: string): boolean => /^\s*\d{1,6}\s*$/.test(text);
