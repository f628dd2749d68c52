/** Starts machines. */
import { changeMachines } from '../actions/changeMachines.ts';
import { command } from './command.ts';

export const startMachine = command('startMachine', (shell, argument, selected) =>
  changeMachines(shell, 'start', argument, selected),
);
