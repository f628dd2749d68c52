// What `npm start` does at a desktop, and what it leaves where there is none.
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { codeArguments, hasDesktop, openAddress, openPrivately } from '../../../scripts/desktop.ts';

describe('there is a desktop', () => {
  test.each([
    ['linux', {}, false],
    ['linux', { DISPLAY: '' }, false],
    ['linux', { DISPLAY: ':0' }, true],
    ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, true],
    ['darwin', {}, true],
    ['win32', {}, true],
  ] as const)('%s %j: %s', (platform, environment, is) => {
    expect(hasDesktop({ platform, environment })).toBe(is);
  });
});

// The stand-in for a browser's opener is a shell script.
describe.skipIf(process.platform === 'win32')('an address is opened', () => {
  let folder: string;
  let told: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'desktop-'));
    told = path.join(folder, 'told');
    for (const name of ['open', 'xdg-open', 'cmd'])
      writeFileSync(path.join(folder, name), `#!/bin/sh\necho "${name} $*" > "${told}"\n`, { mode: 0o755 });
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const environment = (more: Readonly<Record<string, string>> = {}) => ({ PATH: folder, ...more });
  const address = 'http://127.0.0.1:8123/?folder=%2Fdemo&a=b';
  const written = (): string => {
    try {
      return readFileSync(told, 'utf8');
    } catch {
      return '';
    }
  };

  test.each([
    ['linux', `xdg-open ${address}\n`],
    ['darwin', `open ${address}\n`],
    ['win32', 'cmd /c start "" http://127.0.0.1:8123/?folder=%2Fdemo^&a=b\n'],
  ] as const)('on %s', async (platform, says) => {
    expect(openAddress(address, { platform, environment: environment({ DISPLAY: ':0' }) })).toBe(true);
    await expect.poll(written, { timeout: 10_000 }).toBe(says);
  });

  test('that is secret is in no argument, and in a file that only its user may read', async () => {
    const secret = `${address}&tkn=sesame`;
    const seat = { platform: 'linux', environment: environment({ DISPLAY: ':0' }) } as const;
    expect(await openPrivately(secret, folder, seat)).toBe(true);
    await expect.poll(written, { timeout: 10_000 }).toMatch(/^xdg-open file:.*\n$/);
    expect(written()).not.toContain('sesame');
    const file = fileURLToPath(written().replace('xdg-open ', '').trim());
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8').replaceAll('&amp;', '&')).toContain(`url=${secret}`);
    expect(await openPrivately(secret, folder, { platform: 'linux', environment: environment() })).toBe(false);
  });

  test('never without a display', async () => {
    expect(openAddress(address, { platform: 'linux', environment: environment() })).toBe(false);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(written()).toBe('');
  });

  test('and that nothing opens it is no error', async () => {
    const seat = { platform: 'linux', environment: { PATH: path.join(folder, 'nothing'), DISPLAY: ':0' } } as const;
    expect(openAddress(address, seat)).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 100));
  });
});

describe('a desktop VS Code', () => {
  const code = { folder: '/demo', extensions: ['/a', '/b'], dataFolder: '/data', isRoot: false };

  test('trusts the demo’s folder', () => {
    expect(codeArguments({ ...code, isDemo: true })).toEqual([
      '--extensionDevelopmentPath=/a',
      '--extensionDevelopmentPath=/b',
      '--user-data-dir=/data',
      '--disable-workspace-trust',
      '/demo',
    ]);
  });

  test('asks about a folder of one’s own', () => {
    expect(codeArguments({ ...code, isDemo: false })).not.toContain('--disable-workspace-trust');
    expect(codeArguments({ ...code, isDemo: false, isRoot: true })).toContain('--no-sandbox');
  });
});
