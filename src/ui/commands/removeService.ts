/** Removes a service with its tasks. */
import type { ServiceSteered } from '../../model/steering.ts';
import { steerService } from '../steering/steerService.ts';
import { command } from './command.ts';

export const removeService = command<ServiceSteered>('removeService', (shell, argument) =>
  steerService(shell, 'remove', argument),
);
