/** Recreates a classic swarm's containers on a machine whose host has moved to another address. */
import { recreateAgents } from '../actions/recreateAgents.ts';
import { changingCommand } from './command.ts';

export const recreateAgent = changingCommand('recreateAgent', recreateAgents);
