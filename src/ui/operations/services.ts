/** Actions on a service of a swarm. */
import { commands } from 'vscode';
import { err, ok } from '../../base/result.ts';
import type { Outcome } from '../../model/failure.ts';
import type { ServiceForesight, ServiceSteered, ServiceVerb } from '../../model/steering.ts';
import { taskCount, type SwarmService } from '../../model/swarmMode.ts';
import { t } from '../localise.ts';
import type { Shell } from '../shell.ts';
import { window } from '../surface/window.ts';
import { valueOf } from '../targets/argument.ts';
import { meantService, type MeantService } from '../targets/pickInSwarm.ts';
import { tell, type Button } from '../tell.ts';
import { looking, type Operation } from './runOperation.ts';
import { progressWords, serviceDetail, serviceEnd, serviceQuestion, serviceVerbs } from './serviceTexts.ts';

type Kind = ServiceVerb['kind'];

interface Target extends MeantService {
  readonly verb: ServiceVerb;
}

interface Preview {
  readonly cluster: string;
  readonly foresight: ServiceForesight;
}

export const serviceOperation = (kind: Kind): Operation<Target, Preview, ServiceSteered> => ({
  resolve: async (shell, argument) => {
    const { which, button } = serviceVerbs[kind];
    const meant = await meantService(shell, argument, which(t), button(t), offered[kind]);
    if (!meant.ok) return meant;
    const verb = await verbOf(shell, kind, meant.value, valueOf(argument, 'replicas'));
    return verb.ok ? ok({ ...meant.value, verb: verb.value }) : verb;
  },
  preview: async ({ current }, { cluster, service, verb }) => {
    const foreseen = await looking(cluster, () => current.swarms.foreseeService(cluster, service, verb));
    return foreseen.ok ? ok({ cluster, foresight: foreseen.value }) : foreseen;
  },
  question: ({ foresight }) =>
    takesAway(foresight)
      ? {
          text: serviceQuestion(foresight, t),
          detail: serviceDetail(foresight, t),
          button: serviceVerbs[kind].button(t),
        }
      : undefined,
  title: ({ foresight }) => serviceVerbs[kind].title(foresight.service.name, t),
  run: ({ current }, { cluster, foresight }, { signal, report }) =>
    // By ID: another service may have the name by now.
    current.swarms.steerService(cluster, foresight.service.id, foresight.verb, {
      signal,
      onProgress: (progress) => {
        report({ message: progressWords(progress, t) });
      },
    }),
  report: (shell, steered) => {
    tell(shell, 'info', serviceEnd(steered, t), endButtons(steered));
  },
});

const offered: Readonly<Record<Kind, (service: SwarmService) => boolean>> = {
  scale: ({ mode }) => mode === 'replicated',
  restart: () => true,
  rollBack: ({ canRollBack }) => canRollBack,
  remove: () => true,
};

async function verbOf(shell: Shell, kind: Kind, meant: MeantService, replicas: unknown): Promise<Outcome<ServiceVerb>> {
  if (kind !== 'scale') return ok({ kind });
  if (replicas === undefined) {
    const asked = await askReplicas(shell, meant);
    return asked.ok ? ok({ kind, replicas: asked.value }) : asked;
  }
  return typeof replicas === 'number' && Number.isSafeInteger(replicas) && replicas >= 0
    ? ok({ kind, replicas })
    : err({ kind: 'replicasInvalid', service: meant.service, replicas: JSON.stringify(replicas) });
}

/** Queries the service first, to prefill its replicas and to skip services that cannot scale. */
async function askReplicas({ current }: Shell, { cluster, service: name }: MeantService): Promise<Outcome<number>> {
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

/** More tasks remove nothing. */
const takesAway = ({ verb, service }: ServiceForesight): boolean =>
  verb.kind !== 'scale' || verb.replicas < (service.replicas ?? 0);

function endButtons({ verb, cluster, service, before, isChanged, stack }: ServiceSteered): readonly Button[] {
  const does = (title: string, command: string, argument: object): Button => ({
    title,
    press: () => commands.executeCommand(`dockerOverlay.${command}`, argument),
  });
  switch (verb) {
    case 'scale':
      return isChanged && before !== undefined
        ? [does(t('Scale Back to {0}', before), 'scaleService', { cluster, service, replicas: before })]
        : [];
    case 'restart':
      return [does(t('Show Service Logs'), 'showServiceLogs', { cluster, service })];
    case 'rollBack':
      return [does(t('Roll Back Service'), 'rollBackService', { cluster, service })];
    case 'remove':
      return stack === undefined ? [] : [does(t('Deploy Stack'), 'deployStack', { cluster, stack })];
  }
}
