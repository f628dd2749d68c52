/**
 * Runs calls to one endpoint: applies deadline and signal, limits concurrency and classifies failures. Independent of Docker's API;
 * its only HTTP logic is the retry after a kept-alive connection died.
 */
import type { Readable } from 'node:stream';
import { deadline as startDeadline, limit } from '../base/async.ts';
import type { Log } from '../base/log.ts';
import { err, ok } from '../base/result.ts';
import type { Milliseconds } from '../base/units.ts';
import type { Failure, Outcome } from '../model/failure.ts';
import type { Address } from '../model/address.ts';
import type { CallOptions } from './doors.ts';
import type { SecureContexts } from './engineCertificates.ts';
import { EngineConnections } from './engineConnections.ts';
import type { Endpoint } from './engineConnections.ts';
import { engineFailure, isReset, refusedRequest, saysExpired } from './engineFailure.ts';
import { abortedError, engineModem, newCall, StatusError } from './engineModem.ts';
import type { Call, Modem, Route } from './engineModem.ts';
import { Restraint } from './restraint.ts';
import { lookAgain } from './secondLook.ts';

/** Concurrent queries per endpoint: limits the sockets that a frozen endpoint holds. */
const questionsAtOnce = 4;

export interface CallKind {
  /** Used if the caller passes none. */
  readonly deadline: Milliseconds;
  /** The call changes something: it is never retried and bypasses the queue of queries, which are short. */
  readonly isChange?: boolean;
  /** The response body is bytes instead of JSON: a log. */
  readonly wantsBytes?: boolean;
}

/** Limits how many tasks start at once. */
export type Gate = <T>(task: () => Promise<T>) => Promise<T>;

/** Shared by all endpoints. */
export interface Shared {
  readonly beginnings: Gate;
  readonly contexts: SecureContexts;
  /** Receives a line per request. */
  readonly log: Log;
}

export class EngineCalls {
  readonly restraint = new Restraint();
  readonly #endpoint: Endpoint;
  readonly #route: Route;
  readonly #life = new AbortController();
  readonly #questions = limit(questionsAtOnce);
  readonly #beginnings: Gate;

