/** Builds tables of a page from their rows, with the words that tables share. */
import { timeOfDay } from '../../base/clock.ts';
import type { Translate } from '../../base/text.ts';
import type { Seen } from '../../model/seen.ts';
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

/** Labels set by docker-machine and the engine on every node come after those that the user chose. */
export function labelsCell(all: Readonly<Record<string, string>>): Cell {
  const usual = ['kernelversion', 'operatingsystem', 'ostype', 'storagedriver', 'executiondriver'];
  const rank = (label: string): number => usual.indexOf(label) + 1;
  const labels = Object.entries(all)
    .map(([label, value]) => ({ label, value }))
    .sort((a, b) => rank(a.label) - rank(b.label));
  return { kind: 'labels', labels };
}

/** Timestamp of the last known numbers of an engine that does not answer. Empty if they are current, or awaited. */
export function asOf(engine: Seen<unknown>, t: Translate): string {
  if (engine.state !== 'failed') return '';
  return engine.last ? t('numbers as of {0}', timeOfDay(engine.last.at)) : t('last known numbers');
}

/** Shown over a page with outdated facts. The page fills in `{0}`, to keep the age up to date. */
export const staleWords = (why: string | undefined, t: Translate): string =>
  why === undefined ? t('Data from {0}', '{0}') : t('No response ({0}); data from {1}', why, '{0}');

/** A level in one word, as in the tree. `well`: the orchestration's word for healthy. */
export function levelText(level: PageLevel, well: string, t: Translate): string {
  switch (level) {
    case 'healthy':
      return well;
    case 'degraded':
      return t('degraded');
    case 'down':
      return t('unhealthy');
    case 'unknown':
      return t('checking…');
  }
}
