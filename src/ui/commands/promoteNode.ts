/** Makes a worker a manager. */
import type { NodeSteered } from '../../model/steering.ts';
import { changingCommand } from './command.ts';

export const promoteNode = changingCommand<NodeSteered>('promoteNode', async (shell, argument) => {
  const { steerNode } = await import('../steering/steering.ts');
  return steerNode(shell, 'promote', argument);
});
