/**
 * TLS like an engine's: its own certificate, and only clients whose certificate it trusts. Node's TLS server closes a rejected
 * connection silently, while an engine sends an alert with the reason. TLS 1.2 clients send their certificate unencrypted, so they
 * are checked before the handshake ends. With TLS 1.3, a lost alert is not unusual.
 */
import { X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import { duplexPair } from 'node:stream';
import type { Duplex } from 'node:stream';
import { createSecureContext, TLSSocket } from 'node:tls';
import type { SecureContext } from 'node:tls';
import type { ServerCertificate } from '../world/nouns.ts';

const contexts = new WeakMap<ServerCertificate, SecureContext>();

function contextOf(certificate: ServerCertificate): SecureContext {
  const known = contexts.get(certificate);
  if (known) return known;
  const { authority: ca, certificate: cert, key } = certificate;
  const context = createSecureContext({ ca, cert, key });
  contexts.set(certificate, context);
  return context;
}

/** Starts TLS on a new connection; `accept` gets the stream after both sides are authenticated. */
export function serveTls(
  socket: Socket,
  certificate: ServerCertificate,
  now: () => number,
  accept: (secure: TLSSocket) => void,
): void {
  socket.once('data', (first: Buffer) => {
    socket.pause();
    socket.unshift(first);
    const isNew = offersNewest(first);
    const transport = isNew ? socket : judged(socket, certificate, now);
    const secure = new TLSSocket(transport, {
      isServer: true,
      secureContext: contextOf(certificate),
      requestCert: true,
      rejectUnauthorized: false,
    });
    secure.on('error', () => secure.destroy());
    secure.once('secure', () => {
      const shown = secure.getPeerCertificate(false) as { readonly raw?: Buffer };
      if (verdict(shown.raw, certificate, now()) !== undefined) secure.destroy();
      else accept(secure);
    });
  });
}

/** A ClientHello that supports TLS 1.3 has the extension `supported_versions` with 3.4 in it. */
function offersNewest(hello: Buffer): boolean {
  const at = hello.indexOf(Buffer.from([0x00, 0x2b, 0x00]));
  if (at < 0) return false;
  const versions = hello.subarray(at + 5, at + 5 + hello.readUInt8(at + 4));
  for (let each = 0; each + 1 < versions.length; each += 2) if (versions.readUInt16BE(each) === 0x0304) return true;
  return false;
}

/** TLS alert numbers. */
const alerts = { badCertificate: 42, certificateExpired: 45, unknownAuthority: 48 } as const;

const authorities = new Map<string, X509Certificate>();

/** Returns the alert for a client's certificate; undefined if it is valid. */
export function verdict(raw: Buffer | undefined, { authority }: ServerCertificate, now: number): number | undefined {
  if (!raw) return alerts.badCertificate;
  const shown = new X509Certificate(raw);
  const known = authorities.get(authority) ?? new X509Certificate(authority);
  authorities.set(authority, known);
  if (!shown.checkIssued(known) || !shown.verify(known.publicKey)) return alerts.unknownAuthority;
  // Go also reports "expired" for a certificate that is not valid yet.
  const isNow = now >= Date.parse(shown.validFrom) && now <= Date.parse(shown.validTo);
  return isNow ? undefined : alerts.certificateExpired;
}

const handshake = 22;
const certificateMessage = 11;

/** Wraps the socket in a stream that ends with an alert if the client's certificate is rejected. */
function judged(socket: Socket, certificate: ServerCertificate, now: () => number): Duplex {
  const [inside, outside] = duplexPair();
  let records: Buffer = Buffer.alloc(0);
  let messages: Buffer = Buffer.alloc(0);
  let isJudged = false;
  socket.on('data', (piece: Buffer) => {
    if (!isJudged) {
      records = Buffer.concat([records, piece]);
      while (records.length >= 5 && records.length >= 5 + records.readUInt16BE(3)) {
        const end = 5 + records.readUInt16BE(3);
        if (records.readUInt8(0) === handshake) messages = Buffer.concat([messages, records.subarray(5, end)]);
        // The rest is encrypted.
        else isJudged = true;
        records = records.subarray(end);
      }
      const shown = clientCertificate(messages);
      if (shown !== undefined) {
        isJudged = true;
        const alert = verdict(shown.length > 0 ? shown : undefined, certificate, now());
        if (alert !== undefined) {
          socket.end(Buffer.from([21, 3, 3, 0, 2, 2, alert]));
          outside.destroy();
          return;
        }
      }
    }
    outside.write(piece);
  });
  outside.on('data', (piece: Buffer) => socket.write(piece));
  outside.on('end', () => socket.end());
  outside.on('error', () => undefined);
  inside.on('error', () => undefined);
  socket.on('close', () => outside.destroy());
  socket.resume();
  return inside;
}

/** Returns the first certificate in the client's Certificate message; empty if it sends none, undefined if it is incomplete. */
function clientCertificate(messages: Buffer): Buffer | undefined {
  for (let at = 0; at + 4 <= messages.length;) {
    const length = messages.readUIntBE(at + 1, 3);
    const body = messages.subarray(at + 4, at + 4 + length);
    if (messages.readUInt8(at) === certificateMessage) {
      if (body.length < length) return undefined;
      if (length < 6) return Buffer.alloc(0);
      return body.subarray(6, 6 + body.readUIntBE(3, 3));
    }
    at += 4 + length;
  }
  return undefined;
}
