// What README shows as a cluster file is a good one, and its table of commands is that of the palette.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { readClusterFile } from '../../../src/cluster/clusterFile.ts';

const read = (file: string): string => readFileSync(path.resolve(import.meta.dirname, '../../..', file), 'utf8');
const text = read('README.md');

describe('cluster files', () => {
  const files = [...text.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map((match) => match[1] ?? '');

  test('there are some', () => {
    expect(files.length).toBeGreaterThan(1);
  });

  test.each(files)('%s', async (file) => {
    const { spec, problems } = await readClusterFile(file);
    expect(problems).toEqual([]);
    expect(spec).toBeDefined();
  });
});

test('every command of the palette is in the table, by its title, and no other', () => {
  const table = /\n\| command \| \|\n\|---\|---\|\n((?:\|.*\n)+)/.exec(text)?.[1] ?? '';
  const told = table.split('\n').flatMap((row) => (row.split('|')[1] ?? '').split(',').map((name) => name.trim()));
  expect(told.filter(Boolean).sort()).toEqual(paletteTitles().sort());
});

function paletteTitles(): string[] {
  const { contributes } = JSON.parse(read('package.json')) as {
    readonly contributes: {
      readonly commands: readonly { readonly command: string; readonly title: string }[];
      readonly menus: { readonly commandPalette: readonly { readonly command: string; readonly when: string }[] };
    };
  };
  const titles = JSON.parse(read('package.nls.json')) as Readonly<Record<string, string>>;
  const hidden = contributes.menus.commandPalette.filter(({ when }) => when === 'false').map(({ command }) => command);
  return contributes.commands
    .filter(({ command }) => !hidden.includes(command))
    .map(({ title }) => titles[title.slice(1, -1)] ?? title);
}
