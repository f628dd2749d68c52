/** Removes containers: names them first. */
import { changeContainers } from '../actions/changeContainers.ts';
import { changingCommand } from './command.ts';

export const removeContainer = changingCommand('removeContainer', (shell, argument, selected) =>
  changeContainers(shell, 'remove', argument, selected),
);
