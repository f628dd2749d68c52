/** Deploys a compose file as a stack. */
import { changingCommand } from './command.ts';

export const deployStack = changingCommand('deployStack', async (shell, argument) => {
  const steering = await import('../steering/steering.ts');
  return steering.deployStack(shell, argument);
});
