// A row's tooltip as Markdown.
import { expect, test } from 'vitest';
import { tooltipText } from '../../../../src/ui/tree/tooltipText.ts';

const problem = { what: 'It is *down*.', why: '', remedy: 'Start it.' };

test('a problem has the sign of its severity, and no text is Markdown', () => {
  const of = (severity?: 'error' | 'warning' | 'info'): string =>
    tooltipText({ title: 'a_b', facts: [], problems: [{ ...problem, ...(severity && { severity }) }] });
  expect(of()).toBe('**a\\_b**\n\n$(warning) It is \\*down\\*\\.  \n*Start it\\.*');
  expect(of('warning')).toContain('$(warning) ');
  expect(of('error')).toContain('$(error) ');
  expect(of('info')).toContain('$(sync~spin) ');
});

test('facts are a table: its head, the line below it and its rows follow each other', () => {
  const facts = [
    ['Role', 'node'],
    ['Driver', 'generic'],
  ] as const;
  expect(
    tooltipText({ title: 'a', facts, problems: [problem] })
      .split('\n\n')
      .at(-1),
  ).toBe('| | |\n|:--|:--|\n| Role&nbsp;&nbsp; | node |\n| Driver&nbsp;&nbsp; | generic |');
});

test('a label stays in one line, whatever stands beside it', () => {
  const row = (label: string): string =>
    tooltipText({ title: 't', facts: [[label, 'long and longer']], problems: [] })
      .split('\n')
      .at(-1) ?? '';
  expect(row('Last answer')).toBe('| Last&nbsp;answer&nbsp;&nbsp; | long and longer |');
  expect(row('上次应答')).toBe('| 上\u2060次\u2060应\u2060答&nbsp;&nbsp; | long and longer |');
});
