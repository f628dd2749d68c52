/** Takes a node out of its swarm; its machine stays in the store. */
import type { NodeSteered } from '../../model/steering.ts';
import { steerNode } from '../steering/steerNode.ts';
import { command } from './command.ts';

export const removeNode = command<NodeSteered>('removeNode', (shell, argument) => steerNode(shell, 'remove', argument));
