// A slip of the hand is mended by the key that was meant.
import { expect, test } from 'vitest';
import { english } from '../../../../src/base/text.ts';
import { readClusterFile } from '../../../../src/cluster/clusterFile.ts';
import { fixesIn } from '../../../../src/ui/editor/fixes.ts';

/** The text with every fix at the `|` taken. */
async function mended(marked: string): Promise<string> {
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  const fixes = fixesIn((await readClusterFile(text)).problems, offset, offset, english);
  return fixes.reduce(
    (now, { problem, text: instead }) => now.slice(0, problem.start) + instead + now.slice(problem.end),
    text,
  );
}

test.each([
  ['name: demo\nnod|ez: []', 'name: demo\nnodes: []'],
  ['name: demo\nnodes: [{ name: a, drivr|: {} }]', 'name: demo\nnodes: [{ name: a, driver: {} }]'],
  // What is there already was not meant.
  ['name: demo\nnodes: []\nnod|ez: []', 'name: demo\nnodes: []\nnodez: []'],
  // Where the cursor is not, and what nobody could have meant, stays.
  ['name: de|mo\nnodez: []', 'name: demo\nnodez: []'],
  ['name: demo\nfoo|bar: []', 'name: demo\nfoobar: []'],
])('%j becomes %j', async (marked, expected) => {
  expect(await mended(marked)).toBe(expected);
});
