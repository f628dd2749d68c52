/**
 * Classifies errors of calls to engines and swarm managers by cause. Pure: maps errors of Node's net, tls and http to failures.
 * Names of TLS errors are those of OpenSSL (Node) and BoringSSL (VS Code's Electron).
 */
import type { Milliseconds } from '../base/units.ts';
import { visible } from '../base/visible.ts';
import type { Failure } from '../model/failure.ts';
import type { EngineExcess, EngineFailure } from '../model/engineFailure.ts';
import type { Address } from '../model/address.ts';
import { written } from './tolerant.ts';

/** Carries a Failure through code that can only throw. */
export class FailureError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.kind);
    this.failure = failure;
  }
}

/** How far a call got before it failed. */
export interface Circumstances {
  readonly address: Address;
  /** The TCP connection was established. */
  readonly connected: boolean;
  /** How long the call ran. */
  readonly after: Milliseconds;
}

/** Maps anything that Node throws during a call to a failure. */
export function engineFailure(error: unknown, { address, connected, after }: Circumstances): Failure {
  if (error instanceof FailureError) return error.failure;
  const { code, said, words } = read(error);
  if (code === 'ECONNREFUSED') return { kind: 'engineRefused', address };
  if (code === 'ETIMEDOUT') return { kind: 'engineSilent', address, after, connected };
  if (isReset(error)) return { kind: 'engineReset', address };
  if (/ALERT|PEER_|CERTIFICATE_REQUIRED/.test(words) && refusesCertificate.test(words))
    return { kind: 'certificateForeign', address, whose: 'client', said };
  if (code.startsWith('ERR_SSL') || code.startsWith('HPE_') || code === 'EPROTO')
    return { kind: 'notDocker', address, said };
  return { kind: 'engineUnreachable', address, said };
}

/** The connection was lost: the server went away, or rejected our certificate without an alert. */
export function isReset(error: unknown): boolean {
  const { code, said } = read(error);
  return ['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ERR_STREAM_PREMATURE_CLOSE'].includes(code) || said === 'aborted';
}

/** Whether the server's alert calls our certificate expired (or not yet valid, for which Go uses the same alert). */
export function saysExpired(error: unknown): boolean {
  return /CERTIFICATE_(HAS_)?EXPIRED/.test(read(error).words);
}

/** Alerts of TLS servers that reject a client certificate. */
const refusesCertificate =
  /UNKNOWN_CA|BAD_CERTIFICATE|CERTIFICATE_(REQUIRED|EXPIRED|REVOKED|UNKNOWN)|UNSUPPORTED_CERTIFICATE|ACCESS_DENIED|DECRYPT_ERROR/;

/** Classifies a server certificate that we rejected. `code` is Node's `authorizationError`. */
export function refusedCertificate(
  code: string,
  address: Address,
  shown: { readonly validFrom: Date | undefined; readonly validTo: Date | undefined; readonly said: string },
): EngineFailure {
  switch (code) {
    case 'CERT_HAS_EXPIRED':
      return { kind: 'certificateExpired', address, whose: 'engine', at: shown.validTo };
    case 'CERT_NOT_YET_VALID':
      return { kind: 'certificateNotYetValid', address, whose: 'engine', from: shown.validFrom };
    default:
      return { kind: 'certificateForeign', address, whose: 'engine', said: visible(shown.said) || code };
  }
}

/** Classifies an error response: an error from Docker, or a server that is not Docker. */
export function refusedRequest(
  address: Address,
  answer: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string | string[] | undefined>>;
    readonly body: string;
  },
): EngineFailure {
  const { status, headers, body } = answer;
  const type = typeof headers['content-type'] === 'string' ? headers['content-type'] : '';
  const server = typeof headers.server === 'string' ? headers.server : '';
  const message = messageIn(body);
  // Engines before 1.12 and classic swarm managers send errors as plain text.
  const isDocker =
    headers['api-version'] !== undefined ||
    server.startsWith('Docker') ||
    message !== undefined ||
    (status >= 400 && (type === '' || type.startsWith('text/plain')) && !body.trimStart().startsWith('<'));
  if (!isDocker) return { kind: 'notDocker', address, said: `${status} ${beginning(body)}`.trim() };
  return { kind: 'engineError', address, status, said: ownWords(message ?? body) };
}

/** Returns the error for a response that is not Docker's. */
export function notDocker(address: Address, body: unknown): FailureError {
  return new FailureError({ kind: 'notDocker', address, said: beginning(written(body)) });
}

/** Returns the error for an endpoint that exceeds a bound. */
export function tooMuch(address: Address, of: EngineExcess, most: number): FailureError {
  return new FailureError({ kind: 'engineTooMuch', address, of, most });
}

/** Strips "Error response from daemon:", which managers add to an engine's message and the client then repeats. */
export function ownWords(said: string): string {
  return visible(onOneLine(said).replace(/^(Error response from daemon:\s*)+/, ''));
}

/** Returns enough of a body for the user to recognise it. */
export function beginning(body: string): string {
  const line = visible(onOneLine(body));
  return line.length > 200 ? `${line.slice(0, 199)}…` : line;
}

const onOneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

function messageIn(body: string): string | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed !== 'object' || parsed === null || !('message' in parsed)) return undefined;
    return typeof parsed.message === 'string' ? parsed.message : undefined;
  } catch {
    return undefined;
  }
}

function read(error: unknown): { readonly code: string; readonly said: string; readonly words: string } {
  const { code, message, reason } = (typeof error === 'object' && error !== null ? error : {}) as {
    code?: unknown;
    message?: unknown;
    reason?: unknown;
  };
  const text = (part: unknown): string => (typeof part === 'string' ? part : '');
  const said = text(reason) || text(message) || String(error);
  const words = `${text(code)} ${said} ${text(message)}`.toUpperCase().replace(/[^A-Z0-9]+/g, '_');
  return { code: text(code), said: visible(onOneLine(said)), words };
}
