/** Removes a service with its tasks. */
import type { ServiceSteered } from '../../model/steering.ts';
import { command } from './command.ts';

export const removeService = command<ServiceSteered>('removeService', async (shell, argument) => {
  const { steerService } = await import('../steering/steering.ts');
  return steerService(shell, 'remove', argument);
});
