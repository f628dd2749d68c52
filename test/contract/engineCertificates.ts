// Which clients engines take, by their certificates, and that those made anew are used at once.
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sleep } from '../../src/base/async.ts';
import type { EngineDoor } from '../../src/docker/doors.ts';
import type { Machine } from '../../src/model/machine.ts';
import { CertificateFolder, daysAway, subjectOf } from '../unit/docker/certificates.ts';
import { failure, soon, type Standing } from './engineWorld.ts';

export function engineCertificates({ world, machine, answers }: Standing): void {
  describe('do not take every client', () => {
    let folder: CertificateFolder;
    const with_ = (files: Machine['certificates']): EngineDoor =>
      world().doors.engines.engine({ ...machine('swarm-node1'), certificates: files });
    beforeAll(() => {
      folder = new CertificateFolder();
    });
    afterAll(() => {
      folder.remove();
    });

    test('signed by somebody else', async () => {
      // Its authority is the engine's; only what it shows is a stranger's.
      const files = { ...folder.files, authority: machine('swarm-node1').certificates.authority };
      for (let i = 0; i < 5; i += 1)
        expect(await failure(with_(files).ping())).toMatchObject({ kind: 'certificateForeign', whose: 'client' });
    });

    test('of another authority altogether', async () => {
      expect(await failure(with_(folder.files).ping())).toMatchObject({
        kind: 'certificateForeign',
        whose: 'engine',
      });
    });

    test.each([
      ['that is too old', daysAway(-9), daysAway(-2), 'certificateExpired'],
      ['that is not valid yet', daysAway(2), daysAway(9), 'certificateNotYetValid'],
    ])('%s', async (_, from, to, kind) => {
      const pem = readFileSync(join(world().certificates, 'ca.pem'), 'utf8');
      const key = readFileSync(join(world().certificates, 'ca-key.pem'), 'utf8');
      expect(new X509Certificate(pem).checkPrivateKey(createPrivateKey(key))).toBe(true);
      folder.writeClient({ name: 'authority', certificate: pem, key, subject: subjectOf(pem) }, { from, to });
      const files = { ...folder.files, authority: machine('swarm-node1').certificates.authority };
      for (let i = 0; i < 5; i += 1)
        expect(await failure(with_(files).ping())).toMatchObject({ kind, whose: 'client' });
    });
  });

  test('with certificates made anew are heard without a restart of ours', async () => {
    expect(await answers('swarm-node1')).toBe(true);
    await world().regenerateCertificates('swarm-node1');
    await sleep(100);
    await expect.poll(() => answers('swarm-node1'), soon).toBe(true);
  });
}
