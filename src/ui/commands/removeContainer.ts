/** Removes containers: names them first. */
import { changeContainers } from '../actions/changeContainers.ts';
import { command } from './command.ts';

export const removeContainer = command('removeContainer', (shell, argument, selected) =>
  changeContainers(shell, 'remove', argument, selected),
);
