// Every check has its texts, its place in the list, and a test of each thing that it finds; nothing is left of one that went.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { allChecks } from '../../../src/checks/allChecks.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const filesOf = (folder: string): string[] =>
  readdirSync(path.join(root, folder)).filter((name) => name.endsWith('.ts'));
const read = (folder: string, file: string): string => readFileSync(path.join(root, folder, file), 'utf8');

/** The files that define a check. */
const defining = filesOf('src/checks').filter((file) => read('src/checks', file).includes('= defineCheck({'));
const ids = allChecks.map(({ id }): string => id).sort();

test('a check is called like its file, and stands in the list of all', () => {
  expect(defining.length).toBeGreaterThan(20);
  expect(defining.map((file) => path.basename(file, '.ts')).sort()).toEqual(ids);
  for (const id of ids)
    expect(read('src/checks', `${id}.ts`)).toContain(`export const ${id} = defineCheck({\n  id: '${id}',`);
});

test('a check has a file of texts, and no such file is without its check', () => {
  const texts = filesOf('src/ui/explain/checks').filter((file) => file !== 'words.ts');
  expect(texts.map((file) => path.basename(file, '.ts')).sort()).toEqual(ids);
});

test('what a check finds is expected by a test of the room', () => {
  const tests = filesOf('test/unit/checks')
    .map((file) => read('test/unit/checks', file))
    .join('\n');
  const kinds = ids.flatMap((id) => {
    const found = [...read('src/checks', `${id}.ts`).matchAll(/(?:readonly kind: |kind = .*\? |kind: )'(\w+)'/g)];
    return [...new Set(found.map(([, kind = '']) => `${id}: ${kind}`))];
  });
  expect(kinds.length).toBeGreaterThan(ids.length);
  expect(kinds.filter((each) => !tests.includes(`'${each.split(': ')[1] ?? ''}'`))).toEqual([]);
});
