/** Stops machines; what runs there is named first. */
import { changeMachines } from '../actions/changeMachines.ts';
import { changingCommand } from './command.ts';

export const stopMachine = changingCommand('stopMachine', (shell, argument, selected) =>
  changeMachines(shell, 'stop', argument, selected),
);