  constructor(endpoint: Endpoint, address: Address, { beginnings, contexts, log }: Shared) {
    this.#endpoint = endpoint;
    this.#route = {
      address,
      connections: new EngineConnections(endpoint, address, contexts),
      restraint: this.restraint,
      log,
    };
    this.#beginnings = beginnings;
  }

  dropKept(): void {
    this.#route.connections.dropKept();
  }

  /** Aborts all calls. */
  dispose(): void {
    this.#life.abort();
    this.#route.connections.destroy();
  }

  /** Runs one call, which may send several requests. Converts what `work` throws to a Failure. */
  async run<T>(
    options: CallOptions | undefined,
    kind: CallKind,
    work: (modem: Modem, call: Call) => Promise<T>,
  ): Promise<Outcome<T>> {
    if (kind.isChange) return this.#timed(options, kind, work);
    // Waiting for other endpoints does not count towards the deadline: an endpoint not yet asked is not silent.
    return this.#inTurn(options?.signal, () => this.#timed(options, kind, work));
  }

  async #inTurn<T>(signal: AbortSignal | undefined, begin: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
    const ends = signal ? [signal, this.#life.signal] : [this.#life.signal];
    try {
      return await inTurn(ends, this.#beginnings, begin);
    } catch (error) {
      if (ends.some(({ aborted }) => aborted)) return err({ kind: 'cancelled', what: this.#route.address });
      throw error;
    }
  }

  async #timed<T>(
    options: CallOptions | undefined,
    kind: CallKind,
    work: (modem: Modem, call: Call) => Promise<T>,
  ): Promise<Outcome<T>> {
    const time = options?.deadline ?? kind.deadline;
    const end = startDeadline(time, options?.signal, this.#life.signal);
    const call = newCall(end.signal, kind.wantsBytes);
    // After half of a query's deadline without a response, probe the host, so that the result is known by the deadline.
    const second = kind.isChange ? undefined : lookAgain(call, time / 2, this.#endpoint, this.#route.address);
    const since = Date.now();
    try {
      // Send changes over a fresh connection: if a kept-alive one breaks, it is unknown whether the change was received.
      if (kind.isChange) this.#route.connections.dropKept();
      const begun = (): Promise<T> => this.#withRetry(call, kind, () => work(engineModem(this.#route, call), call));
      const value = await (kind.isChange ? begun() : inTurn([end.signal], this.#questions, begun));
      return ok(value);
    } catch (error) {
      if (end.ending() === 'timedOut') return err(second?.found() ?? this.#silent(call, time));
      return err(await this.#failure(error, call, end.ending() === 'cancelled', Date.now() - since));
    } finally {
      end.clear();
      second?.stop();
    }
  }

  /** Opens a stream, which must start within `time` and then lasts until `signal` aborts or it ends. */
  async open(
    signal: AbortSignal,
    time: Milliseconds,
    ask: (modem: Modem) => Promise<Readable>,
  ): Promise<Outcome<Readable>> {
    return this.#inTurn(signal, () => this.#open(signal, time, ask));
  }

  async #open(
    signal: AbortSignal,
    time: Milliseconds,
    ask: (modem: Modem) => Promise<Readable>,
  ): Promise<Outcome<Readable>> {
    const opening = startDeadline(time, signal, this.#life.signal);
    const whole = new AbortController();
    const abort = (): void => {
      whole.abort();
    };
    opening.signal.addEventListener('abort', abort, { once: true });
    const call = newCall(whole.signal);
    const since = Date.now();
    try {
      const stream = await this.#withRetry(call, {}, () => ask(engineModem(this.#route, call)));
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

  /** A kept-alive connection may have died while idle: retries a query once, on a new connection. */
  async #withRetry<T>(call: Call, kind: { readonly isChange?: boolean }, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (kind.isChange || !isReset(error) || call.attempt?.isFresh !== false || call.signal.aborted) throw error;
      this.#route.connections.dropKept();
      return work();
    }
  }

  async #failure(error: unknown, call: Call, isCancelled: boolean, after: Milliseconds): Promise<Failure> {
    if (isCancelled) return { kind: 'cancelled', what: this.#route.address };
    if (error instanceof StatusError) return refusedRequest(this.#route.address, error);
    if (isOurs(error)) throw error;
    const circumstances = { address: this.#route.address, connected: call.attempt?.isConnected ?? false, after };
    const failure = engineFailure(error, circumstances);
    if (failure.kind === 'engineReset' && call.attempt?.isFresh) {
      try {
        await this.#route.connections.askForVerdict(call.signal);
      } catch (verdict) {
        const known = engineFailure(verdict, circumstances);
        // Any other error says less than the reset.
        if (!call.signal.aborted && known.kind.startsWith('certificate')) return this.#onCertificates(verdict, known);
      }
    }
    return this.#onCertificates(error, failure);
  }

  /** Finds out whether a refused client certificate is expired or not yet valid, by our clock or the engine's alert. */
  async #onCertificates(error: unknown, failure: Failure): Promise<Failure> {
    if (!failure.kind.startsWith('certificate')) return failure;
    const { files } = this.#route.connections;
    if (failure.kind === 'certificateForeign' && failure.whose === 'client') {
      const own = await files.read().catch(() => undefined);
      const now = Date.now();
      if (own && own.validTo.getTime() < now)
        return { kind: 'certificateExpired', address: this.#route.address, whose: 'client', at: own.validTo };
      // Go reports "expired" for both; if the certificate is valid by our clock, one of the clocks is wrong.
      if (own && (own.validFrom.getTime() > now || saysExpired(error)))
        return { kind: 'certificateNotYetValid', address: this.#route.address, whose: 'client', from: own.validFrom };
    }
    files.forget();
    return failure;
  }

  #silent(call: Call, after: Milliseconds): Failure {
    // A call still in the queue waited behind silent ones on open connections.
    return { kind: 'engineSilent', address: this.#route.address, after, connected: call.attempt?.isConnected ?? true };
  }
}

/**
 * Waits for a slot at the gate, or until a signal aborts. `AbortSignal.any` would leave an entry in the long-lived signal at each call
 * until it is garbage-collected.
 */
function inTurn<T>(signals: readonly AbortSignal[], gate: Gate, task: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const give = (): void => {
      reject(abortedError());
    };
    const isOver = (): boolean => signals.some(({ aborted }) => aborted);
    if (isOver()) give();
    for (const signal of signals) signal.addEventListener('abort', give, { once: true });
    gate(() => (isOver() ? Promise.reject(abortedError()) : task()))
      .then(resolve, reject)
      .finally(() => {
        for (const signal of signals) signal.removeEventListener('abort', give);
      });
  });
}

/** A bug in this program rather than an external error. */
function isOurs(error: unknown): boolean {
  return error instanceof TypeError || error instanceof ReferenceError || error instanceof RangeError;
}
