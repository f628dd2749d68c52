/** Words for refused changes of a swarm, and for changes that failed. */
import { named, paragraph, listed, type Translate } from '../../base/text.ts';
import type { Failure, SteeringFailure } from '../../model/failure.ts';
import type { RemovalStage } from '../../model/steering.ts';
import { modeWords } from '../serviceModeWords.ts';
import { refresh, showLog, type Explanation, type RemedyAction } from './explanation.ts';

/** `explain` gives words for the cause of a failure. */
export function explainSteering(
  failure: SteeringFailure,
  t: Translate,
  explain: (cause: Failure) => Explanation,
): Explanation {
  switch (failure.kind) {
    case 'notSwarmMode':
      return {
        short: t('not in swarm mode'),
        what: t('The cluster {0} is not in swarm mode: it has no such nodes and services.', failure.cluster),
        why: '',
        remedy: t('Choose a cluster with orchestration swarm-mode.'),
        actions: [],
      };
    case 'nodeUnknown':
      return {
        short: t('no such node'),
        what: t('The swarm of {0} has no node {1}.', failure.cluster, failure.node),
        why: '',
        remedy: t('It may have left. Refresh and check the list.'),
        actions: [refresh(t)],
      };
    case 'nodeAmbiguous':
      return {
        short: t('several nodes with that name'),
        what: t('Several nodes are named {0}: {1}.', failure.node, named(failure.ids, t)),
        why: t('A host that rejoins leaves its previous entry behind.'),
        remedy: t('Specify the node by its ID.'),
        actions: [],
      };
    case 'serviceUnknown':
      return {
        short: t('no such service'),
        what: t('The swarm of {0} has no service {1}.', failure.cluster, failure.service),
        why: '',
        remedy: t('It may have been removed. Refresh and check the list.'),
        actions: [refresh(t)],
      };
    case 'lastManager':
      return {
        short: t('last manager'),
        what: t('{0} is the last manager of its swarm, so nothing was changed.', failure.node),
        why: t('Without a manager there is no swarm.'),
        remedy: t('Promote another node first. To remove the whole swarm, bring the cluster down.'),
        actions: [],
      };
    case 'quorumWouldBeLost':
      return {
        short: t('quorum would be lost'),
        what: t('Without {0} the managers would have no quorum, so nothing was changed.', failure.node),
        why: t(
          'Of the {0} remaining managers, {1} are reachable and {2} are needed.',
          failure.managers,
          failure.reachable,
          failure.needed,
        ),
        remedy: t('Start the missing managers, demote one of them instead, or promote another node first.'),
        actions: [refresh(t)],
      };
    case 'noPlaceLeft':
      return {
        short: t('no node for its tasks'),
        what: t(
          'No other node can take the tasks of {0}, so nothing was changed: {1}.',
          failure.node,
          listed(failure.tasks, t),
        ),
        why: t('Its tasks run only on nodes that are ready, active and meet the service’s constraints.'),
        remedy: t('Activate or add another node first, or scale these services down.'),
        actions: [],
      };
    case 'nodeNotReady':
      return {
        short: t('node not ready'),
        what: t('{0} cannot be promoted: the swarm reports it as {1}.', failure.node, failure.state),
        why: '',
        remedy: t('Start its host and its engine first.'),
        actions: [refresh(t)],
      };
    case 'nodeOutOfReach':
      return {
        short: t('not a machine of this store'),
        what: t(
          '{0} is not a machine of this store, and the swarm reports it as {1}: it cannot be made to leave from here.',
          failure.node,
          failure.state,
        ),
        why: t('A node that is removed from the list while it is running keeps running its tasks.'),
        remedy: t('Run docker swarm leave on that host; then it can be removed.'),
        actions: [refresh(t)],
      };
    case 'notScalable':
      return {
        short: t('cannot be scaled'),
        what: t('The service {0} cannot be scaled: its mode is {1}.', failure.service, modeWords(failure.mode, t)),
        why: '',
        remedy: t('Only replicated services can be scaled.'),
        actions: [],
      };
    case 'replicasInvalid':
      return {
        short: t('invalid number of tasks'),
        what: t('The service {0} cannot have {1} tasks.', failure.service, failure.replicas),
        why: '',
        remedy: t('Enter a whole number, 0 or greater.'),
        actions: [],
      };
    case 'nothingToRollBack':
      return {
        short: t('nothing to roll back'),
        what: t('The service {0} was never updated: there is nothing to roll back to.', failure.service),
        why: '',
        remedy: t('Deploy it again with the configuration you want.'),
        actions: [],
      };
    case 'updatePaused':
      return {
        short: t('update paused'),
        what: t('The update of the service {0} of {1} was paused by its manager.', failure.service, failure.cluster),
        why: both(failure.said, failure.error),
        remedy: t(
          'Tasks that were not replaced yet keep running. Fix the cause and update again, or roll the service back.',
        ),
        actions: [rollBack(failure.cluster, failure.service, t), showServiceLogs(failure.cluster, failure.service, t)],
      };
    case 'updateRolledBack':
      return {
        short: t('update rolled back'),
        what: t('The update of the service {0} failed and was rolled back, as the service specifies.', failure.service),
        why: both(failure.said, failure.error),
        remedy: t('Its previous tasks run again. Fix the cause, then update it again.'),
        actions: [],
      };
    case 'tasksFail':
      return {
        short: t('tasks fail'),
        what: t(
          '{0} of {1} tasks of the service {2} of {3} run; {4} fails.',
          failure.running,
          failure.desired,
          failure.service,
          failure.cluster,
          failure.task,
        ),
        why: failure.said,
        remedy: t('The change is applied, and the swarm keeps trying. See the service’s logs for details.'),
        actions: [showServiceLogs(failure.cluster, failure.service, t)],
      };
    case 'noPlaceFound':
      return {
        short: t('no suitable node'),
        what: t('The change is applied, but no node can run {0} of the service {1}.', failure.task, failure.service),
        why: failure.said,
        remedy: t('Activate or add a suitable node, change the service’s constraints, or scale it down.'),
        actions: [],
      };
    case 'notConverged':
      return {
        short: t('not converged'),
        what: t(
          '{0} was changed, but nothing has progressed for {1} s.',
          failure.what,
          Math.round(failure.after / 1000),
        ),
        why: '',
        remedy: t('It continues automatically. Check cluster health for what blocks it.'),
        actions: [{ title: t('Show Cluster Health'), command: 'dockerOverlay.showHealth', args: [] }, showLog(t)],
      };
    case 'removalStopped': {
      const { what, why, remedy, actions } = explain(failure.cause);
      return {
        short: t('not removed'),
        what: t(
          '{0} of {1} was not removed: it stopped while {2}.',
          failure.node,
          failure.cluster,
          removalStageWords(failure.stage, t),
        ),
        why: paragraph([what, why]),
        remedy: paragraph([failure.cause.kind === 'cancelled' ? '' : remedy, stoppedWords(failure.stage, t)]),
        actions: [
          ...(failure.stage === 'demoting' || failure.stage === 'removing'
            ? []
            : [activate(failure.cluster, failure.node, t)]),
          ...actions,
        ],
      };
    }
    case 'commandRefused':
      return {
        short: t('not copied'),
        what: refusedWords(failure.part, failure.of, t),
        why: '',
        remedy:
          failure.part === 'variable'
            ? t('Move the machine store to a path without such characters.')
            : t('Check what answers as the manager of {0} before you run any command copied from it.', failure.of),
        actions: [],
      };
    case 'dockerMissing':
      return {
        short: t('docker not found'),
        what: t('The docker command was not found. It is needed to deploy a stack.'),
        why: '',
        remedy: t(
          'Install Docker’s command line (the package docker-ce-cli or docker-cli; no engine is needed) where this extension runs.',
        ),
        actions: [],
      };
    case 'stackNameInvalid':
      return {
        short: t('invalid stack name'),
        what: t('"{0}" is not a valid stack name.', failure.stack),
        why: '',
        remedy: t('Use letters, digits, dashes and underscores, starting with a letter or digit.'),
        actions: [],
      };
    case 'stackUntrusted':
      return {
        short: t('workspace not trusted'),
        what: t('Stacks cannot be deployed from an untrusted workspace.'),
        why: '',
        remedy: t('Review the compose file, then trust the workspace.'),
        actions: [{ title: t('Manage Workspace Trust'), command: 'workbench.trust.manage', args: [] }],
      };
    case 'stackFailed':
      return {
        short: t('stack not deployed'),
        what:
          failure.exitCode === undefined
            ? t('docker stack deploy of {0} was terminated.', failure.stack)
            : t('docker stack deploy of {0} ended with exit code {1}.', failure.stack, failure.exitCode),
        why: '',
        remedy: t('See its terminal for the reason. What it created before it ended stays.'),
        actions: [],
      };
  }
}

