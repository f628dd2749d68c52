/** Starts containers. */
import { changeContainers } from '../actions/changeContainers.ts';
import { changingCommand } from './command.ts';

export const startContainer = changingCommand('startContainer', (shell, argument, selected) =>
  changeContainers(shell, 'start', argument, selected),
);
