/** Words for failures while a plan runs. */
import { timeOfDay } from '../../base/clock.ts';
import { paragraph, type Translate } from '../../base/text.ts';
import type { RunFailure } from '../../model/failure.ts';
import {
  openSetting,
  refresh,
  showLog,
  type ExplainCause,
  type Explanation,
  type RemedyAction,
} from './explanation.ts';

export function explainRunFailure(failure: RunFailure, t: Translate, explain: ExplainCause): Explanation {
  switch (failure.kind) {
    case 'alreadyRunning':
      return {
        short: t('busy'),
        what: runningWords(failure.verb, failure.cluster, t),
        why:
          failure.host === undefined
            ? t('Process {0}, since {1}.', failure.pid, timeOfDay(failure.since))
            : t('Process {0} on {1}, since {2}.', failure.pid, failure.host, timeOfDay(failure.since)),
        remedy: t('Wait until it ends, or cancel it in the window where it runs.'),
        actions: [],
      };
    case 'lockUnavailable':
      return {
        short: t('machine store not writable'),
        what: t('The lock {0} cannot be created, so nothing was done.', failure.path),
        why: failure.said,
        remedy: t('Check that you can write to the machine store; docker-machine needs this too.'),
        actions: [],
      };
    case 'lockLost':
      return {
        short: t('lock lost'),
        what: lostWords(failure.verb, failure.cluster, t),
        why: t(
          'Its lock {0} no longer exists: another run took over while this computer was suspended, or the folder was removed.',
          failure.path,
        ),
        remedy: t('Refresh, then try again.'),
        actions: [refresh(t)],
      };
    case 'planChanged':
      return {
        short: t('changed meanwhile'),
        what: changedWords(failure.verb, failure.cluster, t),
        why: t('Another window or program has changed something since.'),
        remedy: t('Nothing was changed. Review the current plan.'),
        actions: showAgain(failure, t),
      };
    case 'planUnknown':
      return {
        short: t('settings changed'),
        what: t('The settings changed while this plan of {0} was open, so nothing was done.', failure.cluster),
        why: '',
        remedy: t('Run the command again and check the names it shows.'),
        actions: [],
      };
    case 'storeChanged':
      return {
        short: t('machine store changed'),
        what: t('The machine store changed, so nothing was done.'),
        why: t('It was {0} when you were asked; it is {1} now.', failure.was, failure.now),
        remedy: t('Check the machines before you repeat this.'),
        actions: [refresh(t), openSetting('machine.storagePath', t)],
      };
    case 'targetChanged':
      return {
        short: t('replaced'),
        what: replacedWords(failure, t),
        why: differenceWords(failure, t),
        remedy: t('It was not changed. Refresh and check its current state.'),
        actions: [refresh(t)],
      };
    case 'nodesMissing':
      return {
        short: t('{0} of {1} nodes healthy', failure.healthy, failure.wanted),
        what: t(
          'The machines were created, but {0} counts only {1} of {2} nodes as healthy.',
          failure.manager,
          failure.healthy,
          failure.wanted,
        ),
        why: failure.missing
          .map(({ machine, why, cause, engine }) => {
            if (engine) return `${machine}: ${explain(engine).short}`;
            return `${machine}: ${cause ? t('{0} ({1})', why, explain(cause).short) : why}`;
          })
          .join('; '),
        remedy: t(
          'Usually a host cannot reach the key-value store or the managers, or two hosts have the same name. The docker info page shows which.',
        ),
        actions: [{ title: t('Show Docker Info'), command: 'dockerOverlay.showDockerInfo', args: [] }, showLog(t)],
      };
    case 'managerNotReached': {
      const cause = explain(failure.cause);
      return {
        short: t('manager unreachable'),
        what: t('Machine {0} cannot reach the manager at {1}: {2}.', failure.machine, failure.manager, cause.short),
        why: '',
        remedy: t(
          'Check that advertiseInterface in the cluster file is the interface the hosts use to reach each other, and that no firewall blocks port 2377/tcp.',
        ),
        actions: [showLog(t)],
      };
    }
    case 'clocksDiffer': {
      const cause = explain(failure.cause);
      const by = Math.round(failure.skew / 1000);
      return {
        short: t('clock is {0} s off', by),
        what: t(
          'Machine {0} could not join: its clock differs from the clock of manager {1} by {2} s.',
          failure.machine,
          failure.manager,
          by,
        ),
        why: paragraph([cause.what, cause.why]),
        remedy: t('Set the clock there, or synchronize it with a time server.'),
        actions: [showLog(t)],
      };
    }
    case 'containerExited':
      return {
        short: t('container exited'),
        what: t('The container {0} on machine {1} exited right after it started.', failure.container, failure.machine),
        why: failure.said,
        remedy: t('See its last lines for the reason, and check its image.'),
        actions: [showLog(t)],
      };
    case 'imageMissing':
      return {
        short: t('image not found'),
        what: t('The image {0} cannot be pulled on machine {1}.', failure.image, failure.machine),
        why: failure.said,
        remedy: t(
          'Check the image name and that the machine reaches its registry, or set a registry mirror in the cluster file.',
        ),
        actions: [openSetting('images', t), showLog(t)],
      };
    case 'networkExists':
      return {
        short: t('network name taken'),
        what: t(
          'A network {0} with driver {1} and scope {2} already exists.',
          failure.network,
          failure.driver,
          failure.scope,
        ),
        why: '',
        remedy: t('Choose another name in the cluster file, or remove that network.'),
        actions: [],
      };
    case 'networkNotMade':
      return {
        short: t('network without addresses'),
        what: t('The managers accepted the network {0}, but found no addresses for it.', failure.network),
        why: t('The swarm’s address pools are used up, or its subnet is taken by another network.'),
        remedy: t(
          'Remove it (docker network rm there), and set a free subnet in the cluster file. Address pools can only be extended when the swarm is created.',
        ),
        actions: [showLog(t)],
      };
    case 'unexpected':
      return {
        short: t('internal error'),
        what: t('Internal error in the Docker Overlay extension.'),
        why: failure.said,
        remedy: t('Internal error. The log has the details for a report.'),
        actions: [showLog(t)],
      };
  }
}

