/** Probes an endpoint that does not respond over a kept-alive connection. */
import { createConnection, type Socket } from 'node:net';
import type { Milliseconds } from '../base/units.ts';
import type { Failure } from '../model/failure.ts';
import type { Address } from '../model/address.ts';
import type { Endpoint } from './engineConnections.ts';
import { engineFailure } from './engineFailure.ts';
import type { Call } from './engineModem.ts';

export interface SecondLook {
  /** Returns why the host accepts no connections; undefined if there is no evidence of that. */
  readonly found: () => Failure | undefined;
  readonly stop: () => void;
}

/**
 * After `time` without a response over a kept-alive connection, probes whether the host still accepts connections: that distinguishes
 * a frozen engine from a pulled cable. A new connection needs no probe.
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
