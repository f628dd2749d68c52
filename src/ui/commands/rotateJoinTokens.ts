/** Makes new join tokens: who has a former one cannot join any more. */
import { changingCommand } from './command.ts';

export const rotateJoinTokens = changingCommand('rotateJoinTokens', async (shell, argument) => {
  const steering = await import('../steering/steering.ts');
  return steering.rotateJoinTokens(shell, argument);
});
