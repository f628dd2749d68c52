/** Deploys a compose file as a stack. */
import { command } from './command.ts';

export const deployStack = command('deployStack', async (shell, argument) => {
  const steering = await import('../steering/steering.ts');
  return steering.deployStack(shell, argument);
});
