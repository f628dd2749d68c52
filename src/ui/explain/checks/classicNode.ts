/** Texts of the check classicNode. */
import { tellsOfFormerId } from '../../../model/classicSwarm.ts';
import { shellWord } from '../../../model/engineEnvironment.ts';
import type { Texts } from './words.ts';

export const classicNode: Texts<'classicNode'> = (finding, t) => {
  const { machine } = finding.subject;
  const { manager } = finding;
  switch (finding.kind) {
    case 'managerSays':
      return {
        short: t('{0} for the manager', finding.status.toLowerCase()),
        what: t('The manager {0} calls node {1} {2}.', manager, machine, finding.status),
        why: finding.error ?? '',
        remedy: tellsOfFormerId(finding.error)
          ? t(
              'The manager keeps the ID that the engine had before. Restart the container swarm-agent-master on {0}, or bring the cluster up again.',
              manager,
            )
          : t(
              'The manager needs up to a minute to notice that a node is well again. If it stays so, restart the container swarm-agent there.',
            ),
      };
    case 'notListed':
      return {
        short: t('not in the swarm'),
        what: t('The manager {0} does not list machine {1}.', manager, machine),
        why: t('Its agent is not registered in the key-value store: it does not run, or does not reach the store.'),
        remedy: t(
          'A new node appears within a minute and a half. If it does not, start the container swarm-agent there.',
        ),
      };
    case 'nodeMoved': {
      const { from, to, image, discovery } = finding;
      const joining = [image, 'join', '--advertise', to, discovery].map(shellWord).join(' ');
      return {
        short: t('moved to another address'),
        what: t('The manager {0} looks for {1} at {2}; it is at {3} now.', manager, machine, from, to),
        why: t('Its agent still advertises the former address, which is part of the container’s command.'),
        remedy: t(
          'On {0}, recreate the agent: {1}',
          machine,
          `docker rm -f swarm-agent && docker run -d --name swarm-agent --restart always ${joining}`,
        ),
      };
    }
  }
};
