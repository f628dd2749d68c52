/** Takes a service back to its former specification. */
import type { ServiceSteered } from '../../model/steering.ts';
import { command } from './command.ts';

export const rollBackService = command<ServiceSteered>('rollBackService', async (shell, argument) => {
  const { steerService } = await import('../steering/steering.ts');
  return steerService(shell, 'rollBack', argument);
});
