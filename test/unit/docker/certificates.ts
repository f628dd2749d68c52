/**
 * X.509 certificates made on the spot (P-256, DER by hand), as docker-machine's: one authority, certificates for engines with
 * their addresses, one for the client. Test-side only.
 */
import { createPrivateKey, generateKeyPairSync, randomBytes, sign, X509Certificate } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { isIPv4 } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Certificates } from '../../../src/model/machine.ts';

export interface Pair {
  readonly certificate: string;
  readonly key: string;
}

/** An authority, which may be one that was not made here: then with its subject as it stands in its certificate. */
export interface Authority extends Pair {
  readonly name: string;
  readonly subject?: Buffer;
}

export interface Wanted {
  readonly name: string;
  readonly authority?: Authority;
  readonly isAuthority?: boolean;
  readonly addresses?: readonly string[];
  readonly from?: Date;
  readonly to?: Date;
}

const day = 86_400_000;
export const daysAway = (days: number): Date => new Date(Math.round((Date.now() + days * day) / 1000) * 1000);

export function makeCertificate(wanted: Wanted): Pair & { readonly name: string } {
  const { name, authority, isAuthority = false, addresses = [], from = daysAway(-1), to = daysAway(365) } = wanted;
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const signer: KeyObject = authority ? createPrivateKey(authority.key) : privateKey;
  const algorithm =
    signer.asymmetricKeyType === 'rsa'
      ? sequence(oid('2a864886f70d01010b'), tagged(0x05, Buffer.alloc(0)))
      : sequence(oid('2a8648ce3d040302'));
  const extensions = [
    extension('551d13', true, sequence(...(isAuthority ? [tagged(0x01, Buffer.from([0xff]))] : []))),
    ...(addresses.length > 0 ? [extension('551d11', false, sequence(...addresses.map(generalName)))] : []),
  ];
  const content = sequence(
    tagged(0xa0, tagged(0x02, Buffer.from([2]))),
    tagged(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    algorithm,
    authority?.subject ?? distinguishedName(authority?.name ?? name),
    sequence(time(from), time(to)),
    distinguishedName(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(...extensions)),
  );
  const signature = sign('sha256', content, signer);
  const whole = sequence(content, algorithm, tagged(0x03, Buffer.concat([Buffer.from([0]), signature])));
  const lines = whole.toString('base64').replace(/(.{64})/g, '$1\n');
  return {
    name,
    certificate: `-----BEGIN CERTIFICATE-----\n${lines.trimEnd()}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

/** A machine store's certificates in a folder of their own. */
export class CertificateFolder {
  readonly path = mkdtempSync(path.join(tmpdir(), 'certificates-'));
  readonly authority = makeCertificate({ name: 'authority', isAuthority: true });

  constructor() {
    this.write('ca.pem', this.authority.certificate);
    this.writeClient(this.authority);
  }

  get files(): Certificates {
    const at = (name: string): string => path.join(this.path, name);
    return { authority: at('ca.pem'), certificate: at('cert.pem'), key: at('key.pem') };
  }

  writeClient(authority: Authority, validity: Pick<Wanted, 'from' | 'to'> = {}): void {
    const client = makeCertificate({ name: 'client', authority, ...validity });
    this.write('cert.pem', client.certificate);
    this.write('key.pem', client.key);
  }

  write(name: string, content: string): string {
    mkdirSync(this.path, { recursive: true });
    const file = path.join(this.path, name);
    writeFileSync(file, content);
    return file;
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** The subject's bytes out of a certificate. */
export function subjectOf(pem: string): Buffer {
  const der = new X509Certificate(pem).raw;
  /** Where the content of the element at `at` begins, and where it ends. */
  const bounds = (at: number): readonly [from: number, to: number] => {
    const first = der[at + 1] ?? 0;
    if (first < 0x80) return [at + 2, at + 2 + first];
    const size = first & 0x7f;
    return [at + 2 + size, at + 2 + size + der.readUIntBE(at + 2, size)];
  };
  // Certificate > content > version, serial number, algorithm, issuer, validity, subject.
  let [at] = bounds(bounds(0)[0]);
  for (let skipped = 0; skipped < 5; skipped += 1) [, at] = bounds(at);
  return der.subarray(at, bounds(at)[1]);
}

function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...parts: Buffer[]): Buffer => tagged(0x30, Buffer.concat(parts));
const oid = (hex: string): Buffer => tagged(0x06, Buffer.from(hex, 'hex'));

function extension(id: string, isCritical: boolean, value: Buffer): Buffer {
  const critical = isCritical ? [tagged(0x01, Buffer.from([0xff]))] : [];
  return sequence(oid(id), ...critical, tagged(0x04, value));
}

function generalName(address: string): Buffer {
  return isIPv4(address)
    ? tagged(0x87, Buffer.from(address.split('.').map(Number)))
    : tagged(0x82, Buffer.from(address));
}

function distinguishedName(name: string): Buffer {
  return sequence(tagged(0x31, sequence(oid('550403'), tagged(0x0c, Buffer.from(name)))));
}

/** GeneralizedTime. */
function time(moment: Date): Buffer {
  return tagged(0x18, Buffer.from(moment.toISOString().replace(/[-:T]/g, '').replace(/\.\d+/, '')));
}
