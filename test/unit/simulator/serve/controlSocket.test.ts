// Who may steer a simulated world: its socket takes any command line, so it is its user's alone.
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openControl } from '../../../../src/simulator/serve/controlSocket.ts';

let folder: string;
let mask: number;
beforeEach(async () => {
  mask = process.umask(0);
  folder = await mkdtemp(path.join(tmpdir(), 'control-'));
});
afterEach(async () => {
  process.umask(mask);
  await rm(folder, { recursive: true });
});

// Windows' pipes have no modes.
describe.skipIf(process.platform === 'win32')('where new files may be written by everyone', () => {
  test('the socket is its owner’s alone, and the mask is as it was', async () => {
    const socket = path.join(folder, 'control.sock');
    const server = await openControl(socket, () => Promise.resolve(0));
    expect((await stat(socket)).mode & 0o777).toBe(0o600);
    expect(process.umask(0)).toBe(0);
    await new Promise((done) => server.close(done));
  });
});
