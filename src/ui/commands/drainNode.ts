/** Takes all tasks off a node, and gives it no new ones. */
import type { NodeSteered } from '../../model/steering.ts';
import { steerNode } from '../steering/steerNode.ts';
import { command } from './command.ts';

export const drainNode = command<NodeSteered>('drainNode', (shell, argument) => steerNode(shell, 'drain', argument));
