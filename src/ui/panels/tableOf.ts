/** Making a table of a page from what its rows are about. */
import type { Cell, Column, PageLevel, Table } from '../../protocol/dockerInfo.ts';

export interface ColumnOf<T> extends Column {
  readonly cell: (subject: T) => Cell;
}

export const column = <T>(id: string, title: string, cell: (subject: T) => Cell): ColumnOf<T> => ({
  id,
  title,
  isNumber: false,
  cell,
});

export const numberColumn = <T>(id: string, title: string, cell: (subject: T) => Cell): ColumnOf<T> => ({
  ...column(id, title, cell),
  isNumber: true,
});

export interface RowOf<T> {
  readonly id: string;
  readonly level: PageLevel;
  readonly subject: T;
}

export function tableOf<T>(
  place: Pick<Table, 'id' | 'title' | 'empty'>,
  columns: readonly ColumnOf<T>[],
  rows: readonly RowOf<T>[],
): Table {
  return {
    ...place,
    columns: columns.map(({ id, title, isNumber }) => ({ id, title, isNumber })),
    rows: rows.map(({ id, level, subject }) => ({ id, level, cells: columns.map(({ cell }) => cell(subject)) })),
  };
}

const nothing = '–';

export const textCell = (text: string, machine?: string): Cell => ({ kind: 'text', text: text || nothing, machine });

export const numberCell = (value: number | undefined, text = String(value)): Cell => ({
  kind: 'number',
  value,
  text: value === undefined ? nothing : text,
});

/** docker-machine and the engine put some labels on every node; they are behind, not before, what people chose themselves. */
export function labelsCell(all: Readonly<Record<string, string>>): Cell {
  const usual = ['kernelversion', 'operatingsystem', 'ostype', 'storagedriver', 'executiondriver'];
  const rank = (label: string): number => usual.indexOf(label) + 1;
  const labels = Object.entries(all)
    .map(([label, value]) => ({ label, value }))
    .sort((a, b) => rank(a.label) - rank(b.label));
  return { kind: 'labels', labels };
}
