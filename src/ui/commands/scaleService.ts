/** Sets how many tasks a service has. */
import type { ServiceSteered } from '../../model/steering.ts';
import { changingCommand } from './command.ts';

export const scaleService = changingCommand<ServiceSteered>('scaleService', async (shell, argument) => {
  const { steerService } = await import('../steering/steering.ts');
  return steerService(shell, 'scale', argument);
});
