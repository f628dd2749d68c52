// What README shows as a cluster file is a good one.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readClusterFile } from '../../../src/cluster/clusterFile.ts';

const text = readFileSync(path.resolve(import.meta.dirname, '../../../README.md'), 'utf8');
const files = [...text.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map((match) => match[1] ?? '');

test('there are some', () => {
  expect(files.length).toBeGreaterThan(1);
});

test.each(files)('%s', async (file) => {
  const { spec, problems } = await readClusterFile(file);
  expect(problems).toEqual([]);
  expect(spec).toBeDefined();
});
