/** A second look at an endpoint that leaves a question over a kept connection without an answer. */
import { createConnection, type Socket } from 'node:net';
import type { Milliseconds } from '../base/units.ts';
import type { Address, Failure } from '../model/failure.ts';
import type { Endpoint } from './engineConnections.ts';
import { engineFailure } from './engineFailure.ts';
import type { Call } from './engineModem.ts';

export interface SecondLook {
  /** Why the host takes no connections; undefined while nothing says that it does not. */
  readonly found: () => Failure | undefined;
  readonly stop: () => void;
}

/**
 * After `time` without an answer over a kept connection, tries whether the host still takes connections: that tells a frozen
 * engine from a pulled cable. A connection of the call's own tells by itself.
 */
export function lookAgain(call: Call, time: Milliseconds, endpoint: Endpoint, address: Address): SecondLook {
  let failure: Failure | undefined;
  let socket: Socket | undefined;
  const timer = setTimeout(() => {
    const attempt = call.attempt;
    if (!attempt || attempt.isFresh) return;
    attempt.isConnected = false;
    socket = createConnection({ host: endpoint.host, port: endpoint.port });
    socket.once('connect', () => {
      attempt.isConnected = true;
      socket?.destroy();
    });
    socket.on('error', (error) => {
      failure = engineFailure(error, { address, connected: false, after: time });
    });
  }, time);
  return {
    found: () => failure,
    stop: () => {
      clearTimeout(timer);
      socket?.destroy();
    },
  };
}
