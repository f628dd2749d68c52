// The package: two builds give the same bytes, its bill of materials lists what is bundled, and a repository makes links absolute.
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readZip } from '@vscode/vsce/out/zip.js';
import { bundledPackages, readMetafile } from '../../../scripts/licences.ts';
import { bomIn, makePackage, pack, packageIn } from '../../../scripts/package.ts';
import type { Bom } from '../../../scripts/sbom.ts';

const folders = [1, 2].map(() => mkdtempSync(path.join(tmpdir(), 'package-')));
const [first = '', second = ''] = folders;
const hash = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');

beforeAll(async () => {
  // One behind the other and in other time zones, so that time and place differ.
  for (const [folder, zone] of [
    [first, 'Asia/Shanghai'],
    [second, 'America/New_York'],
  ] as const) {
    process.env['TZ'] = zone;
    await makePackage({ quiet: true, folder });
  }
  delete process.env['TZ'];
}, 300_000);

afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

test('two builds of one commit give the same package and bill of materials', () => {
  expect(hash(packageIn(first))).toBe(hash(packageIn(second)));
  expect(hash(bomIn(first))).toBe(hash(bomIn(second)));
});

describe('the bill of materials', () => {
  const bom = (): Bom => JSON.parse(readFileSync(bomIn(first), 'utf8')) as Bom;

  test('lists every bundled package with version, licence and hash', () => {
    const { components } = bom();
    expect(components.length).toBe(bundledPackages(readMetafile(first)).length);
    expect(components.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['dockerode', 'execa', 'yaml', 'valibot']),
    );
    for (const component of components) {
      expect(component.purl).toMatch(/^pkg:npm\/(%40[\w.-]+\/)?[\w.-]+@\d+\.\d+\.\d+/);
      expect(component.licenses?.[0].expression).toMatch(/\w/);
      expect(component.hashes?.[0]).toMatchObject({
        alg: 'SHA-512',
        content: expect.stringMatching(/^[\da-f]{128}$/) as string,
      });
    }
  });

  test('has unique references, and dependencies only between them', () => {
    const { metadata, components, dependencies } = bom();
    const refs = [metadata.component, ...components].map((each) => each['bom-ref']);
    expect(new Set(refs).size).toBe(refs.length);
    expect(dependencies.map(({ ref }) => ref).sort()).toEqual([...refs].sort());
    expect(dependencies.flatMap(({ dependsOn }) => dependsOn).filter((ref) => !refs.includes(ref))).toEqual([]);
    const dockerode = dependencies.find(({ ref }) => ref.includes('npm/dockerode@'));
    expect(dockerode?.dependsOn.join()).toContain('npm/docker-modem@');
  });
});

test('only what a user needs is in the package', async () => {
  const files = [...(await readZip(packageIn(first), () => true)).keys()];
  expect(files).toContain('extension/dist/extension.cjs');
  expect(files).toContain('extension/media/icon.png');
  expect(
    files.filter((file) =>
      /(^|\/)(docs|src|test|scripts|node_modules)\/|contributing|security|architecture|\.map$/i.test(file),
    ),
  ).toEqual([]);
});

test('without a repository links stay; with one they become absolute', async () => {
  expect(await readme(packageIn(first))).toContain('](media/readme/cluster-dark.png)');
  const file = path.join(second, 'package.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as object;
  writeFileSync(file, JSON.stringify({ ...manifest, repository: 'https://github.com/example/overlay' }));
  const text = await readme(await pack(second, { quiet: true }));
  expect(text).toContain('](https://github.com/example/overlay/raw/HEAD/media/readme/cluster-dark.png)');
  expect(text).toContain('](https://github.com/example/overlay/blob/HEAD/docs/cluster-file.md)');
}, 60_000);

async function readme(file: string): Promise<string> {
  const found = await readZip(file, (name) => /readme\.md$/i.test(name));
  return [...found.values()].join('');
}
