/** Words for failures of the docker-machine program and its commands. */
import type { Translate } from '../../base/text.ts';
import type { ToolFailure } from '../../model/failure.ts';
import { nameFaultWords } from './explainProblem.ts';
import { openSetting, seconds, showLog, type ExplainCause, type Explanation } from './explanation.ts';
import { stageWords } from './stageWords.ts';

export function explainToolFailure(failure: ToolFailure, t: Translate, explain: ExplainCause): Explanation {
  switch (failure.kind) {
    case 'toolMissing':
      return {
        short: t('docker-machine not found'),
        what: t('docker-machine was not found: there is no program "{0}".', failure.path),
        why: '',
        remedy: t('Install docker-machine (or rancher-machine), or set dockerOverlay.machine.path to its location.'),
        actions: [openSetting('machine.path', t)],
      };
    case 'toolNotExecutable':
      return {
        short: t('docker-machine cannot be started'),
        what: t('"{0}" cannot be started.', failure.path),
        why: failure.said,
        remedy: t('Make the file executable, or set dockerOverlay.machine.path to another one.'),
        actions: [openSetting('machine.path', t)],
      };
    case 'toolFailed':
      return {
        short: t('docker-machine {0} failed', verb(failure.argv)),
        what: t('docker-machine {0} ended with exit code {1}.', line(failure.argv), failure.exitCode),
        why: failure.said,
        remedy: t('The log has its full output.'),
        actions: [showLog(t)],
      };
    case 'toolSignalled':
      return {
        short: t('docker-machine {0} was terminated', verb(failure.argv)),
        what: t('docker-machine {0} was terminated by the signal {1}.', line(failure.argv), failure.signal),
        why: failure.said,
        remedy: t(
          'Something outside ended it, such as the system running out of memory. Try again; the log has its full output.',
        ),
        actions: [showLog(t)],
      };
    case 'toolGarbled':
      return {
        short: t('unexpected docker-machine output'),
        what: t('What docker-machine {0} printed cannot be read.', line(failure.argv)),
        why: beginning(failure.said),
        remedy: t('Check that dockerOverlay.machine.path is docker-machine or a fork of it.'),
        actions: [openSetting('machine.path', t), showLog(t)],
      };
    case 'toolUnusable': {
      const { what, why } = explain(failure.cause);
      return {
        short: t('docker-machine does not work'),
        what,
        why,
        remedy: t(
          'Nothing was started. Check that dockerOverlay.machine.path is docker-machine or a fork of it, and that it works in a terminal.',
        ),
        actions: [openSetting('machine.path', t), showLog(t)],
      };
    }
    case 'createFailed': {
      const cause = explain(failure.cause);
      return {
        short: t('not created: {0}', cause.short),
        what: failure.stage
          ? t(
              'Machine {0} was not created: docker-machine failed while {1}.',
              failure.machine,
              stageWords(failure.stage, t),
            )
          : t('Machine {0} was not created.', failure.machine),
        why: cause.why || cause.what,
        remedy: failure.leftover
          ? t(
              'An incomplete record of {0} is left in the machine store. Fix the cause, then bring the cluster up again to recreate it.',
              failure.machine,
            )
          : t('Fix the cause, then bring the cluster up again. What already exists is kept.'),
        actions: [showLog(t), ...cause.actions.filter(({ command }) => command !== 'dockerOverlay.showLog')],
      };
    }
    case 'argumentRefused':
      return {
        short: t('name refused'),
        what: t('"{0}" is not passed to docker-machine: {1}.', failure.argument, nameFaultWords(failure.why, t)),
        why: '',
        remedy: t('Choose another name. A machine with such a name in the store was not created by docker-machine.'),
        actions: [],
      };
    case 'timedOut':
      return {
        short: t('timed out'),
        what: t('{0} did not end within {1} s and was stopped.', failure.what, seconds(failure.after)),
        why: '',
        remedy: t('Check the machine and its network, then try again.'),
        actions: [showLog(t)],
      };
    case 'cancelled':
      return {
        short: t('cancelled'),
        what: t('{0} was cancelled.', failure.what),
        why: '',
        remedy: t('Run it again when you are ready: completed steps are kept.'),
        actions: [],
      };
  }
}

/** The start of output that cannot be parsed; it is enough to recognize the cause. */
const beginning = (said: string): string => (said.length <= 120 ? said : `${said.slice(0, 120).trimEnd()}…`);

const verb = (argv: readonly string[]): string => argv.find((word) => !word.startsWith('-')) ?? '';

/** argv for display, truncated; the log has all of it. */
function line(argv: readonly string[]): string {
  const text = argv.join(' ');
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
