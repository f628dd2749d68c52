/** Texts of service verbs: names, effects and results. Pure. */
import { paragraph, type Translate } from '../../base/text.ts';
import type { ServiceForesight, ServiceSteered, ServiceVerb, SteeringProgress } from '../../model/steering.ts';
import { removalStageWords } from '../explain/explainSteering.ts';

/** Names of a verb; `service`: the service's name. */
interface ServiceVerbTexts {
  readonly button: (t: Translate) => string;
  readonly which: (t: Translate) => string;
  /** Progress title. */
  readonly title: (service: string, t: Translate) => string;
}

export const serviceVerbs: Readonly<Record<ServiceVerb['kind'], ServiceVerbTexts>> = {
  scale: {
    button: (t) => t('Scale'),
    which: (t) => t('Scale which service?'),
    title: (service, t) => t('Scaling {0}', service),
  },
  restart: {
    button: (t) => t('Restart'),
    which: (t) => t('Restart which service?'),
    title: (service, t) => t('Restarting {0}', service),
  },
  rollBack: {
    button: (t) => t('Roll Back'),
    which: (t) => t('Roll which service back?'),
    title: (service, t) => t('Rolling {0} back', service),
  },
  remove: {
    button: (t) => t('Remove'),
    which: (t) => t('Remove which service?'),
    title: (service, t) => t('Removing {0}', service),
  },
};

export function serviceQuestion({ verb, service }: ServiceForesight, t: Translate): string {
  const { name } = service;
  switch (verb.kind) {
    case 'scale':
      return t('Scale {0} to {1}?', name, verb.replicas);
    case 'restart':
      return t('Restart {0}?', name);
    case 'rollBack':
      return t('Roll {0} back?', name);
    case 'remove':
      return t('Remove the service {0}?', name);
  }
}

/** One paragraph each about ended tasks and how to undo it. */
export function serviceDetail({ verb, service, running, desired }: ServiceForesight, t: Translate): string {
  switch (verb.kind) {
    case 'scale': {
      const before = service.replicas ?? running;
      return paragraphs([
        desired === 0
          ? t('All of its {0} tasks end; the service itself stays.', before)
          : t('{0} of its {1} tasks end.', before - desired, before),
        t('Scaling back to {0} starts new ones.', before),
      ]);
    }
    case 'restart':
      return paragraphs([
        running === 1
          ? t('Its task is replaced by a new one and does not answer meanwhile.')
          : t('Its {0} tasks are replaced by new ones, following its update settings.', running),
        t('Data stored only in the containers is lost.'),
      ]);
    case 'rollBack':
      return paragraphs([
        t('It returns to the specification it had before its last change. Tasks that differ are replaced.'),
        service.update && t('Its last update: {0}', service.update.message || service.update.state),
        t('Roll back again to restore the current specification.'),
      ]);
    case 'remove':
      return paragraphs([
        running === 1 ? t('Its task ends.') : t('Its {0} tasks end.', running),
        service.stack === undefined
          ? t('This cannot be undone: the service would have to be created again.')
          : t('It is part of the stack {0}. Deploy that stack again to restore it.', service.stack),
        t('Volumes and networks stay.'),
      ]);
  }
}

/** The result. */
export function serviceEnd(steered: ServiceSteered, t: Translate): string {
  const { verb, service, desired, running, isChanged, isConverged, stack } = steered;
  const count = isConverged ? t('{0} of {1} run.', running, desired) : t('Continues in the background.');
  switch (verb) {
    case 'scale':
      return isChanged
        ? `${t('{0} is scaled to {1}.', service, desired)} ${count}`
        : t('{0} is already scaled to {1}.', service, desired);
    case 'restart':
      return `${isConverged ? t('{0} is restarted.', service) : t('{0} is being restarted.', service)} ${count}`;
    case 'rollBack':
      return `${isConverged ? t('{0} is rolled back.', service) : t('{0} is being rolled back.', service)} ${count}`;
    case 'remove':
      return paragraph([
        t('The service {0} is removed.', service),
        isConverged ? '' : t('Its tasks are still ending.'),
        stack === undefined ? '' : t('To restore it, deploy the stack {0} again.', stack),
      ]);
  }
}

export function progressWords(progress: SteeringProgress, t: Translate): string {
  return progress.kind === 'stage'
    ? removalStageWords(progress.stage, t)
    : t('{0} of {1} tasks', progress.done, progress.of);
}

const paragraphs = (all: readonly (string | undefined)[]): string => all.filter(Boolean).join('\n\n');
