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
        what: t('Machine {0} was made for this cluster, but is in no swarm.', trouble.machine),
        why: t('It has not joined, or has left.'),
        remedy: t('Bring its cluster up again: that lets it join.'),
        actions: [bringUp(t), machineInfo(trouble.machine, t)],
      };
    case 'swarmPending':
      return {
        short: t('has not met a manager'),
        what: t('The engine of {0} is in the swarm, but has not met a manager since it began.', trouble.machine),
        why: trouble.said,
        remedy: t(
          'After a start that takes some seconds. If it stays so, check that a manager works and that its port 2377 can be reached from there.',
        ),
        actions: [refresh(t), machineInfo(trouble.machine, t)],
      };
    case 'swarmFails':
      return {
        short: t('swarm error'),
        what: t('The engine of {0} cannot take part in its swarm.', trouble.machine),
        why: trouble.said,
        remedy: t(
          'Mend what the engine says and restart it, or let it leave (docker swarm leave) and bring its cluster up again.',
        ),
        actions: [machineInfo(trouble.machine, t), bringUp(t)],
      };
    case 'swarmLocked':
      return {
        short: t('swarm locked'),
        what: t('The manager {0} is locked since its engine was restarted.', trouble.machine),
        why: t('The swarm was made with autolock: a manager opens its state only with the key.'),
        remedy: t('Run docker swarm unlock there, with the key that was shown when the swarm was made.'),
        actions: [refresh(t), machineInfo(trouble.machine, t)],
      };
    case 'nodeRemoved':
      return {
        short: t('removed from the swarm'),
        what: t(
          'The engine of {0} takes itself for a node, but the manager {1} has no such node.',
          trouble.machine,
          trouble.manager,
        ),
        why: t('It was removed while it was away or still at work.'),
        remedy: t('Let it leave there (docker swarm leave), then bring its cluster up again: that lets it join anew.'),
        actions: [refresh(t), bringUp(t)],
      };
    case 'sameNodeId':
      return {
        short: t('same node as {0}', named(trouble.others, t)),
        what: t('{0} claim the same node {1}.', named([...trouble.others, trouble.machine], t), trouble.node),
        why: t(
          'A disk that was copied keeps the node’s identity and keys, so that the managers know only one of them.',
        ),
        remedy: t(
          'On {0}, stop Docker, delete /var/lib/docker/swarm and start Docker again, then bring the cluster up: that lets it join as a node of its own. Do not let it leave before, as that would take the other one out.',
          trouble.machine,
        ),
        actions: [refresh(t), bringUp(t)],
      };
    case 'nodeNotReady':
      return nodeNotReady(trouble, t);
    case 'managerUnreachable':
      return {
        short: t('unreachable for the other managers'),
        what: t(
          'The managers do not reach manager {0}, though it is ready as a node (says {1}).',
          trouble.machine,
          trouble.manager,
        ),
        why: t('It does not count for the quorum meanwhile.'),
        remedy: t(
          'Check that its port 2377 can be reached from the other managers; a restart of its engine helps as a rule.',
        ),
        actions: [refresh(t), machineInfo(trouble.machine, t)],
      };
    case 'quorumLost':
      return {
        short: t('no quorum: {0} of {1} managers', trouble.reachable, trouble.of),
        what: t('The swarm has no quorum: {0} of its {1} managers answer.', trouble.reachable, trouble.of),
        why: t(
          'More than half of the managers must be there. Containers go on running and overlay networks keep working, but nothing can be changed and nothing that fails is replaced.',
        ),
        remedy: t(
          'Start the managers that are missing. If they are lost for good, run docker swarm init --force-new-cluster on one that is left, which then leads alone, and bring the cluster up again.',
        ),
        actions: [refresh(t)],
      };
    case 'noLeader':
      return {
        short: t('no leader'),
        what: t('The swarm has no leader, though {0} of its {1} managers answer.', trouble.reachable, trouble.of),
        why: t(
          'When a leader is lost the others need up to half a minute to elect another one. What runs goes on meanwhile.',
        ),
        remedy: t('Wait a little. If it stays so, check that the managers reach each other on port 2377.'),
        actions: [refresh(t)],
      };
    case 'swarmUntold': {
      const cause = explainFailure(trouble.failure, t);
      return {
        short: t('no manager tells: {0}', cause.short),
        what: t('No manager of the swarm tells of it: {0}', cause.what),
        why: trouble.neverTold
          ? t('Nothing is known of its services and nodes yet. What runs keeps running.')
          : t('What is shown of services and nodes is what was last told. What runs goes on.'),
        remedy: cause.remedy,
        actions: cause.actions,
      };
    }
    case 'staleTwin':
      return {
        short: t('left-over node {0}', trouble.hostname),
        what: t(
          'The list of nodes of {0} has an entry of {1} that nobody comes back to: {2}.',
          trouble.cluster,
          trouble.hostname,
          trouble.node,
        ),
        why: t('The host at its address is another node now.'),
        remedy: t('Remove that node from the list.'),
        actions: [removeNode(trouble, t)],
      };
    case 'strangerNotReady':
      return {
        short: t('{0} is {1}', trouble.hostname, nodeStateWords(trouble.state, t)),
        what: t(
          'Node {0} ({1}), which is no machine of {2}, is {3} for the managers.',
          trouble.hostname,
          trouble.node,
          trouble.cluster,
          nodeStateWords(trouble.state, t),
        ),
        why: trouble.message,
        remedy: t('Start its host again. If it is gone for good, remove the node from the list.'),
        // One that a new leader has not heard of yet may well live.
        actions: trouble.state === 'unknown' ? [refresh(t)] : [removeNode(trouble, t), refresh(t)],
      };
    case 'strangerUnreachable':
      return {
        short: t('{0} is unreachable for the other managers', trouble.hostname),
        what: t(
          'The managers do not reach manager {0} ({1}), which is no machine of this cluster, though it is ready as a node.',
          trouble.hostname,
          trouble.node,
        ),
        why: t('It does not count for the quorum meanwhile.'),
        remedy: t(
          'Check that its port 2377 can be reached from the other managers; a restart of its engine helps as a rule.',
        ),
        actions: [refresh(t)],
      };
  }
}

function nodeNotReady(
  { machine, manager, state, message, answers }: Extract<SwarmTrouble, { kind: 'nodeNotReady' }>,
  t: Translate,
): Explanation {
  const shared = {
    short: t('{0} for the managers', nodeStateWords(state, t)),
    why: message,
    actions: [refresh(t), machineInfo(machine, t)],
  };
  const words = nodeStateWords(state, t);
  if (state === 'unknown')
    return {
      ...shared,
      what: t('The manager {0} has not heard of {1} yet.', manager, machine),
      remedy: t('Wait a little: after an election a new leader needs some seconds to hear of every node.'),
    };
  return answers
    ? {
        ...shared,
        what: t('Machine {0} is {1} for the manager {2}, though its engine answers.', machine, words, manager),
        remedy: t(
          'Check that it reaches the managers on port 2377; a restart of its engine lets it try anew. Its tasks have been started elsewhere.',
        ),
      }
    : {
        ...shared,
        what: t('Machine {0} is {1} for the manager {2} too.', machine, words, manager),
        remedy: t('Its tasks are started on other nodes where they fit, and it takes part again once its engine runs.'),
      };
}
