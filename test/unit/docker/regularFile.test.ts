/** Files that others put there: what is no regular file of a bounded size is refused, and never waited for. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { FileRefused, readRegularFile } from '../../../src/docker/regularFile.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'regular-file-'));
const file = path.join(folder, 'file');
writeFileSync(file, 'a'.repeat(100_000));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test('a file is read to its end, also through a link', async () => {
  symlinkSync(file, path.join(folder, 'link'));
  expect((await readRegularFile(path.join(folder, 'link'), 100_000)).toString()).toBe('a'.repeat(100_000));
});

test('one byte more is refused', async () => {
  await expect(readRegularFile(file, 99_999)).rejects.toThrow(FileRefused);
});

test.skipIf(process.platform === 'win32')('a pipe, a device and a folder are refused', async () => {
  const pipe = path.join(folder, 'pipe');
  execFileSync('sh', ['-c', 'mkfifo "$0"', pipe]);
  for (const each of [pipe, '/dev/zero', folder])
    await expect(readRegularFile(each, 1000)).rejects.toThrow(FileRefused);
});

test.skipIf(process.platform !== 'linux')('a file that tells no size is read no further than the bound', async () => {
  await expect(readRegularFile('/proc/self/maps', 100)).rejects.toThrow(FileRefused);
});

test('what is not there is told as the system does', async () => {
  await expect(readRegularFile(path.join(folder, 'none'), 10)).rejects.toMatchObject({ code: 'ENOENT' });
});
