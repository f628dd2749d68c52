/** A table of the page: sortable by every column, by mouse and keyboard. */
import type { Cell, Fact, PageLevel, Share, Table, TableRow } from '../../protocol/dockerInfo.ts';
import { ago } from './ago.ts';
import { element } from './element.ts';

export interface Sorting {
  readonly column: string;
  readonly isDescending: boolean;
}

export interface TableActions {
  readonly sort: (sorting: Sorting) => void;
  readonly open: (machine: string) => void;
}

const severity: Readonly<Record<PageLevel, number>> = { down: 0, degraded: 1, unknown: 2, healthy: 3 };
const labelText = ({ label, value }: Fact): string => (value === '' ? label : `${label}=${value}`);

/** What a cell is ordered by; what is not known stands before everything that is. */
function keyOf(cell: Cell | undefined): string | number {
  switch (cell?.kind) {
    case undefined:
      return '';
    case 'text':
      return cell.text;
    case 'number':
      return cell.value ?? -1;
    case 'status':
      return severity[cell.level];
    case 'share':
      return cell.share ? cell.share.used / (cell.share.of || 1) : -1;
    case 'labels':
      return cell.labels.map(labelText).join(',');
    case 'time':
      return cell.at ?? 0;
  }
}

/** Rows in their order; equal ones stay as they came. A column that is not there (any more) gives the first one's order. */
export function sorted(
  { columns, rows }: Pick<Table, 'columns' | 'rows'>,
  { column, isDescending }: Sorting,
  language: string,
): readonly TableRow[] {
  const index = indexOf(columns, column);
  const words = new Intl.Collator(language, { numeric: true });
  const compare = (a: string | number, b: string | number): number =>
    typeof a === 'number' && typeof b === 'number' ? a - b : words.compare(String(a), String(b));
  return [...rows].sort((a, b) => compare(keyOf(a.cells[index]), keyOf(b.cells[index])) * (isDescending ? -1 : 1));
}

const indexOf = (columns: Table['columns'], column: string): number =>
  Math.max(
    0,
    columns.findIndex(({ id }) => id === column),
  );

/** `sorting` undefined: by its first column. */
export function tableElement(
  table: Table,
  sorting: Sorting = { column: '', isDescending: false },
  language: string,
  actions: TableActions,
): HTMLElement {
  const { id: tableId, title, columns } = table;
  const sortedBy = indexOf(columns, sorting.column);
  const head = columns.map(({ id, title: text, isNumber }, index) => {
    const isSorted = index === sortedBy;
    const button = element('button', { class: 'sort', 'data-key': `${tableId}-sort-${id}` }, text);
    button.addEventListener('click', () => {
      actions.sort({ column: id, isDescending: isSorted && !sorting.isDescending });
    });
    const direction = !isSorted ? 'none' : sorting.isDescending ? 'descending' : 'ascending';
    return element('th', { scope: 'col', 'aria-sort': direction, class: isNumber ? 'number' : '' }, button);
  });
  const body = sorted(table, sorting, language).map(({ id, level, cells }) =>
    element(
      'tr',
      { class: level, 'data-row': nameOf(cells[0]) },
      ...cells.map((cell, index) => {
        const content = contentOf(cell, `${tableId}-open-${id}`, language, actions.open);
        if (index === 0) return element('th', { scope: 'row' }, ...content);
        return element('td', { class: columns[index]?.isNumber ? 'number' : cell.kind }, ...content);
      }),
    ),
  );
  // A table wider than the page scrolls in a region of its own, which the keyboard must reach.
  return element(
    'div',
    { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': title, 'data-key': tableId },
    element('table', {}, element('thead', {}, element('tr', {}, ...head)), element('tbody', {}, ...body)),
  );
}

const nameOf = (cell: Cell | undefined): string => (cell?.kind === 'text' ? cell.text : '');

function contentOf(cell: Cell, key: string, language: string, open: TableActions['open']): readonly (Node | string)[] {
  switch (cell.kind) {
    case 'text':
      return [cell.machine === undefined ? cell.text : link(cell.text, cell.machine, key, open)];
    case 'number':
      return [cell.text];
    case 'status':
      return [
        element('span', { class: 'state' }, dot(cell.level), cell.text),
        ...(cell.reason ? [element('span', { class: 'reason' }, cell.reason)] : []),
      ];
    case 'share':
      return cell.share ? shareContent(cell.share) : ['–'];
    case 'labels':
      if (cell.labels.length === 0) return ['–'];
      return [
        element(
          'ul',
          { class: 'chips' },
          ...cell.labels.map(labelText).map((text) => element('li', { title: text }, text)),
        ),
      ];
    case 'time':
      return cell.at === undefined ? ['–'] : [time(cell.at, language)];
  }
}

function link(text: string, machine: string, key: string, open: TableActions['open']): HTMLElement {
  const button = element('button', { class: 'link', 'data-key': key }, text);
  button.addEventListener('click', () => {
    open(machine);
  });
  return button;
}

const dot = (level: PageLevel): HTMLElement => element('span', { class: `dot ${level}`, 'aria-hidden': 'true' });

function shareContent({ used, of, text }: Share): readonly Node[] {
  const bar = element('span', { class: 'bar', 'aria-hidden': 'true' }, element('span', {}));
  (bar.firstElementChild as HTMLElement).style.inlineSize =
    `${String(Math.min(100, Math.round((100 * used) / (of || 1))))}%`;
  return [element('span', {}, text), bar];
}

function time(at: number, language: string): HTMLElement {
  const then = new Date(at);
  return element(
    'time',
    { datetime: then.toISOString(), title: then.toLocaleString(language) },
    ago(at, Date.now(), language),
  );
}
