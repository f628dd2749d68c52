/** Makes new certificates for machines whose old ones have expired or name another address. */
import { changeMachines } from '../actions/changeMachines.ts';
import { changingCommand } from './command.ts';

export const regenerateCertificates = changingCommand('regenerateCertificates', (shell, argument, selected) =>
  changeMachines(shell, 'regenerateCertificates', argument, selected),
);
