/** Every command that changes a service: which one, what comes of it, confirm, do, tell what takes it back. */
import { commands, ProgressLocation } from 'vscode';
import { err, ok } from '../../base/result.ts';
import type { Outcome } from '../../model/failure.ts';
import type { ServiceForesight, ServiceSteered, ServiceVerb } from '../../model/steering.ts';
import type { SwarmService } from '../../model/swarmMode.ts';
import { valueOf } from '../targets/argument.ts';
import { t } from '../localise.ts';
import { withCancel } from '../runs/runPlan.ts';
import type { Shell } from '../shell.ts';
import { tell, type Button } from '../tell.ts';
import { meantService, type MeantService } from '../targets/pickInSwarm.ts';
import { askReplicas } from './askReplicas.ts';
import {
  progressWords,
  serviceDetail,
  serviceEnd,
  serviceQuestion,
  serviceTitle,
  serviceVerbWords,
  whichService,
} from './serviceWords.ts';
import { window } from '../surface/window.ts';

export async function steerService(
  kind: ServiceVerb['kind'],
  shell: Shell,
  argument: unknown,
): Promise<Outcome<ServiceSteered>> {
  const meant = await meantService(shell, argument, whichService(kind, t), serviceVerbWords(kind, t), offered[kind]);
  if (!meant.ok) return meant;
  const verb = await verbOf(shell, kind, meant.value, valueOf(argument, 'replicas'));
  if (!verb.ok) return verb;
  const foreseen = await foresee(shell, meant.value, verb.value);
  if (!foreseen.ok) return foreseen;
  const { cluster } = meant.value;
  const { id, name } = foreseen.value.service;
  if (takesAway(foreseen.value) && !(await confirm(foreseen.value)))
    return err({ kind: 'cancelled', what: serviceTitle(kind, name, t) });
  const { current } = shell;
  const steered = await withCancel(serviceTitle(kind, name, t), (signal, report) =>
    // By its id: another service may have the name by now.
    current.swarms.steerService(cluster, id, verb.value, {
      signal,
      onProgress: (progress) => {
        report({ message: progressWords(progress, t) });
      },
    }),
  );
  if (steered.ok) tell(shell, 'info', serviceEnd(steered.value, t), endButtons(steered.value));
  return steered;
}

const offered: Readonly<Record<ServiceVerb['kind'], (service: SwarmService) => boolean>> = {
  scale: ({ mode }) => mode === 'replicated',
  restart: () => true,
  rollBack: ({ canRollBack }) => canRollBack,
  remove: () => true,
};

async function verbOf(
  shell: Shell,
  kind: ServiceVerb['kind'],
  meant: MeantService,
  replicas: unknown,
): Promise<Outcome<ServiceVerb>> {
  if (kind !== 'scale') return ok({ kind });
  if (replicas === undefined) {
    const asked = await askReplicas(shell, meant);
    return asked.ok ? ok({ kind, replicas: asked.value }) : asked;
  }
  return typeof replicas === 'number' && Number.isSafeInteger(replicas) && replicas >= 0
    ? ok({ kind, replicas })
    : err({ kind: 'replicasInvalid', service: meant.service, replicas: JSON.stringify(replicas) });
}

function foresee(
  { current }: Shell,
  { cluster, service }: MeantService,
  verb: ServiceVerb,
): Promise<Outcome<ServiceForesight>> {
  return Promise.resolve(
    window.withProgress({ location: ProgressLocation.Window, title: t('Checking {0}', cluster) }, () =>
      current.swarms.foreseeService(cluster, service, verb),
    ),
  );
}

/** More tasks take nothing away. */
const takesAway = ({ verb, service }: ServiceForesight): boolean =>
  verb.kind !== 'scale' || verb.replicas < (service.replicas ?? 0);

async function confirm(foresight: ServiceForesight): Promise<boolean> {
  const verb = serviceVerbWords(foresight.verb.kind, t);
  const options = { modal: true, detail: serviceDetail(foresight, t) };
  return (await window.showWarningMessage(serviceQuestion(foresight, t), options, verb)) === verb;
}

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
