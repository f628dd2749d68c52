// What the documents point to is there: relative links and their headings, pictures, and files of tests named in code.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../../../scripts/runProgram.ts';

const documents = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'ARCHITECTURE.md',
  'docs/cluster-file.md',
  'docs/contributing.md',
  'docs/field-notes.md',
];

describe.each(documents)('%s', (document) => {
  const text = readFileSync(path.join(root, document), 'utf8');
  const below = (target: string): string => path.resolve(root, path.dirname(document), target);

  test('links to what is there', () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, link = '']) => link);
    expect(links.filter((link) => !isThere(link))).toEqual([]);
  });

  test('names tests that are there', () => {
    const named = [...text.matchAll(/`((?:test|src|scripts)\/[\w./-]+)`/g)].map(([, file = '']) => file);
    expect(named.filter((file) => !existsSync(path.join(root, file)) && !file.includes('NAME'))).toEqual([]);
  });

  function isThere(link: string): boolean {
    const [target = '', heading] = link.split('#');
    const file = target === '' ? path.join(root, document) : below(target);
    if (!existsSync(file)) return false;
    return heading === undefined || headingsOf(readFileSync(file, 'utf8')).includes(heading);
  }
});

/** The anchors of headings, as GitHub and VS Code make them. */
function headingsOf(text: string): readonly string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\w\s-]/g, '')
      .replace(/\s/g, '-'),
  );
}
