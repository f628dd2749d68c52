/** Puts new tasks in place of those of a service, with the same specification. */
import type { ServiceSteered } from '../../model/steering.ts';
import { command } from './command.ts';

export const restartService = command<ServiceSteered>('restartService', async (shell, argument) => {
  const { steerService } = await import('../steering/steering.ts');
  return steerService(shell, 'restart', argument);
});
