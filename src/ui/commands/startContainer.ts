/** Starts containers. */
import { changeContainers } from '../actions/changeContainers.ts';
import { command } from './command.ts';

export const startContainer = command('startContainer', (shell, argument, selected) =>
  changeContainers(shell, 'start', argument, selected),
);
