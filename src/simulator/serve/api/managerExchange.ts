/** A request to a classic swarm manager, and how it passes on what its engines say. */
import type { Manager } from '../../world/classicManager.ts';
import type { Host } from '../../world/nouns.ts';
import { Refusal } from '../../world/refusal.ts';
import type { Exchange } from './exchange.ts';

export interface ManagerExchange extends Exchange {
  readonly manager: Manager;
  /** Waits until that host's engine answers: the manager itself knows no deadline. */
  readonly whenAnswers: (host: Host) => Promise<void>;
}

/** What an engine said, passed on: the client then says its own "Error response from daemon" before it once more. */
export function passedOn(error: unknown): unknown {
  return error instanceof Refusal && !error.message.startsWith('Error response from daemon')
    ? new Refusal(error.status === 404 ? 404 : 500, `Error response from daemon: ${error.message}`)
    : error;
}
