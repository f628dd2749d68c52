/** Puts new tasks in place of those of a service, with the same specification. */
import type { ServiceSteered } from '../../model/steering.ts';
import { steerService } from '../steering/steerService.ts';
import { command } from './command.ts';

export const restartService = command<ServiceSteered>('restartService', (shell, argument) =>
  steerService(shell, 'restart', argument),
);
