/** Words for failures of an action on a machine or container. */
import type { Translate } from '../../base/text.ts';
import { onMachine } from '../../checks/remedy.ts';
import type { ActionFailure, MachineVerb } from '../../model/failure.ts';
import { refresh, type ExplainCause, type Explanation } from './explanation.ts';
import { remedyAction } from './remedyAction.ts';

export function explainActionFailure(failure: ActionFailure, t: Translate, explain: ExplainCause): Explanation {
  switch (failure.kind) {
    case 'driverCannot':
      return {
        short: t('not supported by the driver'),
        what: cannotWords(failure.verb, failure.machine, t),
        why:
          failure.driver === 'none'
            ? t('The driver {0} only records the address of an engine.', failure.driver)
            : t('The driver {0} only uses existing hosts.', failure.driver),
        remedy: t('Use the host’s own tools.'),
        actions: [],
      };
    case 'machineBusy':
      return {
        short: t('busy'),
        what: busyWords(failure.verb, failure.machine, t),
        why: '',
        remedy: t('Wait until that is done, or cancel it.'),
        actions: [],
      };
    case 'containerUnknown':
      return {
        short: t('no such container'),
        what: t('There is no container {0} on machine {1}.', failure.container, failure.machine),
        why: '',
        remedy: t('It may have been removed. Refresh and check the list.'),
        actions: [refresh(t)],
      };
    case 'agentCurrent':
      return {
        short: t('nothing to recreate'),
        what: t('No swarm container of {0} advertises a former address.', failure.machine),
        why: '',
        remedy: t('Refresh, and look at the health of the cluster again.'),
        actions: [refresh(t)],
      };
    case 'containerNotRestored': {
      const cause = explain(failure.cause);
      return {
        short: t('not recreated'),
        what: t('The container {0} on {1} could not be recreated, nor put back.', failure.container, failure.machine),
        why: [cause.what, cause.why].filter(Boolean).join(' '),
        remedy: t(
          'The former container still exists. If it is named {0}, rename it to {1}; then start it.',
          failure.kept,
          failure.container,
        ),
        actions: [remedyAction(onMachine('showDockerInfo', failure.machine), t), refresh(t)],
      };
    }
  }
}

function cannotWords(verb: MachineVerb, machine: string, t: Translate): string {
  switch (verb) {
    case 'start':
      return t('docker-machine cannot start {0}.', machine);
    case 'stop':
      return t('docker-machine cannot stop {0}.', machine);
    case 'restart':
      return t('docker-machine cannot restart {0}.', machine);
    case 'regenerateCertificates':
      return t('docker-machine cannot generate certificates for {0}.', machine);
    case 'remove':
      return t('docker-machine cannot remove {0}.', machine);
    case 'openShell':
      return t('docker-machine cannot open a shell on {0}.', machine);
  }
}

function busyWords(verb: MachineVerb, machine: string, t: Translate): string {
  switch (verb) {
    case 'start':
      return t('Machine {0} is already being started.', machine);
    case 'stop':
      return t('Machine {0} is already being stopped.', machine);
    case 'restart':
      return t('Machine {0} is already being restarted.', machine);
    case 'regenerateCertificates':
      return t('The certificates of machine {0} are already being regenerated.', machine);
    case 'remove':
      return t('Machine {0} is already being removed.', machine);
    case 'openShell':
      return t('Machine {0} is busy.', machine);
  }
}
