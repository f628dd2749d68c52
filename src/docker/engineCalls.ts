/**
 * Calls to one endpoint: each with its deadline and signal, its place among the others, its bounded answer, and its failure told
 * apart. Knows HTTP and nothing of Docker's API; it stands where dockerode expects its modem.
 */
import type { IncomingMessage } from 'node:http';
import { createConnection } from 'node:net';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { deadline as startDeadline, limit } from '../base/async.ts';
import type { Log } from '../base/log.ts';
import { err, ok } from '../base/result.ts';
import type { Milliseconds } from '../base/units.ts';
import type { Address, Failure, Outcome } from '../model/failure.ts';
import { loggedCall } from './callLog.ts';
import type { CallOptions } from './doors.ts';
import type { SecureContexts } from './engineCertificates.ts';
import { EngineConnections } from './engineConnections.ts';
import type { Attempt, Endpoint } from './engineConnections.ts';
import { beginning, engineFailure, FailureError, isReset, refusedRequest, saysExpired } from './engineFailure.ts';
import { jsonObjects } from './jsonStream.ts';
import { written } from './tolerant.ts';

/** Questions to one endpoint at once: a frozen one holds no more sockets than this. */
const questionsAtOnce = 4;

/** Longest body that is read: a list of ten thousand containers fits. */
const longestBody = 32 * 1024 * 1024;

export interface CallKind {
  /** Where the caller gives none. */
  readonly deadline: Milliseconds;
  /** It changes something: never asked twice, and not in the queue of questions, which are short. */
  readonly isChange?: boolean;
  /** The answer's body is bytes, not JSON: a log. */
  readonly wantsBytes?: boolean;
}

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
}

/** A request as dockerode gives it to its modem. */
export interface Dial {
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

/** Lets only so many tasks begin at once. */
export type Gate = <T>(task: () => Promise<T>) => Promise<T>;

/** What all endpoints have in common. */
export interface Shared {
  readonly beginnings: Gate;
  readonly contexts: SecureContexts;
  /** Where each request is written down. */
  readonly log: Log;
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

export class EngineCalls {
  readonly #address: Address;
  readonly #endpoint: Endpoint;
  readonly #connections: EngineConnections;
  readonly #life = new AbortController();
  readonly #questions = limit(questionsAtOnce);
  readonly #beginnings: Gate;
  readonly #log: Log;

  constructor(endpoint: Endpoint, address: Address, { beginnings, contexts, log }: Shared) {
    this.#address = address;
    this.#endpoint = endpoint;
    this.#connections = new EngineConnections(endpoint, address, contexts);
    this.#beginnings = beginnings;
    this.#log = log;
  }

  dropKept(): void {
    this.#connections.dropKept();
  }

  /** Ends every call. */
  dispose(): void {
    this.#life.abort();
    this.#connections.destroy();
  }

  /** Carries out one call, which may be several requests. What `work` throws comes back as the Failure behind it. */
  async run<T>(
    options: CallOptions | undefined,
    kind: CallKind,
    work: (modem: Modem, call: Call) => Promise<T>,
  ): Promise<Outcome<T>> {
    if (kind.isChange) return this.#timed(options, kind, work);
    // The wait for the other endpoints does not count: nobody is silent who has not been asked.
    return this.#inTurn(anyOf(options?.signal, this.#life.signal), () => this.#timed(options, kind, work));
  }

