/** Sets how many tasks a service has. */
import type { ServiceSteered } from '../../model/steering.ts';
import { command } from './command.ts';

export const scaleService = command<ServiceSteered>('scaleService', async (shell, argument) => {
  const { steerService } = await import('../steering/steering.ts');
  return steerService(shell, 'scale', argument);
});
