/**
 * Calls to one endpoint: each with its deadline and signal, its place among the others, and its failure told apart. Knows nothing
 * of Docker's API, and of HTTP only that it is asked again where a kept connection has died.
 */
import type { Readable } from 'node:stream';
import { deadline as startDeadline, limit } from '../base/async.ts';
import type { Log } from '../base/log.ts';
import { err, ok } from '../base/result.ts';
import type { Milliseconds } from '../base/units.ts';
import type { Address, Failure, Outcome } from '../model/failure.ts';
import type { CallOptions } from './doors.ts';
import type { SecureContexts } from './engineCertificates.ts';
import { EngineConnections } from './engineConnections.ts';
import type { Endpoint } from './engineConnections.ts';
import { engineFailure, isReset, refusedRequest, saysExpired } from './engineFailure.ts';
import { abortedError, engineModem, newCall, StatusError } from './engineModem.ts';
import type { Call, Modem, Route } from './engineModem.ts';
import { Restraint } from './restraint.ts';
import { lookAgain } from './secondLook.ts';

/** Questions to one endpoint at once: a frozen one holds no more sockets than this. */
const questionsAtOnce = 4;

export interface CallKind {
  /** Where the caller gives none. */
  readonly deadline: Milliseconds;
  /** It changes something: never asked twice, and not in the queue of questions, which are short. */
  readonly isChange?: boolean;
  /** The answer's body is bytes, not JSON: a log. */
  readonly wantsBytes?: boolean;
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

  /** Ends every call. */
  dispose(): void {
    this.#life.abort();
    this.#route.connections.destroy();
  }

  /** Carries out one call, which may be several requests. What `work` throws comes back as the Failure behind it. */
  async run<T>(
    options: CallOptions | undefined,
    kind: CallKind,
    work: (modem: Modem, call: Call) => Promise<T>,
  ): Promise<Outcome<T>> {
    if (kind.isChange) return this.#timed(options, kind, work);
    // The wait for the other endpoints does not count: nobody is silent who has not been asked.
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
    // Half of a question's time without an answer: is anybody there at all? Known by the time it is over.
    const second = kind.isChange ? undefined : lookAgain(call, time / 2, this.#endpoint, this.#route.address);
    const since = Date.now();
    try {
      // A change goes over a connection of its own: of a kept one that breaks nobody could say whether the change was heard.
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

  /** Opens a stream, which must begin within `time` and then lasts until `signal` or an end of its own. */
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

  /** A kept connection may have died while nobody looked: a question that meets a dead one is asked once more, on a new one. */
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
        // Anything but a verdict on certificates says less than the reset.
        if (!call.signal.aborted && known.kind.startsWith('certificate')) return this.#onCertificates(verdict, known);
      }
    }
    return this.#onCertificates(error, failure);
  }

  /** Of a refused certificate of ours: is it too old or too young, by our clock or by the engine's word? */
  async #onCertificates(error: unknown, failure: Failure): Promise<Failure> {
    if (!failure.kind.startsWith('certificate')) return failure;
    const { files } = this.#route.connections;
    if (failure.kind === 'certificateForeign' && failure.whose === 'client') {
      const own = await files.read().catch(() => undefined);
      const now = Date.now();
      if (own && own.validTo.getTime() < now)
        return { kind: 'certificateExpired', address: this.#route.address, whose: 'client', at: own.validTo };
      // Go says "expired" of both; with a certificate that is good here, one of the clocks is wrong.
      if (own && (own.validFrom.getTime() > now || saysExpired(error)))
        return { kind: 'certificateNotYetValid', address: this.#route.address, whose: 'client', from: own.validFrom };
    }
    files.forget();
    return failure;
  }

  #silent(call: Call, after: Milliseconds): Failure {
    // A call that never left the queue waited behind silent ones on standing connections.
    return { kind: 'engineSilent', address: this.#route.address, after, connected: call.attempt?.isConnected ?? true };
  }
}

/**
 * Waits for a place at the gate, but not beyond the signals. `AbortSignal.any` would leave something behind in a signal that lasts, at
 * each call, until it is collected.
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

/** A mistake in this program rather than an error from outside. */
function isOurs(error: unknown): boolean {
  return error instanceof TypeError || error instanceof ReferenceError || error instanceof RangeError;
}
