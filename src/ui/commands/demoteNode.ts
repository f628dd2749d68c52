/** Makes a manager a worker. */
import type { NodeSteered } from '../../model/steering.ts';
import { changingCommand } from './command.ts';

export const demoteNode = changingCommand<NodeSteered>('demoteNode', async (shell, argument) => {
  const { steerNode } = await import('../steering/steering.ts');
  return steerNode(shell, 'demote', argument);
});
