/**
 * What stands where dockerode expects its modem: each request goes over the connections that are kept to one endpoint, and its answer
 * is bounded and written down. Knows HTTP and nothing of Docker's API.
 */
import type { IncomingMessage } from 'node:http';
import type { Log } from '../base/log.ts';
import type { Address } from '../model/failure.ts';
import { bytesAnswer, errorAnswer, jsonAnswer } from './answerBody.ts';
import { loggedCall } from './callLog.ts';
import type { Attempt, EngineConnections } from './engineConnections.ts';
import { tooMuch } from './engineFailure.ts';
import type { Restraint } from './restraint.ts';

/** What is known of a call so far. */
export interface Call {
  readonly signal: AbortSignal;
  readonly wantsBytes: boolean;
  /** Its newest request's connection. */
  attempt: Attempt | undefined;
  /** When the head of the newest answer came. */
  answeredAt: Date | undefined;
  /** What the endpoint names as its API, where it does. */
  apiVersion: string | undefined;
  /** The last answer's `Date` header: the time at the other side, in whole seconds. */
  date: string | undefined;
}

/** Where requests of a modem go. */
export interface Route {
  readonly address: Address;
  readonly connections: EngineConnections;
  readonly restraint: Restraint;
  /** Where each request is written down. */
  readonly log: Log;
}

/** A request as dockerode gives it to its modem. */
interface Dial {
  readonly path: string;
  readonly method: string;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly isStream?: boolean;
  readonly statusCodes: Readonly<Record<number, unknown>>;
}

/** The one function of docker-modem that dockerode calls. */
export interface Modem {
  readonly dial: (dial: Dial, done: (error: unknown, value?: unknown) => void) => void;
}

/** An answer whose status does not count as success. */
export class StatusError extends Error {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;

  constructor(status: number, headers: IncomingMessage['headers'], body: string) {
    super(`HTTP ${status}`);
    this.status = status;
    this.headers = headers;
    this.body = body;
  }
}

export function newCall(signal: AbortSignal, wantsBytes = false): Call {
  return { signal, wantsBytes, attempt: undefined, answeredAt: undefined, apiVersion: undefined, date: undefined };
}

/** The modem of one call, which learns on the way what is known of it. */
export function engineModem(route: Route, call: Call): Modem {
  return {
    dial: (dial, done) => {
      dialled(route, dial, call).then(
        (value) => {
          done(null, value);
        },
        (error: unknown) => {
          done(error);
        },
      );
    },
  };
}

async function dialled(route: Route, dial: Dial, call: Call): Promise<unknown> {
  if (call.signal.aborted) throw abortedError();
  const request = httpRequest(dial);
  const { method, path } = request;
  const isChange = method !== 'GET' && method !== 'HEAD';
  const asked = (): Promise<unknown> =>
    loggedCall(route.log, { address: route.address, method, path, isChange }, (answered) =>
      exchange(route, request, dial, call, answered),
    );
  return isChange || dial.isStream ? asked() : route.restraint.ask(path, asked);
}

async function exchange(
  route: Route,
  request: HttpRequest,
  dial: Dial,
  call: Call,
  answered: (status: number) => void,
): Promise<unknown> {
  // Until a new connection is made it is a kept one, which once stood.
  const attempt: Attempt = { signal: call.signal, isFresh: false, isConnected: true, readyAt: new Date() };
  call.attempt = attempt;
  const answer = await route.connections.request(attempt, request);
  call.answeredAt = new Date();
  const apiVersion = answer.headers['api-version'];
  if (typeof apiVersion === 'string') call.apiVersion = apiVersion;
  call.date = answer.headers.date;
  const status = answer.statusCode ?? 0;
  if (dial.statusCodes[status] === true && dial.isStream) {
    answered(status);
    return answer;
  }
  answered(status);
  if (dial.statusCodes[status] !== true) throw new StatusError(status, answer.headers, await errorAnswer(answer));
  return call.wantsBytes
    ? bytesAnswer(route.address, answer)
    : jsonAnswer(answer, (excess, most) => tooMuch(route.address, excess, most));
}

interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly body: string | undefined;
}

/**
 * Method, path and body as docker-modem makes them of dockerode's options: a path that ends in `?` takes the options as its query,
 * `_query` and `_body` name the two apart.
 */
function httpRequest({ method, path, options = {} }: Dial): HttpRequest {
  const { _query, _body, ...plain } = options;
  const query = new URLSearchParams();
  if (path.endsWith('?'))
    for (const [key, value] of Object.entries((_query ?? plain) as Record<string, unknown>))
      if (value !== undefined) query.set(key, typeof value === 'string' ? value : JSON.stringify(value));
  // Some of it was told by whoever answered before: an id may be anything, and Node refuses what no path can hold by throwing.
  const bare = path
    .replace(/\?$/, '')
    .toWellFormed()
    .replaceAll(/[^\u0021-\u007e]+/g, encodeURIComponent);
  return {
    method,
    path: query.size > 0 ? `${bare}?${query.toString()}` : bare,
    body: method === 'POST' && _body !== undefined ? JSON.stringify(_body) : undefined,
  };
}

export function abortedError(): Error {
  return new DOMException('This operation was aborted', 'AbortError');
}
