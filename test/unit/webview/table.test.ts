/** The order of the docker info page's tables. */
import { describe, expect, test } from 'vitest';
import type { Cell, Table, TableRow } from '../../../src/protocol/dockerInfo.ts';
import { ago } from '../../../src/webview/dockerInfo/ago.ts';
import { filtered, sorted } from '../../../src/webview/dockerInfo/table.ts';

const text = (of: string): Cell => ({ kind: 'text', text: of, machine: undefined });
const row = (name: string, ...cells: readonly Cell[]): TableRow => ({
  id: name,
  level: 'healthy',
  cells: [text(name), ...cells],
});
const table = (...rows: readonly TableRow[]): Pick<Table, 'columns' | 'rows'> => ({
  columns: ['name', 'other'].map((id) => ({ id, title: id, isNumber: false })),
  rows,
});
const order = (of: Pick<Table, 'columns' | 'rows'>, column: string, isDescending = false): string[] =>
  sorted(of, { column, isDescending }, 'en').map(({ id }) => id);

describe('a table', () => {
  test('has names in the order that people count in', () => {
    expect(order(table(row('node10'), row('node9'), row('node1')), 'name')).toEqual(['node1', 'node9', 'node10']);
  });

  test('by status has the dead first', () => {
    const status = (level: TableRow['level']): Cell => ({ kind: 'status', level, text: '', reason: '' });
    const rows = table(
      row('a', status('healthy')),
      row('b', status('down')),
      row('c', status('degraded')),
      row('d', status('unknown')),
    );
    expect(order(rows, 'other')).toEqual(['b', 'c', 'd', 'a']);
    expect(order(rows, 'other', true)).toEqual(['a', 'd', 'c', 'b']);
  });

  test.each<[string, (value: number | undefined) => Cell]>([
    [
      'shares',
      (value) => ({ kind: 'share', share: value === undefined ? undefined : { used: value, of: 10, text: '' } }),
    ],
    ['numbers', (value) => ({ kind: 'number', value, text: '' })],
  ])('has %s by size, and the unknown before none', (_, cell) => {
    const rows = table(
      row('half', cell(5)),
      row('none', cell(0)),
      row('unknown', cell(undefined)),
      row('most', cell(9)),
    );
    expect(order(rows, 'other')).toEqual(['unknown', 'none', 'half', 'most']);
  });

  test('leaves equal rows as they came', () => {
    expect(order(table(row('b', text('')), row('a', text('')), row('c', text(''))), 'other', true)).toEqual([
      'b',
      'a',
      'c',
    ]);
  });

  test('whose column is gone is ordered by the first', () => {
    expect(order(table(row('b', text('1')), row('a', text('2'))), 'of another version')).toEqual(['a', 'b']);
  });
});

describe('ago', () => {
  test.each([
    [0, 'now'],
    [12_000, '12 seconds ago'],
    [59_999, '1 minute ago'],
    [3_600_000, '1 hour ago'],
    [200_000_000, '2 days ago'],
    [-5000, 'now'],
  ])('%d ms', (age, text) => {
    expect(ago(1_000_000_000_000, 1_000_000_000_000 + age, 'en')).toBe(text);
  });

  test('speaks the language asked for', () => {
    expect(ago(0, 5000, 'zh-cn')).toBe('5秒钟前');
  });
});

test('a filter finds what a row says in any of its cells, whatever its case', () => {
  const status: Cell = { kind: 'status', level: 'down', text: 'Unhealthy', reason: 'engine does not answer' };
  const labels: Cell = { kind: 'labels', labels: [{ label: 'disk', value: 'ssd' }] };
  const share: Cell = { kind: 'share', share: { used: 1, of: 2, text: '1 / 2 GiB' } };
  const rows = [row('node1', status), row('node2', labels), row('node3', share, { kind: 'time', at: 0 })];
  const found = (filter: string): string[] => filtered(rows, filter).map(({ id }) => id);
  expect(found('')).toEqual(['node1', 'node2', 'node3']);
  expect(found('NODE')).toEqual(['node1', 'node2', 'node3']);
  expect(found(' answer ')).toEqual(['node1']);
  expect(found('disk=SSD')).toEqual(['node2']);
  expect(found('2 gib')).toEqual(['node3']);
  expect(found('1970')).toEqual([]);
});
