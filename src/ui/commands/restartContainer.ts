/** Restarts containers. */
import { changeContainers } from '../actions/changeContainers.ts';
import { changingCommand } from './command.ts';

export const restartContainer = changingCommand('restartContainer', (shell, argument, selected) =>
  changeContainers(shell, 'restart', argument, selected),
);
