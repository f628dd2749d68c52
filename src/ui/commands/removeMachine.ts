/** Removes machines: names what goes with them first. `force`: also those that their driver cannot take down. */
import { changeMachines } from '../actions/changeMachines.ts';
import { valueOf } from './argument.ts';
import { command } from './command.ts';

export const removeMachine = command('removeMachine', (shell, argument, selected) =>
  changeMachines(shell, valueOf(argument, 'force') === true ? 'forget' : 'remove', argument, selected),
);
