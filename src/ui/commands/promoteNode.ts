/** Makes a worker a manager. */
import type { NodeSteered } from '../../model/steering.ts';
import { command } from './command.ts';

export const promoteNode = command<NodeSteered>('promoteNode', async (shell, argument) => {
  const { steerNode } = await import('../steering/steering.ts');
  return steerNode(shell, 'promote', argument);
});
