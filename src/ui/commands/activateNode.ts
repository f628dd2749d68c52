/** Lets tasks come to a node again. */
import type { NodeSteered } from '../../model/steering.ts';
import { command } from './command.ts';

export const activateNode = command<NodeSteered>('activateNode', async (shell, argument) => {
  const { steerNode } = await import('../steering/steering.ts');
  return steerNode(shell, 'activate', argument);
});