/** Stage of a removal, for "it stopped while …" and for progress. */
export function removalStageWords(stage: RemovalStage, t: Translate): string {
  switch (stage) {
    case 'demoting':
      return t('demoting it to worker');
    case 'draining':
      return t('moving its tasks away');
    case 'leaving':
      return t('leaving the swarm');
    case 'removing':
      return t('removing it from the list of nodes');
  }
}

function stoppedWords(stage: RemovalStage, t: Translate): string {
  return stage === 'demoting' || stage === 'removing'
    ? t('Remove it again to continue.')
    : t('It gets no tasks now. Activate Node undoes this; Remove Node continues.');
}

/** The manager's message ends with a task ID, which says little without the task's own error. */
const both = (said: string, error: string): string => [said, error].filter(Boolean).join(': ');

const rollBack = (cluster: string, service: string, t: Translate): RemedyAction => ({
  title: t('Roll Back Service'),
  command: 'dockerOverlay.rollBackService',
  args: [{ cluster, service }],
});

const showServiceLogs = (cluster: string, service: string, t: Translate): RemedyAction => ({
  title: t('Show Service Logs'),
  command: 'dockerOverlay.showServiceLogs',
  args: [{ cluster, service }],
});

const activate = (cluster: string, node: string, t: Translate): RemedyAction => ({
  title: t('Activate Node'),
  command: 'dockerOverlay.activateNode',
  args: [{ cluster, node }],
});

function refusedWords(part: 'token' | 'address' | 'variable', of: string, t: Translate): string {
  switch (part) {
    case 'token':
      return t('Nothing was copied: the join token of {0} has an unexpected format.', of);
    case 'address':
      return t('Nothing was copied: the manager address of {0} has an unexpected format.', of);
    case 'variable':
      return t('Nothing was copied: the value of {0} contains line breaks or other invisible characters.', of);
  }
}