function changedWords(verb: 'up' | 'down' | 'rollback', cluster: string, t: Translate): string {
  switch (verb) {
    case 'up':
      return t('The plan for bringing {0} up has changed since it was shown.', cluster);
    case 'down':
      return t('The plan for bringing {0} down has changed since it was shown.', cluster);
    case 'rollback':
      return t('The plan for rolling {0} back has changed since it was shown.', cluster);
  }
}

/** Without a button for a rollback: that starts only from the message about its run, not from a command. */
function showAgain(
  { verb, cluster, file }: Extract<RunFailure, { kind: 'planChanged' }>,
  t: Translate,
): readonly RemedyAction[] {
  const title = t('Show Again');
  switch (verb) {
    case 'up':
      return [{ title, command: 'dockerOverlay.bringClusterUp', args: file === undefined ? [] : [{ file }] }];
    case 'down':
      return [{ title, command: 'dockerOverlay.bringClusterDown', args: [{ cluster }] }];
    case 'rollback':
      return [];
  }
}

function runningWords(verb: 'up' | 'down' | 'rollback', cluster: string, t: Translate): string {
  switch (verb) {
    case 'up':
      return t('The cluster {0} is already being brought up.', cluster);
    case 'down':
      return t('The cluster {0} is already being brought down.', cluster);
    case 'rollback':
      return t('The cluster {0} is being rolled back.', cluster);
  }
}

type TargetChanged = Extract<RunFailure, { readonly kind: 'targetChanged' }>;

function replacedWords({ what, name }: TargetChanged, t: Translate): string {
  switch (what) {
    case 'machine':
      return t('Machine {0} was replaced after you were asked.', name);
    case 'container':
      return t('Container {0} was replaced after you were asked.', name);
    case 'volume':
      return t('Volume {0} may have been replaced after you were asked.', name);
    case 'swarm':
      return t('Cluster {0} was replaced after you were asked: it is a different swarm now.', name);
  }
}

function differenceWords({ part, was, now }: TargetChanged, t: Translate): string {
  switch (part) {
    case 'driver':
      return t('Its driver was {0}; it is {1} now.', was, now);
    case 'id':
      return t('Its ID was {0}; it is {1} now.', was, now);
    case 'address':
      return t('Its address was {0}; it is {1} now.', was, now);
    case 'folder':
      return t('Its folder in the machine store was created again.');
    case 'key':
      return t('Its SSH key has changed.');
    case 'node':
      return t('Its node ID in the swarm was {0}; it is {1} now.', was, now);
    case 'created':
      return t('It was created at {0}; the one you were asked about, at {1}.', now, was);
    case 'purpose':
      return t('It runs the image {0}, which makes no cluster.', now);
    case 'holder':
      return t('The container that used it, {0}, was removed by someone else.', was);
    case 'engine':
      return t('Its engine ID was {0}; it is {1} now.', was, now);
  }
}

function lostWords(verb: 'up' | 'down' | 'rollback', cluster: string, t: Translate): string {
  switch (verb) {
    case 'up':
      return t('Bringing {0} up was stopped.', cluster);
    case 'down':
      return t('Bringing {0} down was stopped.', cluster);
    case 'rollback':
      return t('Rolling {0} back was stopped.', cluster);
  }
}
