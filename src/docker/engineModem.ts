/**
 * The dockerode transport: sends requests over the kept-alive connections of one endpoint, bounds the responses and logs each request.
 * Knows HTTP but not Docker's API.
 */
import type { IncomingMessage } from 'node:http';
import type { Log } from '../base/log.ts';
import type { Address } from '../model/address.ts';
import { bytesAnswer, errorAnswer, jsonAnswer } from './answerBody.ts';
import { loggedCall } from './callLog.ts';
import type { Attempt, EngineConnections } from './engineConnections.ts';
import { tooMuch } from './engineFailure.ts';
import type { Restraint } from './restraint.ts';

/** State of a call so far. */
export interface Call {
  readonly signal: AbortSignal;
  readonly wantsBytes: boolean;
  /** Connection of its latest request. */
  attempt: Attempt | undefined;
  /** When the headers of the latest response arrived. */
  answeredAt: Date | undefined;
  /** The API version that the endpoint reports, if it does. */
  apiVersion: string | undefined;
  /** The `Date` header of the latest response: the server's time in whole seconds. */
  date: string | undefined;
}

/** Where a modem sends its requests. */
export interface Route {
  readonly address: Address;
  readonly connections: EngineConnections;
  readonly restraint: Restraint;
  /** Receives a line per request. */
  readonly log: Log;
}

/** A request as dockerode passes it to its modem. */
interface Dial {
  readonly path: string;
  readonly method: string;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly isStream?: boolean;
  readonly statusCodes: Readonly<Record<number, unknown>>;
}

/** The only function of docker-modem that dockerode calls. */
export interface Modem {
  readonly dial: (dial: Dial, done: (error: unknown, value?: unknown) => void) => void;
}

/** A response whose status is not a success. */
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

/** Creates the modem of one call and records the call's state in `call`. */
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
  // Assume a kept-alive connection, which was once established, until a new one is opened.
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
 * Builds method, path and body from dockerode's options like docker-modem: a path that ends in `?` takes the options as its query;
 * `_query` and `_body` separate the two.
 */
function httpRequest({ method, path, options = {} }: Dial): HttpRequest {
  const { _query, _body, ...plain } = options;
  const query = new URLSearchParams();
  if (path.endsWith('?'))
    for (const [key, value] of Object.entries((_query ?? plain) as Record<string, unknown>))
      if (value !== undefined) query.set(key, typeof value === 'string' ? value : JSON.stringify(value));
  // Parts of the path come from earlier responses: an ID may be anything, and Node throws on characters that are invalid in a path.
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
