/** Gives a node no new tasks; what runs there goes on. */
import type { NodeSteered } from '../../model/steering.ts';
import { changingCommand } from './command.ts';

export const pauseNode = changingCommand<NodeSteered>('pauseNode', async (shell, argument) => {
  const { steerNode } = await import('../steering/steering.ts');
  return steerNode(shell, 'pause', argument);
});
