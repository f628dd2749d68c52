/** The order of the docker info page's table. */
import { describe, expect, test } from 'vitest';
import type { NodeRow } from '../../../src/protocol/dockerInfo.ts';
import { ago } from '../../../src/webview/dockerInfo/ago.ts';
import { sorted } from '../../../src/webview/dockerInfo/nodeTable.ts';

const row = (name: string, change: Partial<NodeRow> = {}): NodeRow => ({
  name,
  machine: name,
  address: '',
  level: 'healthy',
  status: 'Healthy',
  reason: '',
  containers: 1,
  containersText: '1',
  cpus: undefined,
  memory: undefined,
  labels: [],
  version: '',
  updatedAt: undefined,
  ...change,
});
const names = (rows: readonly NodeRow[]): string[] => rows.map(({ name }) => name);

describe('the table of nodes', () => {
  test('names are in the order that people count in', () => {
    const rows = [row('node10'), row('node9'), row('node1')];
    expect(names(sorted(rows, { column: 'name', isDescending: false }, 'en'))).toEqual(['node1', 'node9', 'node10']);
  });

  test('by status the dead come first', () => {
    const rows = [
      row('a'),
      row('b', { level: 'down' }),
      row('c', { level: 'degraded' }),
      row('d', { level: 'unknown' }),
    ];
    expect(names(sorted(rows, { column: 'status', isDescending: false }, 'en'))).toEqual(['b', 'c', 'd', 'a']);
    expect(names(sorted(rows, { column: 'status', isDescending: true }, 'en'))).toEqual(['a', 'd', 'c', 'b']);
  });

  test('memory is ordered by the share that is reserved, and an unknown share stands before none', () => {
    const rows = [
      row('half', { memory: { used: 1, of: 2, text: '' } }),
      row('none', { memory: { used: 0, of: 8, text: '' } }),
      row('unknown'),
      row('most', { memory: { used: 3, of: 4, text: '' } }),
    ];
    expect(names(sorted(rows, { column: 'memory', isDescending: false }, 'en'))).toEqual([
      'unknown',
      'none',
      'half',
      'most',
    ]);
  });

  test('equal rows stay as they came', () => {
    const rows = [row('b'), row('a'), row('c')];
    expect(names(sorted(rows, { column: 'version', isDescending: true }, 'en'))).toEqual(['b', 'a', 'c']);
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
