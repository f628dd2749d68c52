/** Words for why there is no plan. */
import { named, paragraph, type Translate } from '../../base/text.ts';
import type { Failure, PlanFailure } from '../../model/failure.ts';
import {
  brief,
  changeToSwarmMode,
  openSetting,
  refresh,
  seconds,
  sentence,
  showLog,
  type ExplainCause,
  type Explanation,
} from './explanation.ts';

export function explainPlanFailure(failure: PlanFailure, t: Translate, explain: ExplainCause): Explanation {
  switch (failure.kind) {
    case 'driverUnknown':
      return {
        short: t('driver unknown'),
        what: t('docker-machine has no driver "{0}".', failure.driver),
        why: failure.said,
        remedy: t(
          'Check the driver’s name in the cluster file, or install its plug-in docker-machine-driver-{0}.',
          failure.driver,
        ),
        actions: [],
      };
    case 'machineUnclear':
      return {
        short: t('stopped or half made'),
        what: t('Machine {0} has no address, and its driver did not say whether it is only stopped.', failure.machine),
        why: t('Made anew, a machine that is only stopped would be lost.'),
        remedy: t(
          'Ask docker-machine status {0}: start the machine, or remove it if it is a leftover.',
          failure.machine,
        ),
        actions: [refresh(t), showLog(t)],
      };
    case 'nameTaken':
      return {
        short: t('name taken'),
        what: failure.by
          ? t('The name {0} is taken by a machine of the cluster {1}.', failure.machine, failure.by)
          : t('The name {0} is taken by another machine.', failure.machine),
        why: '',
        remedy: t('Choose another name in the cluster file, or remove that machine.'),
        actions: [],
      };
    case 'engineWithoutClusterStore':
      return {
        short: t('engine too new for a key-value store'),
        what: t('Engine {0} ({1}) cannot join a key-value store.', failure.version, failure.from),
        why: t('From version 23.0 on the engine ends itself when it is told cluster-store.'),
        remedy: t(
          'Let the cluster be in swarm mode, which needs no store; or set engine.installUrl in its file to an engine up to 20.10, such as https://releases.rancher.com/install-docker/20.10.sh.',
        ),
        actions: [changeToSwarmMode(failure.file, t)],
      };
    case 'engineWithoutSwarmMode':
      return {
        short: t('engine too old for swarm mode'),
        what: t('Engine {0} ({1}) knows no swarm mode.', failure.version, failure.from),
        why: t('It came with version 1.12.'),
        remedy: t('Install a newer engine there, or name another install script in engine.installUrl.'),
        actions: [],
      };
    case 'otherOrchestration':
      return {
        short: t('made for another orchestration'),
        what:
          failure.has === 'store'
            ? t('Machine {0} was made to join a key-value store, and its engine enters no swarm.', failure.machine)
            : t('Machine {0} was made for swarm mode, and its engine joins no key-value store.', failure.machine),
        why: '',
        remedy: t('Bring its cluster down, then up again: that makes its machines anew.'),
        actions: [{ title: t('Bring Cluster Down…'), command: 'dockerOverlay.bringClusterDown', args: [] }],
      };
    case 'inAnotherSwarm':
      return {
        short: t('in another swarm'),
        what:
          failure.by === ''
            ? t('Machine {0} is in another swarm already.', failure.machine)
            : t('Machine {0} is in the swarm of the cluster {1} already.', failure.machine, failure.by),
        why: failure.managers.length === 0 ? '' : t('Managed by {0}.', named(failure.managers, t)),
        remedy: t(
          'Choose another machine in the cluster file; or let it leave that swarm (docker swarm leave --force there), if nothing needs it.',
        ),
        actions: [refresh(t)],
      };
    case 'hostUnreachable':
      return {
        short: t('host cannot be reached'),
        what: t('The host for machine {0} cannot be reached at {1}.', failure.machine, failure.address),
        why: sshWords(failure.cause, t, explain),
        remedy: t('Check generic-ip-address and generic-ssh-port in the cluster file, and that the host is up.'),
        actions: [],
      };
    case 'keyMissing':
      return {
        short: t('SSH key missing'),
        what: t('The SSH key for machine {0} cannot be read: {1}', failure.machine, failure.path),
        why: '',
        remedy: t('Check generic-ssh-key in the cluster file.'),
        actions: [],
      };
    case 'storeUnreachableFrom': {
      const cause = explain(failure.cause);
      return {
        short: t('does not reach the store'),
        what: t('{0} does not reach the key-value store {1}.', failure.machine, failure.url),
        why: paragraph([cause.what, cause.why]),
        remedy: t('Check the network between the two, and the firewall of the store’s host.'),
        actions: [],
      };
    }
    case 'storeDoesNotAnswer': {
      const cause = explain(failure.cause);
      return {
        short: t('key-value store does not answer'),
        what: t('The key-value store {0} of the cluster file does not work, so no machine was made.', failure.url),
        why: paragraph([cause.what, cause.why]),
        remedy: cause.remedy,
        actions: cause.actions,
      };
    }
    case 'addressShared':
      return {
        short: t('same address twice'),
        what: t('The machines {0} have the same address {1}.', named(failure.machines, t), failure.address),
        why: '',
        remedy: t('Give each machine a host of its own in the cluster file.'),
        actions: [],
      };
    case 'clusterUnknown':
      return {
        short: t('no such cluster'),
        what: t('There is no cluster {0}.', failure.cluster),
        why: '',
        remedy: t('Clusters are found by what exists: refresh, and look at the list.'),
        actions: [refresh(t)],
      };
    case 'machineUnknown':
      return {
        short: t('no such machine'),
        what: t('There is no machine {0}.', failure.machine),
        why: '',
        remedy: t('It may have been removed meanwhile: refresh, and look at the list.'),
        actions: [refresh(t)],
      };
    case 'secretMissing':
      return {
        short: t('secret missing'),
        what: t('The secret "{0}" was not given, so docker-machine was not started.', failure.name),
        why: '',
        remedy: t('Start again and enter it, or take it out of dockerOverlay.machine.environment.'),
        actions: [openSetting('machine.environment', t)],
      };
    case 'readOnly':
      return {
        short: t('read-only'),
        what: t('Nothing was changed: the setting dockerOverlay.readOnly is on.'),
        why: '',
        remedy: t('Turn it off to change clusters.'),
        actions: [openSetting('readOnly', t)],
      };
    case 'untrusted':
      return {
        short: t('workspace not trusted'),
        what:
          failure.runs === 'file'
            ? t('A cluster file is not run in a workspace that is not trusted.')
            : t('docker-machine is not run in a workspace that is not trusted.'),
        why: '',
        remedy:
          failure.runs === 'file'
            ? t('Read the file, then trust the workspace.')
            : t('Look at what is in it, then trust the workspace.'),
        actions: [{ title: t('Manage Workspace Trust'), command: 'workbench.trust.manage', args: [] }],
      };
    case 'several': {
      const all = failure.failures.map((each) => explain(each));
      return {
        short: t('{0} reasons', all.length),
        // All of them, so that they are mended in one go: `why` would be cut where it is long.
        what: t('It cannot work, for {0} reasons: {1}', all.length, paragraph(all.map(reason))),
        why: '',
        remedy: paragraph([...new Set(all.map(({ remedy }) => remedy))]),
        actions: all
          .flatMap(({ actions }) => actions)
          .filter((each, index, list) => list.findIndex(({ title }) => title === each.title) === index),
      };
    }
  }
}

/** One of several reasons, without its remedy. */
const reason = (cause: Explanation): string => sentence({ ...cause, why: brief(cause.why, 150), remedy: '' });

/** It is no engine that was asked there. */
function sshWords(cause: Failure, t: Translate, explain: ExplainCause): string {
  switch (cause.kind) {
    case 'engineRefused':
      return t('The connection was refused.');
    case 'engineSilent':
      return t('No answer within {0} s.', seconds(cause.after));
    case 'engineUnreachable':
      return cause.said;
    default:
      return explain(cause).short;
  }
}
