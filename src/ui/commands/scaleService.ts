/** Sets how many tasks a service has. */
import type { ServiceSteered } from '../../model/steering.ts';
import { steerService } from '../steering/steerService.ts';
import { command } from './command.ts';

export const scaleService = command<ServiceSteered>('scaleService', (shell, argument) =>
  steerService(shell, 'scale', argument),
);
