/** A request to a classic swarm manager, and how it forwards its engines' errors. */
import type { Manager } from '../../world/classicManager.ts';
import type { Host } from '../../world/nouns.ts';
import { Refusal } from '../../world/refusal.ts';
import type { Exchange } from './exchange.ts';

export interface ManagerExchange extends Exchange {
  readonly manager: Manager;
  /** Waits until the host's engine answers; the manager itself has no timeout. */
  readonly whenAnswers: (host: Host) => Promise<void>;
}

/** Forwards an engine's error; the client then adds its own "Error response from daemon" in front. */
export function passedOn(error: unknown): unknown {
  return error instanceof Refusal && !error.message.startsWith('Error response from daemon')
    ? new Refusal(error.status === 404 ? 404 : 500, `Error response from daemon: ${error.message}`)
    : error;
}
