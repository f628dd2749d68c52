/** Lets tasks come to a node again. */
import type { NodeSteered } from '../../model/steering.ts';
import { changingCommand } from './command.ts';

export const activateNode = changingCommand<NodeSteered>('activateNode', async (shell, argument) => {
  const { steerNode } = await import('../steering/steering.ts');
  return steerNode(shell, 'activate', argument);
});
