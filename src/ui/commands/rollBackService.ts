/** Takes a service back to its former specification. */
import type { ServiceSteered } from '../../model/steering.ts';
import { steerService } from '../steering/steerService.ts';
import { command } from './command.ts';

export const rollBackService = command<ServiceSteered>('rollBackService', (shell, argument) =>
  steerService(shell, 'rollBack', argument),
);
