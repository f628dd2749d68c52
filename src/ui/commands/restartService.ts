/** Puts new tasks in place of those of a service, with the same specification. */
import type { ServiceSteered } from '../../model/steering.ts';
import { changingCommand } from './command.ts';

export const restartService = changingCommand<ServiceSteered>('restartService', async (shell, argument) => {
  const { steerService } = await import('../steering/steering.ts');
  return steerService(shell, 'restart', argument);
});
