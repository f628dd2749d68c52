/** Takes a service back to its former specification. */
import type { ServiceSteered } from '../../model/steering.ts';
import { changingCommand } from './command.ts';

export const rollBackService = changingCommand<ServiceSteered>('rollBackService', async (shell, argument) => {
  const { steerService } = await import('../steering/steering.ts');
  return steerService(shell, 'rollBack', argument);
});
