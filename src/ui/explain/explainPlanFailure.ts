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
        short: t('stopped or incomplete'),
        what: t(
          'Machine {0} has no address, and its driver did not report whether it is only stopped.',
          failure.machine,
        ),
        why: t('Recreating a machine that is only stopped would destroy it.'),
        remedy: t(
          'Run docker-machine status {0}. Start the machine, or remove it if it is incomplete.',
          failure.machine,
        ),
        actions: [refresh(t), showLog(t)],
      };
    case 'nameTaken':
      return {
        short: t('name taken'),
        what: failure.by
          ? t('The name {0} is already used by a machine of the cluster {1}.', failure.machine, failure.by)
          : t('The name {0} is already used by another machine.', failure.machine),
        why: '',
        remedy: t('Choose another name in the cluster file, or remove that machine.'),
        actions: [],
      };
    case 'engineWithoutClusterStore':
      return {
        short: t('engine too new for a key-value store'),
        what: t('Engine {0} ({1}) cannot join a key-value store.', failure.version, failure.from),
        why: t('From version 23.0 on, the engine exits when cluster-store is set.'),
        remedy: t(
          'Change the cluster to swarm mode, which needs no store, or set engine.installUrl in its file to an engine up to 20.10, such as https://releases.rancher.com/install-docker/20.10.sh.',
        ),
        actions: [changeToSwarmMode(failure.file, t)],
      };
    case 'engineWithoutSwarmMode':
      return {
        short: t('engine too old for swarm mode'),
        what: t('Engine {0} ({1}) does not support swarm mode.', failure.version, failure.from),
        why: t('Swarm mode was added in version 1.12.'),
        remedy: t('Install a newer engine there, or set another install script in engine.installUrl.'),
        actions: [],
      };
    case 'otherOrchestration':
      return {
        short: t('created for another orchestration'),
        what:
          failure.has === 'store'
            ? t('Machine {0} was created for a key-value store, and its engine cannot join a swarm.', failure.machine)
            : t(
                'Machine {0} was created for swarm mode, and its engine does not join a key-value store.',
                failure.machine,
              ),
        why: '',
        remedy: t('Bring its cluster down, then up again: this recreates its machines.'),
        actions: [{ title: t('Bring Cluster Down…'), command: 'dockerOverlay.bringClusterDown', args: [] }],
      };
    case 'inAnotherSwarm':
      return {
        short: t('in another swarm'),
        what:
          failure.by === ''
            ? t('Machine {0} is already in another swarm.', failure.machine)
            : t('Machine {0} is already in the swarm of the cluster {1}.', failure.machine, failure.by),
        why: failure.managers.length === 0 ? '' : t('Managed by {0}.', named(failure.managers, t)),
        remedy: t(
          'Choose another machine in the cluster file. If nothing needs that swarm, you can also leave it (docker swarm leave --force on that host).',
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
        short: t('cannot reach the store'),
        what: t('{0} cannot reach the key-value store {1}.', failure.machine, failure.url),
        why: paragraph([cause.what, cause.why]),
        remedy: t('Check the network between the two, and the firewall of the store’s host.'),
        actions: [],
      };
    }
    case 'storeDoesNotAnswer': {
      const cause = explain(failure.cause);
      return {
        short: t('key-value store does not answer'),
        what: t('The key-value store {0} of the cluster file does not work, so no machine was created.', failure.url),
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
        remedy: t('Give each machine its own host in the cluster file.'),
        actions: [],
      };
    case 'clusterUnknown':
      return {
        short: t('no such cluster'),
        what: t('There is no cluster {0}.', failure.cluster),
        why: '',
        remedy: t('Clusters are discovered from what exists. Refresh and check the list.'),
        actions: [refresh(t)],
      };
    case 'machineUnknown':
      return {
        short: t('no such machine'),
        what: t('There is no machine {0}.', failure.machine),
        why: '',
        remedy: t('It may have been removed. Refresh and check the list.'),
        actions: [refresh(t)],
      };
    case 'secretMissing':
      return {
        short: t('secret missing'),
        what: t('The secret "{0}" was not entered, so docker-machine was not started.', failure.name),
        why: '',
        remedy: t('Run the command again and enter it, or remove it from dockerOverlay.machine.environment.'),
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
            ? t('Cluster files cannot be run in an untrusted workspace.')
            : t('docker-machine is not run in an untrusted workspace.'),
        why: '',
        remedy:
          failure.runs === 'file'
            ? t('Review the file, then trust the workspace.')
            : t('Review its contents, then trust the workspace.'),
        actions: [{ title: t('Manage Workspace Trust'), command: 'workbench.trust.manage', args: [] }],
      };
    case 'several': {
      const all = failure.failures.map((each) => explain(each));
      return {
        short: t('{0} reasons', all.length),
        // List all of them, so that they can be fixed together. `why` would be cut off.
        what: t('This cannot work, for {0} reasons: {1}', all.length, paragraph(all.map(reason))),
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

/** The failure came from SSH, not from an engine. */
function sshWords(cause: Failure, t: Translate, explain: ExplainCause): string {
  switch (cause.kind) {
    case 'engineRefused':
      return t('The connection was refused.');
    case 'engineSilent':
      return t('No response within {0} s.', seconds(cause.after));
    case 'engineUnreachable':
      return cause.said;
    default:
      return explain(cause).short;
  }
}
