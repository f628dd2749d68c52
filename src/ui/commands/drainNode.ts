/** Takes all tasks off a node, and gives it no new ones. */
import type { NodeSteered } from '../../model/steering.ts';
import { changingCommand } from './command.ts';

export const drainNode = changingCommand<NodeSteered>('drainNode', async (shell, argument) => {
  const { steerNode } = await import('../steering/steering.ts');
  return steerNode(shell, 'drain', argument);
});
