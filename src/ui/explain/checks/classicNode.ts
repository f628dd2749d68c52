/** Texts for the classicNode check. */
import { tellsOfFormerId } from '../../../model/classicSwarm.ts';
import type { Texts } from './words.ts';

export const classicNode: Texts<'classicNode'> = (finding, t) => {
  const { machine } = finding.subject;
  const { manager } = finding;
  switch (finding.kind) {
    case 'managerSays':
      return {
        short: t('reported {0} by manager', finding.status.toLowerCase()),
        what: t('The manager {0} reports node {1} as {2}.', manager, machine, finding.status),
        why: finding.error ?? '',
        remedy: tellsOfFormerId(finding.error)
          ? t(
              'The manager keeps the engine’s previous ID. Restart the container swarm-agent-master on {0}, or bring the cluster up again.',
              manager,
            )
          : t(
              'The manager takes up to a minute to notice that a node is healthy again. If this persists, restart the container swarm-agent there.',
            ),
      };
    case 'notListed':
      return {
        short: t('not in the swarm'),
        what: t('The manager {0} does not list machine {1}.', manager, machine),
        why: t('Its agent is not registered in the key-value store: it is not running or cannot reach the store.'),
        remedy: t(
          'A new node appears within 90 seconds. If it does not, start the container swarm-agent on that host.',
        ),
      };
    case 'nodeMoved':
      return {
        short: t('moved to another address'),
        what: t(
          'The manager {0} expects {1} at {2}, but it is at {3} now.',
          manager,
          machine,
          finding.from,
          finding.to,
        ),
        why: t('Its agent still advertises the previous address, which is part of the container’s command.'),
        remedy: t('Recreate the agent so that it advertises {0}.', finding.to),
      };
  }
};
