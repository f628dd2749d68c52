/** Stops machines; what runs there is named first. */
import { changeMachines } from '../actions/changeMachines.ts';
import { command } from './command.ts';

export const stopMachine = command('stopMachine', (shell, argument, selected) =>
  changeMachines(shell, 'stop', argument, selected),
);
