/** Gives a node no new tasks; what runs there goes on. */
import type { NodeSteered } from '../../model/steering.ts';
import { command } from './command.ts';

export const pauseNode = command<NodeSteered>('pauseNode', async (shell, argument) => {
  const { steerNode } = await import('../steering/steering.ts');
  return steerNode(shell, 'pause', argument);
});
