/**
 * Kept-alive TLS connections to one endpoint, as an agent for Node's http. A socket is handed out only once it is connected and the
 * server's certificate is verified; nothing is written to it before.
 */
import { Agent, ClientRequest } from 'node:http';
import type { ClientRequestArgs, IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { checkServerIdentity, connect } from 'node:tls';
import type { SecureContext, TLSSocket } from 'node:tls';
import { seconds } from '../base/units.ts';
import type { Address } from '../model/address.ts';
import type { Certificates } from '../model/machine.ts';
import { CertificateFiles, type SecureContexts } from './engineCertificates.ts';
import { FailureError, refusedCertificate } from './engineFailure.ts';

export interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly certificates: Certificates;
}

/** State of one request's connection, updated as the request proceeds. */
export interface Attempt {
  readonly signal: AbortSignal;
  /** The connection is new; otherwise it was kept alive. */
  isFresh: boolean;
  /** The TCP connection was established. */
  isConnected: boolean;
  /** Earliest time at which the request could be written. */
  readyAt: Date;
}

interface AttemptArgs extends ClientRequestArgs {
  readonly attempt?: Attempt;
}

/** Idle connections are closed after this. */
const idleTime = seconds(120);
/** The kernel probes a quiet connection after this, which detects a pulled cable. */
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
   * Sends a request; resolves with the response headers. Uses `ClientRequest` because VS Code replaces `https.request` with a version
   * that uses the user's proxy and drops the agent.
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
      // Needed even after the response has started: an error without a listener ends the process.
      request.on('error', reject);
      request.end(ask.body);
    });
  }

  /** Closes idle connections, so that a write never uses one that the server is just closing. */
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
   * Performs a handshake up to TLS 1.2. With TLS 1.3, the server verifies our certificate only after our first request is sent, and the
   * reset that follows can hide its verdict; TLS 1.2 always reports it. Resolves if the certificate is accepted.
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
      // Passing `ca` in addition to the context keeps VS Code from adding the system's authorities. `rejectUnauthorized: false` moves the
      // check to `secureConnect` below, where the certificate is still available.
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
      // Keep a no-op error listener between the handshake and the first use.
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
