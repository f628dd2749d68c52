// docs/cluster-file.md has a table for every map of the cluster file, with every key as the schema has it, and examples that are valid.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { mapsIn, mapsOf, referenceFile, withTables } from '../../../scripts/clusterFileTables.ts';
import { readClusterFile } from '../../../src/cluster/clusterFile.ts';

const page = readFileSync(referenceFile, 'utf8');

test('every map of the cluster file has its table', () => {
  expect([...mapsIn(page)].sort()).toEqual([...mapsOf('')].sort());
});

test('the tables are those of the schema (npm run schema)', () => {
  expect(page).toBe(withTables(page));
});

test('a row has type, default, meaning and flag', () => {
  expect(page).toMatch(
    /^\| `dataPathPort` \| number \| `4789` \| UDP port .*\| `docker swarm init --data-path-port 4789` \|$/m,
  );
});

describe('examples', () => {
  const files = [...page.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map((match) => match[1] ?? '');

  test.each(files)('%s', async (file) => {
    const { spec, problems } = await readClusterFile(file);
    expect(problems).toEqual([]);
    expect(spec).toBeDefined();
  });
});
