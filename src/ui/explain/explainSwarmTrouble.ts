/** Words for what can be wrong in swarm mode. */
import { named, type Translate } from '../../base/text.ts';
import type { SwarmTrouble } from '../../model/trouble.ts';
import { explainFailure } from './explainFailure.ts';
import { bringUp, machineInfo, refresh, removeNode, type Explanation } from './explanation.ts';
import { nodeStateWords } from '../swarmWords.ts';

export function explainSwarmTrouble(trouble: SwarmTrouble, t: Translate): Explanation {
  switch (trouble.kind) {
    case 'notInSwarm':
      return {
        short: t('not in the swarm'),
        what: t('Machine {0} was created for this cluster, but is not in a swarm.', trouble.machine),
        why: t('It has not joined, or has left.'),
        remedy: t('Bring its cluster up again so that it joins.'),
        actions: [bringUp(t), machineInfo(trouble.machine, t)],
      };
    case 'swarmPending':
      return {
        short: t('has not reached a manager'),
        what: t('The engine of {0} is in the swarm, but has not reached a manager since it started.', trouble.machine),
        why: trouble.said,
        remedy: t(
          'This takes a few seconds after a restart. If it persists, check that a manager is running and that port 2377 is reachable from this host.',
        ),
        actions: [refresh(t), machineInfo(trouble.machine, t)],
      };
    case 'swarmFails':
      return {
        short: t('swarm error'),
        what: t('The engine of {0} cannot take part in its swarm.', trouble.machine),
        why: trouble.said,
        remedy: t(
          'Fix what the engine reports and restart it, or leave the swarm (docker swarm leave) and bring its cluster up again.',
        ),
        actions: [machineInfo(trouble.machine, t), bringUp(t)],
      };
    case 'swarmLocked':
      return {
        short: t('swarm locked'),
        what: t('The manager {0} has been locked since its engine restarted.', trouble.machine),
        why: t('The swarm was created with autolock: a manager needs the key to open its state.'),
        remedy: t('Run docker swarm unlock there, with the key that was shown when the swarm was created.'),
        actions: [refresh(t), machineInfo(trouble.machine, t)],
      };
    case 'nodeRemoved':
      return {
        short: t('removed from the swarm'),
        what: t(
          'The engine of {0} considers itself a node, but the manager {1} does not list it.',
          trouble.machine,
          trouble.manager,
        ),
        why: t('It was removed while it was offline or still working.'),
        remedy: t('Run docker swarm leave there, then bring its cluster up again so that it rejoins.'),
        actions: [refresh(t), bringUp(t)],
      };
    case 'sameNodeId':
      return {
        short: t('same node as {0}', named(trouble.others, t)),
        what: t('{0} claim the same node {1}.', named([...trouble.others, trouble.machine], t), trouble.node),
        why: t('A copied disk keeps the node’s identity and keys, so the managers see only one of the nodes.'),
        remedy: t(
          'On {0}, stop Docker, delete /var/lib/docker/swarm and start Docker again, then bring the cluster up so that it joins as a separate node. Do not run docker swarm leave first: that would remove the other node.',
          trouble.machine,
        ),
        actions: [refresh(t), bringUp(t)],
      };
    case 'nodeNotReady':
      return nodeNotReady(trouble, t);
    case 'managerUnreachable':
      return {
        short: t('unreachable from the other managers'),
        what: t(
          'The managers cannot reach manager {0}, although it is ready as a node (reported by {1}).',
          trouble.machine,
          trouble.manager,
        ),
        why: t('Until then it does not count toward the quorum.'),
        remedy: t('Check that the other managers reach its port 2377. Restarting its engine usually helps.'),
        actions: [refresh(t), machineInfo(trouble.machine, t)],
      };
    case 'quorumLost':
      return {
        short: t('no quorum: {0} of {1} managers', trouble.reachable, trouble.of),
        what: t('The swarm has no quorum: {0} of its {1} managers answer.', trouble.reachable, trouble.of),
        why: t(
          'More than half of the managers must be available. Containers and overlay networks keep working, but nothing can be changed and failed tasks are not replaced.',
        ),
        remedy: t(
          'Start the missing managers. If they are lost for good, run docker swarm init --force-new-cluster on a remaining one, which then leads alone, and bring the cluster up again.',
        ),
        actions: [refresh(t)],
      };
    case 'noLeader':
      return {
        short: t('no leader'),
        what: t('The swarm has no leader, though {0} of its {1} managers answer.', trouble.reachable, trouble.of),
        why: t(
          'After a leader is lost, the others take up to 30 seconds to elect another one. Running containers are not affected.',
        ),
        remedy: t('Wait a moment. If this persists, check that the managers reach each other on port 2377.'),
        actions: [refresh(t)],
      };
    case 'swarmUntold': {
      const cause = explainFailure(trouble.failure, t);
      return {
        short: t('no manager answers: {0}', cause.short),
        what: t('No manager of the swarm reports it: {0}', cause.what),
        why: trouble.neverTold
          ? t('Its services and nodes are not known yet. Running containers are not affected.')
          : t('Services and nodes are shown as last reported. Running containers are not affected.'),
        remedy: cause.remedy,
        actions: cause.actions,
      };
    }
    case 'staleTwin':
      return {
        short: t('stale node {0}', trouble.hostname),
        what: t('{0} still lists a stale entry for {1}: {2}.', trouble.cluster, trouble.hostname, trouble.node),
        why: t('Another node is now at its address.'),
        remedy: t('Remove that node from the list.'),
        actions: [removeNode(trouble, t)],
      };
    case 'strangerNotReady':
      return {
        short: t('{0} is {1}', trouble.hostname, nodeStateWords(trouble.state, t)),
        what: t(
          'The managers report node {0} ({1}), which is not a machine of {2}, as {3}.',
          trouble.hostname,
          trouble.node,
          trouble.cluster,
          nodeStateWords(trouble.state, t),
        ),
        why: trouble.message,
        remedy: t('Start its host again. If it is lost for good, remove the node from the list.'),
        // One that a new leader has not heard of yet may well live.
        actions: trouble.state === 'unknown' ? [refresh(t)] : [removeNode(trouble, t), refresh(t)],
      };
    case 'strangerUnreachable':
      return {
        short: t('{0} is unreachable from the other managers', trouble.hostname),
        what: t(
          'The managers cannot reach manager {0} ({1}), which is not a machine of this cluster, although it is ready as a node.',
          trouble.hostname,
          trouble.node,
        ),
        why: t('Until then it does not count toward the quorum.'),
        remedy: t('Check that the other managers reach its port 2377. Restarting its engine usually helps.'),
        actions: [refresh(t)],
      };
  }
}

function nodeNotReady(
  { machine, manager, state, message, answers }: Extract<SwarmTrouble, { kind: 'nodeNotReady' }>,
  t: Translate,
): Explanation {
  const shared = {
    short: t('reported {0} by managers', nodeStateWords(state, t)),
    why: message,
    actions: [refresh(t), machineInfo(machine, t)],
  };
  const words = nodeStateWords(state, t);
  if (state === 'unknown')
    return {
      ...shared,
      what: t('The manager {0} does not know {1} yet.', manager, machine),
      remedy: t('Wait a moment: after an election, a new leader needs a few seconds to hear from every node.'),
    };
  return answers
    ? {
        ...shared,
        what: t('The manager {2} reports machine {0} as {1}, although its engine answers.', machine, words, manager),
        remedy: t(
          'Check that it reaches the managers on port 2377, and restart its engine to make it try again. Its tasks have been started elsewhere.',
        ),
      }
    : {
        ...shared,
        what: t('The manager {2} also reports machine {0} as {1}.', machine, words, manager),
        remedy: t('Its tasks start on other nodes where they fit. It takes part again once its engine runs.'),
      };
}
