/** Restarts containers. */
import { changeContainers } from '../actions/changeContainers.ts';
import { command } from './command.ts';

export const restartContainer = command('restartContainer', (shell, argument, selected) =>
  changeContainers(shell, 'restart', argument, selected),
);
