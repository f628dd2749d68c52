/** Stops containers. */
import { changeContainers } from '../actions/changeContainers.ts';
import { command } from './command.ts';

export const stopContainer = command('stopContainer', (shell, argument, selected) =>
  changeContainers(shell, 'stop', argument, selected),
);
