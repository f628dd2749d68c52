/** Restarts machines. */
import { changeMachines } from '../actions/changeMachines.ts';
import { changingCommand } from './command.ts';

export const restartMachine = changingCommand('restartMachine', (shell, argument, selected) =>
  changeMachines(shell, 'restart', argument, selected),
);
