/** Makes a manager a worker. */
import type { NodeSteered } from '../../model/steering.ts';
import { steerNode } from '../steering/steerNode.ts';
import { command } from './command.ts';

export const demoteNode = command<NodeSteered>('demoteNode', (shell, argument) => steerNode(shell, 'demote', argument));
