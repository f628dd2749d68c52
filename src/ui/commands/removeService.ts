/** Removes a service with its tasks. */
import type { ServiceSteered } from '../../model/steering.ts';
import { changingCommand } from './command.ts';

export const removeService = changingCommand<ServiceSteered>('removeService', async (shell, argument) => {
  const { steerService } = await import('../steering/steering.ts');
  return steerService(shell, 'remove', argument);
});
