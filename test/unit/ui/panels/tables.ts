// Finding one's way in the tables of a page: by table, row (its first cell) and column.
import type { Cell, InfoPage, Table, TableRow } from '../../../../src/protocol/dockerInfo.ts';

export function tableOf(page: InfoPage, id: string): Table {
  const table = page.tables.find((each) => each.id === id);
  if (!table) throw new Error(`no table ${id}`);
  return table;
}

const nameOf = ({ cells: [first] }: TableRow): string => (first?.kind === 'text' ? first.text : '');

export const namesOf = (page: InfoPage, table: string): string[] => tableOf(page, table).rows.map(nameOf);

export function rowOf(page: InfoPage, table: string, name: string): TableRow {
  const row = tableOf(page, table).rows.find((each) => nameOf(each) === name);
  if (!row) throw new Error(`no row ${name}`);
  return row;
}

export function cellOf(page: InfoPage, table: string, row: string, column: string): Cell {
  const index = tableOf(page, table).columns.findIndex(({ id }) => id === column);
  const cell = rowOf(page, table, row).cells[index];
  if (!cell) throw new Error(`no column ${column}`);
  return cell;
}

/** A row as a person reads it, cell by cell. */
export function read(page: InfoPage, table: string, row: string): readonly string[] {
  return rowOf(page, table, row).cells.map((cell) => {
    switch (cell.kind) {
      case 'text':
      case 'number':
        return cell.text;
      case 'status':
        return [cell.text, cell.reason].filter(Boolean).join(': ');
      case 'share':
        return cell.share?.text ?? '';
      case 'labels':
        return cell.labels.map(({ label, value }) => `${label}=${value}`).join(' ');
      case 'time':
        return String(cell.at);
    }
  });
}
