/** Probes that need no tool: whether a host's port accepts connections, and whether a local file is readable. */
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { deadline as startDeadline } from '../base/async.ts';
import type { Log } from '../base/log.ts';
import { err, ok } from '../base/result.ts';
import type { Milliseconds } from '../base/units.ts';
import type { Outcome } from '../model/failure.ts';
import { addressOf } from '../model/address.ts';
import { loggedCall } from './callLog.ts';
import type { CallOptions, Hosts } from './doors.ts';
import { engineFailure } from './engineFailure.ts';

export interface HostsOptions {
  readonly timeout: () => Milliseconds;
  readonly log: Log;
}

export function createHosts({ timeout, log }: HostsOptions): Hosts {
  return {
    probe: (host, port, options) => {
      const call = { address: addressOf(host, port), method: 'connect', path: '', isChange: false };
      return loggedCall(log, call, async (answered) => {
        const outcome = await probe(host, port, timeout(), options);
        if (!outcome.ok) answered(outcome.error.kind);
        return outcome;
      });
    },
    fileReadable: async (path) => {
      try {
        await access(path, constants.R_OK);
        return (await stat(path)).isFile();
      } catch {
        return false;
      }
    },
  };
}

function probe(host: string, port: number, timeout: Milliseconds, options?: CallOptions): Promise<Outcome<void>> {
  const address = addressOf(host, port);
  const after = options?.deadline ?? timeout;
  const end = startDeadline(after, options?.signal);
  return new Promise<Outcome<void>>((resolve) => {
    const late = (): Outcome<void> =>
      err(
        end.ending() === 'cancelled'
          ? { kind: 'cancelled', what: address }
          : { kind: 'engineSilent', address, after, connected: false },
      );
    if (end.signal.aborted) {
      resolve(late());
      return;
    }
    const socket = connect({ host, port });
    end.signal.addEventListener(
      'abort',
      () => {
        socket.destroy();
        resolve(late());
      },
      { once: true },
    );
    socket.once('connect', () => {
      socket.destroy();
      resolve(ok(undefined));
    });
    socket.on('error', (error) => {
      resolve(err(engineFailure(error, { address, connected: false, after })));
    });
  }).finally(end.clear);
}
