/** Restarts machines. */
import { changeMachines } from '../actions/changeMachines.ts';
import { command } from './command.ts';

export const restartMachine = command('restartMachine', (shell, argument, selected) =>
  changeMachines(shell, 'restart', argument, selected),
);
