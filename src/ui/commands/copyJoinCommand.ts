/** Puts the command by which a host joins a swarm on the clipboard. */
import { command } from './command.ts';

export const copyJoinCommand = command('copyJoinCommand', async (shell, argument) => {
  const steering = await import('../steering/steering.ts');
  return steering.copyJoinCommand(shell, argument);
});
