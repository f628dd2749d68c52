/**
 * Kept TLS connections to one endpoint, as an agent for Node's http. A socket is handed out only when it stands and the other
 * side's certificate was found good; before that nothing is written to it.
 */
import { Agent, ClientRequest } from 'node:http';
import type { ClientRequestArgs, IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { checkServerIdentity, connect } from 'node:tls';
import type { SecureContext, TLSSocket } from 'node:tls';
import { seconds } from '../base/units.ts';
import type { Address } from '../model/failure.ts';
import type { Certificates } from '../model/machine.ts';
import { CertificateFiles, type SecureContexts } from './engineCertificates.ts';
import { FailureError, refusedCertificate } from './engineFailure.ts';

export interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly certificates: Certificates;
}

/** What became of one request's connection. Filled in on the way. */
export interface Attempt {
  readonly signal: AbortSignal;
  /** A connection was made for it; otherwise it had a kept one. */
  isFresh: boolean;
  /** The TCP connection stood. */
  isConnected: boolean;
  /** When the request could be written at the earliest. */
  readyAt: Date;
}

interface AttemptArgs extends ClientRequestArgs {
  readonly attempt?: Attempt;
}

/** A kept connection that nobody used for so long is closed. */
const idleTime = seconds(120);
/** A connection over which nothing comes is probed by the kernel after this, so that a pulled cable is noticed. */
const keepAliveDelay = seconds(10);

export class EngineConnections extends Agent {
  readonly files: CertificateFiles;
  readonly #endpoint: Endpoint;
  readonly #address: Address;

  constructor(endpoint: Endpoint, address: Address, contexts: SecureContexts) {
    super({ keepAlive: true, keepAliveMsecs: keepAliveDelay, timeout: idleTime });
    this.#endpoint = endpoint;
    this.files = new CertificateFiles(endpoint.certificates, address, contexts);
    this.#address = address;
  }

  /**
   * Sends a request; the promise is for the head of the answer. `ClientRequest` itself rather than `https.request`: VS Code
   * replaces the latter with one that sends requests through the user's proxy and drops the agent.
   */
  request(
    attempt: Attempt,
    ask: { readonly method: string; readonly path: string; readonly body: string | undefined },
  ): Promise<IncomingMessage> {
    const args: AttemptArgs = {
      agent: this,
      host: this.#endpoint.host,
      port: this.#endpoint.port,
      method: ask.method,
      path: ask.path,
      headers:
        ask.body === undefined
          ? {}
          : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(ask.body) },
      signal: attempt.signal,
      attempt,
    };
    return new Promise((resolve, reject) => {
      const request = new ClientRequest(args, resolve);
      // Also after the answer has begun: an error without a listener would end the process.
      request.on('error', reject);
      request.end(ask.body);
    });
  }

  /** Closes what is kept but not in use: a write must not meet a connection that the other side has just given up. */
  dropKept(): void {
    for (const kept of Object.values(this.freeSockets)) for (const socket of kept ?? []) socket.destroy();
  }

  override createConnection(
    args: AttemptArgs,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): Duplex | undefined {
    const done = callback as (error: Error | null, stream?: Duplex) => void;
    void this.#connect(args.attempt).then(
      (socket) => {
        done(null, socket);
      },
      (error: unknown) => {
        done(error instanceof Error ? error : new Error(String(error)));
      },
    );
    return undefined;
  }

  async #connect(attempt: Attempt | undefined): Promise<TLSSocket> {
    if (attempt) Object.assign(attempt, { isFresh: true, isConnected: false });
    const { context, authority } = await this.files.read();
    const socket = await this.#handshake(context, authority, attempt?.signal, () => {
      if (attempt) attempt.isConnected = true;
    });
    if (attempt) attempt.readyAt = new Date();
    return socket;
  }

  /**
   * A handshake with at most TLS 1.2. With TLS 1.3 the other side judges our certificate only after our first request is on its
   * way, and its verdict can be lost in the reset that follows; here it is told for sure. Resolves when there is nothing to tell.
   */
  async askForVerdict(signal: AbortSignal): Promise<void> {
    const { olderContext, authority } = await this.files.read();
    const socket = await this.#handshake(olderContext(), authority, signal, () => undefined);
    socket.destroy();
  }

  #handshake(
    secureContext: SecureContext,
    ca: Buffer,
    signal: AbortSignal | undefined,
    onConnected: () => void,
  ): Promise<TLSSocket> {
    const { host, port } = this.#endpoint;
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(abortedError());
        return;
      }
      // `ca` beside the context keeps VS Code from adding the system's authorities. `rejectUnauthorized: false` only moves the
      // judgement to `secureConnect` below, where the certificate can still be looked at.
      const servername = isIP(host) ? '' : host;
      const socket = connect({ host, port, servername, secureContext, ca, rejectUnauthorized: false });
      const end = (): void => {
        socket.destroy(abortedError());
      };
      const settle = (): void => {
        signal?.removeEventListener('abort', end);
        socket.off('error', fail);
      };
      const fail = (error: Error): void => {
        settle();
        socket.destroy();
        reject(error);
      };
      signal?.addEventListener('abort', end, { once: true });
      socket.on('error', fail);
      // Whoever uses the socket listens for himself; in between an error must find somebody too.
      socket.on('error', () => undefined);
      socket.once('connect', onConnected);
      socket.once('secureConnect', () => {
        if (!socket.authorized) {
          fail(new FailureError(this.#judgement(socket)));
          return;
        }
        settle();
        socket.setKeepAlive(true, keepAliveDelay);
        socket.setNoDelay(true);
        resolve(socket);
      });
    });
  }

  #judgement(socket: TLSSocket): FailureError['failure'] {
    const code = String(socket.authorizationError);
    const certificate = socket.getPeerCertificate();
    const mismatch = code === 'ERR_TLS_CERT_ALTNAME_INVALID' && checkServerIdentity(this.#endpoint.host, certificate);
    return refusedCertificate(code, this.#address, {
      validFrom: date(certificate.valid_from),
      validTo: date(certificate.valid_to),
      said: mismatch ? mismatch.message : '',
    });
  }
}

function date(text: string | undefined): Date | undefined {
  const moment = new Date(text ?? '');
  return Number.isNaN(moment.getTime()) ? undefined : moment;
}

function abortedError(): Error {
  return new DOMException('This operation was aborted', 'AbortError');
}
