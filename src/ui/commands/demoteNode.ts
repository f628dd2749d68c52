/** Makes a manager a worker. */
import type { NodeSteered } from '../../model/steering.ts';
import { command } from './command.ts';

export const demoteNode = command<NodeSteered>('demoteNode', async (shell, argument) => {
  const { steerNode } = await import('../steering/steering.ts');
  return steerNode(shell, 'demote', argument);
});
