/** The endpoint of a swarm mode API, as its client uses it. Types only. */
import type { Readable } from 'node:stream';
import type { Log } from '../base/log.ts';
import type { Milliseconds } from '../base/units.ts';
import type { Failure, Outcome } from '../model/failure.ts';
import type { Address } from '../model/address.ts';
import type { CallOptions } from './doors.ts';
import type { CallKind } from './engineCalls.ts';
import type { FailureError } from './engineFailure.ts';
import type { Modem } from './engineModem.ts';
import type { Parameters } from './engineRequests.ts';
import type { logQuery } from './serviceLog.ts';

interface Changeable {
  readonly inspect: () => Promise<unknown>;
  readonly update: (parameters: Parameters) => Promise<unknown>;
  readonly remove: (options?: { readonly force: boolean }) => Promise<unknown>;
}

interface Followable extends Changeable {
  readonly logs: (query: ReturnType<typeof logQuery>) => Promise<Readable>;
}

/** The part of dockerode used here: its own types lack `_query`, `_body` and some promises. */
export interface SwarmApi {
  readonly modem: Modem;
  readonly listNodes: () => Promise<unknown>;
  readonly listServices: () => Promise<unknown>;
  readonly listTasks: () => Promise<unknown>;
  readonly swarmInspect: () => Promise<unknown>;
  readonly swarmInit: (parameters: Parameters) => Promise<unknown>;
  readonly swarmJoin: (parameters: Parameters) => Promise<unknown>;
  readonly swarmLeave: (options: { readonly force: boolean }) => Promise<unknown>;
  readonly swarmUpdate: (parameters: Parameters) => Promise<unknown>;
  readonly getNode: (id: string) => Changeable;
  readonly getService: (id: string) => Followable;
}

/** What the client uses of its endpoint. */
export interface SwarmEndpoint {
  readonly address: Address;
  readonly ask: <T>(
    options: CallOptions | undefined,
    kind: CallKind,
    work: (docker: SwarmApi) => Promise<T>,
  ) => Promise<Outcome<T>>;
  /** Opens a stream, which lasts until the signal aborts or it ends. */
  readonly open: (signal: AbortSignal, work: (docker: SwarmApi) => Promise<Readable>) => Promise<Outcome<Readable>>;
  /** Returns why an open stream broke; `error` is undefined if it ended normally. */
  readonly failureOf: (error: unknown) => Failure;
  readonly log: Log;
  readonly probe: () => { readonly deadline: Milliseconds };
  readonly notDocker: (body: unknown) => FailureError;
}
