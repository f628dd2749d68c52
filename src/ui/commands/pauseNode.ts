/** Gives a node no new tasks; what runs there goes on. */
import type { NodeSteered } from '../../model/steering.ts';
import { steerNode } from '../steering/steerNode.ts';
import { command } from './command.ts';

export const pauseNode = command<NodeSteered>('pauseNode', (shell, argument) => steerNode(shell, 'pause', argument));
