/** Takes a node out of its swarm; its machine stays in the store. */
import type { NodeSteered } from '../../model/steering.ts';
import { changingCommand } from './command.ts';

export const removeNode = changingCommand<NodeSteered>('removeNode', async (shell, argument) => {
  const { steerNode } = await import('../steering/steering.ts');
  return steerNode(shell, 'remove', argument);
});
