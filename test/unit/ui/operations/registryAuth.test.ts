// Whether nodes need the credentials of this computer to pull what a compose file names.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { hasCredentials } from '../../../../src/ui/operations/dockerCommand.ts';
import { stackCommand, namesPrivateRegistry } from '../../../../src/ui/operations/stackCommand.ts';

test.each([
  ['registry.example.com/team/web:1.2', true],
  ['localhost:5000/web', true],
  ['10.0.0.5:5000/web@sha256:abc', true],
  ['ghcr.io/owner/web', true],
  ['"quay.io/owner/web"', true],
  ['busybox', false],
  ['library/busybox:1.36', false],
  ['owner/web:1', false],
  ['docker.io/owner/web', false],
  ['index.docker.io/owner/web', false],
  ['registry-1.docker.io/owner/web', false],
  ['${REGISTRY}/web:1', true],
  ['${TAG:-busybox}', false],
])('image: %s: %s', (image, isPrivate) => {
  expect(namesPrivateRegistry(`services:\n  web:\n    image: ${image} # here\n`)).toBe(isPrivate);
  expect(namesPrivateRegistry(`services: { web: { image: ${image} } }\n`)).toBe(isPrivate);
});

test('where credentials are kept they go along too: the owner’s images of Docker Hub may be private', () => {
  const text = 'services:\n  web:\n    image: owner/web\n';
  expect(stackCommand('/w/compose.yaml', 'shop', { text, hasCredentials: true })).toEqual([
    'stack',
    'deploy',
    '--with-registry-auth',
    '-c',
    '/w/compose.yaml',
    'shop',
  ]);
  expect(stackCommand('/w/compose.yaml', 'shop', { text, hasCredentials: false })).toEqual([
    'stack',
    'deploy',
    '-c',
    '/w/compose.yaml',
    'shop',
  ]);
});

test('a large file is read in time that grows with it', () => {
  const text = `${'image:'.padEnd(200_000, ' ')}\n`.repeat(5);
  const began = performance.now();
  expect(namesPrivateRegistry(text)).toBe(false);
  expect(performance.now() - began).toBeLessThan(1000);
});

test.each([
  ['{"auths":{"https://index.docker.io/v1/":{}}}', true],
  ['{"credsStore":"desktop"}', true],
  ['{"credHelpers":{"gcr.io":"gcloud"}}', true],
  ['{"auths":{}}', false],
  ['null', false],
  ['{', false],
  [undefined, false],
])('credentials in %s: %s', async (config, has) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'docker-overlay-config-'));
  try {
    if (config !== undefined) writeFileSync(path.join(folder, 'config.json'), config);
    expect(await hasCredentials(folder)).toBe(has);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
