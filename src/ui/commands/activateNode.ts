/** Lets tasks come to a node again. */
import type { NodeSteered } from '../../model/steering.ts';
import { steerNode } from '../steering/steerNode.ts';
import { command } from './command.ts';

export const activateNode = command<NodeSteered>('activateNode', (shell, argument) =>
  steerNode(shell, 'activate', argument),
);
