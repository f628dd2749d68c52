/** Makes new join tokens: who has a former one cannot join any more. */
import { command } from './command.ts';

export const rotateJoinTokens = command('rotateJoinTokens', async (shell, argument) => {
  const steering = await import('../steering/steering.ts');
  return steering.rotateJoinTokens(shell, argument);
});
