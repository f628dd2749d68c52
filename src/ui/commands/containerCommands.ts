/** Commands for containers: below their machine, or on a network if their machine is known. */
import type { ContainerAction } from '../../service/actions.ts';
import type { RowMatch } from '../tree/rowContext.ts';
import type { Command, Run } from './command.ts';

const known: RowMatch = { kinds: ['container', 'endpoint;located'], without: ['remembered'] };
const running: RowMatch = { kinds: ['container;running', 'endpoint;located'] };

const change =
  (verb: ContainerAction): Run =>
  async (...given) => {
    const { runOperation } = await import('../operations/runOperation.ts');
    const { containerOperation } = await import('../operations/containers.ts');
    return runOperation(containerOperation(verb), ...given);
  };

export const containerCommands: readonly Command[] = [
  {
    id: 'startContainer',
    icon: 'play',
    changes: true,
    on: { kinds: ['container;exited', 'container;created', 'container;dead'] },
    group: '3_power@1',
    inline: 0,
    run: change('start'),
  },
  {
    id: 'stopContainer',
    icon: 'debug-stop',
    changes: true,
    on: { kinds: ['container;running', 'container;restarting', 'container;paused', 'endpoint;located'] },
    group: '3_power@2',
    run: change('stop'),
  },
  {
    id: 'restartContainer',
    icon: 'debug-restart',
    changes: true,
    on: {
      kinds: ['container;running', 'container;restarting', 'container;paused', 'container;exited', 'endpoint;located'],
    },
    group: '3_power@3',
    run: change('restart'),
  },
  {
    id: 'removeContainer',
    icon: 'trash',
    changes: true,
    on: known,
    press: 'remove',
    group: '9_end@1',
    run: change('remove'),
  },
  {
    id: 'showContainerLogs',
    icon: 'output',
    on: known,
    group: '1_show@2',
    inline: 1,
    run: async (shell, argument) => (await import('../logs/showLogs.ts')).showContainerLogs(shell, argument),
  },
  {
    id: 'openContainerShell',
    icon: 'terminal',
    changes: true,
    runs: 'program',
    on: running,
    group: '2_shell@1',
    inline: 2,
    run: async (shell, argument) => (await import('../operations/openTerminal.ts')).openContainerShell(shell, argument),
  },
];
