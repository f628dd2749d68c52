// Two spellings of one machine store are one store.
import { mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { realStorePath } from '../../../src/docker/realStorePath.ts';

let folder: string;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'real-store-path-')));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

test('symbolic links on the way to the store are followed', async () => {
  await mkdir(join(folder, 'disk', 'machine'), { recursive: true });
  await symlink(join(folder, 'disk'), join(folder, 'link'));
  await symlink(join('disk', 'machine'), join(folder, 'store'));
  expect(await realStorePath(join(folder, 'link', 'machine'))).toBe(join(folder, 'disk', 'machine'));
  expect(await realStorePath(join(folder, 'store'))).toBe(join(folder, 'disk', 'machine'));
  expect(await realStorePath(join(folder, 'disk', '..', 'disk', 'machine') + '/')).toBe(
    join(folder, 'disk', 'machine'),
  );
});

test('a store that does not exist yet has the path that it will have', async () => {
  await mkdir(join(folder, 'disk'));
  await symlink(join(folder, 'disk'), join(folder, 'link'));
  const before = await realStorePath(join(folder, 'link', 'a', 'machine'));
  expect(before).toBe(join(folder, 'disk', 'a', 'machine'));
  await mkdir(join(folder, 'link', 'a', 'machine'), { recursive: true });
  expect(await realStorePath(join(folder, 'link', 'a', 'machine'))).toBe(before);
});

test('links that lead nowhere or in a circle leave the path as it is', async () => {
  await symlink(join(folder, 'b'), join(folder, 'a'));
  await symlink(join(folder, 'a'), join(folder, 'b'));
  await symlink(join(folder, 'none'), join(folder, 'dangling'));
  expect(await realStorePath(join(folder, 'a', 'machine'))).toBe(join(folder, 'a', 'machine'));
  expect(await realStorePath(join(folder, 'dangling'))).toBe(join(folder, 'dangling'));
});
