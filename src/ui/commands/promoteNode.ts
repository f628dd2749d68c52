/** Makes a worker a manager. */
import type { NodeSteered } from '../../model/steering.ts';
import { steerNode } from '../steering/steerNode.ts';
import { command } from './command.ts';

export const promoteNode = command<NodeSteered>('promoteNode', (shell, argument) =>
  steerNode(shell, 'promote', argument),
);
