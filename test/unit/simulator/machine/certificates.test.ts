/** Certificates of the simulated docker-machine: good for Node's own judgement, and for an authority that others have made. */
import { X509Certificate } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { makeCertificate } from '../../../../src/simulator/machine/certificates.ts';
import { verdict } from '../../../../src/simulator/serve/tlsFront.ts';
import { makeCertificate as makeElsewhere } from '../../docker/certificates.ts';

const authority = makeCertificate({ organisation: 'me', authority: undefined });
const now = Date.now();
const day = 86_400_000;

describe('a certificate', () => {
  test('of an authority signs others, and itself', () => {
    const own = new X509Certificate(authority.certificate);
    expect(own.ca).toBe(true);
    expect(own.verify(own.publicKey)).toBe(true);
    expect(own.subject).toBe('O=me');
  });

  test('of a server is for its names and addresses', () => {
    const server = makeCertificate({ organisation: 'm1', authority, servers: ['localhost', '127.77.0.11'] });
    const shown = new X509Certificate(server.certificate);
    expect(shown.ca).toBe(false);
    expect(shown.issuer).toBe('O=me');
    expect(shown.checkIP('127.77.0.11')).toBe('127.77.0.11');
    expect(shown.checkHost('localhost')).toBe('localhost');
    expect(shown.checkIP('127.77.0.12')).toBeUndefined();
    expect(shown.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']);
  });

  test('may be signed by an authority that was made elsewhere', () => {
    const other = makeElsewhere({ name: 'other', isAuthority: true });
    const client = new X509Certificate(makeCertificate({ organisation: 'me', authority: other }).certificate);
    const known = new X509Certificate(other.certificate);
    expect(client.checkIssued(known)).toBe(true);
    expect(client.verify(known.publicKey)).toBe(true);
  });

  test('holds from five minutes ago, for three years', () => {
    const { validFrom, validTo } = new X509Certificate(authority.certificate);
    expect(Date.parse(validFrom)).toBeLessThan(now);
    expect(Math.round((Date.parse(validTo) - Date.parse(validFrom)) / day)).toBe(1080);
  });
});

describe('an engine takes of its clients', () => {
  const raw = (pem: string): Buffer => new X509Certificate(pem).raw;
  const engine = { authority: authority.certificate, certificate: '', key: '' };
  const client = makeCertificate({ organisation: 'me', authority });
  const stranger = makeCertificate({ organisation: 'me', authority: undefined });
  const foreign = makeCertificate({ organisation: 'me', authority: stranger });
  test.each([
    ['its own', raw(client.certificate), now, undefined],
    ['none without a certificate', undefined, now, 42],
    ['none of another authority, whatever its name', raw(foreign.certificate), now, 48],
    ['none that is too old', raw(client.certificate), now + 1100 * day, 45],
    ['none that is not valid yet', raw(client.certificate), now - day, 45],
  ])('%s', (_, shown, at, alert) => {
    expect(verdict(shown, engine, at)).toBe(alert);
  });
});
