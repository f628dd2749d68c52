/** Removes machines: names what goes with them first. `force`: also those that their driver cannot take down. */
import { changeMachines } from '../actions/changeMachines.ts';
import { valueOf } from './argument.ts';
import { changingCommand } from './command.ts';

export const removeMachine = changingCommand('removeMachine', (shell, argument, selected) =>
  changeMachines(shell, valueOf(argument, 'force') === true ? 'forget' : 'remove', argument, selected),
);