  async #inTurn<T>(over: AbortSignal, begin: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
    try {
      return await inTurn(over, this.#beginnings, begin);
    } catch (error) {
      if (over.aborted) return err({ kind: 'cancelled', what: this.#address });
      throw error;
    }
  }

  async #timed<T>(
    options: CallOptions | undefined,
    kind: CallKind,
    work: (modem: Modem, call: Call) => Promise<T>,
  ): Promise<Outcome<T>> {
    const time = options?.deadline ?? kind.deadline;
    const end = startDeadline(time, anyOf(options?.signal, this.#life.signal));
    const call = newCall(end.signal, kind.wantsBytes);
    // Half of a question's time without an answer: is anybody there at all? Known by the time it is over.
    const second = kind.isChange ? undefined : this.#lookAgain(call, time / 2);
    const since = Date.now();
    try {
      // A change goes over a connection of its own: of a kept one that breaks nobody could say whether the change was heard.
      if (kind.isChange) this.#connections.dropKept();
      const begun = (): Promise<T> => this.#withRetry(call, kind, () => work(this.#modem(call), call));
      const value = await (kind.isChange ? begun() : inTurn(end.signal, this.#questions, begun));
      return ok(value);
    } catch (error) {
      if (end.ending() === 'timedOut') return err(second?.found() ?? this.#silent(call, time));
      return err(await this.#failure(error, call, end.ending() === 'cancelled', Date.now() - since));
    } finally {
      end.clear();
      second?.stop();
    }
  }

  /** Opens a stream, which must begin within `time` and then lasts until `signal` or an end of its own. */
  async open(
    signal: AbortSignal,
    time: Milliseconds,
    ask: (modem: Modem) => Promise<Readable>,
  ): Promise<Outcome<Readable>> {
    return this.#inTurn(anyOf(signal, this.#life.signal), () => this.#open(signal, time, ask));
  }

  async #open(
    signal: AbortSignal,
    time: Milliseconds,
    ask: (modem: Modem) => Promise<Readable>,
  ): Promise<Outcome<Readable>> {
    const opening = startDeadline(time, anyOf(signal, this.#life.signal));
    const whole = new AbortController();
    const abort = (): void => {
      whole.abort();
    };
    opening.signal.addEventListener('abort', abort, { once: true });
    const call = newCall(whole.signal);
    const since = Date.now();
    try {
      const stream = await this.#withRetry(call, {}, () => ask(this.#modem(call)));
      const destroy = (): void => {
        stream.destroy();
      };
      const ends = [signal, this.#life.signal];
      for (const each of ends) each.addEventListener('abort', destroy, { once: true });
      stream.once('close', () => {
        for (const each of ends) each.removeEventListener('abort', destroy);
      });
      return ok(stream);
    } catch (error) {
      if (opening.ending() === 'timedOut') return err(this.#silent(call, time));
      return err(await this.#failure(error, call, opening.ending() === 'cancelled', Date.now() - since));
    } finally {
      opening.signal.removeEventListener('abort', abort);
      opening.clear();
    }
  }

  /** Reads a stream of JSON objects to its end. */
  async eachObject(stream: Readable, see: (body: unknown) => void): Promise<void> {
    const objects = jsonObjects();
    const decoder = new TextDecoder();
    await eachPiece(stream, (piece) => {
      let bodies: unknown[];
      try {
        bodies = objects(decoder.decode(piece, { stream: true }));
      } catch (error) {
        throw this.notDocker(error instanceof Error ? error.message : error);
      }
      bodies.forEach(see);
    });
  }

  /** Says that this answer is not one of Docker's. */
  notDocker(body: unknown): FailureError {
    return new FailureError({ kind: 'notDocker', address: this.#address, said: beginning(written(body)) });
  }

  /** A kept connection may have died while nobody looked: a question that meets a dead one is asked once more, on a new one. */
  async #withRetry<T>(call: Call, kind: { readonly isChange?: boolean }, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (kind.isChange || !isReset(error) || call.attempt?.isFresh !== false || call.signal.aborted) throw error;
      this.#connections.dropKept();
      return work();
    }
  }

  async #failure(error: unknown, call: Call, isCancelled: boolean, after: Milliseconds): Promise<Failure> {
    if (isCancelled) return { kind: 'cancelled', what: this.#address };
    if (error instanceof StatusError) return refusedRequest(this.#address, error);
    if (isOurs(error)) throw error;
    const circumstances = { address: this.#address, connected: call.attempt?.isConnected ?? false, after };
    const failure = engineFailure(error, circumstances);
    if (failure.kind === 'engineReset' && call.attempt?.isFresh) {
      try {
        await this.#connections.askForVerdict(call.signal);
      } catch (verdict) {
        const known = engineFailure(verdict, circumstances);
        // Anything but a verdict on certificates says less than the reset.
        if (!call.signal.aborted && known.kind.startsWith('certificate')) return this.#onCertificates(verdict, known);
      }
    }
    return this.#onCertificates(error, failure);
  }

  /** Of a refused certificate of ours: is it too old or too young, by our clock or by the engine's word? */
  async #onCertificates(error: unknown, failure: Failure): Promise<Failure> {
    if (!failure.kind.startsWith('certificate')) return failure;
    const { files } = this.#connections;
    if (failure.kind === 'certificateForeign' && failure.whose === 'client') {
      const own = await files.read().catch(() => undefined);
      const now = Date.now();
      if (own && own.validTo.getTime() < now)
        return { kind: 'certificateExpired', address: this.#address, whose: 'client', at: own.validTo };
      // Go says "expired" of both; with a certificate that is good here, one of the clocks is wrong.
      if (own && (own.validFrom.getTime() > now || saysExpired(error)))
        return { kind: 'certificateNotYetValid', address: this.#address, whose: 'client', from: own.validFrom };
    }
    files.forget();
    return failure;
  }

  #silent(call: Call, after: Milliseconds): Failure {
    // A call that never left the queue waited behind silent ones on standing connections.
    return { kind: 'engineSilent', address: this.#address, after, connected: call.attempt?.isConnected ?? true };
  }

  /**
   * After `time` without an answer over a kept connection, tries whether the host still takes connections: that tells a frozen
   * engine from a pulled cable. A connection of the call's own tells by itself.
   */
  #lookAgain(call: Call, time: Milliseconds): { readonly found: () => Failure | undefined; readonly stop: () => void } {
    let failure: Failure | undefined;
    let socket: Socket | undefined;
    const timer = setTimeout(() => {
      const attempt = call.attempt;
      if (!attempt || attempt.isFresh) return;
      attempt.isConnected = false;
      socket = createConnection({ host: this.#endpoint.host, port: this.#endpoint.port });
      socket.once('connect', () => {
        attempt.isConnected = true;
        socket?.destroy();
      });
      socket.on('error', (error) => {
        failure = engineFailure(error, { address: this.#address, connected: false, after: time });
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

  #modem(call: Call): Modem {
    return {
      dial: (dial, done) => {
        this.#dial(dial, call).then(
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

  async #dial(dial: Dial, call: Call): Promise<unknown> {
    if (call.signal.aborted) throw abortedError();
    const request = httpRequest(dial);
    const { method, path } = request;
    return loggedCall(
      this.#log,
      { address: this.#address, method, path, isChange: method !== 'GET' && method !== 'HEAD' },
      (answered) => this.#exchange(request, dial, call, answered),
    );
  }

  async #exchange(request: HttpRequest, dial: Dial, call: Call, answered: (status: number) => void): Promise<unknown> {
    // Until a new connection is made it is a kept one, which once stood.
    const attempt: Attempt = { signal: call.signal, isFresh: false, isConnected: true, readyAt: new Date() };
    call.attempt = attempt;
    const answer = await this.#connections.request(attempt, request);
    call.answeredAt = new Date();
    const apiVersion = answer.headers['api-version'];
    if (typeof apiVersion === 'string') call.apiVersion = apiVersion;
    const status = answer.statusCode ?? 0;
    if (dial.statusCodes[status] === true && dial.isStream) {
      answered(status);
      return answer;
    }
    const body = await this.#body(answer);
    answered(status);
    if (dial.statusCodes[status] !== true) throw new StatusError(status, answer.headers, body.toString());
    return call.wantsBytes ? body : jsonOrText(body.toString());
  }

  async #body(answer: IncomingMessage): Promise<Buffer> {
    const pieces: Buffer[] = [];
    let length = 0;
    await eachPiece(answer, (piece) => {
      length += piece.length;
      if (length > longestBody)
        throw this.notDocker(
          `more than ${longestBody / 1024 / 1024} MiB: ${pieces[0]?.toString('utf8', 0, 100) ?? ''}`,
        );
      pieces.push(piece);
    });
    return Buffer.concat(pieces);
  }
}

function newCall(signal: AbortSignal, wantsBytes = false): Call {
  return { signal, wantsBytes, attempt: undefined, answeredAt: undefined, apiVersion: undefined };
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

/** Reads an answer to its end; the request's signal ends it with an error. */
function eachPiece(stream: Readable, see: (piece: Buffer) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.on('data', (piece: Buffer) => {
      try {
        see(piece);
      } catch (error) {
        stream.destroy(error instanceof Error ? error : new Error(String(error)));
      }
    });
    stream.on('error', reject);
    stream.on('end', resolve);
    stream.on('close', () => {
      // Settled already unless it was cut off.
      reject(Object.assign(new Error('aborted'), { code: 'ECONNRESET' }));
    });
  });
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Waits for a place at the gate, but not beyond the signal. */
function inTurn<T>(signal: AbortSignal, gate: Gate, task: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const give = (): void => {
      reject(abortedError());
    };
    if (signal.aborted) give();
    signal.addEventListener('abort', give, { once: true });
    gate(() => (signal.aborted ? Promise.reject(abortedError()) : task()))
      .then(resolve, reject)
      .finally(() => {
        signal.removeEventListener('abort', give);
      });
  });
}

function anyOf(signal: AbortSignal | undefined, life: AbortSignal): AbortSignal {
  return signal ? AbortSignal.any([signal, life]) : life;
}

function abortedError(): Error {
  return new DOMException('This operation was aborted', 'AbortError');
}

/** A mistake in this program rather than an error from outside. */
function isOurs(error: unknown): boolean {
  return error instanceof TypeError || error instanceof ReferenceError || error instanceof RangeError;
}
