/** Starts machines. */
import { changeMachines } from '../actions/changeMachines.ts';
import { changingCommand } from './command.ts';

export const startMachine = changingCommand('startMachine', (shell, argument, selected) =>
  changeMachines(shell, 'start', argument, selected),
);
