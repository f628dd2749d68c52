// A text that no cluster file is as long as: the editor's reader leaves it alone, and the file's own problem says why.
import { expect, test } from 'vitest';
import { english } from '../../../../src/base/text.ts';
import { readClusterFile } from '../../../../src/cluster/clusterFile.ts';
import { completionsAt, driverAt } from '../../../../src/ui/editor/completions.ts';
import { hoverAt } from '../../../../src/ui/editor/hover.ts';
import { readLoosely } from '../../../../src/ui/editor/looseYaml.ts';

const knowledge = { drivers: ['virtualbox'], machines: [], options: [], hasSchemaSupport: false };
const begun = 'name: demo\n';
const long = begun + '# a comment\n'.repeat(25_000);

test('a long text has no completions, no hover and no driver', () => {
  expect(completionsAt(begun, begun.length, knowledge, english)).not.toEqual([]);
  expect(hoverAt(begun, 2, [], english)).toBeDefined();
  expect(long.length).toBeGreaterThan(256 * 1024);
  expect(readLoosely(long)).toBeUndefined();
  expect(completionsAt(long, begun.length, knowledge, english)).toEqual([]);
  expect(hoverAt(long, 2, [], english)).toBeUndefined();
  expect(driverAt(long, begun.length)).toBeUndefined();
});

test('that it is too large is told', async () => {
  expect(await readClusterFile(long)).toMatchObject({ spec: undefined, problems: [{ problem: { kind: 'tooLarge' } }] });
});
