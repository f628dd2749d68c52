/** Loads the machine store's client certificates for TLS and reloads them when their files change. */
import { createHash, X509Certificate } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import type { SecureContext } from 'node:tls';
import type { Bytes } from '../base/units.ts';
import type { Path } from '../base/hostPath.ts';
import type { Address } from '../model/address.ts';
import type { Certificates } from '../model/machine.ts';
import { FailureError } from './engineFailure.ts';
import { readRegularFile } from './regularFile.ts';

export interface Credentials {
  readonly authority: Buffer;
  readonly context: SecureContext;
  /** For handshakes up to TLS 1.2, where the server verifies our certificate before the handshake ends. */
  readonly olderContext: () => SecureContext;
  readonly validFrom: Date;
  readonly validTo: Date;
}

/** Caches TLS contexts by certificate: each machine has a copy of the same set, and a context takes at least 100 kB. */
export class SecureContexts {
  readonly #made = new Map<string, WeakRef<SecureContext>>();

  /** @throws OpenSSL's error for invalid certificates or keys */
  of(files: { readonly ca: Buffer; readonly cert: Buffer; readonly key: Buffer }): SecureContext {
    const hash = createHash('sha256');
    for (const each of [files.ca, files.cert, files.key]) hash.update(`${String(each.length)}:`).update(each);
    const id = hash.digest('base64');
    const known = this.#made.get(id)?.deref();
    if (known) return known;
    const context = createSecureContext(files);
    this.#made.set(id, new WeakRef(context));
    return context;
  }
}

/** Maximum size of a PEM file; docker-machine's are a few kilobytes. */
const largestFile: Bytes = 256 * 1024;

/** Reads the files on demand and only if one has changed. Throws a FailureError: `certificateMissing`. */
export class CertificateFiles {
  readonly #files: Certificates;
  readonly #address: Address;
  readonly #contexts: SecureContexts;
  #last: { readonly stamp: string; readonly credentials: Credentials } | undefined;

  constructor(files: Certificates, address: Address, contexts: SecureContexts) {
    this.#files = files;
    this.#address = address;
    this.#contexts = contexts;
  }

  async read(): Promise<Credentials> {
    const { authority, certificate, key } = this.#files;
    const stamp = (await Promise.all([authority, certificate, key].map((path) => this.#stamp(path)))).join();
    if (this.#last?.stamp === stamp) return this.#last.credentials;
    const [ca, cert, privateKey] = await Promise.all([
      this.#content(authority),
      this.#content(certificate),
      this.#content(key),
    ]);
    this.#check(authority, () => new X509Certificate(ca));
    const valid = this.#check(certificate, () => validity(cert));
    const files = { ca, cert, key: privateKey };
    const context = this.#check(key, () => this.#contexts.of(files));
    const credentials = {
      authority: ca,
      context,
      olderContext: () => createSecureContext({ ...files, maxVersion: 'TLSv1.2' }),
      ...valid,
    };
    this.#last = { stamp, credentials };
    return credentials;
  }

  /** Forces a reload after a TLS failure, even if the files look unchanged. */
  forget(): void {
    this.#last = undefined;
  }

  async #stamp(path: Path): Promise<string> {
    try {
      const { mtimeMs, size, ino } = await stat(path);
      return `${mtimeMs}:${size}:${ino}`;
    } catch (error) {
      throw this.#missing(path, error);
    }
  }

  async #content(path: Path): Promise<Buffer> {
    try {
      return await readRegularFile(path, largestFile);
    } catch (error) {
      throw this.#missing(path, error);
    }
  }

  #check<T>(path: Path, read: () => T): T {
    try {
      return read();
    } catch (error) {
      throw this.#missing(path, error);
    }
  }

  #missing(path: Path, error: unknown): FailureError {
    const said = error instanceof Error ? error.message : String(error);
    return new FailureError({ kind: 'certificateMissing', address: this.#address, path, said });
  }
}

/** Returns the validity period of a certificate. Throws if it is not a certificate. */
function validity(certificate: Buffer): Pick<Credentials, 'validFrom' | 'validTo'> {
  const own = new X509Certificate(certificate);
  const [validFrom, validTo] = [new Date(own.validFrom), new Date(own.validTo)];
  // A damaged certificate can still parse, for example with an invalid date.
  if (Number.isNaN(validFrom.getTime()) || Number.isNaN(validTo.getTime()))
    throw new Error(`valid from ${own.validFrom} to ${own.validTo}`);
  return { validFrom, validTo };
}
