/** X.509 certificates like docker-machine's: an authority, client certificates and server certificates. */
import { createPrivateKey, generateKeyPairSync, randomBytes, sign, X509Certificate } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { isIPv4 } from 'node:net';
import { bits, element, flag, integer, nothing, octets, oid, sequence, tagged, time, utf8 } from './der.ts';

/** PEM-encoded. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

export interface Wanted {
  /** The subject's organisation; docker-machine sets no other name. */
  readonly organisation: string;
  /** Undefined for a self-signed authority. */
  readonly authority: KeyPair | undefined;
  /** Names and addresses of a server; undefined for a client certificate. */
  readonly servers?: readonly string[];
  readonly from?: Date;
  readonly to?: Date;
}

const day = 86_400_000;
/** docker-machine's own values: certificates are valid for a little less than three years and begin five minutes in the past. */
const lifetime = 1080 * day;
const headStart = 300_000;

/** Keys use P-256 instead of docker-machine's RSA: generating one takes a ten-thousandth of the time, and TLS clients accept both. */
export function makeCertificate(wanted: Wanted): KeyPair {
  const { organisation, authority, servers } = wanted;
  const from = wanted.from ?? new Date(Date.now() - headStart);
  const to = wanted.to ?? new Date(from.getTime() + lifetime);
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const signer: KeyObject = authority ? createPrivateKey(authority.key) : privateKey;
  const algorithm =
    signer.asymmetricKeyType === 'rsa'
      ? sequence(oid('1.2.840.113549.1.1.11'), nothing())
      : sequence(oid('1.2.840.10045.4.3.2'));
  const content = sequence(
    tagged(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    algorithm,
    authority ? subjectOf(authority.certificate) : nameOf(organisation),
    sequence(time(from), time(to)),
    nameOf(organisation),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(...extensions(authority === undefined, servers))),
  );
  const whole = sequence(content, algorithm, bits(sign('sha256', content, signer)));
  const lines = whole.toString('base64').replace(/(.{64})/g, '$1\n');
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${lines.trimEnd()}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function extensions(isAuthority: boolean, servers: readonly string[] | undefined): readonly Buffer[] {
  const purposes = servers ? [serverPurpose, clientPurpose] : [clientPurpose];
  return [
    extension('2.5.29.19', true, sequence(...(isAuthority ? [flag()] : []))),
    // Key usage: digital signature; for an authority, also certificate signing.
    extension('2.5.29.15', true, tagged(0x03, Buffer.from(isAuthority ? [2, 0xac] : [3, 0xa8]))),
    ...(isAuthority ? [] : [extension('2.5.29.37', false, sequence(...purposes.map(oid)))]),
    ...(servers ? [extension('2.5.29.17', false, sequence(...servers.map(generalName)))] : []),
  ];
}

const serverPurpose = '1.3.6.1.5.5.7.3.1';
const clientPurpose = '1.3.6.1.5.5.7.3.2';

function extension(id: string, isCritical: boolean, value: Buffer): Buffer {
  return sequence(oid(id), ...(isCritical ? [flag()] : []), octets(value));
}

function generalName(server: string): Buffer {
  return isIPv4(server) ? tagged(0x87, Buffer.from(server.split('.').map(Number))) : tagged(0x82, Buffer.from(server));
}

function nameOf(organisation: string): Buffer {
  return sequence(tagged(0x31, sequence(oid('2.5.4.10'), utf8(organisation))));
}

/** Returns a certificate's subject in its original encoding. */
function subjectOf(pem: string): Buffer {
  const der = new X509Certificate(pem).raw;
  let at = element(der, element(der, 0).content).content;
  // Skip version, serial number, algorithm, issuer and validity.
  for (let skipped = 0; skipped < 5; skipped += 1) at = element(der, at).end;
  return der.subarray(at, element(der, at).end);
}
