/** Stops containers. */
import { changeContainers } from '../actions/changeContainers.ts';
import { changingCommand } from './command.ts';

export const stopContainer = changingCommand('stopContainer', (shell, argument, selected) =>
  changeContainers(shell, 'stop', argument, selected),
);
